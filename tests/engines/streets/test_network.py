"""The walk graph: built, kept on disk, and refused when it is nonsense."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from jiamenkou.engines.streets import Streets, connect
from tests.engines.streets.towns import at, line, town

FIELDS = ("lon", "lat", "start", "to", "decimetres")


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    streets = town(np.random.default_rng(7))
    streets.save(tmp_path / "town.npz")
    again = Streets.load(tmp_path / "town.npz")
    assert all(np.array_equal(getattr(streets, field), getattr(again, field)) for field in FIELDS)


def test_every_street_is_in_the_rows_of_both_its_ends() -> None:
    streets = line(metres=70)
    assert np.diff(streets.start).tolist() == [1, 2, 1]
    assert streets.decimetres.tolist() == [700] * 4
    assert [part.tolist() for part in streets.edges()] == [[0, 1], [1, 2], [700, 700]]


def test_a_street_to_where_it_began_is_left_out() -> None:
    streets = connect(at([0, 0], [0.001, 0]), [[0, 0], [0, 1]])
    assert len(streets.to) == 2


def test_an_empty_network_is_refused() -> None:
    with pytest.raises(ValueError, match="to: the network is empty"):
        connect(at([0, 0], [0.001, 0]), [])


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("lon", np.array([117.95, np.nan, 117.952]), "streets: row 1 is not a number"),
        ("start", np.array([0, 1, 2]), "start: expected"),
        ("to", np.array([1, 0, 2, 3]), "to: expected nodes from 0 to 2"),
        ("decimetres", np.array([700, 700, -1, 700]), "decimetres: expected"),
    ],
)
def test_nonsense_is_refused_by_name(field: str, value: NDArray[np.generic], words: str) -> None:
    right = {name: getattr(line(), name) for name in FIELDS}
    with pytest.raises(ValueError, match=words):
        Streets(**(right | {field: value}))


@pytest.mark.parametrize(
    ("ends", "metres", "words"),
    [
        ([[0, 2]], None, "ends: expected nodes from 0 to 1"),
        ([[0, 1]], [-5], "metres: expected one length"),
        ([[0, 1]], [5, 5], "metres: expected one length"),
        ([[0, 1]], [np.nan], "metres: expected one length"),
    ],
)
def test_streets_that_cannot_be_are_refused(
    ends: list[list[int]], metres: list[float] | None, words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        connect(at([0, 0], [0.001, 0]), ends, metres=metres)


def test_to_import_the_engine_costs_no_compiler() -> None:
    program = (
        "import sys, jiamenkou.engines.streets\n"
        "print({'numba', 'osmium', 'scipy', 'shapely'} & set(sys.modules))"
    )
    assert subprocess.check_output([sys.executable, "-c", program]) == b"set()\n"
