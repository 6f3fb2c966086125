"""Hard capacities where points are many: levels are chosen as if all went to the nearest place.

Everyone beyond the room of a place is charged so many metres. After each seating the charge is set
anew, so that what is beyond the room costs the search what it costs once everyone has a seat.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from jiamenkou.engines.siting import lagrange, swap
from jiamenkou.engines.siting.capacity import CapacityPlans
from jiamenkou.engines.siting.costs import Costs
from jiamenkou.engines.siting.fixing import shortened
from jiamenkou.engines.siting.lists import Floats, Ints, Longs
from jiamenkou.engines.siting.options import Choice, Options
from jiamenkou.engines.siting.problem import UNLIMITED
from jiamenkou.engines.siting.run import Run
from jiamenkou.engines.siting.search import LIKELY, first_plan, pay_between
from jiamenkou.engines.siting.shake import offer, shake

TRIES = 1
"""Tries a centre between two seatings."""

FACTOR = 1.5
"""The charge becomes so many times more or less at most from one seating to the next."""


@dataclass(frozen=True, kw_only=True)
class Charged:
    """A norm: `metres` for each unit of load beyond the `capacity` of a level."""

    capacity: Longs
    metres: float

    def market(self, costs: Costs, options: Options) -> lagrange.Market:
        """What levels earn where nothing is charged: enough to begin with."""
        return lagrange.Free(costs=costs, options=options)

    def room(self, options: Options, yuan: float) -> swap.Room:
        """What load beyond the room costs, with the price of a yuan beyond the budget."""
        capacity = self.capacity[options.level]
        area = np.where(capacity == UNLIMITED, np.inf, capacity)
        return swap.Room(area=area, norm=1.0, charge=self.metres, over=yuan)

    def settle(self, costs: Costs, options: Options, run: Run, seconds: float) -> None:
        """Nothing is proven in this way."""


@dataclass(kw_only=True)
class Crowd:
    """The search of levels, `plans` to seat everyone, and the charge as it now is."""

    plans: CapacityPlans
    run: Run
    charge: Charged

    def begin(self, costs: Costs, options: Options) -> Floats:
        """A first plan; the first pay of each row it suggests."""
        own = self._own(options)
        state = first_plan(costs, options, own, self.charge)
        self._seat(own, float(state.totals[0]))
        return pay_between(costs, state)

    def go_on(self, costs: Costs, options: Options, choice: Choice) -> None:
        """Shake the best plan for a while among what prices find likely; seat what comes of it."""
        self.run.phase = "shake"
        likely = np.argsort(choice.rise, kind="stable")[: LIKELY * max(options.centres, 20)]
        fewer = options.of(np.union1d(likely, _within(options, self.run.chosen)))
        near = shortened(costs, fewer, full=True)
        own, room = self._own(fewer), self.charge.room(fewer, choice.yuan)
        offer(near, fewer, _within(fewer, self.run.chosen), own, room)
        shake(near, fewer, own, TRIES * fewer.centres, own.left, room)
        state = swap.standing_of(near, fewer, _within(fewer, own.chosen))
        self._seat(own, float(state.totals[0]))

    def _own(self, options: Options) -> Run:
        """A run of its own, as what the search counts is no plan's value."""
        run = self.run
        most = run.iterations + TRIES * options.centres
        stop = replace(run.stop, seconds=max(run.left, 1e-3), gap=0.0, iterations=most)
        return Run(
            stop=stop,
            seed=run.seed,
            iterations=run.iterations,
            listener=lambda _: run.enough(),
        )

    def _seat(self, own: Run, walk: float) -> None:
        """Seat everyone; what that adds to the walks sets the charge."""
        self.run.iterations = own.iterations
        added = self.plans.seat(own.chosen) - walk
        counted = own.value - walk
        factor = added / counted if counted > 0 else 0.0
        metres = self.charge.metres * min(max(factor, 1 / FACTOR), FACTOR)
        self.charge = replace(self.charge, metres=metres)


def _within(options: Options, levels: Ints) -> Ints:
    """Where these levels are among the options."""
    return np.flatnonzero(np.isin(options.level, levels)).astype(np.int32)
