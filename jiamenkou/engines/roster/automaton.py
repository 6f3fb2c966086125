"""What a person's next day may be after the days before: states of runs, kinds and their costs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from jiamenkou.engines.roster.choices import missing_between
from jiamenkou.engines.roster.costs import hours_cost
from jiamenkou.engines.roster.duties import OFF
from jiamenkou.engines.roster.problem import Before, Person, Problem
from jiamenkou.engines.roster.rules import Rule

NEVER = 1 << 40
"""The cost of what may not be: more than any roster costs."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Automaton:
    """`then`, `cost` (states, 1 + shifts): where a day off (0) or a shift (1 + kind) leads.

    State 0 is how the days before the first ended.
    """

    then: NDArray[np.int32]
    cost: NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Row:
    """The rules about days in a row, and what one shift after another costs."""

    most: Rule | None
    least: Rule | None
    least_off: Rule | None
    after: tuple[tuple[int, ...], ...]

    @property
    def counted(self) -> int:
        """Longer runs of work are all alike."""
        return max(self.most.limit if self.most else 1, self.least.limit if self.least else 1)

    @property
    def counted_off(self) -> int:
        """Longer runs off are all alike."""
        return self.least_off.limit if self.least_off else 1


State = tuple[int, int, bool]
"""(class of the last shift or OFF, days in a row, whether the run may be short)."""


def automaton_of(problem: Problem, person: Person) -> Automaton:
    """The automaton of one person's contract."""
    rules = person.rules
    row = Row(
        most=rules.days_in_a_row,
        least=rules.least_days_in_a_row,
        least_off=rules.least_days_off,
        after=_after(problem, person),
    )
    return _built(row, person.before or Before())


def _after(problem: Problem, person: Person) -> tuple[tuple[int, ...], ...]:
    """Cost of each shift on the day after each, and last on the first day of all."""
    # Rest since the days before is what a duty of the first day costs by itself.
    kinds = range(len(problem.shifts))
    rest, change = person.rules.rest_minutes, person.rules.change
    last = person.before.shift if person.before else OFF

    def cost(first: int, then: int) -> int:
        missing = 0 if first == OFF else missing_between(problem, person, first, then)
        first = last if first == OFF else first
        changed = change if change and first not in (OFF, then) else None
        if (missing and rest and rest.hard) or (changed and changed.hard):
            return NEVER
        return hours_cost(rest, missing) + (changed.weight if changed else 0)

    return tuple(tuple(cost(first, then) for then in kinds) for first in (*kinds, OFF))


@lru_cache(maxsize=512)
def _built(row: Row, before: Before) -> Automaton:
    classes = {costs: number for number, costs in enumerate(dict.fromkeys(row.after))}
    rows = list(classes)
    of_kind = [classes[costs] for costs in row.after]
    begun = _begun(before, of_kind)
    states, then, cost = {begun: 0}, [], []
    for state in (queue := [begun]):
        steps = [_step(row, rows, of_kind, state, kind) for kind in range(OFF, len(of_kind) - 1)]
        for after, _ in steps:
            if after not in states:
                states[after] = len(states)
                queue.append(after)
        then.append([states[after] for after, _ in steps])
        cost.append([min(price, NEVER) for _, price in steps])
    return Automaton(then=np.array(then, dtype=np.int32), cost=np.array(cost, dtype=np.int64))


def _begun(before: Before, of_kind: list[int]) -> State:
    """A run nothing is known of may be short: none of its days are counted."""
    if before.off:
        return OFF, before.off, False
    return of_kind[OFF], before.worked, not before.worked


def _step(
    row: Row, rows: list[tuple[int, ...]], of_kind: list[int], state: State, kind: int
) -> tuple[State, int]:
    last, run, exempt = state
    if kind == OFF:
        return _off(row, state)
    cost = 0 if last == OFF else rows[last][kind]
    if last == OFF:
        cost += 0 if exempt else _short(row.least_off, run)
        run, exempt = 0, False
    if row.most and run >= row.most.limit:
        cost += NEVER if row.most.hard else row.most.weight
    return (of_kind[kind], min(run + 1, row.counted), exempt and run + 1 < row.counted), cost


def _off(row: Row, state: State) -> tuple[State, int]:
    last, run, exempt = state
    if last == OFF:
        return (OFF, min(run + 1, row.counted_off), exempt), 0
    unknown = run == 0
    cost = 0 if exempt else _short(row.least, run)
    return (OFF, row.counted_off if unknown else 1, unknown), cost


def _short(rule: Rule | None, length: int) -> int:
    if rule is None or length >= rule.limit:
        return 0
    return NEVER if rule.hard else rule.weight * (rule.limit - length)
