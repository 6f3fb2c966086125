"""WALK, COVER and BUDGET where anyone may go anywhere: swaps, prices, fixing in turn."""

from __future__ import annotations

import numpy as np

from jiamenkou.engines.siting import covering, fixing, lagrange, swap
from jiamenkou.engines.siting.branch import branch
from jiamenkou.engines.siting.costs import Costs
from jiamenkou.engines.siting.lists import Floats
from jiamenkou.engines.siting.options import Choice, Options
from jiamenkou.engines.siting.run import Run
from jiamenkou.engines.siting.shake import KICKS, climbed, offer, shake
from jiamenkou.engines.siting.start import first_choice, ranked_choice

ROUND = 25
"""Steps of the dual between two looks at incumbent and fixing."""

SAMPLE = 8_000
"""Rows the first plan is made for."""

SETTLEABLE = 300_000
"""Entries left up to which branching has a chance; then better plans are sought only briefly."""

BRIEFLY = 25
"""Kicks in a row without a better plan that are enough before branching."""

AIM = 0.05
"""Steps aim at most this share above the bound while no good plan is known."""

LIKELY = 4
"""Swap search tries this many times as many options as centres, the likeliest first."""

CONVERGED = 0.02
"""Step length at which prices have said what they can."""


def search(costs: Costs, options: Options, run: Run) -> None:
    """Close the gap between the best plan and the bound as far as the run allows."""
    if len(costs.place) == 0:
        offer(costs, options, first_choice(options, np.zeros(options.count)), run)
        run.raise_bound(float(costs.people @ costs.cap))
        return
    if run.whole is not None and covering.simple(options):
        _cover(costs, options, run)
    else:
        _exchange_and_price(costs, options, run)


def _cover(costs: Costs, options: Options, run: Run) -> None:
    """Prices first, being quick and sure; then plans and parts; then branching on what is left."""
    offer(costs, options, first_choice(options, np.zeros(options.count)), run)
    brood = covering.Brood.of(costs, options, run)
    pay = covering.priced(costs, options, run)
    first = np.minimum(brood.pay, costs.cap) if pay is None else pay
    dual = lagrange.Dual.starting_at(first)
    end = run.seconds + run.left / 2
    while pay is None and dual.length > CONVERGED and run.seconds < end and not run.enough():
        price_round(lagrange.Free(costs=costs, options=options), dual, run)
    covering.closed_in(costs, options, brood, dual.best, run)
    if not run.enough():
        branch(*_narrow(costs, options, dual, run), dual.best, run)


def _exchange_and_price(costs: Costs, options: Options, run: Run) -> None:
    everything = (costs, options)
    state = _first_plan(costs, options, run)
    dual = lagrange.Dual.starting_at(_first_pay(costs, state))
    turn = 0
    while dual.length > CONVERGED and not run.enough():
        run.phase = "prices"
        choice = price_round(lagrange.Free(costs=costs, options=options), dual, run)
        turn += 1
        if not run.enough() and turn % 4 == 0:
            _improve_from(costs, swap.Ground.of(costs, options), choice, run)
            costs, options = _narrow(costs, options, dual, run)
    if not run.enough():
        settleable = len(costs.place) <= SETTLEABLE
        shake(*everything, run, BRIEFLY if settleable else KICKS)
        costs, options = _narrow(costs, options, dual, run)
    if not run.enough():
        branch(costs, options, dual.best, run)


def _first_plan(costs: Costs, options: Options, run: Run) -> swap.Standing:
    """A local optimum for a sample of the rows, counted on all of them."""
    rng = np.random.default_rng(run.seed)
    rows = np.sort(rng.choice(costs.rows, min(costs.rows, SAMPLE), replace=False))
    chosen = first_choice(options, rng.random(options.count))
    offer(costs, options, chosen, run)
    sample = swap.Ground.of(costs.rows_only(rows), options)
    order = rng.permutation(options.count).astype(np.int32)
    return offer(costs, options, climbed(sample, chosen, order, run), run)


def price_round(market: lagrange.Market, dual: lagrange.Dual, run: Run) -> Choice:
    """Some steps of the dual, each bound told to the run; the last choice."""
    for _ in range(ROUND):
        bound, choice = lagrange.ascend(market, dual, _target(dual, run))
        run.iterations += 1
        run.raise_bound(bound)
        if run.enough():
            break
    return choice


def _target(dual: lagrange.Dual, run: Run) -> float:
    """The best plan, but no further above the bound than steps can sensibly aim."""
    return min(run.value, dual.bound + AIM * abs(dual.bound)) if dual.bound > 0 else run.value


def _improve_from(costs: Costs, ground: swap.Ground, choice: Choice, run: Run) -> None:
    """Follow what the prices chose to a local optimum among what they nearly chose."""
    run.phase = "swap"
    options = ground.options
    start = ranked_choice(options, -choice.share)
    if start is None:
        return
    likely = np.argsort(choice.rise, kind="stable")[: LIKELY * max(options.most, 20)]
    offer(costs, options, climbed(ground, start, likely.astype(np.int32), run), run)


def _first_pay(costs: Costs, state: swap.Standing) -> Floats:
    """Half-way between the nearest and the second nearest open place."""
    one = np.where(state.first >= 0, costs.cost[state.first], costs.unserved)
    two = np.where(state.second >= 0, costs.cost[state.second], costs.unserved)
    return np.minimum((one + two) / 2.0, costs.cap)


def _narrow(costs: Costs, options: Options, dual: lagrange.Dual, run: Run) -> tuple[Costs, Options]:
    """What is left when the best prices have ruled out all they can."""
    bound, choice = lagrange.bound_of(
        lagrange.Free(costs=costs, options=options), dual.best, dual.yuan
    )
    room = run.value - 1 - bound + 1e-9 * abs(bound) + 1e-6
    fewer = fixing.narrowed(options, choice, room)
    shorter = fixing.shortened(costs, fewer, dual.best, room)
    np.minimum(dual.best, shorter.cap, out=dual.best)
    np.minimum(dual.pay, shorter.cap, out=dual.pay)
    return shorter, fewer
