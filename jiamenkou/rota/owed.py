"""What duties earn beyond the wage of the month: labour law art. 44, one person at a time.

A statutory holiday is paid threefold; a rest day gives leave in lieu; on workdays what goes beyond
eight hours is paid at 150 %. A workday off in the same week (Monday to Sunday) makes a rest day
good at once. Being on call is no work, and earns nothing here.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from jiamenkou.rota.days import ONE_DAY, DayKind, RotaDay
from jiamenkou.rota.models import Duty, LedgerEntry, ShiftPattern
from jiamenkou.rota.models.pattern import MINUTES_A_DAY

Kind = LedgerEntry.Kind
FULL_DAY = 480
"""Eight hours: labour law art. 36."""


@dataclass(frozen=True, kw_only=True)
class Owed:
    """Minutes of one kind on one day, by the duty they come from; below zero: made good."""

    kind: LedgerEntry.Kind
    day: datetime.date
    minutes: int
    duty: Duty | None = None


def earned(duties: Iterable[Duty], days: Mapping[datetime.date, RotaDay]) -> list[Owed]:
    """What each duty earns, by calendar day: past midnight the next day's kind counts.

    `days` holds every day the duties touch.
    """
    found: list[Owed] = []
    worked: defaultdict[datetime.date, int] = defaultdict(int)
    for duty in sorted(duties, key=lambda one: one.day):
        for day, minutes in _pieces(duty):
            over = max(0, min(minutes, worked[day] + minutes - FULL_DAY))
            worked[day] += minutes
            kind = days[day].kind
            if kind is DayKind.HOLIDAY:
                found.append(Owed(kind=Kind.HOLIDAY, day=day, minutes=minutes, duty=duty))
            elif kind is DayKind.REST:
                found.append(Owed(kind=Kind.REST_DAY, day=day, minutes=minutes, duty=duty))
            elif over:
                found.append(Owed(kind=Kind.EXTENDED, day=day, minutes=over, duty=duty))
    return found


def rested(
    credit: int, free_workdays: Iterable[datetime.date], *, day_minutes: int
) -> Iterator[Owed]:
    """Free workdays of a week make its rest-day minutes good, as far as they go."""
    for day in free_workdays:
        made_good = min(credit, day_minutes)
        if made_good <= 0:
            return
        credit -= made_good
        yield Owed(kind=Kind.RESTED, day=day, minutes=-made_good)


def _pieces(duty: Duty) -> Iterator[tuple[datetime.date, int]]:
    """Minutes by calendar day."""
    if duty.pattern.kind == ShiftPattern.Kind.ON_CALL:
        return
    before_midnight = MINUTES_A_DAY - duty.pattern.starts_minute
    yield duty.day, min(duty.pattern.minutes, before_midnight)
    if duty.pattern.minutes > before_midnight:
        yield duty.day + ONE_DAY, duty.pattern.minutes - before_midnight
