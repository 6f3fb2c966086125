"""What is owed for rest days, holidays and long days: labour law art. 44."""

import datetime

import pytest

from jiamenkou.lib.refusal import Refused
from jiamenkou.rota import actions
from jiamenkou.rota.models import LedgerEntry
from tests.rota.teams import Team, team

pytestmark = pytest.mark.django_db
OCTOBER = datetime.date(2026, 10, 1)


def entries(today: datetime.date) -> list[tuple[str, int, int]]:
    actions.write_ledger(today)
    rows = LedgerEntry.objects.order_by("day", "pk")
    return [(one.kind, one.day.day, one.minutes) for one in rows]


def test_the_national_day_is_paid_threefold_and_its_other_days_off_give_leave() -> None:
    here = team(month=OCTOBER)
    here.put(0, 1)
    here.put(1, 5)
    here.put(2, 10)  # a Saturday that is worked, made up for the holiday
    here.published()
    assert entries(here.day(11)) == [("holiday", 1, 480), ("rest_day", 5, 480)]


def test_a_workday_off_in_the_same_week_makes_a_rest_day_good() -> None:
    here = team()
    for day in (1, 2, 3, 6):  # Thursday and Friday off, Saturday worked
        here.put(0, day)
    here.published()
    assert entries(here.day(8)) == [("rested", 4, -480), ("rest_day", 6, 480)]
    assert LedgerEntry.objects.balance() == 0


def test_on_workdays_what_goes_beyond_eight_hours_is_overtime() -> None:
    here = team(minutes=600)
    here.put(0, 1, "late")
    here.published()
    assert entries(here.day(3)) == [("extended", 1, 120)]


def test_a_night_is_split_at_midnight() -> None:
    here = team(month=datetime.date(2026, 9, 1), starts=datetime.time(20), minutes=480)
    here.put(0, 30, "late")  # until four o'clock on the National Day
    here.published()
    actions.write_ledger(datetime.date(2026, 10, 3))
    assert LedgerEntry.objects.totals() == {"holiday": 240}


def test_written_twice_or_late_the_ledger_is_the_same() -> None:
    here = team()
    here.put(0, 6)
    here.published()
    assert actions.write_ledger(here.day(7)) == 1
    assert actions.write_ledger(here.day(7)) == 0
    assert actions.write_ledger(here.day(30)) == 1  # the week is over: a workday off made it good
    assert LedgerEntry.objects.balance() == 0


def test_drafts_and_days_to_come_owe_nothing() -> None:
    here = team()
    here.put(0, 6)
    assert actions.write_ledger(here.day(20)) == 0
    here.published()
    assert actions.write_ledger(here.day(6)) == 0


def test_an_entry_is_never_changed_only_reversed_and_not_written_again() -> None:
    here = team()
    here.put(0, 6)
    here.published()
    actions.write_ledger(here.day(7))
    entry = LedgerEntry.objects.get()
    actions.reverse_entry(entry, why="他没来", by=None)
    assert LedgerEntry.objects.balance() == 0
    assert actions.write_ledger(here.day(7)) == 0
    with pytest.raises(Refused, match="an_entry_is_reversed_once"):
        actions.reverse_entry(entry, why="再来一次", by=None)
    with pytest.raises(Refused, match="a_reversal_says_why"):
        actions.reverse_entry(entry_without_reversal(here), why=" ", by=None)


def entry_without_reversal(here: Team) -> LedgerEntry:
    here.put(1, 7)
    actions.write_ledger(here.day(8))
    return LedgerEntry.objects.get(day=here.day(7), kind="rest_day")


def test_leave_that_cannot_be_given_is_paid_out_as_far_as_it_is_owed() -> None:
    here = team()
    for day in (1, 2, 3, 4, 5, 6):
        here.put(0, day)
    here.published()
    actions.write_ledger(here.day(8))
    actions.pay_out(here.people[0], minutes=480, why="年底结清", by=None)
    assert LedgerEntry.objects.balance() == 0
    with pytest.raises(Refused, match="leave_in_lieu_is_owed"):
        actions.pay_out(here.people[0], minutes=60, why="再付", by=None)


def test_being_on_call_earns_nothing_here() -> None:
    here = team(kind="on_call")
    here.put(0, 6, "late")
    here.published()
    assert entries(here.day(8)) == []
