"""A month of one centre's hours, each day with the layer that decides it."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from jiamenkou.engines.workdays import Calendar
from jiamenkou.places.opening import DayHours, Rule, day_of

FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass(frozen=True, kw_only=True)
class MonthOfHours:
    """The days of a month in order; `offset` of them would stand before in the first week."""

    first: date
    days: list[DayHours]

    @property
    def offset(self) -> int:
        return self.first.weekday()

    @property
    def earlier(self) -> date | None:
        before = self.first - timedelta(days=1)
        return before.replace(day=1) if before.year >= FIRST_YEAR else None

    @property
    def later(self) -> date | None:
        after = self.days[-1].date + timedelta(days=1)
        return after if after.year <= LAST_YEAR else None

    @property
    def provisional(self) -> bool:
        """Whether the notice for some of it is not out yet."""
        return any(one.day.status == "provisional" for one in self.days)


def month_of_hours(rules: Sequence[Rule], within: date, shown: Calendar) -> MonthOfHours:
    """The month of a day."""
    first = within.replace(day=1)
    length = calendar.monthrange(first.year, first.month)[1]
    days = (first + timedelta(days=ahead) for ahead in range(length))
    return MonthOfHours(first=first, days=[day_of(rules, when, shown) for when in days])
