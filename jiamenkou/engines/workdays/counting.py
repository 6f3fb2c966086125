"""Working days counted one by one, each day passed with its reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from jiamenkou.engines.workdays.calendar import Calendar, Day, day

Pause = tuple[date, date]
"""First and last day of a time in which the clock stands still, both included."""

MOST = 10_000
"""Working days that can be added at once: forty years."""


@dataclass(frozen=True, kw_only=True)
class Passed:
    """A day a clock passed: `counted` when it is worked and the clock was not `paused`."""

    day: Day
    counted: bool
    paused: bool


@dataclass(frozen=True, kw_only=True)
class Counted:
    """`n` working days lie after `start` up to and with `end`; `passed` holds each day between."""

    start: date
    end: date
    n: int
    passed: tuple[Passed, ...]

    @property
    def provisional(self) -> bool:
        """Whether a day passed is of a year not announced yet."""
        return any(passed.day.status == "provisional" for passed in self.passed)


def add_workdays(
    calendar: Calendar, start: date, n: int, *, paused: Sequence[Pause] = ()
) -> Counted:
    """The n-th working day after `start`, which itself is never counted; `start` when n is 0.

    Days within `paused` are passed and not counted. Raises ValueError naming `n`, `paused`, or
    `start` where the calendar of dates itself ends (9999-12-31).
    """
    end = end_of(calendar, start, n, paused=paused)
    return Counted(start=start, end=end, n=n, passed=_passed(calendar, start, end, paused))


def workdays_between(
    calendar: Calendar, start: date, end: date, *, paused: Sequence[Pause] = ()
) -> Counted:
    """Working days after `start`, up to and with `end`: what `add_workdays` would have added.

    Raises ValueError naming `end` when it lies before `start`, or `paused`.
    """
    _check_pauses(paused)
    if end < start:
        raise ValueError(f"end: expected {start} or later, got {end}")
    passed = _passed(calendar, start, end, paused)
    n = sum(one.counted for one in passed)
    return Counted(start=start, end=end, n=n, passed=passed)


def end_of(calendar: Calendar, start: date, n: int, *, paused: Sequence[Pause] = ()) -> date:
    """The end alone, as in `add_workdays`: for many clocks at once."""
    if not 0 <= n <= MOST:
        raise ValueError(f"n: expected 0 to {MOST}, got {n}")
    _check_pauses(paused)
    end, one_day = start, timedelta(days=1)
    try:
        while n:
            end += one_day
            n -= calendar.works(end) and not _stands(end, paused)
    except OverflowError as over:
        raise ValueError(f"start: the clock from {start} runs past the last date") from over
    return end


def _passed(
    calendar: Calendar, start: date, end: date, paused: Sequence[Pause]
) -> tuple[Passed, ...]:
    return tuple(_pass(day(calendar, when), _stands(when, paused)) for when in _days(start, end))


def _pass(passed: Day, stands: bool) -> Passed:  # noqa: FBT001
    return Passed(day=passed, counted=passed.works and not stands, paused=stands)


def _days(start: date, end: date) -> Iterator[date]:
    return (start + timedelta(days=ahead) for ahead in range(1, (end - start).days + 1))


def _stands(when: date, paused: Sequence[Pause]) -> bool:
    return bool(paused) and any(first <= when <= last for first, last in paused)


def _check_pauses(paused: Sequence[Pause]) -> None:
    for first, last in paused:
        if last < first:
            raise ValueError(f"paused: expected an end on {first} or later, got {last}")
