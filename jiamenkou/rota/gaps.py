"""Shifts that nobody, or too few, are on: of published rosters, counted by the database."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from django.db import connection

from jiamenkou.rota.days import days_between

State = Literal["filled", "open", "empty"]
Row: TypeAlias = tuple[int, int, str, datetime.date, int, int]

NEEDS = """
WITH day AS (SELECT * FROM unnest(%(days)s::date[], %(kinds)s::text[]) AS day (date, kind)),
needed AS (
    SELECT pattern.id, pattern.centre_id, pattern.name, pattern.starts, day.date,
           CASE day.kind WHEN 'workday' THEN needed_workday
                         WHEN 'rest_day' THEN needed_rest_day
                         ELSE needed_holiday END AS people
      FROM rota_shiftpattern pattern JOIN day ON pattern.during @> day.date
     WHERE pattern.centre_id = ANY(%(centres)s)
),
there AS (
    SELECT duty.pattern_id, duty.day, count(*) AS people
      FROM rota_duty duty JOIN rota_roster roster ON roster.id = duty.roster_id
     WHERE roster.centre_id = ANY(%(centres)s)
       AND (roster.state = 'published' OR roster.id = ANY(%(drafts)s))
       AND roster.month BETWEEN %(month)s AND %(last)s
     GROUP BY duty.pattern_id, duty.day
)
SELECT needed.centre_id, needed.id, needed.name, needed.date, needed.people,
       coalesce(there.people, 0)
  FROM needed LEFT JOIN there ON there.pattern_id = needed.id AND there.day = needed.date
 WHERE needed.people > 0
"""
SHORT = " AND needed.people > coalesce(there.people, 0)"
ORDER = " ORDER BY needed.centre_id, needed.date, needed.starts, needed.id"


@dataclass(frozen=True, kw_only=True)
class Gap:
    """A shift of a day with fewer people than it needs."""

    centre_id: int
    pattern_id: int
    shift: str
    day: datetime.date
    needed: int
    there: int


@dataclass(frozen=True, kw_only=True)
class OpenDay:
    """A day of a centre: every shift filled, some open, or none planned at all ("empty")."""

    date: datetime.date
    state: State
    gaps: tuple[Gap, ...] = ()


@dataclass(frozen=True, kw_only=True)
class OpenYear:
    """The 365 days of a centre."""

    days: tuple[OpenDay, ...]

    @property
    def filled(self) -> int:
        """Days on which every shift that is needed has its people."""
        return sum(day.state == "filled" for day in self.days)

    @property
    def missing(self) -> list[OpenDay]:
        return [day for day in self.days if day.state != "filled"]

    def until(self, day: datetime.date) -> OpenYear:
        """The part of the year before that day."""
        return OpenYear(days=tuple(one for one in self.days if one.date < day))


def gaps(
    centres: Iterable[int],
    first: datetime.date,
    until: datetime.date,
    *,
    drafts: Iterable[int] = (),
) -> list[Gap]:
    """Of these centres (keys), from `first` until before `until`; one query and the calendar's.

    What is published counts, and the rosters of the keys `drafts`.
    """
    return [_gap(row) for row in _rows(NEEDS + SHORT + ORDER, centres, first, until, drafts)]


def days_open(centres: Iterable[int], year: int) -> dict[int, OpenYear]:
    """The 365-day indicator of these centres (keys), by published rosters; queries do not grow."""
    keys = list(centres)
    first, until = datetime.date(year, 1, 1), datetime.date(year + 1, 1, 1)
    found: defaultdict[tuple[int, datetime.date], list[Gap]] = defaultdict(list)
    for row in _rows(NEEDS + ORDER, keys, first, until, ()):
        found[row[0], row[3]].append(_gap(row))
    days = [day.date for day in days_between(first, until)]
    return {
        key: OpenYear(days=tuple(_open_day(day, found.get((key, day), [])) for day in days))
        for key in keys
    }


def _open_day(day: datetime.date, needed: list[Gap]) -> OpenDay:
    short = tuple(one for one in needed if one.there < one.needed)
    state: State = "empty" if not needed else "open" if short else "filled"
    return OpenDay(date=day, state=state, gaps=short)


def _rows(
    query: str,
    centres: Iterable[int],
    first: datetime.date,
    until: datetime.date,
    drafts: Iterable[int],
) -> list[Row]:
    days = days_between(first, until)
    asked: dict[str, Any] = {
        "days": [day.date for day in days],
        "kinds": [day.kind.value for day in days],
        "centres": list(centres),
        "drafts": list(drafts),
        "month": first.replace(day=1),
        "last": until,
    }
    with connection.cursor() as cursor:
        cursor.execute(query, asked)
        found: list[Row] = cursor.fetchall()
        return found


def _gap(row: Row) -> Gap:
    centre, pattern, shift, day, needed, there = row
    return Gap(
        centre_id=centre, pattern_id=pattern, shift=shift, day=day, needed=needed, there=there
    )
