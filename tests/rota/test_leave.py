import datetime

import pytest

from jiamenkou.lib.refusal import Refused
from jiamenkou.notices.models import Message
from jiamenkou.rota import actions
from jiamenkou.rota.models import Duty, Leave, LedgerEntry
from tests import make
from tests.rota.teams import team

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 6, 1)


def test_leave_outside_employment_is_refused_with_the_first_day_that_is_wrong() -> None:
    person = make.posting(ends=datetime.date(2026, 6, 10)).person
    with pytest.raises(Refused) as no:
        make.leave(person=person, first=DAY, last=datetime.date(2026, 6, 12))
    assert (no.value.rule, no.value.field) == ("leave_lies_in_a_posting", "first")
    assert "2026-06-10" in no.value.words
    assert not Leave.objects.exists()


def test_leave_may_run_from_one_posting_into_the_next() -> None:
    first = make.posting(ends=DAY)
    make.posting(person=first.person, begins=DAY)
    assert make.leave(person=first.person, first=datetime.date(2026, 5, 30), last=DAY).last == DAY


def test_approved_leave_says_which_shifts_are_open_now() -> None:
    here = team()
    here.put(0, 2)
    here.put(0, 3, "late")
    here.put(1, 3)
    leave = make.leave(person=here.people[0], first=here.day(2), last=here.day(4))
    opened = actions.approve_leave(leave, by=None)
    assert [(one.day, one.pattern) for one in opened] == [
        (here.day(2), here.early),
        (here.day(3), here.late),
    ]
    assert Duty.objects.get().person == here.people[1]


def test_who_keeps_the_roster_is_asked_and_who_asked_is_answered() -> None:
    here = team()
    manager = make.user(kind="manager", area=here.centre.area)
    make.user(kind="street", area=make.area(code="361102001000"))
    leave = make.leave(person=here.people[0], first=DAY)
    assert Message.objects.get(kind="rota.leave_asked").user == manager
    actions.refuse_leave(leave, by=manager)
    assert Message.objects.get(kind="rota.leave_answered").user == here.people[0]
    with pytest.raises(Refused, match="leave_is_answered_once"):
        actions.approve_leave(leave, by=manager)


def test_a_worked_day_in_the_ledger_is_no_day_of_leave_afterwards() -> None:
    here = team(needed_rest_day=1)
    here.put(0, 6)
    here.published()
    actions.write_ledger(here.day(8))
    leave = make.leave(person=here.people[0], first=here.day(6))
    with pytest.raises(Refused, match="a_day_in_the_ledger_stays"):
        actions.approve_leave(leave, by=None)


def test_leave_in_lieu_uses_up_what_is_owed_and_gives_it_back() -> None:
    here = team()
    person = here.people[0]
    for day in (1, 2, 3, 4, 5, 6):  # Saturday 6 June on top of a full week
        here.put(0, day)
    here.published()
    actions.write_ledger(here.day(8))
    mine = LedgerEntry.objects.filter(person=person)
    assert mine.balance() == 480
    leave = make.leave(person=person, first=here.day(9), kind="in_lieu")
    actions.approve_leave(leave, by=None)
    assert mine.balance() == 0
    more = make.leave(person=person, first=here.day(10), kind="in_lieu")
    with pytest.raises(Refused) as no:
        actions.approve_leave(more, by=None)
    assert no.value.rule == "leave_in_lieu_is_owed"
    actions.withdraw_leave(leave, by=None)
    assert mine.balance() == 480
