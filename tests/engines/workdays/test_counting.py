"""Working days are counted as a person with the calendar on the wall would count them."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiamenkou.engines.workdays import (
    Calendar,
    Counted,
    Mark,
    add_workdays,
    announced,
    day,
    workdays_between,
)

CALENDAR = announced()
DAYS = st.dates(date(2017, 11, 1), date(2027, 3, 31))
PAUSES = st.lists(
    st.builds(lambda first, n: (first, first + timedelta(days=n)), DAYS, st.integers(0, 40)),
    max_size=3,
)


def counted(answer: Counted) -> list[str]:
    return [passed.day.date.isoformat()[5:] for passed in answer.passed if passed.counted]


def test_five_days_over_the_spring_festival_of_2026() -> None:
    answer = add_workdays(CALENDAR, date(2026, 2, 12), 5)
    assert answer.end == date(2026, 2, 26)
    assert counted(answer) == ["02-13", "02-14", "02-24", "02-25", "02-26"]
    reasons = {passed.day.date.day: passed.day for passed in answer.passed}
    assert (reasons[14].kind, reasons[14].holiday) == ("makeup", "春节")
    assert {reasons[at].kind for at in range(15, 24)} == {"holiday"}
    assert reasons[15].source.startswith("https://www.gov.cn/")
    assert not answer.provisional


def test_no_days_end_where_they_start_even_on_a_day_off() -> None:
    answer = add_workdays(CALENDAR, date(2026, 2, 17), 0)
    assert (answer.end, answer.passed, answer.provisional) == (date(2026, 2, 17), (), False)


def test_the_day_it_starts_is_never_counted() -> None:
    assert add_workdays(CALENDAR, date(2026, 3, 2), 1).end == date(2026, 3, 3)
    assert add_workdays(CALENDAR, date(2026, 2, 17), 1).end == date(2026, 2, 24)


def test_a_year_not_announced_is_provisional_and_counts_by_weekday() -> None:
    answer = add_workdays(CALENDAR, date(2026, 12, 30), 3)
    assert counted(answer) == ["12-31", "01-01", "01-04"]
    assert answer.provisional
    new_year = day(CALENDAR, date(2027, 1, 1))
    assert (new_year.works, new_year.status, new_year.expected) == (True, "provisional", "元旦")


def test_a_paused_clock_stands_still() -> None:
    wait = (date(2026, 3, 4), date(2026, 3, 10))
    answer = add_workdays(CALENDAR, date(2026, 3, 2), 3, paused=[wait])
    assert counted(answer) == ["03-03", "03-11", "03-12"]
    assert sum(passed.paused for passed in answer.passed) == 7


def test_nonsense_is_refused_by_name() -> None:
    start = date(2026, 3, 2)
    with pytest.raises(ValueError, match="n: expected 0"):
        add_workdays(CALENDAR, start, -1)
    with pytest.raises(ValueError, match="end: expected 2026-03-02 or later"):
        workdays_between(CALENDAR, start, start - timedelta(days=1))
    with pytest.raises(ValueError, match="paused: expected an end"):
        add_workdays(CALENDAR, start, 1, paused=[(start, start - timedelta(days=1))])
    with pytest.raises(ValueError, match="runs past the last date"):
        add_workdays(CALENDAR, start, 1, paused=[(start, date.max)])


def test_a_day_is_marked_once_and_under_its_own_date() -> None:
    mark = Mark(date=date(2026, 1, 1), works=False, holiday="元旦", year=2026)
    with pytest.raises(ValueError, match="2026-01-01 is marked twice"):
        Calendar.of([mark, mark], announced=[2026])
    with pytest.raises(ValueError, match="2026-01-01 stands under 2026-01-02"):
        Calendar(marks={date(2026, 1, 2): mark}, announced=frozenset({2026}))


@settings(deadline=None)
@given(DAYS, st.integers(0, 60), PAUSES)
def test_between_is_the_inverse_of_adding(
    start: date, n: int, paused: Sequence[tuple[date, date]]
) -> None:
    added = add_workdays(CALENDAR, start, n, paused=paused)
    assert workdays_between(CALENDAR, start, added.end, paused=paused) == added


@settings(deadline=None)
@given(DAYS, DAYS, PAUSES)
def test_adding_what_lies_between_ends_on_the_last_day_that_counts(
    one: date, other: date, paused: Sequence[tuple[date, date]]
) -> None:
    start, end = sorted((one, other))
    between = workdays_between(CALENDAR, start, end, paused=paused)
    added = add_workdays(CALENDAR, start, between.n, paused=paused)
    counts = [passed.day.date for passed in between.passed if passed.counted]
    assert added.end == (counts[-1] if counts else start)


@settings(deadline=None)
@given(DAYS, st.integers(0, 60), PAUSES)
def test_every_day_counted_works_and_none_of_them_is_paused(
    start: date, n: int, paused: Sequence[tuple[date, date]]
) -> None:
    answer = add_workdays(CALENDAR, start, n, paused=paused)
    days = [passed.day for passed in answer.passed if passed.counted]
    assert len(days) == n
    assert all(day.works for day in days)
    assert not any(first <= day.date <= last for day in days for first, last in paused)
    assert answer.provisional == any(
        when.year not in CALENDAR.announced and when not in CALENDAR.marks
        for when in (passed.day.date for passed in answer.passed)
    )


@settings(deadline=None)
@given(DAYS, st.integers(0, 60), PAUSES)
def test_a_day_more_ends_later(start: date, n: int, paused: Sequence[tuple[date, date]]) -> None:
    fewer = add_workdays(CALENDAR, start, n, paused=paused)
    assert fewer.end < add_workdays(CALENDAR, start, n + 1, paused=paused).end
    assert fewer.end <= add_workdays(CALENDAR, start + timedelta(days=1), n, paused=paused).end


@settings(deadline=None)
@given(DAYS, st.integers(0, 60))
def test_a_count_by_hand_agrees(start: date, n: int) -> None:
    off = {mark.date for mark in CALENDAR.marks.values() if not mark.works}
    make_up = {mark.date for mark in CALENDAR.marks.values() if mark.works}
    when, left = start, n
    while left > 0:
        when = when + timedelta(days=1)
        if when in make_up or (when.weekday() not in (5, 6) and when not in off):
            left -= 1
    assert add_workdays(CALENDAR, start, n).end == when
