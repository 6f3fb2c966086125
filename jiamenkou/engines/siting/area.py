"""BUDGET under the area norm: the same search, where a centre's missing room is charged."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jiamenkou.engines.siting import held_core, lagrange, mip
from jiamenkou.engines.siting.costs import Costs
from jiamenkou.engines.siting.held import Filling, Held
from jiamenkou.engines.siting.options import Options
from jiamenkou.engines.siting.problem import Problem
from jiamenkou.engines.siting.run import Run
from jiamenkou.engines.siting.search import exchange_and_price
from jiamenkou.engines.siting.shake import offer
from jiamenkou.engines.siting.swap import Room

CORE_ENTRIES = 60_000
"""Entries left after fixing up to which HiGHS is asked for the rest."""

DEARER = 1.1
"""While a search passes the budget a yuan costs a little more than it is worth."""


DEAREST = 1e6
"""Person-metres a yuan: no plan is worth more, and sums stay exact."""


@dataclass(frozen=True, kw_only=True)
class AreaNorm:
    """Where people fill up the room of the centre nearest to them."""

    problem: Problem

    def market(self, costs: Costs, options: Options) -> lagrange.Market:
        """What levels earn: a level serves as many as it has room for, more at a charge each."""
        room = self.room(options, 0.0)
        slope = room.charge * room.norm
        filling = Filling(load=costs.people, limit=room.area / room.norm, slope=slope)
        return Held.of(costs, options, filling)

    def room(self, options: Options, yuan: float) -> Room:
        """What missing room costs, with the price of a yuan while the budget may be passed."""
        problem = self.problem
        return Room(
            area=problem.levels.area_m2[options.level].astype(np.float64),
            norm=problem.m2_per_1000_people / 1000,
            charge=float(problem.missing_m2_metres),
            over=min(DEARER * yuan, DEAREST),
        )

    def settle(self, costs: Costs, options: Options, run: Run, seconds: float) -> None:
        """Let HiGHS find the best of what is left, where that is little."""
        if len(costs.place) > CORE_ENTRIES:
            return
        run.phase = "core"

        def look(bound: float) -> bool:
            run.raise_bound(bound)
            return run.enough()

        programme = held_core.area_core(self.problem, costs, options)
        outcome = mip.minimise(programme, seconds=min(seconds, run.left), look=look)
        if outcome.values is not None:
            chosen = np.flatnonzero(outcome.values[: options.count] > 0.5).astype(np.int32)
            offer(costs, options, chosen, run, self.room(options, 0.0))
        run.raise_bound(outcome.bound)


def search_area(problem: Problem, costs: Costs, options: Options, run: Run) -> None:
    """Close the gap between the best plan and the bound as far as the run allows."""
    exchange_and_price(costs, options, run, AreaNorm(problem=problem))
