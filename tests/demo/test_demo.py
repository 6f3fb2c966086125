"""The demo district, built once for all of these: it adds up, shows every deficit, names nobody."""

import datetime
import re
from collections import Counter
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.db.models import Count, Sum
from pytest_django.plugin import DjangoDbBlocker

from jiamenkou.demo import actions
from jiamenkou.demo.ground import CENSUS_PEOPLE, DISTRICT
from jiamenkou.demo.planning import BUILDINGS
from jiamenkou.demo.rota import INVENTED
from jiamenkou.people.models import User
from jiamenkou.places.calendar import the_calendar
from jiamenkou.places.hours import rules_of
from jiamenkou.places.models import (
    Area,
    Centre,
    Finding,
    FloorArea,
    Headcount,
    Opening,
    WalkFact,
)
from jiamenkou.places.opening import day_of
from jiamenkou.siting.models import DemandPoint, PopulationLayer, Premises, ScenarioRun

pytestmark = pytest.mark.django_db
COUNTED = (Area, Centre, Headcount, FloorArea, DemandPoint, Premises, User, ScenarioRun)


@pytest.fixture(scope="module", autouse=True)
def _built(request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    request.getfixturevalue("django_db_setup")
    with django_db_blocker.unblock(), transaction.atomic():
        assert actions.build()
        yield
        transaction.set_rollback(True)


def test_everybody_of_the_census_lives_somewhere() -> None:
    assert CENSUS_PEOPLE == 545_134
    layer = PopulationLayer.objects.get()
    assert layer.people == CENSUS_PEOPLE
    assert DemandPoint.objects.aggregate(people=Sum("people"))["people"] == CENSUS_PEOPLE
    counted = Headcount.objects.exclude(area=DISTRICT).aggregate(people=Sum("people"))
    assert counted["people"] == CENSUS_PEOPLE


def test_the_areas_are_the_districts_own() -> None:
    within = Area.objects.under(DISTRICT)
    assert Counter(within.values_list("level", flat=True))["county"] == 1
    assert within.filter(level="village").count() == 142
    assert within.filter(centres__isnull=False).exists()


def test_there_are_118_centres_and_every_community_is_served() -> None:
    assert Centre.objects.count() == 118
    unserved = Area.objects.under(DISTRICT).filter(level="village", served_by=None)
    assert not unserved.exists()


@pytest.mark.parametrize("kind", Finding.Kind.values)
def test_every_kind_of_deficit_is_there_but_not_everywhere(kind: str) -> None:
    short = Finding.objects.filter(kind=kind, verdict="short")
    centres = short.aggregate(centres=Count("centre", distinct=True))["centres"]
    assert 0 < centres < Centre.objects.count()


def test_something_is_unknown_and_some_centres_meet_every_norm() -> None:
    judged = Centre.objects.judged()
    assert judged.with_verdict("unknown").exists()
    assert judged.with_verdict("meets").exists()


def test_the_two_upgrades_have_the_reported_figures() -> None:
    usable = FloorArea.objects.filter(kind="usable").order_by("measured_on")
    moved = usable.filter(centre__name__startswith="五三（2）社区")
    assert [int(fact.square_metres) for fact in moved] == [118, 350]
    joined = usable.filter(centre__name__startswith="大井头社区")
    assert [int(fact.square_metres) for fact in joined] == [240, 2980]


def test_every_centre_is_open_on_every_day_of_the_year() -> None:
    rules, shown = rules_of(Centre.objects.values_list("pk", flat=True)), the_calendar()
    days = [datetime.date(2026, 1, 1) + datetime.timedelta(days=ahead) for ahead in range(365)]
    assert len(rules) == 118
    shut = [when for kept in rules.values() for when in days if not day_of(kept, when, shown).spans]
    assert not shut
    services = set(Opening.objects.values_list("service", flat=True))
    assert services == {"regular", "staggered", "extended"}


def test_walks_were_measured_to_every_centre() -> None:
    assert WalkFact.objects.values("centre").distinct().count() == 118


def test_both_scenarios_have_an_answer() -> None:
    runs = ScenarioRun.objects.all()
    assert runs.count() == 2
    assert {run.state for run in runs} <= set(ScenarioRun.ANSWERED)
    assert all(run.plan_sites.exists() for run in runs)


def test_idle_premises_and_offices_are_there_to_plan_with() -> None:
    kinds = Counter(Premises.objects.values_list("kind", flat=True))
    assert set(kinds) == set(Premises.Kind.values)
    assert kinds.total() == 30


def test_what_is_invented_says_so() -> None:
    assert PopulationLayer.objects.get().invented
    assert not Premises.objects.exclude(name__contains="虚构").exists()
    assert not Centre.objects.exclude(address__contains="虚构").exists()


def test_nobody_is_named_but_the_placeholders() -> None:
    names = {re.split("（", user.name)[0] for user in User.objects.all()}
    assert names == {"张三", "李四", "王五", "赵六", "孙七", "周八", "吴九"} | INVENTED
    owners = set(Premises.objects.values_list("owner", flat=True))
    assert owners == {building.owner for building in BUILDINGS}
    assert not Centre.objects.exclude(phone="").exists()


def test_told_twice_it_stands_once() -> None:
    before = [table.objects.count() for table in COUNTED]
    assert not actions.build()
    assert [table.objects.count() for table in COUNTED] == before
