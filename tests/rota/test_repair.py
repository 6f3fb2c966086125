"""Somebody cannot come: who could, with the fewest changes, and all of it in one step."""

import datetime

import pytest

from jiamenkou.lib.refusal import Refused
from jiamenkou.notices.models import Message
from jiamenkou.rota import actions
from jiamenkou.rota.models import Duty, Leave
from jiamenkou.rota.repairing import Move, Repair, propose
from tests import make
from tests.rota.teams import Team, coming_month, team

pytestmark = pytest.mark.django_db


def month_ahead(**facts: object) -> Team:
    return team(month=coming_month(), needed_rest_day=1, **facts)  # type: ignore[arg-type]


def proposed(here: Team, first: int, last: int) -> list[Repair]:
    return propose(here.people[0], first=here.day(first), last=here.day(last))


def called_in(here: Team, first: int, last: int, repair: Repair) -> Leave:
    days = {"first": here.day(first), "last": here.day(last)}
    return actions.call_in_sick(here.people[0], **days, moves=repair.moves, by=None)


def test_whoever_is_free_comes_and_no_one_else_is_moved() -> None:
    here = month_ahead()
    sick, other = here.put(0, 12), here.put(1, 12, "late")
    here.published()
    ways = proposed(here, 12, 12)
    assert [move.person_to for move in ways[0].moves] == [here.people[2].pk]
    assert (ways[0].open, ways[0].people) == ((), 1)
    leave = called_in(here, 12, 12, ways[0])
    assert (leave.kind, leave.state) == (Leave.Kind.SICK, Leave.State.APPROVED)
    sick.refresh_from_db()
    assert (sick.person, sick.origin) == (here.people[2], Duty.Origin.REPAIR)
    assert Duty.objects.get(pk=other.pk).person == here.people[1]
    assert Message.objects.get(kind="rota.changed").user == here.people[2]


def test_each_way_calls_other_people() -> None:
    here = month_ahead(people=4)
    here.put(0, 12)
    ways = proposed(here, 12, 12)
    assert len({way.moves[0].person_to for way in ways}) == len(ways) == 3


def test_who_would_break_a_hard_rule_is_not_proposed() -> None:
    here = month_ahead(people=2)
    here.put(0, 12)
    here.put(1, 11, "late")
    (way,) = proposed(here, 12, 12)
    assert way.moves[0].person_to is None
    assert way.open == ((here.early, here.day(12)),)


def test_a_shift_with_people_enough_needs_nobody() -> None:
    here = month_ahead()
    here.put(0, 12)
    here.put(1, 12)
    (way,) = proposed(here, 12, 12)
    assert (way.moves[0].person_to, way.open) == (None, ())


def test_where_nobody_can_simply_come_others_change_shifts() -> None:
    here = month_ahead(people=3, needed_workday=1)
    here.put(0, 12)
    here.put(1, 11, "late")  # too tired for the early shift of the 12th, not for the late one
    here.put(2, 12, "late")
    ways = proposed(here, 12, 12)
    assert ways[0].open == ()
    assert {(move.person_to, move.pattern, move.day) for move in ways[0].moves} == {
        (here.people[2].pk, here.early, here.day(12)),
        (here.people[1].pk, here.late, here.day(12)),
    }
    here.published()
    called_in(here, 12, 12, ways[0])
    assert Duty.objects.get(day=here.day(12), pattern=here.early).person == here.people[2]
    assert Duty.objects.get(day=here.day(12), pattern=here.late).person == here.people[1]


def test_several_days_are_covered_and_what_nobody_can_do_stands_open() -> None:
    here = month_ahead(people=2)
    for day in range(10, 18):
        here.put(0, day, why="测试")
    ways = proposed(here, 10, 17)
    assert len(ways[0].moves) == 8
    assert 1 <= len(ways[0].open) <= 2  # the other has a day off in seven as well
    called_in(here, 10, 17, ways[0])
    assert Duty.objects.filter(person=here.people[0]).count() == 0


def test_a_way_that_was_overtaken_is_refused_and_nothing_is_half_done() -> None:
    here = month_ahead()
    here.put(0, 12)
    (way, *_others) = proposed(here, 12, 12)
    here.put(0, 12, "late")
    with pytest.raises(Refused, match="a_repair_is_applied_as_it_was_proposed"):
        called_in(here, 12, 12, way)
    assert not Leave.objects.exists()


def test_a_way_nobody_proposed_may_break_no_hard_rule() -> None:
    here = month_ahead()
    duty = here.put(0, 12)
    here.put(1, 11, "late")
    move = Move(
        duty_id=duty.pk, person_from=here.people[0].pk, person_to=here.people[1].pk,
        pattern=here.early, day=here.day(12),
    )  # fmt: skip
    with pytest.raises(Refused, match="a_repair_breaks_no_rule"):
        called_in(here, 12, 12, Repair(moves=(move,), open=(), breaks=()))
    assert Duty.objects.get(pk=duty.pk).person == here.people[0]


def test_who_has_no_duty_is_missed_without_any_way() -> None:
    here = month_ahead()
    assert proposed(here, 12, 14) == []
    last = here.day(12) - datetime.timedelta(days=1)
    with pytest.raises(Refused, match="leave_has_a_first_and_a_last_day"):
        actions.call_in_sick(
            here.people[0], first=here.day(12), last=last, moves=[], by=make.user()
        )
