"""Walks over streets, beside the plain way to measure them."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiamenkou.engines.reach import NOWHERE
from jiamenkou.engines.streets import connect, nodes_within, snap, snapped_walks, walks
from tests.engines.streets.towns import Rng, at, line, points, seeds, table, town, walked

sizes = st.integers(1, 12)


@settings(deadline=None)
@given(seeds, sizes, sizes, st.integers(1, 3000))
def test_every_walk_within_the_limit_is_listed_and_as_long_as_the_plain_way_finds_it(
    rng: Rng, n: int, m: int, limit: int
) -> None:
    streets, start, end = town(rng), points(rng, n), points(rng, m)
    reach = walks(streets, from_lonlat=start, to_lonlat=end, limit_metres=limit)
    expected = walked(streets, start, end)
    expected[expected > limit] = np.inf
    assert np.array_equal(table(reach), expected)


@settings(deadline=None)
@given(seeds, sizes, sizes)
def test_there_is_as_far_as_back_whichever_side_is_searched_from(rng: Rng, n: int, m: int) -> None:
    streets, start, end = town(rng), points(rng, n), points(rng, m)
    there = walks(streets, from_lonlat=start, to_lonlat=end, limit_metres=2500)
    back = walks(streets, from_lonlat=end, to_lonlat=start, limit_metres=2500)
    assert np.array_equal(table(there), table(back).T)


def test_who_has_met_the_streets_before_walks_the_same() -> None:
    rng = np.random.default_rng(3)
    streets, start, end = town(rng), points(rng, 9), points(rng, 5)
    again = snapped_walks(
        streets, from_snap=snap(streets, start), to_snap=snap(streets, end), limit_metres=2500
    )
    reach = walks(streets, from_lonlat=start, to_lonlat=end, limit_metres=2500)
    assert np.array_equal(table(again), table(reach))


@settings(deadline=None)
@given(seeds, sizes, sizes, st.integers(1, 6))
def test_a_cut_list_holds_the_nearest_and_knows_what_it_leaves_out(
    rng: Rng, n: int, m: int, most: int
) -> None:
    streets, start, end = town(rng), points(rng, n), points(rng, m)
    whole = walks(streets, from_lonlat=start, to_lonlat=end, limit_metres=2500)
    short = walks(streets, from_lonlat=start, to_lonlat=end, limit_metres=2500, most=most)
    for i in np.flatnonzero(short.beyond != NOWHERE):
        row = slice(whole.start[i], whole.start[i + 1])
        cut = slice(short.start[i], short.start[i + 1])
        assert short.place[cut].tolist() == whole.place[row][:most].tolist()
        assert short.beyond[i] == [*whole.metres[row], *[2501] * (most + 1)][most]


def test_equally_near_places_come_by_number() -> None:
    twice = np.repeat(at([0.002, 0], [0.001, 0]), 2, axis=0)
    reach = walks(line(), from_lonlat=at([0, 0]), to_lonlat=twice, limit_metres=300, most=3)
    assert reach.place.tolist() == [2, 3, 0]
    assert reach.metres.tolist() == [100, 100, 200]
    assert reach.beyond.tolist() == [200]


def test_two_points_in_one_street_do_not_go_round_by_the_corner() -> None:
    between = at([0.0002, 0], [0.0007, 0])
    reach = walks(line(), from_lonlat=between, to_lonlat=between, limit_metres=100)
    assert table(reach).tolist() == [[0, 50], [50, 0]]


def test_the_way_from_the_door_to_the_street_is_walked_too() -> None:
    door = at([0.001, 0.001])
    reach = walks(line(), from_lonlat=door, to_lonlat=at([0, 0]), limit_metres=500)
    assert reach.metres.tolist() == [100 + 112]  # 0.001 degrees of latitude are 111.2 m


def test_across_the_river_without_a_bridge_nobody_walks() -> None:
    banks = at([0, 0], [0.001, 0], [0, 0.001], [0.001, 0.001])
    streets = connect(banks, [[0, 1], [2, 3]])
    reach = walks(streets, from_lonlat=banks, to_lonlat=banks, limit_metres=5000)
    assert np.isinf(table(reach)[:2, 2:]).all()
    assert reach.start.tolist() == [0, 2, 4, 6, 8]


def test_who_lives_far_from_any_street_reaches_nothing_and_is_named() -> None:
    homes = at([0, 0], [0, 0.01])
    reach = walks(line(), from_lonlat=homes, to_lonlat=at([0, 0]), limit_metres=5000)
    assert reach.start.tolist() == [0, 1, 1]
    assert reach.beyond.tolist() == [5001, NOWHERE]
    assert snap(line(), homes).unsnapped.tolist() == [1]


@pytest.mark.parametrize(("homes", "places"), [(0, 2), (2, 0), (0, 0)])
def test_where_nobody_lives_or_nothing_stands_no_walk_is_listed(homes: int, places: int) -> None:
    spots = at([0, 0], [0.001, 0])
    reach = walks(line(), from_lonlat=spots[:homes], to_lonlat=spots[:places], limit_metres=500)
    assert (reach.points, reach.places, len(reach.metres)) == (homes, places, 0)


@settings(deadline=None, max_examples=25)
@given(seeds, st.integers(1, 1500))
def test_nodes_within_a_walk_are_those_the_plain_way_finds(rng: Rng, limit: int) -> None:
    streets = town(rng, nodes=40, streets=60)
    reach = nodes_within(streets, nodes=np.arange(streets.nodes), limit_metres=limit)
    joined = np.diff(streets.start) > 0
    expected = walked(streets, streets.lonlat[joined], streets.lonlat[joined])
    expected[expected > limit] = np.inf
    assert np.array_equal(table(reach)[np.ix_(joined, joined)], expected)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"limit_metres": 0}, "limit_metres: expected at least 1"),
        ({"most": 0}, "most: expected at least 1"),
        ({"snap_metres": -1}, "snap_metres: expected"),
        ({"from_lonlat": [[np.nan, 28.4]]}, "from_lonlat: row 0 is not a number"),
        ({"to_lonlat": [[117.9, 28.4], [28.4, 117.9]]}, "to_lonlat: row 1 .* look swapped"),
        ({"to_lonlat": [[317.9, 28.4]]}, "to_lonlat: row 0 .* longitude -180 to 180"),
        ({"from_lonlat": [117.9, 28.4]}, "from_lonlat: expected"),
    ],
)
def test_nonsense_is_refused_by_name(wrong: dict[str, Any], words: str) -> None:
    right: dict[str, Any] = {
        "from_lonlat": at([0, 0]),
        "to_lonlat": at([0, 0]),
        "limit_metres": 500,
    }
    with pytest.raises(ValueError, match=words):
        walks(line(), **(right | wrong))


def test_nodes_that_are_not_there_are_refused() -> None:
    with pytest.raises(ValueError, match="nodes: expected nodes from 0 to 2"):
        nodes_within(line(), nodes=[3], limit_metres=100)
