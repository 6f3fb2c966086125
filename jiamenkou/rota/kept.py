"""What a generation could not meet, as its row keeps it: codes and keys, names when it is read."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from jiamenkou.engines.roster import Conflict
from jiamenkou.people.models import User
from jiamenkou.rota.case import Case
from jiamenkou.rota.judging import Break
from jiamenkou.rota.models import Generation, ShiftPattern
from jiamenkou.rota.staff import SKILLS


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """One of the demands and rules that cannot all be kept; see `engines.roster.Conflict`."""

    code: str
    days: tuple[datetime.date, ...]
    who: str
    shift: str
    skill: str
    needed: int
    available: int
    limit: int
    why_not: tuple[tuple[str, str], ...]


def unmet_of(run: Generation) -> list[Break]:
    """What its result breaks, with names; two queries."""
    people, shifts = _names(run.unmet)
    return [
        Break(
            **{**one, "days": _dates(one["days"])},
            who=people.get(one["person_id"], ""),
            shift=shifts.get(one["pattern_id"], ""),
        )
        for one in run.unmet
    ]


def troubles_of(run: Generation) -> list[Trouble]:
    """Why it has no result, with names; two queries."""
    people, shifts = _names(run.trouble)
    return [
        Trouble(
            code=one["code"],
            days=_dates(one["days"]),
            who=people.get(one["person_id"], ""),
            shift=shifts.get(one["pattern_id"], ""),
            skill=one["skill"],
            needed=one["needed"],
            available=one["available"],
            limit=one["limit"],
            why_not=tuple((people.get(person, ""), rule) for person, rule in one["why_not"]),
        )
        for one in run.trouble
    ]


def break_facts(one: Break) -> dict[str, Any]:
    """As JSON keeps it; names are left out, because people change theirs and accounts close."""
    facts = {name: value for name, value in vars(one).items() if name not in {"who", "shift"}}
    return {**facts, "days": [day.isoformat() for day in one.days]}


def trouble_facts(case: Case, one: Conflict) -> dict[str, Any]:
    """As JSON keeps it."""
    return {
        "code": one.rule,
        "days": [case.days[day].date.isoformat() for day in one.days],
        "person_id": None if one.person is None else case.staff[one.person].person_id,
        "pattern_id": None if one.shift is None or one.shift < 0 else case.patterns[one.shift].pk,
        "skill": "" if one.skill is None else SKILLS[one.skill],
        "needed": one.needed,
        "available": one.available,
        "limit": one.limit,
        "why_not": [(case.staff[person].person_id, rule) for person, rule in one.why_not],
    }


def _names(found: Iterable[dict[str, Any]]) -> tuple[dict[int, str], dict[int, str]]:
    people, shifts = set(), set()
    for one in found:
        people |= {one["person_id"], *(person for person, _rule in one.get("why_not", ()))}
        shifts.add(one["pattern_id"])
    named = User.objects.filter(pk__in=people - {None}).values_list("pk", "name")
    called = ShiftPattern.objects.filter(pk__in=shifts - {None}).values_list("pk", "name")
    return dict(named), dict(called)


def _dates(written: Iterable[str]) -> tuple[datetime.date, ...]:
    return tuple(map(datetime.date.fromisoformat, written))
