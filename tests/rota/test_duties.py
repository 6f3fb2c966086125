"""What a hand does in a month, and what it is told."""

import datetime

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from jiamenkou.audit.models import Event
from jiamenkou.lib.refusal import Refused
from jiamenkou.notices.models import Message
from jiamenkou.rota import actions
from jiamenkou.rota.case import case_of
from jiamenkou.rota.judging import breaks_if, breaks_of
from jiamenkou.rota.models import Duty
from jiamenkou.rota.words import break_words
from tests import make
from tests.rota.teams import team

pytestmark = pytest.mark.django_db


def test_a_hand_puts_somebody_on_a_shift_and_takes_them_off_again() -> None:
    here = team()
    (duty,) = here.hand(0, 1, here.early)
    assert (duty.origin, duty.fixed) == (Duty.Origin.HAND, True)
    assert here.hand(0, 1, here.early) == []
    here.hand(0, 1)
    assert not Duty.objects.exists()


def test_what_newly_breaks_a_hard_rule_needs_a_reason_that_is_kept() -> None:
    here = team()
    here.hand(0, 1, here.late)
    with pytest.raises(Refused) as no:
        here.hand(0, 2, here.early, why=" ")
    assert no.value.rule == "a_hard_rule_is_broken_with_a_reason"
    assert "11 小时" in no.value.words
    (duty,) = here.hand(0, 2, here.early, why="暴雨值守")
    assert duty.why == "暴雨值守"
    assert Event.objects.filter(verb="rota.put").latest("pk").facts["why"] == "暴雨值守"


def test_somebody_on_leave_is_put_nowhere_whatever_the_reason() -> None:
    here = team()
    actions.approve_leave(make.leave(person=here.people[0], first=here.day(1)), by=None)
    with pytest.raises(Refused) as no:
        here.hand(0, 1, here.early, why="人手不够")
    assert no.value.rule == "leave_is_honoured"


def test_people_of_another_centre_come_only_where_staff_is_shared() -> None:
    here, there = team(), team()
    stranger = there.people[0]
    with pytest.raises(Refused) as no:
        here.hand(0, 1, here.early, person=stranger)
    assert no.value.rule == "people_work_where_they_are_posted"
    make.sharing(host=there.centre, guest=here.centre, shares=["staff"])
    (duty,) = here.hand(0, 1, here.early, person=stranger)
    assert "away" in [one.code for one in breaks_of(here.roster) if one.person_id == stranger.pk]
    assert duty.person == stranger


def test_a_shift_of_another_centre_or_month_is_refused() -> None:
    here, there = team(), team()
    with pytest.raises(Refused, match="a_shift_is_run_by_its_centre"):
        here.hand(0, 1, there.early)
    with pytest.raises(Refused, match="a_duty_lies_in_its_month"):
        here.hand(0, 1, here.early, day=here.roster.until)


def test_a_day_that_changed_since_it_was_seen_is_not_overwritten() -> None:
    here = team()
    here.hand(0, 1, here.early)
    with pytest.raises(Refused) as no:
        here.hand(0, 1, here.late, seen=[])
    assert no.value.rule == "a_day_is_changed_as_it_was_seen"
    assert here.early.name in no.value.words
    assert here.hand(0, 1, here.late, seen=[here.early.pk])


def test_a_shift_past_midnight_at_the_end_of_a_month_is_of_that_month_and_felt_in_the_next() -> (
    None
):
    here = team(name="夜班", short="夜", starts=datetime.time(22), minutes=480)
    (night,) = here.hand(0, 30, here.late)
    assert (night.day, night.ends.date()) == (here.day(30), here.roster.until)
    july = make.roster(centre=here.centre, month=here.roster.until)
    broken = breaks_if(case_of(july), here.people[0].pk, july.month, [here.early.pk])
    assert [(one.code, one.hard) for one in broken if one.hard] == [("rest_minutes", True)]


def test_the_last_days_of_a_month_are_judged_with_the_next_that_stands_already() -> None:
    here = team()
    july = make.roster(centre=here.centre, month=here.roster.until)
    make.duty(roster=july, person=here.people[0], pattern=here.early, day=july.month)
    with pytest.raises(Refused, match="a_hard_rule_is_broken_with_a_reason"):
        here.hand(0, 30, here.late)


def test_a_change_to_a_published_month_is_told_to_whom_it_concerns() -> None:
    here = team().published()
    here.hand(0, 1, here.early, by=here.people[1])
    told = Message.objects.get(kind="rota.changed")
    assert told.user == here.people[0]
    assert "2026-06-01" in told.words


def test_what_a_month_breaks_is_said_in_words_with_who_and_when() -> None:
    here = team()
    here.put(0, 1, "late")
    here.put(0, 2)
    (words,) = [break_words(one) for one in breaks_of(here.roster) if one.code == "rest_minutes"]
    assert words.startswith("测试员 ")
    assert "10.5 小时" in words


def test_a_posting_that_ended_leaves_no_duty_behind() -> None:
    here = team()
    posting = here.people[0].postings.get()
    here.put(0, 20)
    with pytest.raises(Refused) as no:
        actions.end_posting(posting, on=here.day(10), by=None)
    assert no.value.rule == "nobody_is_on_duty_after_the_end"
    ended = actions.end_posting(posting, on=here.day(21), by=None)
    assert ended.during == DateRange(datetime.date(2025, 1, 1), here.day(21))


def test_hours_of_a_shift_people_are_on_stay() -> None:
    here = team()
    here.put(0, 20)
    with pytest.raises(Refused, match="hours_of_a_used_shift_stay"):
        actions.amend_pattern(here.early, minutes=420, by=None)
    with pytest.raises(Refused, match="nobody_is_on_an_ended_shift"):
        actions.end_pattern(here.early, on=here.day(10), by=None)
    assert actions.amend_pattern(here.early, needed_rest_day=2, by=None).needed_rest_day == 2


def test_judging_a_month_takes_as_many_questions_for_many_people_as_for_few(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    few, many = team(people=2), team(people=6)
    for who in range(6):
        many.put(who, 1)
    with CaptureQueriesContext(connection) as asked:
        breaks_of(few.roster)
    with django_assert_num_queries(len(asked)):
        breaks_of(many.roster)
