import numpy as np
import pytest

from jiamenkou.engines.reach import NOWHERE, Reach


def reach(rows: list[list[tuple[int, int]]], *, places: int, beyond: int = NOWHERE) -> Reach:
    return Reach(
        start=np.cumsum([0, *map(len, rows)]),
        place=np.array([place for row in rows for place, _ in row], dtype=np.int32),
        metres=np.array([metres for row in rows for _, metres in row], dtype=np.int32),
        beyond=np.full(len(rows), beyond, dtype=np.int32),
        places=places,
    )


def rows_of(found: Reach) -> list[list[tuple[int, int]]]:
    pairs = list(zip(found.place.tolist(), found.metres.tolist(), strict=True))
    return [pairs[a:b] for a, b in zip(found.start[:-1], found.start[1:], strict=True)]


def test_first_keeps_the_nearest_and_says_where_it_cut() -> None:
    cut = reach([[(2, 5), (0, 7), (1, 9)], [], [(1, 3)]], places=3).first(2)
    assert rows_of(cut) == [[(2, 5), (0, 7)], [], [(1, 3)]]
    assert cut.beyond.tolist() == [9, NOWHERE, NOWHERE]


def test_beside_numbers_the_other_places_after_ours_and_keeps_rows_nearest_first() -> None:
    ours, others = reach([[(0, 4)], [(1, 6)]], places=2), reach([[(0, 1)], []], places=1, beyond=8)
    both = ours.beside(others)
    assert rows_of(both) == [[(2, 1), (0, 4)], [(1, 6)]]
    assert (both.places, both.beyond.tolist()) == (3, [8, 8])


@pytest.mark.parametrize(
    ("rows", "field"),
    [([[(3, 1)]], "place"), ([[(0, -1)]], "metres"), ([[(0, 5), (1, 4)]], "metres")],
)
def test_nonsense_is_refused_by_field(rows: list[list[tuple[int, int]]], field: str) -> None:
    with pytest.raises(ValueError, match=f"^{field}:"):
        reach(rows, places=3)
