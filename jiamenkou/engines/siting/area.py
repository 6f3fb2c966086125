"""Good plans under the area norm: every exchange is counted out, loads and all."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from jiamenkou.engines.compiled import compiled
from jiamenkou.engines.siting.costs import costs_of
from jiamenkou.engines.siting.lists import Flags, Floats, Ints, Lists, Longs
from jiamenkou.engines.siting.problem import Problem
from jiamenkou.engines.siting.run import Run

TRIALS = 50_000_000
"""Row visits one improvement may spend."""


class AreaPlans:
    """Tries choices of levels and offers the good ones to the run."""

    def __init__(self, problem: Problem, run: Run) -> None:
        self.problem = problem
        self.run = run
        self.costs = costs_of(problem)

    def take(self, levels: Ints, _seat: Longs) -> None:
        """Offer levels as they are."""
        self.run.found(self._value(levels)[0], np.sort(levels))

    def improve(self, levels: Ints, likely: Ints) -> None:
        """First improvement over exchanges with the likely levels; the result is offered."""
        current, (value, load) = levels, self._value(levels)
        trials, idle, at = TRIALS // (10 * max(self.costs.rows, 1)), 0, 0
        while idle < len(likely) and trials > 0 and not self.run.enough():
            better = None
            for candidate in self._exchanges(current, int(likely[at]), load):
                trials -= 1
                told = self._value(candidate)
                if told[0] < value - 0.5:
                    better = candidate
                    value, load = told
                    break
            idle = 0 if better is not None else idle + 1
            current = current if better is None else better
            at = (at + 1) % len(likely)
        self.run.found(value, np.sort(current).astype(np.int32))

    def _exchanges(self, current: Ints, newcomer: int, load: Floats) -> Iterator[Ints]:
        """Choices with the newcomer in, its rivals out, and one of the idlest out or nobody."""
        levels = self.problem.levels
        if newcomer in current:
            return
        rival = (levels.site[current] == levels.site[newcomer]) | (
            levels.place[current] == levels.place[newcomer]
        )
        stay = current[~rival]
        idlest = stay[np.argsort(load[levels.place[stay]], kind="stable")[:3]]
        for out in (-1, *idlest.tolist()):
            candidate = np.append(stay[stay != out], newcomer).astype(np.int32)
            if self._allowed(candidate):
                yield candidate

    def _allowed(self, candidate: Ints) -> bool:
        problem, levels = self.problem, self.problem.levels
        least, most = problem.count_range
        required: Flags | None = problem.required
        if not least <= len(candidate) <= most:
            return False
        if (
            required is not None
            and not np.isin(np.flatnonzero(required), levels.site[candidate]).all()
        ):
            return False
        return problem.budget is None or int(levels.cost[candidate].sum()) <= problem.budget

    def _value(self, levels: Ints) -> tuple[float, Floats]:
        """Objective of the levels, and the people nearest to each place."""
        c, problem = self.costs, self.problem
        is_open = np.zeros(c.places, dtype=bool)
        is_open[problem.levels.place[levels]] = True
        load = np.zeros(c.places)
        walk = _visit(c.lists, is_open, load)
        needed = np.ceil(
            load[problem.levels.place[levels]] * problem.m2_per_1000_people / 1000 - 1e-9
        )
        missing = np.maximum(0, needed - problem.levels.area_m2[levels]).sum()
        return walk + problem.missing_m2_metres * float(missing), load


@compiled
def _visit(lists: Lists, is_open: Flags, load: Floats) -> float:
    total = 0.0
    for row in range(len(lists.people)):
        paid = float(lists.unserved[row])
        for entry in range(lists.start[row], lists.start[row + 1]):
            if is_open[lists.place[entry]]:
                paid = float(lists.cost[entry])
                load[lists.place[entry]] += lists.people[row]
                break
        total += lists.people[row] * paid
    return total
