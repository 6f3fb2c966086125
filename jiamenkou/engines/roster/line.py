"""One person's problem in numbers: what each day offers, and what is counted along the days.

A *line* is one person's row of the roster. Its cost is the sum of what each choice costs, what
the automaton charges from day to day, and what the counts come to.
"""

from __future__ import annotations

import math
from dataclasses import astuple, dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from jiamenkou.engines.roster.automaton import NEVER, Automaton, automaton_of
from jiamenkou.engines.roster.choices import Choice, choices
from jiamenkou.engines.roster.costs import duty_cost, hours_cost
from jiamenkou.engines.roster.fair import SORTS, beyond_share_cost, counts_as
from jiamenkou.engines.roster.problem import Person, Problem
from jiamenkou.engines.roster.rules import Rule

Costs = NDArray[np.int64]
Counts = NDArray[np.int32]


@dataclass(frozen=True, kw_only=True, eq=False)
class Count:
    """Something counted along a line.

    `gain`   (days, choices): what each choice adds.
    `table`  what a final count costs, `NEVER` or beyond its end: it may not be.
    `resets` on these days it is charged and begins anew.
    `weekly` what is added is added once between `weeks`, the first days of weeks: weekends.
    `simple` it is of one shift, and seldom matters.
    """

    gain: Counts
    table: Costs
    begun: int = 0
    resets: frozenset[int] = frozenset()
    weekly: bool = False
    weeks: frozenset[int] = frozenset()
    simple: bool = False


@dataclass(frozen=True, kw_only=True, eq=False)
class Line:
    """One person's problem.

    `offered`  by day, the choices. `offers` (days,): how many; `kind` (days, most choices):
               1 + shift, 0 for a day off; `price` what each costs by itself.
    """

    number: int
    offered: tuple[tuple[Choice, ...], ...]
    offers: Counts
    kind: Counts
    price: Costs
    automaton: Automaton
    counts: tuple[Count, ...]
    constant: int


def line_of(problem: Problem, number: int, shares: tuple[int, ...]) -> Line:
    """The problem of one person."""
    person = problem.people[number]
    offered = tuple(tuple(choices(problem, number, day)) for day in range(problem.days))
    wide = max(map(len, offered))
    kind = np.zeros((problem.days, wide), dtype=np.int32)
    price = np.zeros((problem.days, wide), dtype=np.int64)
    for day, choices_of_day in enumerate(offered):
        for each, choice in enumerate(choices_of_day):
            kind[day, each] = choice[0] + 1
            price[day, each] = _price(problem, number, day, choice)
    line = Line(
        number=number,
        offered=offered,
        offers=np.array(list(map(len, offered)), dtype=np.int32),
        kind=kind,
        price=price,
        automaton=automaton_of(problem, person),
        counts=(),
        constant=sum(wish.weight for wish in person.wishes if wish.wanted),
    )
    return _counted(problem, line, shares)


def _price(problem: Problem, number: int, day: int, choice: Choice) -> int:
    person, kept = problem.people[number], problem.kept
    cost = duty_cost(problem, person, day, choice)
    for wish in person.wishes:
        if wish.day == day and wish.shift == choice[0]:
            cost += -wish.weight if wish.wanted else wish.weight
    if kept is not None:
        stood = (int(kept.shift[number, day]), int(kept.place[number, day]))
        cost += problem.change_cost * (stood != choice)
    return cost


def _counted(problem: Problem, line: Line, shares: tuple[int, ...]) -> Line:
    person = problem.people[line.number]
    counts = [
        *_minutes(problem, line, person),
        *_week_minutes(problem, line, person),
        *_weekends(problem, line, person),
        *_kinds(line, person),
        *_fair(problem, line, person, shares),
    ]
    return Line(**{**vars(line), "counts": tuple(each for each in counts if each.table.any())})


def _worked(problem: Problem, line: Line) -> Counts:
    minutes = np.array([0, *(shift.minutes for shift in problem.shifts)], dtype=np.int32)
    return minutes[line.kind]


