"""Months as a wall calendar shows them: weeks from Monday, each day with what it is."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from jiamenkou.engines.workdays import Calendar, Day, by_law, day

WEEKS = calendar.Calendar(firstweekday=0)


@dataclass(frozen=True, kw_only=True)
class DayShown:
    """A day of a month; `law` names the statutory holiday it is."""

    day: Day
    law: str

    @property
    def date(self) -> date:
        return self.day.date

    @property
    def tone(self) -> str:
        """How the cell looks: off, makeup, expected, rest or nothing."""
        if self.day.kind in {"holiday", "makeup"}:
            return "off" if self.day.kind == "holiday" else "makeup"
        if self.day.expected:
            return "expected"
        return "" if self.day.works else "rest"

    @property
    def mark(self) -> str:
        """The one sign a wall calendar puts beside the number."""
        signs = {"off": _("off"), "makeup": _("work"), "expected": _("expected")}
        return signs.get(self.tone, "")

    @property
    def words(self) -> str:
        """The whole reason, for hover and for screen readers."""
        return day_words(self.day, self.law)


@dataclass(frozen=True, kw_only=True)
class Month:
    """A month as rows of seven; None where another month's day would stand."""

    first: date
    weeks: list[list[DayShown | None]]


def year_months(shown: Calendar, year: int) -> list[Month]:
    return [month_of(shown, year, month) for month in range(1, 13)]


def month_of(shown: Calendar, year: int, month: int) -> Month:
    weeks = [
        [_shown(shown, when) if when.month == month else None for when in week]
        for week in WEEKS.monthdatescalendar(year, month)
    ]
    return Month(first=date(year, month, 1), weeks=weeks)


def day_words(one: Day, law: str = "") -> str:
    """Why a day is worked or not."""
    if law and one.kind == "holiday":
        return _("%(holiday)s, statutory holiday") % {"holiday": law}
    named = {"holiday": one.holiday, "expected": one.expected}
    if one.kind == "holiday":
        return _("day off for %(holiday)s") % named
    if one.kind == "makeup":
        return _("make-up workday for %(holiday)s") % named
    if one.expected:
        return _("%(expected)s by law; the notice is not out yet") % named
    return _("workday") if one.works else _("weekend")


def _shown(shown: Calendar, when: date) -> DayShown:
    return DayShown(day=day(shown, when), law=by_law(when))
