"""Every named constraint of places, broken once through the verb that meets it."""

import datetime
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import models, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from jiamenkou.lib.constraints import refusing
from jiamenkou.lib.refusal import Refused
from jiamenkou.places.actions import amend_centre, close_centre
from jiamenkou.places.models import Area, Finding, Norm, NormSet
from tests import make

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 1, 1)


def refused(rule: str, attempt: Callable[[], object]) -> None:
    with pytest.raises(Refused) as no, transaction.atomic():
        attempt()
    assert no.value.rule == rule
    assert no.value.words


def add(row: models.Model) -> None:
    with refusing(type(row)):
        row.save(force_insert=True)


@pytest.mark.parametrize(
    ("code", "level"), [("361102001001", "town"), ("361102001000", "county"), ("36", "province")]
)
def test_an_areas_level_fits_its_code(code: str, level: str) -> None:
    parent = make.area(code="361100000000")
    refused(
        "area_level_fits_its_code",
        lambda: add(Area(code=code, name="x", level=level, parent=parent)),
    )


@pytest.mark.parametrize("parent", ["361103000000", None])
def test_an_area_lies_in_its_parent(parent: str | None) -> None:
    above = make.area(code=parent) if parent else None
    stray = Area(code="361102001000", name="x", level="town", parent=above)
    refused("area_lies_in_its_parent", lambda: add(stray))


def test_a_headcount_is_recorded_once() -> None:
    area = make.area()
    make.headcount(area=area)
    refused("a_headcount_is_recorded_once", lambda: make.headcount(area=area))


def test_a_headcount_is_positive_and_says_something() -> None:
    area = make.area()
    refused("headcount_is_positive", lambda: make.headcount(area=area, households=-5))
    refused("headcount_says_something", lambda: make.headcount(area=area, households=None))


def test_a_centre_has_its_name_once_in_an_area() -> None:
    make.centre(name="水南中心")
    refused("a_centre_has_its_name_once", lambda: make.centre(name="水南中心"))


def test_a_centre_stands_on_earth() -> None:
    refused("centre_stands_on_earth", lambda: make.centre(lon=28.4, lat=118.0))


def test_a_centre_stands_in_its_area() -> None:
    Area.objects.filter(pk=make.area().pk).update(boundary=make.SQUARE)
    make.centre(lon=118.101)  # 98 m outside a simplified boundary may well be inside
    refused("centre_stands_in_its_area", lambda: make.centre(lon=118.11))


def test_there_is_no_floor_zero() -> None:
    refused("there_is_no_floor_zero", lambda: make.centre(hall_floor=0))
    refused("room_is_on_a_floor", lambda: make.room(centre=make.centre(), floor=0))


def test_a_centre_closes_after_it_opened() -> None:
    centre = make.centre(opened_on=DAY)
    refused("a_centre_closes_after_it_opened", lambda: close_centre(centre, on=DAY, by=None))


def test_a_room_has_space_and_its_own_name() -> None:
    centre = make.centre()
    make.room(centre=centre)
    refused("a_room_has_its_name_once", lambda: make.room(centre=centre))
    refused("room_has_space", lambda: make.room(centre=centre, name="b", square_metres=Decimal(-3)))


def test_a_floor_area_is_positive_and_recorded_once() -> None:
    centre = make.centre()
    make.floor_area(centre=centre)
    refused("a_floor_area_is_recorded_once", lambda: make.floor_area(centre=centre))
    refused(
        "floor_area_is_positive",
        lambda: make.floor_area(centre=centre, square_metres=-1, source="title_deed"),
    )


def test_two_centres_have_one_agreement_at_a_time_whoever_is_host() -> None:
    one, other = make.centre(), make.centre()
    make.sharing(host=one, guest=other)
    later = DateRange(datetime.date(2026, 12, 31), None)
    refused(
        "two_centres_have_one_agreement_at_a_time",
        lambda: make.sharing(host=other, guest=one, during=later),
    )
    make.sharing(host=other, guest=one, during=DateRange(datetime.date(2027, 1, 1), None))


def test_sharing_is_with_another_and_shares_something() -> None:
    one, other = make.centre(), make.centre()
    refused("a_centre_shares_with_another", lambda: make.sharing(host=one, guest=one))
    refused("sharing_shares_something", lambda: make.sharing(host=one, guest=other, shares=[]))


def norm(**changes: object) -> Norm:
    norm_set, _made = NormSet.objects.get_or_create(name="试行", defaults={"in_force": False})
    given: dict[str, object] = {"code": "n", "criterion": "floor_area", "level": "street"}
    given |= {"unit": "m2", "threshold": Decimal(600), "source": "s", "valid_from": DAY}
    return Norm(norm_set=norm_set, **{**given, **changes})


def test_a_norm_is_stated_once_and_says_what_it_asks() -> None:
    add(norm())
    refused("a_norm_is_stated_once", lambda: add(norm()))
    refused("norm_threshold_is_positive", lambda: add(norm(code="m", threshold=Decimal(0))))
    refused("a_share_norm_names_its_radius", lambda: add(norm(criterion="share_within")))
    refused("a_room_norm_names_its_kinds", lambda: add(norm(criterion="required_rooms")))


def test_one_norm_set_is_in_force_and_each_has_its_name() -> None:
    add(NormSet(name="a", in_force=True))
    refused("one_norm_set_is_in_force", lambda: add(NormSet(name="b", in_force=True)))
    refused("a_norm_set_has_its_name_once", lambda: add(NormSet(name="a", in_force=False)))


def test_walks_are_measured_over_people_and_shares_grow() -> None:
    centre = make.centre()
    refused("walk_has_people_and_metres", lambda: make.walk(centre=centre, people=0))
    wrong = {"share_within_500": Decimal("0.1")}
    refused("walk_shares_grow_with_the_radius", lambda: make.walk(centre=centre, **wrong))
    refused("a_rural_share_names_its_radius", lambda: make.walk(centre=centre, rural_metres=1500))


def test_a_walk_is_measured_once_a_day() -> None:
    fact = make.walk(centre=make.centre())
    fact.pk = None
    refused("a_walk_is_measured_once_a_day", lambda: add(fact))


def test_a_finding_is_one_a_norm_and_unknown_exactly_without_a_value() -> None:
    centre, one = make.centre(), norm()
    one.save()

    def finding(**changes: object) -> Finding:
        given = {"centre": centre, "norm": one, "kind": "area", "as_of": DAY}
        return Finding(**{**given, "verdict": "unknown", **changes})

    add(finding())
    refused("one_finding_for_a_centre_and_norm", lambda: add(finding()))
    refused("unknown_is_unknown", lambda: add(finding(verdict="meets")))
    refused("unknown_is_unknown", lambda: add(finding(value=Decimal(1))))
    refused("only_short_has_a_shortfall", lambda: add(finding(verdict="short", value=Decimal(1))))


def test_amending_to_a_taken_name_is_refused() -> None:
    make.centre(name="甲")
    other = make.centre(name="乙")
    refused("a_centre_has_its_name_once", lambda: amend_centre(other, name="甲", by=None))
