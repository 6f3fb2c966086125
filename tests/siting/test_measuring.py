"""Walks to the centres, by hand: a line of points 111.2 m apart, straight lines × 1.3."""

import numpy as np
import pytest

from jiamenkou.places.models import Centre, WalkFact
from jiamenkou.siting import actions
from jiamenkou.siting.measuring import Walk, walks_to
from jiamenkou.siting.walking import Walker
from tests import make

pytestmark = pytest.mark.django_db
STEP = 111.195 * 1.3
WALKER = Walker(streets=None, detour=1.3, limit_metres=20_000, snap_metres=500)


def walks(*people: int, lat: float = 28.4) -> list[Walk]:
    """To one centre at `lat`, from points at 28.400, 28.401, … with so many people each."""
    layer = make.layer(demand=make.demand(*people))
    centre = make.centre(lat=lat)
    return list(walks_to([centre], layer, WALKER))


def test_the_mean_is_weighted_by_people() -> None:
    (walk,) = walks(30, 10, 10)
    assert walk.people == 50
    assert walk.mean_metres == pytest.approx((10 * STEP + 10 * 2 * STEP) / 50, abs=1)


def test_shares_count_the_people_within_300_500_and_1000_metres() -> None:
    (walk,) = walks(*[10] * 10)
    within = [int(radius // STEP) + 1 for radius in (300, 500, 1000)]
    assert walk.shares == pytest.approx([count / 10 for count in within])


def test_one_in_twenty_walks_farther_than_the_95th_percentile() -> None:
    (walk,) = walks(95, 5)
    assert walk.p95_metres == 0
    (walk,) = walks(94, 6)
    assert walk.p95_metres == pytest.approx(STEP, abs=1)


def test_the_best_point_is_where_most_people_are_and_how_far_it_is() -> None:
    (walk,) = walks(1, 1, 1, 90)
    assert walk.best_mean_metres == pytest.approx((1 + 2 + 3) * STEP / 93, abs=1)
    assert walk.metres_from_best == pytest.approx(3 * 111.195, abs=1)


def test_only_the_people_of_the_areas_it_serves_count() -> None:
    people = make.demand(30, 20)
    layer = make.layer(demand=people, codes=(make.COMMUNITY, "361102002001"))
    served, other = make.centre(), make.centre(area=make.area(code="361102003001"))
    assert [(one.centre, one.people) for one in walks_to([served, other], layer, WALKER)] == [
        (served, 30)
    ]


def test_points_without_people_count_for_nothing() -> None:
    (walk,) = walks(10, 0, 0)
    assert (walk.people, walk.mean_metres, walk.metres_from_best) == (10, 0, 0)


def test_measuring_writes_walks_of_open_centres_into_the_register() -> None:
    layer = make.layer()
    make.centre(name="开着")
    closed = make.centre(name="已撤")
    Centre.objects.filter(pk=closed.pk).update(closed_on=make.TODAY)
    actions.measure_walks(make.DISTRICT, layer.pk)
    (fact,) = WalkFact.objects.all()
    assert (fact.centre.name, fact.layer_name, fact.people) == ("开着", layer.name, 50)
    assert fact.mean_metres == pytest.approx(20 * STEP / 50, abs=1)


def test_measuring_again_the_same_day_replaces_what_was_measured() -> None:
    layer = make.layer()
    make.centre()
    actions.measure_walks(make.DISTRICT, layer.pk)
    actions.measure_walks(make.DISTRICT, layer.pk)
    assert WalkFact.objects.count() == 1


def test_whom_no_street_leads_there_counts_as_the_farthest() -> None:
    near = Walker(streets=None, detour=1.3, limit_metres=200, snap_metres=500)
    layer, centre = make.layer(demand=make.demand(10, 0, 10)), make.centre()
    (walk,) = walks_to([centre], layer, near)
    assert walk.mean_metres == np.mean([0, 200])
