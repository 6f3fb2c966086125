"""A calendar: what notices say of days, and what weekdays say of all others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from jiamenkou.engines.workdays.statutory import by_law

Kind = Literal["weekday", "weekend", "holiday", "makeup"]
Status = Literal["announced", "provisional"]


@dataclass(frozen=True, kw_only=True)
class Mark:
    """What a notice says of one day.

    `works`    False: a day off; True: a make-up workday.
    `holiday`  the name as the notice writes it, e.g. 国庆节、中秋节.
    `year`     the year the notice is for; its days may lie in the December before.
    `source`   the notice, e.g. its number or address.
    """

    date: date
    works: bool
    holiday: str
    year: int
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class Day:
    """One day and why it is worked or not.

    `kind`      holiday and makeup stand in a notice; weekday and weekend follow from the date.
    `holiday`   its name where a notice marks the day, else "".
    `source`    the notice, or "" where the weekday decides.
    `status`    provisional: its year is not announced and no notice marks the day.
    `expected`  on provisional days of 2018 to 2030, the holiday the law puts on this date; it is
                still counted by its weekday, as the notice may move rest days around it.
    """

    date: date
    works: bool
    kind: Kind
    holiday: str = ""
    source: str = ""
    status: Status
    expected: str = ""


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """What notices mark, by date, and the years that are announced.

    Raises ValueError when a mark stands under another date than its own.
    """

    marks: Mapping[date, Mark]
    announced: frozenset[int]

    def __post_init__(self) -> None:
        for when, mark in self.marks.items():
            if when != mark.date:
                raise ValueError(f"marks: {mark.date} stands under {when}")

    @classmethod
    def of(cls, marks: Iterable[Mark], *, announced: Iterable[int]) -> Calendar:
        """A calendar of marks; ValueError names a date that is marked twice."""
        by_date: dict[date, Mark] = {}
        for mark in marks:
            if mark.date in by_date:
                raise ValueError(f"marks: {mark.date} is marked twice")
            by_date[mark.date] = mark
        return cls(marks=by_date, announced=frozenset(announced))

    def works(self, when: date) -> bool:
        """Whether the day is worked, without the reason."""
        mark = self.marks.get(when)
        return when.weekday() < 5 if mark is None else mark.works


def day(calendar: Calendar, when: date) -> Day:
    """The day and its reason."""
    mark = calendar.marks.get(when)
    if mark is not None:
        return Day(
            date=when,
            works=mark.works,
            kind="makeup" if mark.works else "holiday",
            holiday=mark.holiday,
            source=mark.source,
            status="announced",
        )
    known = when.year in calendar.announced
    return Day(
        date=when,
        works=when.weekday() < 5,
        kind="weekday" if when.weekday() < 5 else "weekend",
        status="announced" if known else "provisional",
        expected="" if known else by_law(when),
    )
