"""The demo's rosters: holiday months made by the engine, and something to do this morning."""

import datetime
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from jiamenkou.demo.ground import COMMUNITY
from jiamenkou.demo.planning import STREET
from jiamenkou.demo.rota import HOLIDAYS, tell_duties
from jiamenkou.rota.gaps import gaps
from jiamenkou.rota.judging import breaks_of
from jiamenkou.rota.models import Duty, Generation, Leave, LedgerEntry, Roster, Swap
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _told(request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    request.getfixturevalue("django_db_setup")
    with django_db_blocker.unblock(), transaction.atomic():
        for code in (COMMUNITY, STREET):
            make.centre(area=make.area(code=code))
        for name, code in {
            "manager": COMMUNITY,
            "clerk": COMMUNITY,
            "steward": COMMUNITY,
            "street": STREET,
        }.items():
            make.user(username=name, kind=name, area=make.area(code=code))
        tell_duties(password="jiamenkou-demo")
        yield
        transaction.set_rollback(True)


def test_every_month_was_made_by_the_engine_and_keeps_every_hard_rule() -> None:
    assert Roster.objects.published().count() == 8
    assert Generation.objects.with_answer().values("roster").distinct().count() == 8
    for roster in Roster.objects.select_related("centre"):
        assert not [one for one in breaks_of(roster) if one.hard and one.code != "under"]


@pytest.mark.parametrize("month", HOLIDAYS)
def test_the_holiday_months_have_no_gap_on_any_day(month: datetime.date) -> None:
    for roster in Roster.objects.of_month(month):
        assert gaps([roster.centre_id], roster.month, roster.until) == []


def test_make_up_days_are_worked_like_workdays_and_the_holiday_is_paid_threefold() -> None:
    makeup, eve = datetime.date(2026, 10, 10), datetime.date(2026, 2, 16)
    shifts = set(Duty.objects.filter(day=makeup).values_list("pattern__name", flat=True))
    assert shifts == {"早班", "晚班"}
    assert LedgerEntry.objects.filter(day=eve, kind="holiday").exists()


def test_there_is_something_to_do_this_morning() -> None:
    today = timezone.localdate()
    assert Duty.objects.published().filter(day=today).exists()
    assert Swap.objects.open().exists()
    assert Leave.objects.waiting().exists()
    assert Leave.objects.approved().filter(during__startswith__gt=today).exists()
