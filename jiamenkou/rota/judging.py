"""Which rules a roster breaks, by row and by date; `words.py` says them."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from jiamenkou.engines import roster as engine
from jiamenkou.rota.case import Case, case_of
from jiamenkou.rota.models import Roster

TOLD_ELSEWHERE = {"unasked", "fixed", "changed"}
"""What a hand may do."""


@dataclass(frozen=True, kw_only=True)
class Break:
    """One rule that is not kept: whose, on which days, by how much of its unit.

    `amount` and `limit` are in minutes, days or people as the rule counts; `cost` is 0 where hard;
    no `days`: it is about the whole month. `who` and `shift` are what the keys are called.
    """

    code: str
    hard: bool
    cost: int
    amount: int
    limit: int
    days: tuple[datetime.date, ...]
    person_id: int | None = None
    pattern_id: int | None = None
    who: str = ""
    shift: str = ""


def breaks_of(roster: Roster) -> list[Break]:
    """All that a month breaks as it stands, hard first, then by cost."""
    return breaks_in(case_of(roster))


def breaks_in(case: Case, drawn: engine.Roster | None = None) -> list[Break]:
    """All that the month breaks, hard first, then by cost; as `drawn` instead of as it stands."""
    found = engine.violations(case.for_judging, drawn or case.drawn)
    return sorted(in_rows(case, found), key=lambda one: (not one.hard, -one.cost, one.days))


def breaks_by(case: Case, person_id: int, drawn: engine.Roster | None = None) -> list[Break]:
    """What one person's days break; open shifts are not theirs."""
    number = case.person_index.get(person_id)
    if number is None:
        return []
    found = engine.breaks_of(case.for_judging, drawn or case.drawn, number)
    return list(in_rows(case, found))


def breaks_if(
    case: Case, person_id: int, day: datetime.date, pattern_ids: Collection[int]
) -> list[Break]:
    """What that person's days would newly break, or break more, on that shift (none: off)."""
    pattern = next(iter(pattern_ids), None)
    drawn = case.with_day(case.drawn, person_id, day, pattern)
    return worse(breaks_by(case, person_id), breaks_by(case, person_id, drawn))


def worse(before: Iterable[Break], after: Iterable[Break]) -> list[Break]:
    """What is broken after that was not before, or not as much."""
    known = {_spot(one): one.amount for one in before}
    return [one for one in after if one.amount > known.get(_spot(one), 0)]


def in_rows(case: Case, breaks: Iterable[engine.Break]) -> list[Break]:
    """In the terms of rows: keys, dates and names for indices."""
    return [_in_rows(case, one) for one in breaks if one.rule not in TOLD_ELSEWHERE]


def _in_rows(case: Case, one: engine.Break) -> Break:
    staff = None if one.person is None else case.staff[one.person]
    pattern = None if one.shift is None or one.shift < 0 else case.patterns[one.shift]
    return Break(
        code=one.rule,
        hard=one.hard,
        cost=one.cost,
        amount=one.amount,
        limit=one.limit,
        days=tuple(case.days[day].date for day in one.days),
        person_id=staff.person_id if staff else None,
        pattern_id=pattern.pk if pattern else None,
        who=staff.name if staff else "",
        shift=pattern.name if pattern else "",
    )


def _spot(one: Break) -> tuple[str, int | None, int | None, tuple[datetime.date, ...]]:
    """Fair shares are named by the days they count, which grow; the amount tells them apart."""
    days = () if one.code.startswith("fair_") else one.days
    shift = one.pattern_id if one.person_id is None else None
    return one.code, one.person_id, shift, days
