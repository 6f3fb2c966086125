"""The diagnosis, against sums done by hand."""

import datetime
import io
from decimal import Decimal

import pytest
from django.core.management import call_command
from pytest_django import DjangoAssertNumQueries

from jiamenkou.places.actions import amend_centre, close_centre, diagnose, load_norms
from jiamenkou.places.models import Centre, Finding, NormSet
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _norms() -> None:
    load_norms(by=None)


def finding(centre: Centre, code: str) -> Finding:
    return Finding.objects.get(centre=centre, norm__code=code)


def test_area_per_100_households_is_usable_area_over_households() -> None:
    area = make.area()
    centre = make.centre(area=area)
    make.headcount(area=area, households=1250)
    make.floor_area(centre=centre, square_metres=250)
    found = finding(centre, "area-per-100-households")
    assert (found.value, found.verdict, found.shortfall) == (Decimal(20), "short", Decimal(10))
    assert found.severity == Decimal("0.3333")
    assert found.how["area_source"] == "survey"
    assert found.how["counts"][0]["source"] == "census 2020"


def test_what_is_not_known_is_unknown_never_zero() -> None:
    centre = make.centre()
    unknown = centre.findings.filter(verdict="unknown", value=None, shortfall=None)
    assert unknown.count() == centre.findings.count() > 0
    make.floor_area(centre=centre)
    assert finding(centre, "area-per-100-households").verdict == "unknown"


def test_the_latest_fact_on_the_day_counts() -> None:
    area = make.area()
    centre = make.centre(area=area)
    make.headcount(area=area, households=1000)
    make.floor_area(centre=centre, square_metres=118)
    later = datetime.date(2025, 3, 1)
    make.floor_area(centre=centre, square_metres=350, measured_on=later)
    assert finding(centre, "area-per-100-households").value == 35
    diagnose(Centre.objects.all(), on=datetime.date(2025, 2, 28), by=None)
    assert finding(centre, "area-per-100-households").value == Decimal("11.8")


def test_an_area_without_a_count_of_its_own_is_the_sum_of_its_parts() -> None:
    street = make.area(code="361102001000")
    one, other = make.area(code="361102001001"), make.area(code="361102001002", name="劳动路")
    centre = make.centre(area=one, serves=[street])
    make.floor_area(centre=centre, square_metres=600)
    make.headcount(area=one, households=500)
    assert finding(centre, "area-per-100-households").how["uncounted"] == ["劳动路"]
    make.headcount(area=other, households=1500)
    assert finding(centre, "area-per-100-households").value == 30


def test_an_area_within_another_served_area_is_not_counted_twice() -> None:
    street, one = make.area(code="361102001000"), make.area(code="361102001001")
    make.headcount(area=street, households=1000)
    make.headcount(area=one, households=400)
    centre = make.centre(area=one, serves=[street, one])
    make.floor_area(centre=centre, square_metres=400)
    assert finding(centre, "area-per-100-households").value == 40


def test_a_street_complex_is_judged_by_area_functions_and_care() -> None:
    street = make.area(code="361102001000")
    centre = make.centre(area=street, level="street")
    make.floor_area(centre=centre, square_metres=560, kind="gross")
    for kind in ("hall", "elder", "reading"):
        make.room(centre=centre, name=kind, kind=kind)
    assert finding(centre, "complex-area").shortfall == 40
    assert finding(centre, "complex-functions").verdict == "meets"
    care = finding(centre, "complex-care")
    assert (care.shortfall, care.how["lacking"]) == (Decimal(1), ["canteen", "children"])


@pytest.mark.parametrize(
    ("floor", "lift", "verdict"),
    [
        (1, None, "meets"),
        (3, True, "meets"),
        (None, True, "meets"),
        (3, False, "short"),
        (-1, False, "short"),
        (3, None, "unknown"),
        (None, False, "unknown"),
    ],
)
def test_a_hall_is_on_the_ground_floor_or_has_a_lift(
    floor: int | None, lift: bool | None, verdict: str
) -> None:
    centre = make.centre(hall_floor=floor, has_lift=lift)
    assert finding(centre, "hall-access").verdict == verdict


def test_step_free_is_yes_no_or_unknown() -> None:
    centre = make.centre(step_free=False)
    assert finding(centre, "step-free").verdict == "short"
    amend_centre(centre, step_free=True, by=None)
    assert finding(centre, "step-free").verdict == "meets"


def test_walks_are_judged_at_each_radius() -> None:
    centre = make.centre()
    make.walk(centre=centre, p95_metres=1500)
    assert finding(centre, "walk-5-minutes").shortfall == Decimal("0.15")
    assert finding(centre, "walk-10-minutes").value == Decimal("0.6")
    assert finding(centre, "walk-15-minutes").verdict == "meets"
    assert finding(centre, "walk-mean").verdict == "meets"
    farthest = finding(centre, "walk-farthest")
    assert (farthest.shortfall, farthest.severity) == (Decimal(300), Decimal("0.25"))


def test_a_village_is_judged_by_the_rural_radius() -> None:
    centre = make.centre(level="village")
    make.walk(centre=centre)
    assert finding(centre, "walk-rural").value == Decimal("0.97")


def test_a_closed_centre_has_no_findings() -> None:
    centre = make.centre()
    close_centre(centre, on=make.TODAY, by=None)
    assert not centre.findings.exists()


def test_loading_the_same_norms_again_changes_nothing() -> None:
    centre = make.centre()
    before = list(Finding.objects.values_list("pk", "verdict").order_by("pk"))
    load_norms(by=None)
    assert NormSet.objects.get().norms.count() == 18
    assert list(centre.findings.values_list("pk", "verdict").order_by("pk")) == before


def test_diagnosing_more_centres_asks_no_more_questions(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(1, 7):
        area = make.area(code=f"3611020010{number:02}")
        centre = make.centre(area=area)
        make.headcount(area=area)
        make.floor_area(centre=centre)
    with django_assert_num_queries(15) as few:
        diagnose(Centre.objects.all()[:2], by=None)
    with django_assert_num_queries(len(few.captured_queries)):
        diagnose(Centre.objects.all(), by=None)


def test_norms_are_put_in_force_from_the_command_line() -> None:
    out = io.StringIO()
    call_command("load_norms", "--name", "区级标准", stdout=out)
    assert "18 norms in force" in out.getvalue()
    assert NormSet.objects.get(in_force=True).name == "区级标准"
