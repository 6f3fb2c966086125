"""Good plans under capacities: let in by regret, sit better, move centres, be stirred."""

from __future__ import annotations

from copy import deepcopy

import numpy as np

from jiamenkou.engines.reach import Reach
from jiamenkou.engines.siting.assess import admitted
from jiamenkou.engines.siting.costs import Costs
from jiamenkou.engines.siting.lists import Ints, Longs
from jiamenkou.engines.siting.problem import Problem
from jiamenkou.engines.siting.run import Run
from jiamenkou.engines.siting.seating import (
    Seating,
    climb,
    ground_of,
    levels_of,
    seated,
    value_of,
)
from jiamenkou.engines.siting.stir import recentre, stir

HEAT = 1.0
"""A kicked plan may be dearer by about what a row walks, at first; less and less later."""

VISITS = 2_000_000
"""Pairs of rows one stirring may weigh, roughly."""

KICKS = 20_000
"""Kicks of one stirring at most."""

SLICES = 50
"""Parts of a stirring between which the clock is looked at."""


class CapacityPlans:
    """Tries choices of levels with their assignments and offers the good ones to the run.

    An assignment is the place of every row of `costs`, int64, -1 for nobody.
    """

    def __init__(self, problem: Problem, costs: Costs, run: Run) -> None:
        self.problem = problem
        self.run = run
        self.costs = costs
        self.ground = ground_of(problem, self.costs)
        self.rng = np.random.default_rng(run.seed)

    def take(self, levels: Ints, seat: Longs) -> None:
        """Offer levels with this assignment or a better one."""
        self._offer(self._settled(levels, seat))

    def improve(self, levels: Ints, likely: Ints, heat: float = HEAT) -> None:
        """Settle these levels, stirred with the likely ones; the best met is offered."""
        state = self._admitted(levels)
        self._offer(state)
        self._offer(self._stirred(state, likely, heat))

    def seat(self, levels: Ints) -> float:
        """Offer these levels, or better ones near them, with everyone seated; what all walk."""
        state = self._admitted(levels)
        self._offer(state)
        return value_of(self.ground, state)

    def _admitted(self, levels: Ints) -> Seating:
        entry = admitted(self.problem, np.sort(levels))[self.costs.point]
        return self._settled(levels, np.where(entry >= 0, self.problem.reach.place[entry], -1))

    def _stirred(self, state: Seating, likely: Ints, heat: float) -> Seating:
        """The best state met from this one on, by kicks that bring in likely levels."""
        ground = self.ground
        ground.allowed[:] = False
        ground.allowed[likely] = True
        best = deepcopy(state)
        around = max(1, len(state.at) // max(1, len(levels_of(state))))
        heat *= value_of(ground, best) / max(len(state.at), 1)
        kicks = int(np.clip(VISITS // around**2, SLICES, KICKS))
        for part in np.array_split(heat * np.linspace(1, 0, kicks), SLICES):
            if self.run.enough():
                break
            stir(ground, state, best, self.rng, part)
        return best

    def _settled(self, levels: Ints, seat: Longs) -> Seating:
        """These levels, moved where people walk less until that helps no more."""
        while True:
            near = self.costs.only(np.isin(self.costs.place, self.problem.levels.place[levels]))
            state = seated(ground_of(self.problem, near), levels, seat)
            climb(ground_of(self.problem, near), state, np.ones(near.rows, dtype=bool))
            seat = _seats(near, state)
            state = seated(self.ground, levels, seat)
            if self.run.enough() or not recentre(self.ground, state):
                return state
            levels, seat = levels_of(state), _seats(self.costs, state)

    def _offer(self, state: Seating) -> None:
        reach = self.problem.reach
        entry = np.full(reach.points, -1, dtype=np.int64)
        entry[self.costs.point] = _entries_at(reach, self.costs.point, _seats(self.costs, state))
        self.run.found(value_of(self.ground, state), levels_of(state), entry)


def _seats(costs: Costs, state: Seating) -> Longs:
    """The place of each row, -1 for nobody."""
    return np.where(state.at >= 0, costs.place[state.at], -1).astype(np.int64)


def _entries_at(reach: Reach, point: Ints, place: Longs) -> Longs:
    """The entry of each of these points at its place, -1 for none."""
    wanted = np.full(reach.points, -1, dtype=np.int64)
    wanted[point] = place
    row = reach.row_of()
    found = np.full(reach.points, -1, dtype=np.int64)
    hits = np.flatnonzero(wanted[row] == reach.place)
    found[row[hits]] = hits
    return found[point]
