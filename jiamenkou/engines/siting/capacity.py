"""Good plans under capacities: let in by regret, sit better, move centres, be stirred."""

from __future__ import annotations

import numpy as np

from jiamenkou.engines.reach import Reach
from jiamenkou.engines.siting.assess import admitted
from jiamenkou.engines.siting.costs import costs_of
from jiamenkou.engines.siting.lists import Ints, Longs
from jiamenkou.engines.siting.problem import Problem
from jiamenkou.engines.siting.run import Run
from jiamenkou.engines.siting.seating import Seating, ground_of, seated, value_of
from jiamenkou.engines.siting.stir import settle, stir

HEAT = 1.0
"""A kicked plan may be dearer by about what a row walks, at first; less and less later."""

VISITS = 2_000_000
"""Pairs of rows one stirring may weigh, roughly."""

SLICES = 50
"""Parts of a stirring between which the clock is looked at."""


class CapacityPlans:
    """Tries choices of levels with their assignments and offers the good ones to the run.

    An assignment is the place of every row of `costs`, int64, -1 for nobody.
    """

    def __init__(self, problem: Problem, run: Run) -> None:
        self.problem = problem
        self.run = run
        self.costs = costs_of(problem)
        self.ground = ground_of(problem, self.costs)
        self.rng = np.random.default_rng(run.seed)

    def take(self, levels: Ints, seat: Longs) -> None:
        """Offer levels with this assignment or a better one."""
        self._offer(self._settled(levels, seat))

    def improve(self, levels: Ints, likely: Ints, effort: float = 1.0) -> None:
        """Settle these levels and stir them with the likely ones; the best met is offered."""
        entry = admitted(self.problem, np.sort(levels))[self.costs.point]
        state = self._settled(levels, np.where(entry >= 0, self.problem.reach.place[entry], -1))
        self._offer(state)
        self.ground.allowed[:] = False
        self.ground.allowed[likely] = True
        if len(likely):
            self._stir(state, effort)

    def _stir(self, state: Seating, effort: float) -> None:
        best = Seating(*(part.copy() for part in state))
        around = max(1, self.costs.rows // max(1, int((state.level >= 0).sum())))
        kicks = max(SLICES, int(effort * VISITS) // around**2)
        value = value_of(self.ground, best)
        heat = HEAT * value / max(self.costs.rows, 1) * np.linspace(1, 0, kicks)
        for part in np.array_split(heat, SLICES):
            if self.run.enough():
                break
            stir(self.ground, state, best, self.rng, part)
        self._offer(best)

    def _settled(self, levels: Ints, seat: Longs) -> Seating:
        state = seated(self.ground, levels, seat)
        settle(self.ground, state)
        return state

    def _offer(self, state: Seating) -> None:
        reach = self.problem.reach
        entry = np.full(reach.points, -1, dtype=np.int64)
        place = np.where(state.at >= 0, self.costs.place[state.at], -1)
        entry[self.costs.point] = _entries_at(reach, self.costs.point, place)
        levels = np.sort(state.level[state.level >= 0]).astype(np.int32)
        self.run.found(value_of(self.ground, state), levels, entry)


def _entries_at(reach: Reach, point: Ints, place: Longs) -> Longs:
    """The entry of each of these points at its place, -1 for none."""
    wanted = np.full(reach.points, -1, dtype=np.int64)
    wanted[point] = place
    row = reach.row_of()
    found = np.full(reach.points, -1, dtype=np.int64)
    hits = np.flatnonzero(wanted[row] == reach.place)
    found[row[hits]] = hits
    return found[point]
