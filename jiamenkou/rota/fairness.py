"""How rest days, evenings and statutory holidays were shared out in the year so far."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from jiamenkou.rota.days import DayKind, RotaDay, days_between
from jiamenkou.rota.models import Duty


@dataclass(kw_only=True)
class Tally:
    """One person's duties of some time, of published rosters."""

    duties: int = 0
    minutes: int = 0
    rest_days: int = 0
    evenings: int = 0
    holidays: int = 0

    def add(self, duty: Duty, day: RotaDay) -> None:
        """A holiday by law is a rest day as well."""
        self.duties += 1
        self.minutes += duty.pattern.minutes
        self.rest_days += not day.works
        self.evenings += duty.pattern.evening
        self.holidays += day.kind is DayKind.HOLIDAY


def so_far(people: Iterable[int], *, before: datetime.date) -> dict[int, Tally]:
    """From the first of January until before a day; one query. Who did nothing has zeros."""
    first = before.replace(month=1, day=1)
    done = Duty.objects.published().between(first, before).filter(person__in=list(people))
    return tallies(done.select_related("pattern").order_by(), first, before)


def tallies(
    duties: Iterable[Duty], first: datetime.date, until: datetime.date
) -> defaultdict[int, Tally]:
    """By person; the duties lie from `first` until before `until`."""
    days = {day.date: day for day in days_between(first, until)}
    found: defaultdict[int, Tally] = defaultdict(Tally)
    for duty in duties:
        found[duty.person_id].add(duty, days[duty.day])
    return found
