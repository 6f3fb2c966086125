"""Points meet the nearest point of the nearest street."""

import numpy as np
import pytest
from hypothesis import given, settings

from jiamenkou.engines.streets import connect, snap
from jiamenkou.engines.streets.sphere import EARTH_METRES, great_circle
from tests.engines.streets.towns import Rng, at, line, points, seeds, town


@settings(deadline=None)
@given(seeds)
def test_no_spot_on_any_street_is_nearer(rng: Rng) -> None:
    streets, point = town(rng), points(rng, 1)
    lower, higher, _ = streets.edges()
    share = np.linspace(0, 1, 400)[:, None, None]
    ends = streets.lonlat[lower], streets.lonlat[higher]
    spots = (ends[0] + share * (ends[1] - ends[0])).reshape(-1, 2)
    nearest = great_circle(np.broadcast_to(point, spots.shape), spots, EARTH_METRES).min()
    met = snap(streets, point, snap_metres=5000)
    assert met.away[0] / 10 <= nearest + 0.1
    assert met.away[0] / 10 >= nearest - 5  # the spots are at most 10 m apart


def test_half_way_is_half_the_length_even_of_a_winding_street() -> None:
    met = snap(line(metres=300), at([0.0005, 0.0001]))
    assert met.along.tolist() == [1500]
    assert met.away.tolist() == [111]


def test_in_the_far_north_a_degree_east_is_nearer_than_a_degree_north() -> None:
    home = np.array([25.0, 69.0])
    eastward = np.array([[0.004, -0.001], [0.004, 0.001]])  # 159 m off
    northward = np.array([[-0.001, 0.002], [0.001, 0.002]])  # 222 m off
    streets = connect(home + np.concatenate((eastward, northward)), [[0, 1], [2, 3]])
    assert snap(streets, [home]).away[0] == pytest.approx(1594, abs=2)


def test_who_is_too_far_is_named() -> None:
    met = snap(line(), at([0, 0.004], [0, 0.005], [0, 0.001]), snap_metres=500)
    assert met.unsnapped.tolist() == [1]
    assert met.street.tolist()[1] == -1


def test_at_the_pole_there_is_no_street() -> None:
    assert snap(line(), [[0, 90]]).unsnapped.tolist() == [0]


def test_no_points_meet_no_street() -> None:
    assert len(snap(line(), np.empty((0, 2))).street) == 0
