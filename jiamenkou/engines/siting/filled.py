"""WALK under capacities: a stirred plan, prices, groups of those who could share a centre."""

from __future__ import annotations

import numpy as np

from jiamenkou.engines.siting import fixing, held_core, lagrange, mip
from jiamenkou.engines.siting.capacity import CapacityPlans
from jiamenkou.engines.siting.costs import Costs, neighbours_together
from jiamenkou.engines.siting.crowd import Charged, Crowd
from jiamenkou.engines.siting.gather import gather, gatherable
from jiamenkou.engines.siting.held import Held, filling_of
from jiamenkou.engines.siting.lists import Floats, Ints, Longs
from jiamenkou.engines.siting.options import Options
from jiamenkou.engines.siting.problem import Problem
from jiamenkou.engines.siting.run import Run
from jiamenkou.engines.siting.search import CONVERGED, ROUND, price_round
from jiamenkou.engines.siting.start import first_choice

CORE_ENTRIES = 60_000
"""Entries left after fixing up to which HiGHS is asked for the rest."""

MANY = 8_000
"""Rows beyond which levels are chosen by nearest walks, and people seated only now and then."""

LENGTH, WIDTH = 0.05, 0.01
"""Length and softness of the first steps that mind room, from prices that did not."""

IDLE = 5
"""Stirrings in a row without a better plan that are enough."""

AT_LAST = 20
"""Rounds in a row without a better plan that are enough where rows are many."""

LUKEWARM = 0.25
"""Heat at which a good plan is stirred again."""


def search_filled(problem: Problem, costs: Costs, options: Options, run: Run) -> None:
    """Close the gap as far as the run allows, in the way that suits so many rows."""
    many = costs.rows > MANY and len(costs.place) > 0
    costs = neighbours_together(costs) if many else costs
    plans = CapacityPlans(problem, costs, run)
    if many:
        costs, options = _search_many(problem, costs, options, plans, run)
    else:
        costs, options = _search_few(problem, costs, options, plans, run)
    _finish(problem, costs, options, plans, run)


def _search_many(
    problem: Problem, costs: Costs, options: Options, plans: CapacityPlans, run: Run
) -> tuple[Costs, Options]:
    """Levels chosen by nearest walks, prices, levels again among the likely; what is left then."""
    metres = float(costs.people @ _first_pay(costs, options) / costs.people.sum())
    charge = Charged(capacity=problem.levels.capacity, metres=metres)
    crowd = Crowd(plans=plans, run=run, charge=charge)
    dual = _free_prices(costs, options, crowd.begin(costs, options), run)
    market, end = Held.of(costs, options, filling_of(problem, costs, options)), run.left / 2
    while dual.length > CONVERGED and run.left > end and not run.enough():
        run.phase = "prices"
        price_round(market, dual, run)
    left = _narrow(problem, costs, options, dual, run)
    if not run.enough() and gatherable(problem, *left):
        gather(problem, *left, dual.best, plans, run)
        return left
    _, choice = lagrange.bound_of(market, dual.best, dual.yuan)
    idle = 0
    while idle < AT_LAST and not run.enough():
        before = run.value
        crowd.go_on(costs, options, choice)
        idle = 0 if run.value < before else idle + 1
    return _narrow(problem, costs, options, dual, run)


def _free_prices(costs: Costs, options: Options, pay: Floats, run: Run) -> lagrange.Dual:
    """Prices to start from: those were all places endless."""
    run.phase = "prices"
    free = lagrange.Dual.starting_at(pay)
    while free.length > CONVERGED and not run.enough():
        lagrange.climb(lagrange.Free(costs=costs, options=options), free, run.value, ROUND)
        run.iterations += ROUND
        run.raise_bound(free.bound)
    dual = lagrange.Dual.starting_at(free.best, length=LENGTH, width=WIDTH)
    dual.narrowing = lagrange.SHORTER
    return dual


def _search_few(
    problem: Problem, costs: Costs, options: Options, plans: CapacityPlans, run: Run
) -> tuple[Costs, Options]:
    """A stirred plan, prices, then whichever way is quick enough to the end."""
    rng = np.random.default_rng(run.seed)
    chosen = first_choice(options, rng.random(options.count))
    dual = lagrange.Dual.starting_at(_first_pay(costs, options))
    plans.improve(options.level[chosen], options.level)
    while dual.length > CONVERGED and not run.enough() and len(costs.place):
        run.phase = "prices"
        price_round(Held.of(costs, options, filling_of(problem, costs, options)), dual, run)
    if not run.enough():
        costs, options = _narrow(problem, costs, options, dual, run)
    if not run.enough() and gatherable(problem, costs, options):
        gather(problem, costs, options, dual.best, plans, run)
    else:
        _stir_on(plans, options, run)
        costs, options = _narrow(problem, costs, options, dual, run)
    return costs, options


def _stir_on(plans: CapacityPlans, options: Options, run: Run) -> None:
    """Stir the best plan again until that has often not helped."""
    run.phase = "shake"
    idle = 0
    while idle < IDLE and not run.enough():
        before = run.value
        plans.improve(run.chosen, options.level, heat=LUKEWARM)
        idle = 0 if run.value < before else idle + 1


def _narrow(
    problem: Problem, costs: Costs, options: Options, dual: lagrange.Dual, run: Run
) -> tuple[Costs, Options]:
    market = Held.of(costs, options, filling_of(problem, costs, options))
    bound, choice = lagrange.bound_of(market, dual.best, dual.yuan)
    room = run.value - 1 - bound + 1e-9 * abs(bound) + 1e-6
    fewer = fixing.narrowed(options, choice, room)
    # A sure place may be full, so under capacities it cuts nothing off.
    shorter = fixing.shortened(costs, fewer, dual.best, room, full=True)
    np.minimum(dual.best, shorter.cap, out=dual.best)
    np.minimum(dual.pay, shorter.cap, out=dual.pay)
    return shorter, fewer


def _first_pay(costs: Costs, options: Options) -> Floats:
    """The cost at the depth of each list where, were centres evenly spread, one would be open."""
    depth = len(np.unique(options.place)) // max(min(options.most, options.count), 1)
    pay = costs.cap.astype(np.float64)
    listed = np.diff(costs.start) > 0
    at = np.minimum(costs.start[:-1] + depth, costs.start[1:] - 1)[listed]
    pay[listed] = np.minimum(pay[listed], costs.cost[at])
    return pay


def _finish(
    problem: Problem,
    costs: Costs,
    options: Options,
    plans: CapacityPlans,
    run: Run,
) -> None:
    if run.enough() or len(costs.place) > CORE_ENTRIES:
        return
    run.phase = "core"

    def look(bound: float) -> bool:
        run.raise_bound(bound)
        return run.enough()

    programme = held_core.capacity_core(problem, costs, options)
    outcome = mip.minimise(programme, seconds=run.left, look=look)
    if outcome.values is not None:
        levels: Ints = options.level[outcome.values[: options.count] > 0.5]
        plans.take(levels, _seats(costs, outcome.values[options.count :]))
    run.raise_bound(outcome.bound)


def _seats(costs: Costs, values: Floats) -> Longs:
    """The place of every row, -1 for nobody, when `values` begin with one value an entry."""
    seat = np.full(costs.rows, -1, dtype=np.int64)
    served = np.flatnonzero(values[: len(costs.place)] > 0.5)
    seat[costs.row_of[served]] = costs.place[served]
    return seat
