"""What a day is to a roster: worked, rested, or a holiday by law."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from enum import StrEnum

from jiamenkou.engines.workdays import Calendar, by_law, day
from jiamenkou.places.calendar import the_calendar

ONE_DAY = datetime.timedelta(days=1)


class DayKind(StrEnum):
    """How a shift's need is told apart; a make-up workday is a workday like any other."""

    WORKDAY = "workday"
    REST = "rest_day"
    HOLIDAY = "holiday"


@dataclass(frozen=True, kw_only=True)
class RotaDay:
    """One day; `makeup`: a weekend day that is worked; `provisional`: its year not announced."""

    date: datetime.date
    kind: DayKind
    holiday: str
    makeup: bool
    provisional: bool

    @property
    def works(self) -> bool:
        """Whether most people work on it."""
        return self.kind is DayKind.WORKDAY


def days_between(first: datetime.date, until: datetime.date) -> list[RotaDay]:
    """From `first` until before `until`."""
    calendar = the_calendar()
    return [rota_day(first + ONE_DAY * number, calendar) for number in range((until - first).days)]


def rota_day(when: datetime.date, calendar: Calendar) -> RotaDay:
    known, law = day(calendar, when), by_law(when)
    return RotaDay(
        date=when,
        kind=DayKind.HOLIDAY if law else DayKind.WORKDAY if known.works else DayKind.REST,
        holiday=law or known.holiday,
        makeup=known.kind == "makeup",
        provisional=known.status == "provisional",
    )
