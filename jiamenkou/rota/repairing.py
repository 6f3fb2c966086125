"""Who could stand in for somebody who cannot come, with the fewest changes."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest

import numpy as np

from jiamenkou.engines import roster as engine
from jiamenkou.people.models import User
from jiamenkou.rota.case import Case, case_of
from jiamenkou.rota.days import ONE_DAY
from jiamenkou.rota.judging import Break, breaks_by, worse
from jiamenkou.rota.models import Duty, Roster, ShiftPattern

SECONDS = 5.0
NEAR = 3 * ONE_DAY
"""Days around the absence on which others may be moved, where nobody can simply come."""


@dataclass(frozen=True, kw_only=True)
class Move:
    """A duty that passes from one person to another; to None: it stands open."""

    duty_id: int | None
    person_from: int | None
    person_to: int | None
    pattern: ShiftPattern
    day: datetime.date


@dataclass(frozen=True, kw_only=True)
class Repair:
    """One way to go on without somebody: all moves, what stays open, which rules suffer."""

    moves: tuple[Move, ...]
    open: tuple[tuple[ShiftPattern, datetime.date], ...]
    breaks: tuple[Break, ...]

    @property
    def people(self) -> int:
        """How many others have another day than they thought."""
        return len({one.person_to for one in self.moves if one.person_to})

    @property
    def cost(self) -> int:
        return sum(one.cost for one in self.breaks)


def propose(
    person: User, *, first: datetime.date, last: datetime.date, most: int = 3
) -> list[Repair]:
    """Ways to go on without `person` from `first` to `last`, the fewest changes first.

    Nothing is written. Each way after the first calls other people. Empty: they have no duties.
    """
    cases = [case_of(roster) for roster in _rosters(person, first, last)]
    found: list[Repair] = []
    shunned: set[int] = set()
    while cases and len(found) < most:
        parts = [_without(case, person.pk, first, last, shunned) for case in cases]
        repair = _together(parts)
        if found and (len(repair.open) > len(found[0].open) or repair.moves == found[-1].moves):
            break
        found.append(repair)
        shunned |= {one.person_to for one in repair.moves if one.person_to}
    return found


def _rosters(person: User, first: datetime.date, last: datetime.date) -> list[Roster]:
    duties = Duty.objects.between(first, last + ONE_DAY).filter(person=person)
    found = Roster.objects.filter(pk__in=duties.values("roster")).order_by("month", "pk")
    return list(found.select_related("centre__area"))


def _together(parts: Iterable[Repair]) -> Repair:
    parts = list(parts)
    return Repair(
        moves=tuple(move for part in parts for move in part.moves),
        open=tuple(one for part in parts for one in part.open),
        breaks=tuple(one for part in parts for one in part.breaks),
    )


def _without(
    case: Case, person: int, first: datetime.date, last: datetime.date, shunned: Collection[int]
) -> Repair:
    """Somebody free simply comes; where nobody can, the engine moves others around."""
    lost = [
        one for one in case.duties
        if one.person_id == person and one.roster_id == case.roster.pk and first <= one.day <= last
    ]  # fmt: skip
    drawn = case.drawn
    for duty in lost:
        drawn = case.with_day(drawn, person, duty.day, None)
    start, moves = drawn, []
    for duty in lost:
        who = _stand_in(case, drawn, duty, {person, *shunned})
        if who is not None:
            drawn = case.with_day(drawn, who, duty.day, duty.pattern_id)
        moves.append(_move(duty, who))
    repair = _judged(case, moves, start, drawn)
    around = _moved_around(case, person, lost) if repair.open and not shunned else None
    return around if around and len(around.open) < len(repair.open) else repair


def _stand_in(case: Case, drawn: engine.Roster, duty: Duty, barred: Collection[int]) -> int | None:
    """Whoever is free and breaks nothing that must hold, at the least cost; None: needless, or
    nobody.
    """
    if not _short(case, drawn, duty.pattern, duty.day):
        return None
    day = case.day_index(duty.day)
    costs = {}
    for staff in case.staff:
        off = drawn.shift[case.person_index[staff.person_id], day] == engine.OFF
        skilled = not duty.pattern.skill or duty.pattern.skill in staff.skills
        if off and skilled and staff.person_id not in barred and staff.free_on(duty.day):
            there = case.with_day(drawn, staff.person_id, duty.day, duty.pattern_id)
            now, then = (breaks_by(case, staff.person_id, one) for one in (drawn, there))
            if not any(one.hard for one in worse(now, then)):
                costs[staff.person_id] = sum(one.cost for one in then) - sum(
                    one.cost for one in now
                )
    return min(costs, key=lambda one: (costs[one], one), default=None)


def _short(case: Case, drawn: engine.Roster, pattern: ShiftPattern, day: datetime.date) -> bool:
    """Whether the shift has fewer people (with its skill) than it needs."""
    number, shift = case.day_index(day), case.pattern_index[pattern.pk]
    there = [
        staff
        for staff, held in zip(case.staff, drawn.shift[:, number].tolist(), strict=True)
        if held == shift and (not pattern.skill or pattern.skill in staff.skills)
    ]
    return len(there) < pattern.needed(case.days[number].kind)


def _judged(
    case: Case, moves: Iterable[Move], start: engine.Roster, drawn: engine.Roster
) -> Repair:
    """The moves, what they leave open, and which rules of the people who come suffer."""
    moves = tuple(moves)
    coming = sorted({one.person_to for one in moves if one.person_to})
    broken = [
        one
        for person in coming
        for one in worse(breaks_by(case, person, start), breaks_by(case, person, drawn))
    ]
    spots = dict.fromkeys((one.pattern, one.day) for one in moves)
    open_shifts = tuple(spot for spot in spots if _short(case, drawn, *spot))
    return Repair(moves=moves, open=open_shifts, breaks=tuple(broken))


def _moved_around(case: Case, person: int, lost: list[Duty]) -> Repair | None:
    """The engine's repair with others' days near the absence free to change."""
    days = {case.day_index(one.day) for one in lost}
    problem = _near(case, person, days)
    stop = engine.Stop(seconds=SECONDS)
    try:
        plan = engine.repair(problem, case.drawn, stop=stop)
    except (engine.Infeasible, engine.OutOfTime):
        return None
    moves = list(_differences(case, plan.roster))
    start = case.drawn
    for duty in lost:
        start = case.with_day(start, person, duty.day, None)
    return _judged(case, moves, start, plan.roster)


def _near(case: Case, person: int, days: set[int]) -> engine.Problem:
    """All days but those near stay as they are; the one who is missed is away.

    Shifts need no more people than they had: a repair fills no gap that was there before.
    """
    free = {day + away for day in days for away in range(-NEAR.days, NEAR.days + 1)}
    problem = case.for_solving(with_gaps=True)
    shifts, places = case.drawn.shift.tolist(), case.drawn.place.tolist()
    people = []
    for number, one in enumerate(problem.people):
        missed = case.staff[number].person_id == person
        kept = tuple(
            engine.Duty(day=day, shift=shift, place=None if shift == engine.OFF else place)
            for day, (shift, place) in enumerate(zip(shifts[number], places[number], strict=True))
            if (day not in free or missed) and not (missed and day in days)
        )
        absent = one.absent | days if missed else one.absent
        people.append(replace(one, fixed=kept, absent=absent))
    there = Counter(
        (day, shift) for row in shifts for day, shift in enumerate(row) if shift != engine.OFF
    )
    demands = tuple(
        replace(one, needed=min(one.needed, there[one.day, one.shift])) for one in problem.demands
    )
    return replace(problem, people=tuple(people), demands=demands)


def _differences(case: Case, after: engine.Roster) -> Iterator[Move]:
    """What changed, as duties that pass on: who leaves a shift is paired with who comes to it."""
    leaving: defaultdict[tuple[int, int], list[Duty]] = defaultdict(list)
    coming: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    held = {(one.person_id, case.day_index(one.day)): one for one in case.duties}
    for number, staff in enumerate(case.staff):
        for day in np.flatnonzero(case.drawn.shift[number] != after.shift[number]).tolist():
            if duty := held.get((staff.person_id, day)):
                leaving[day, case.pattern_index[duty.pattern_id]].append(duty)
            if after.shift[number, day] != engine.OFF:
                coming[day, int(after.shift[number, day])].append(staff.person_id)
    for day, shift in sorted({*leaving, *coming}):
        for duty, who in zip_longest(leaving[day, shift], coming[day, shift]):
            pattern, when = case.patterns[shift], case.days[day].date
            yield (
                _move(duty, who)
                if duty
                else Move(duty_id=None, person_from=None, person_to=who, pattern=pattern, day=when)
            )


def _move(duty: Duty, who: int | None) -> Move:
    return Move(
        duty_id=duty.pk,
        person_from=duty.person_id,
        person_to=who,
        pattern=duty.pattern,
        day=duty.day,
    )
