"""What somebody may do on a day, before any rule about several days is asked."""

from __future__ import annotations

from collections.abc import Iterator

from jiamenkou.engines.roster.duties import OFF, Duty
from jiamenkou.engines.roster.problem import Person, Problem

Choice = tuple[int, int]
"""(shift, place), or `REST`."""

REST: Choice = (OFF, OFF)


def choices(problem: Problem, number: int, day: int) -> list[Choice]:
    """What a person may do on a day, a day off first; empty when what is given contradicts."""
    return [each for each, refused in offers(problem, number, day) if not refused]


def offers(problem: Problem, number: int, day: int) -> Iterator[tuple[Choice, list[str]]]:
    """Whatever is thinkable for a person on a day, with the rules that forbid it by itself."""
    person = problem.people[number]
    fixed = next((duty for duty in person.fixed if duty.day == day), None)
    stands = _meant(person, fixed)
    yield REST, [] if stands in (None, REST) else ["fixed"]
    asked = set(problem.asked_on[day])
    if stands is not None and stands != REST:
        asked.add(stands)
    for choice in sorted(asked):
        refused = ["fixed"] if stands not in (None, choice) else []
        yield choice, refused + list(refusals(problem, number, day, choice, fixed=stands == choice))


def refusals(
    problem: Problem, number: int, day: int, choice: Choice, *, fixed: bool = False
) -> Iterator[str]:
    """The rules that a duty breaks by itself; one that is fixed may be anywhere."""
    person, (kind, place) = problem.people[number], choice
    shift, rest = problem.shifts[kind], person.rules.rest_minutes
    if day in person.absent:
        yield "absent"
    if kind in person.barred:
        yield "barred"
    if not fixed and place != person.home and place not in person.elsewhere:
        yield "elsewhere"
    most = person.rules.day_minutes
    if most and most.hard and shift.minutes > most.limit:
        yield "day_minutes"
    if _only_at_home(person, place):
        yield "away"
    if rest and rest.hard and missing_rest(problem, person, day, kind) > 0:
        yield "rest_minutes"


def _only_at_home(person: Person, place: int) -> bool:
    """Whether the contract forbids working anywhere but at home."""
    rule = person.rules.away
    return rule is not None and rule.hard and place != person.home


def missing_rest(problem: Problem, person: Person, day: int, shift: int) -> int:
    """Minutes of rest missing between the last duty before the first day and this one."""
    rest, before = person.rules.rest_minutes, person.before
    if rest is None or before is None or before.ended is None or day > 0:
        return 0
    return max(0, rest.limit - (problem.shifts[shift].start - before.ended))


def missing_between(problem: Problem, person: Person, first: int, then: int) -> int:
    """Minutes of rest missing between a shift and one on the day after."""
    rest = person.rules.rest_minutes
    if rest is None:
        return 0
    gap = 24 * 60 + problem.shifts[then].start - problem.shifts[first].end
    return max(0, rest.limit - gap)


def _meant(person: Person, duty: Duty | None) -> Choice | None:
    if duty is None:
        return None
    if duty.shift == OFF:
        return REST
    return duty.shift, person.home if duty.place is None else duty.place
