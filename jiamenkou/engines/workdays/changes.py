"""What another calendar changes: days that turn, deadlines that move."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from jiamenkou.engines.workdays.calendar import Calendar, Day, day
from jiamenkou.engines.workdays.counting import Pause, end_of
from jiamenkou.engines.workdays.notice import Notice


@dataclass(frozen=True, kw_only=True)
class Change:
    """One day before and after; `works` tells whether it turned from worked to off or back."""

    date: date
    old: Day
    new: Day

    @property
    def works(self) -> bool:
        """Whether counting changes, and not only the name or the source."""
        return self.old.works != self.new.works


@dataclass(frozen=True, kw_only=True)
class Changes:
    """Days that are marked otherwise, and the years that became announced or ceased to be."""

    days: tuple[Change, ...]
    announced: tuple[int, ...]
    withdrawn: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Clock:
    """A deadline: `n` working days after `start`, the days within `paused` not counted."""

    start: date
    n: int
    paused: tuple[Pause, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Moved:
    """Where a clock ended and ends; `provisional` tells it of the new end."""

    clock: Clock
    old: date
    new: date
    provisional: bool

    @property
    def days(self) -> int:
        """Calendar days later, negative when earlier."""
        return (self.new - self.old).days


def announce(calendar: Calendar, notice: Notice, *, amends: bool = False) -> Calendar:
    """The calendar once the notice counts: it replaces all its year's notices marked.

    With `amends` it replaces only what they marked for the holidays it names, as the notice of
    March 2019 did. A day of the December before is taken over from whoever marked it. Raises
    ValueError when the notice's year is not known; its problems are the caller's to judge.
    """
    if notice.year is None:
        raise ValueError("notice: its year is not known")
    named = {mark.holiday for mark in notice.marks}
    kept = {
        when: mark
        for when, mark in calendar.marks.items()
        if mark.year != notice.year or (amends and mark.holiday not in named)
    }
    marks = kept | {mark.date: mark for mark in notice.marks}
    return Calendar(marks=marks, announced=calendar.announced | {notice.year})


def compare(old: Calendar, new: Calendar) -> Changes:
    """The days, in order, that the two calendars mark otherwise.

    Ordinary days of a year that became announced are not listed one by one.
    """
    marked = sorted(old.marks.keys() | new.marks.keys())
    pairs = ((when, day(old, when), day(new, when)) for when in marked)
    return Changes(
        days=tuple(Change(date=when, old=a, new=b) for when, a, b in pairs if a != b),
        announced=tuple(sorted(new.announced - old.announced)),
        withdrawn=tuple(sorted(old.announced - new.announced)),
    )


def moved(clocks: Iterable[Clock], old: Calendar, new: Calendar) -> Sequence[Moved]:
    """For each clock, in their order, where it ended and where it ends now.

    Clocks that are alike are counted once. Raises ValueError as `add_workdays` does.
    """
    order = list(clocks)
    ends = {clock: _moved(clock, old, new) for clock in set(order)}
    return [ends[clock] for clock in order]


def _moved(clock: Clock, old: Calendar, new: Calendar) -> Moved:
    was = end_of(old, clock.start, clock.n, paused=clock.paused)
    end = end_of(new, clock.start, clock.n, paused=clock.paused)
    return Moved(clock=clock, old=was, new=end, provisional=_provisional(new, clock.start, end))


def _provisional(calendar: Calendar, start: date, end: date) -> bool:
    if {start.year, end.year} <= calendar.announced and end.year - start.year < 2:
        return False
    days = (date.fromordinal(at) for at in range(start.toordinal() + 1, end.toordinal() + 1))
    return any(day(calendar, when).status == "provisional" for when in days)
