"""Straight lines with a detour, beside the whole table of great circles."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiamenkou.engines.streets import straight_line, walks
from jiamenkou.engines.streets.sphere import Floats
from jiamenkou.lib.crs import haversine_metres
from tests.engines.streets.towns import Rng, at, line, points, seeds, table

sizes = st.integers(1, 30)


def crow_flies(start: Floats, end: Floats, detour: float = 1.0) -> Floats:
    walked: Floats = np.ceil(haversine_metres(*start.T[:, :, None], *end.T) * detour - 1e-6)
    return walked


@settings(deadline=None)
@given(seeds, sizes, sizes, st.integers(1, 3000), st.sampled_from([1.0, 1.3]))
def test_every_pair_within_the_limit_is_listed_at_its_great_circle(
    rng: Rng, n: int, m: int, limit: int, detour: float
) -> None:
    start, end = points(rng, n), points(rng, m)
    reach = straight_line(from_lonlat=start, to_lonlat=end, limit_metres=limit, detour=detour)
    expected = crow_flies(start, end, detour)
    expected[expected > limit] = np.inf
    assert np.array_equal(table(reach), expected)


@settings(deadline=None)
@given(seeds, sizes, sizes, st.integers(1, 10))
def test_a_cut_list_holds_the_nearest_and_knows_what_it_leaves_out(
    rng: Rng, n: int, m: int, most: int
) -> None:
    start, end = points(rng, n), points(rng, m)
    reach = straight_line(from_lonlat=start, to_lonlat=end, detour=1, limit_metres=2000, most=most)
    for i, row in enumerate(np.sort(crow_flies(start, end))):
        near = row[row <= 2000]
        assert reach.metres[reach.start[i] : reach.start[i + 1]].tolist() == near[:most].tolist()
        assert reach.beyond[i] == [*near, *[2001] * (most + 1)][most]


def test_round_the_far_side_of_the_earth() -> None:
    reach = straight_line(
        from_lonlat=[[179.999, 0]], to_lonlat=[[-179.999, 0.0], [0.0, 0.0]], limit_metres=30_000_000
    )
    assert reach.place.tolist() == [0, 1]
    assert reach.metres[0] == 290  # 0.002 degrees of the equator, 222.4 m, by 1.3


def test_a_larger_earth_has_longer_walks() -> None:
    far: dict[str, Any] = {
        "from_lonlat": at([0, 0]),
        "to_lonlat": at([0, 0.01]),
        "limit_metres": 5000,
    }
    metres = [
        straight_line(**far, earth_metres=radius).metres[0] for radius in (6_371_000, 6_378_137)
    ]
    assert metres == [1446, 1448]


def test_on_a_straight_street_the_walk_is_the_straight_line() -> None:
    ends: dict[str, Any] = {
        "from_lonlat": at([0, 0]),
        "to_lonlat": at([0.002, 0]),
        "limit_metres": 500,
    }
    street = line(metres=straight_line(**ends, detour=1).metres[0] / 2)
    assert walks(street, **ends).metres.tolist() == straight_line(**ends, detour=1).metres.tolist()


def test_nobody_walks_nowhere() -> None:
    reach = straight_line(from_lonlat=np.empty((0, 2)), to_lonlat=at([0, 0]), limit_metres=500)
    assert reach.points == 0


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"detour": 0.9}, "detour: no walk is shorter"),
        ({"detour": np.nan}, "detour: no walk is shorter"),
        ({"limit_metres": -5}, "limit_metres: expected at least 1"),
        ({"most": 0}, "most: expected at least 1"),
        ({"earth_metres": 0}, "earth_metres: expected a radius"),
        ({"from_lonlat": [[28.4, 117.9]]}, "from_lonlat: row 0 .* look swapped"),
        ({"to_lonlat": [[117.9, np.nan]]}, "to_lonlat: row 0 is not a number"),
    ],
)
def test_nonsense_is_refused_by_name(wrong: dict[str, Any], words: str) -> None:
    right: dict[str, Any] = {
        "from_lonlat": at([0, 0]),
        "to_lonlat": at([0, 0]),
        "limit_metres": 500,
    }
    with pytest.raises(ValueError, match=words):
        straight_line(**(right | wrong))