def _minutes(problem: Problem, line: Line, person: Person) -> list[Count]:
    most, least = person.rules.most_minutes, person.rules.least_minutes
    worked = _worked(problem, line)
    unit = math.gcd(*worked.ravel().tolist()) or 1
    limit = _reach(worked, unit, 0, most)
    table = [_beyond(most, unit * n) + _below(least, unit * n) for n in range(limit + 1)]
    return [Count(gain=worked // unit, table=_table(table))]


def _week_minutes(problem: Problem, line: Line, person: Person) -> list[Count]:
    rule, begun = person.rules.week_minutes, person.before.week_minutes if person.before else 0
    worked = _worked(problem, line)
    if rule and rule.hard and not begun and _all_alike(worked, rule.limit):
        worked, rule = np.sign(worked), Rule(limit=rule.limit // int(worked.max()))
    unit = math.gcd(begun, *worked.ravel().tolist()) or 1
    mondays = _mondays(problem)
    starts = sorted({0, *mondays, problem.days})
    weeks = [worked[a:b] for a, b in pairwise(starts)]
    limit = max(_reach(week, unit, begun * (not n), rule) for n, week in enumerate(weeks))
    limit = max(limit, begun // unit)
    table = [_beyond(rule, unit * n) for n in range(limit + 1)]
    count = Count(gain=worked // unit, table=_table(table), begun=begun // unit, resets=mondays)
    return [count]


def _all_alike(worked: Counts, limit: int) -> bool:
    """Whether as many of the longest duties as of the shortest fit: then duties are counted."""
    duties = worked[worked > 0]
    return bool(duties.size) and limit // int(duties.min()) == limit // int(duties.max())


def _mondays(problem: Problem) -> frozenset[int]:
    days = range(1, problem.days)
    return frozenset(day for day in days if problem.week_of(day) != problem.week_of(day - 1))


def _weekends(problem: Problem, line: Line, person: Person) -> list[Count]:
    rule = person.rules.most_weekends
    resting = np.isin(np.arange(problem.days), list(problem.resting))[:, None]
    gain = ((line.kind > 0) & resting).astype(np.int32)
    weeks = len({problem.week_of(day) for day in problem.resting})
    most = min(weeks, rule.limit) if rule and rule.hard else weeks
    table = [_times(rule, n) for n in range(most + 1 + (weeks > most))]
    return [Count(gain=gain, table=_table(table), weekly=True, weeks=_mondays(problem))]


def _kinds(line: Line, person: Person) -> list[Count]:
    return [
        _simple((line.kind == shift + 1).astype(np.int32), rule)
        for shift, rule in person.rules.most_of_shift.items()
    ]


def _simple(gain: Counts, rule: Rule) -> Count:
    most = int(gain.max(axis=1).sum())
    return Count(gain=gain, table=_table([_times(rule, n) for n in range(most + 1)]), simple=True)


def _fair(problem: Problem, line: Line, person: Person, shares: tuple[int, ...]) -> list[Count]:
    found = []
    for sort, name in enumerate(SORTS):
        rule: Rule | None = getattr(person.rules, name)
        gain = _fair_gain(problem, line, sort)
        beyond = astuple(person.so_far)[sort] - shares[sort]
        most = int(gain.max(axis=1).sum())
        free, weight = (rule.limit, rule.weight) if rule else (0, 0)
        table = [beyond_share_cost(beyond + n, free, weight) for n in range(most + 1)]
        found.append(Count(gain=gain, table=_table(table)))
    return found


def _fair_gain(problem: Problem, line: Line, sort: int) -> Counts:
    counts = np.array(
        [[False, *(counts_as(problem, sort, day, s) for s in range(len(problem.shifts)))]
         for day in range(problem.days)]
    )  # fmt: skip
    return np.take_along_axis(counts, line.kind.astype(np.int64), axis=1).astype(np.int32)


def _reach(worked: Counts, unit: int, begun: int, most: Rule | None) -> int:
    """The largest count worth a place: one beyond a hard limit is never reached."""
    limit = (begun + int(worked.max(axis=1).sum())) // unit
    return min(limit, most.limit // unit + 1) if most and most.hard else limit


def _beyond(rule: Rule | None, minutes: int) -> int:
    return _hours(rule, minutes - rule.limit) if rule else 0


def _below(rule: Rule | None, minutes: int) -> int:
    return _hours(rule, rule.limit - minutes) if rule else 0


def _hours(rule: Rule, minutes: int) -> int:
    return NEVER if rule.hard and minutes > 0 else hours_cost(rule, minutes)


def _times(rule: Rule | None, n: int) -> int:
    if rule is None or n <= rule.limit:
        return 0
    return NEVER if rule.hard else rule.weight * (n - rule.limit)


def _table(costs: list[int]) -> Costs:
    """Hard limits end the table: what lies beyond it is never."""
    table = np.minimum(np.array(costs, dtype=np.int64), NEVER)
    while len(table) > 1 and table[-1] == NEVER and table[-2] == NEVER:
        table = table[:-1]
    return table


def choice_at(line: Line, day: int, choice: Choice) -> int:
    """The index of a choice on a day, -1 when it is not offered."""
    found = line.offered[day]
    return found.index(choice) if choice in found else -1
