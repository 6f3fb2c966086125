"""The clock of a case: working days, standing while the resident is waited for."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from jiamenkou.engines.workdays import Clock, announce, announced, workdays_between
from jiamenkou.places.calendar import notice_of
from jiamenkou.places.clocks import shifted_by
from jiamenkou.services import actions
from jiamenkou.services.clock import clock_of, counted
from jiamenkou.services.models import BadRating, Case, CaseNotice, DueMove
from tests import make


def at(day: datetime.date, hour: int = 10) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(hour)))


def accepted_on(day: datetime.date, **facts: Any) -> Case:
    case = make.accepted(make.case(item=make.item(**facts)))
    case.accepted_at = at(day)
    case.save(update_fields=["accepted_at"])
    return case


def test_five_working_days_from_before_the_spring_festival_end_after_it() -> None:
    clock = Clock(start=datetime.date(2026, 2, 12), n=5)
    run = counted(clock, announced())
    assert (run.end, run.provisional) == (datetime.date(2026, 2, 26), False)
    assert sum(one.counted for one in run.passed) == 5
    assert len(run.passed) == 14


def test_a_clock_that_crosses_into_a_year_not_announced_is_provisional() -> None:
    assert counted(Clock(start=datetime.date(2026, 12, 28), n=5), announced()).provisional


@pytest.mark.django_db
def test_the_clock_stands_while_the_resident_is_waited_for() -> None:
    case = accepted_on(datetime.date(2026, 3, 2), promised_days=5)
    told, back = datetime.date(2026, 3, 3), datetime.date(2026, 3, 11)
    CaseNotice.objects.create(case=case, number=1, at=at(told), lines=[], answered_at=at(back))
    clock = clock_of(case)
    assert clock
    assert clock.paused == ((datetime.date(2026, 3, 4), back),)
    run = counted(clock, announced())
    assert run.end == datetime.date(2026, 3, 17)
    assert [one.day.date.day for one in run.passed if one.paused] == list(range(4, 12))


@pytest.mark.django_db
def test_a_new_holiday_moves_what_is_due_and_the_old_day_stays_on_record() -> None:
    start = datetime.date(2027, 2, 1)
    case = accepted_on(start, promised_days=5)
    Case.objects.filter(pk=case.pk).update(due_on=datetime.date(2027, 2, 8))
    announcement = make.announcement()
    move = DueMove.objects.get(case=case)
    case.refresh_from_db()
    assert (move.old, move.new, move.announcement) == (
        datetime.date(2027, 2, 8),
        case.due_on,
        announcement,
    )
    assert case.due_on is not None
    assert case.due_on > move.old


@pytest.mark.django_db
def test_it_is_known_before_which_cases_and_bad_ratings_a_notice_moves() -> None:
    bad = make.rating(case=make.delivered(make.case()), level=1).bad
    case = accepted_on(datetime.date(2027, 2, 1), promised_days=5)
    BadRating.objects.filter(pk=bad.pk).update(opened_at=at(datetime.date(2027, 2, 2)))
    known = announced()
    notice = notice_of(make.announcement())
    moves = {
        clocks.name: [one.running.key for one in page]
        for clocks, page in shifted_by(known, announce(known, notice))
    }
    assert moves == {"services.cases": [case.pk], "services.bad_ratings": [bad.pk]}


pauses = st.lists(
    st.tuples(st.integers(0, 60), st.integers(0, 20)).map(
        lambda pair: (
            datetime.date(2026, 1, 5) + datetime.timedelta(days=pair[0]),
            datetime.date(2026, 1, 5) + datetime.timedelta(days=pair[0] + pair[1]),
        )
    ),
    max_size=3,
)


@given(start=st.dates(datetime.date(2026, 1, 1), datetime.date(2026, 10, 1)), n=st.integers(0, 30))
def test_the_clock_agrees_with_counting_the_calendar_again(start: datetime.date, n: int) -> None:
    run = counted(Clock(start=start, n=n), announced())
    assert workdays_between(announced(), start, run.end).n == n


@given(paused=pauses, n=st.integers(1, 20))
def test_no_day_of_a_pause_is_counted(
    paused: list[tuple[datetime.date, datetime.date]], n: int
) -> None:
    clock = Clock(start=datetime.date(2026, 1, 5), n=n, paused=tuple(paused))
    for one in counted(clock, announced()).passed:
        stands = any(first <= one.day.date <= last for first, last in paused)
        assert one.paused == stands
        assert not (stands and one.counted)


@pytest.mark.django_db
def test_a_case_submitted_is_answered_within_five_working_days() -> None:
    case = make.case()
    clock = clock_of(case)
    assert clock
    assert (clock.n, clock.start) == (5, timezone.localdate())
    actions.withdraw(case, by=None)
    case.refresh_from_db()
    assert case.due_on is None
