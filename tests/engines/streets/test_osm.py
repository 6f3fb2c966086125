"""An extract read as streets; the village in it is invented."""

from pathlib import Path

import numpy as np
import pytest

from jiamenkou.engines.streets import Streets, read_osm
from jiamenkou.engines.streets.osm import may_walk

VILLAGE = Path(__file__).parent / "invented_village.osm"


def joined(streets: Streets) -> list[tuple[float, float]]:
    lower, higher, _ = streets.edges()
    ends = np.sort(np.column_stack((streets.lon[lower], streets.lon[higher])).round(3))
    return sorted(map(tuple, ends.tolist()))


def test_the_village_is_walked_where_people_may_and_its_yard_is_left_out() -> None:
    hill = (117.95, 117.98)
    assert joined(read_osm(VILLAGE)) == [
        (117.95, 117.96),
        hill,
        (117.96, 117.97),
        (117.97, 117.99),
        (117.99, 118.0),
    ]


def test_a_street_is_as_long_as_its_great_circle() -> None:
    streets = read_osm(VILLAGE)
    lower, higher, decimetres = streets.edges()
    short = np.isclose(np.abs(streets.lon[lower] - streets.lon[higher]), 0.01)
    assert decimetres[short].tolist() == pytest.approx([9778, 9778, 9778], abs=1)


@pytest.mark.parametrize(
    "tags",
    [
        {"highway": "footway"},
        {"highway": "residential", "access": "destination"},
        {"highway": "service", "access": "private", "foot": "yes"},
        {"highway": "trunk", "foot": "designated"},
        {"highway": "primary", "motorroad": "yes", "sidewalk": "left"},
        {"highway": "pedestrian", "area": "yes"},
    ],
)
def test_open_to_people_on_foot(tags: dict[str, str]) -> None:
    assert may_walk(tags)


@pytest.mark.parametrize(
    "tags",
    [
        {"building": "yes"},
        {"highway": "motorway"},
        {"highway": "trunk_link"},
        {"highway": "construction", "foot": "yes"},
        {"highway": "footway", "foot": "no"},
        {"highway": "residential", "access": "no"},
        {"highway": "primary", "motorroad": "yes"},
        {"highway": "trunk", "sidewalk": "both", "access": "private"},
        {"highway": "cycleway", "foot": "use_sidepath"},
    ],
)
def test_closed_to_people_on_foot(tags: dict[str, str]) -> None:
    assert not may_walk(tags)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no such OpenStreetMap extract"):
        read_osm(tmp_path / "nowhere.osm.pbf")


@pytest.mark.parametrize(
    ("text", "words"),
    [("<osm version='0.6'></osm>", "no street that can be walked"), ("<osm", "not a readable")],
)
def test_a_file_without_streets_is_refused(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "empty.osm"
    path.write_text(text)
    with pytest.raises(ValueError, match=words):
        read_osm(path)
