"""BUDGET under the area norm: the same search, where a centre's missing room is charged."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jiamenkou.engines.siting import lagrange
from jiamenkou.engines.siting.costs import Costs
from jiamenkou.engines.siting.held import Filling, Held
from jiamenkou.engines.siting.options import Options
from jiamenkou.engines.siting.problem import Problem
from jiamenkou.engines.siting.run import Run
from jiamenkou.engines.siting.search import exchange_and_price
from jiamenkou.engines.siting.swap import Room

DEARER = 1.1
"""While a search passes the budget a yuan costs a little more than it is worth."""


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
            over=DEARER * yuan,
        )


def search_area(problem: Problem, costs: Costs, options: Options, run: Run) -> None:
    """Close the gap between the best plan and the bound as far as the run allows."""
    exchange_and_price(costs, options, run, AreaNorm(problem=problem))
