"""Capacities to the end: all groups a better plan could hold are gathered, and HiGHS picks.

A group is a level with rows it serves, within its room. Prices make each group lift the bound by
so much; a plan of value v holds none that lifts it above v. So groups are gathered up to a lift
that keeps them few: either HiGHS finds the best plan among them, or no plan is as good as that.
"""

from __future__ import annotations

from collections import deque

import numpy as np

from jiamenkou.engines.siting import fixing, lagrange, mip
from jiamenkou.engines.siting.capacity import CapacityPlans
from jiamenkou.engines.siting.costs import Costs
from jiamenkou.engines.siting.groups import Groups
from jiamenkou.engines.siting.lists import Floats
from jiamenkou.engines.siting.options import Options
from jiamenkou.engines.siting.partition import Relaxed, programme_of, seats_of
from jiamenkou.engines.siting.problem import UNLIMITED, Problem
from jiamenkou.engines.siting.run import Run
from jiamenkou.engines.siting.search import CONVERGED, target_of
from jiamenkou.engines.siting.start import ranked_choice
from jiamenkou.engines.siting.whole import Whole

TABLES = 500_000_000
"""Entries times room up to which knapsacks are solved exactly."""

REMEMBERED = 80
"""Choices of the prices whose groups begin the relaxation."""

FEW, MANY = 3_000, 200_000
"""Groups HiGHS is asked to pick from at first and at last; each time four times as many."""


def gatherable(problem: Problem, costs: Costs, options: Options) -> bool:
    """Whether exact knapsacks are quick enough."""
    capacity = problem.levels.capacity[options.level]
    load = problem.loads[costs.point]
    room = np.where(capacity == UNLIMITED, int(load.sum()), capacity)
    size = np.bincount(costs.place, minlength=costs.places)[options.place]
    return bool(size @ np.minimum(room, int(load.sum())) <= TABLES)


def gather(
    problem: Problem,
    costs: Costs,
    options: Options,
    pay: Floats,
    plans: CapacityPlans,
    run: Run,
) -> None:
    """Close the gap from this pay on, as far as the run allows."""
    run.phase = "prices"
    market = Whole.of(problem, costs, options)
    dual = lagrange.Dual.starting_at(pay)
    groups = _priced(market, dual, run)
    _relax(market, dual, groups, run)
    if not run.enough() and not _few_left(problem, market, dual, run):
        _stir(market, dual, plans, run)
    most = FEW
    while most <= MANY and not run.enough():
        _pick(problem, market, dual, most, plans, run)
        most *= 4


def _priced(market: Whole, dual: lagrange.Dual, run: Run) -> Groups:
    """Steps of the dual until they are short; the groups of the last choices."""
    last: deque[Groups] = deque(maxlen=REMEMBERED)
    while dual.length > CONVERGED and not run.enough():
        bound, choice = lagrange.ascend(market, dual, target_of(dual, run))
        run.iterations += 1
        run.raise_bound(bound)
        last.append(market.filled(np.flatnonzero(choice.share)))
    return Groups.joined(last)


def _relax(market: Whole, dual: lagrange.Dual, groups: Groups, run: Run) -> None:
    """Raise the bound to that of the relaxation over all groups, told to it as they are wanted."""
    run.phase = "relax"
    relaxed = Relaxed(market.costs, market.options, groups)
    every = np.arange(market.options.count)
    while not run.enough():
        prices = relaxed.prices(run.left)
        if prices is None or prices.value - dual.bound < 0.5:
            return
        # Half-way to the best pay known the prices swing less.
        for part in (0.5, 1.0):
            pay = dual.best + part * (prices.pay - dual.best)
            bound, _ = lagrange.bound_of(market, pay, dual.yuan)
            if bound > dual.bound:
                dual.bound, dual.best[:] = bound, pay
                run.raise_bound(bound)
            found = market.filled(every)
            wanted = relaxed.gain(found, prices) > 1e-6 * abs(prices.value) / market.costs.rows
            if wanted.any():
                break
        if not wanted.any():
            return
        run.iterations += 1
        relaxed.add(found.only(wanted))


def _few_left(problem: Problem, market: Whole, dual: lagrange.Dual, run: Run) -> bool:
    """Whether HiGHS can be asked at once."""
    bound, _ = lagrange.bound_of(market, dual.best, dual.yuan)
    return _gathered(problem, market, dual, run.value - bound, FEW)[2] is not None


def _stir(market: Whole, dual: lagrange.Dual, plans: CapacityPlans, run: Run) -> None:
    """Better plans of levels that the prices leave possible, from what they chose."""
    run.phase = "shake"
    bound, choice = lagrange.bound_of(market, dual.best, dual.yuan)
    start = ranked_choice(market.options, -choice.share)
    if start is not None:
        likely = choice.rise <= run.value - bound
        plans.improve(market.options.level[start], market.options.level[likely])


def _pick(
    problem: Problem,
    market: Whole,
    dual: lagrange.Dual,
    most: int,
    plans: CapacityPlans,
    run: Run,
) -> None:
    """The best plan of `most` groups at most, or the proof that every plan is worse."""
    run.phase = "core"
    bound, _ = lagrange.bound_of(market, dual.best, dual.yuan)
    slack = 1e-9 * abs(bound) + 1e-6
    room, groups = run.value - 1 - bound + slack, None
    while groups is None and room > slack:
        costs, options, groups = _gathered(problem, market, dual, room, most)
        beyond = np.floor(bound + room - slack / 2) + 1
        room *= 0.7
    if groups is None:
        return

    def look(told: float) -> bool:
        run.raise_bound(float(min(told, beyond)))
        return run.enough()

    programme = programme_of(costs, options, groups)
    outcome = mip.minimise(programme, seconds=run.left, look=look)
    if outcome.values is not None:
        chosen = groups.only(outcome.values[costs.rows :] > 0.5)
        plans.take(options.level[chosen.option], seats_of(options, chosen, costs.rows))
    look(outcome.bound)


def _gathered(
    problem: Problem, market: Whole, dual: lagrange.Dual, room: float, most: int
) -> tuple[Costs, Options, Groups | None]:
    """What is left when nothing may lift the bound by more than `room`, and the groups of it."""
    _, choice = lagrange.bound_of(market, dual.best, dual.yuan)
    options = fixing.narrowed(market.options, choice, room)
    costs = fixing.shortened(market.costs, options, dual.best, room, full=True)
    pay = np.minimum(dual.best, costs.cap)
    narrow = Whole.of(problem, costs, options)
    _, choice = lagrange.bound_of(narrow, pay, dual.yuan)
    costs = narrow.shorter(pay, choice, room)
    narrow = Whole.of(problem, costs, options)
    _, choice = lagrange.bound_of(narrow, pay, dual.yuan)
    return costs, options, narrow.groups(pay, choice, room, most)
