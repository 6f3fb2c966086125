"""WALK, COVER and BUDGET where anyone may go anywhere: swaps, prices, fixing in turn."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

import numpy as np

from jiamenkou.engines.siting import covering, fixing, lagrange, swap
from jiamenkou.engines.siting.branch import branch
from jiamenkou.engines.siting.costs import Costs, at_one_place
from jiamenkou.engines.siting.lists import Floats, Ints
from jiamenkou.engines.siting.options import Choice, Options
from jiamenkou.engines.siting.run import Run
from jiamenkou.engines.siting.shake import climbed, offer, shake
from jiamenkou.engines.siting.start import first_choice, ranked_choice

ROUND = 25
"""Steps of the dual between two looks at incumbent and fixing."""

ENTRIES = 20_000_000
"""Entries the steps between two looks at the clock may pass over."""

SAMPLE = 8_000
"""Rows the first plan is made for, or SAMPLE_EACH a centre where that is more."""

SAMPLE_EACH = 30

CLIMBABLE = 10_000_000
"""Entries up to which the plan for a sample is bettered on all rows before there are prices."""

SETTLEABLE = 300_000
"""Entries left up to which branching has a chance."""

TRIES = 5
"""Tries a centre in a row without a better plan before prices are taken up again."""

AT_LAST = 200
"""Tries a centre in a row, and AT_LEAST in all, when nothing else is left to do."""

AT_LEAST = 2_000

GAINED = 0.05
"""Share of the gap that another turn must have closed for one more."""

AIM = 0.05
"""Steps aim at most this share above the bound while no good plan is known."""

LOOKS = (0.1, 0.02)
"""Lengths of steps at which the prices are worth a look for a better plan."""

LIKELY = 4
"""Swap search tries this many times as many options as centres, the likeliest first."""

CONVERGED = 0.004
"""Length of steps at which prices have said what they can."""

FROM_BEFORE = (0.1, 0.02)
"""Length and softness of the first steps with prices of a like question."""

AGAIN = (0.05, 0.004)
"""Length and softness of the first steps when prices are taken up again."""


class Norm(Protocol):
    """What is otherwise where people fill up their centres."""

    def market(self, costs: Costs, options: Options) -> lagrange.Market:
        """What levels earn."""

    def room(self, options: Options, yuan: float) -> swap.Room:
        """What missing room costs, with the price of a yuan while the budget may be passed."""

    def settle(self, costs: Costs, options: Options, run: Run, seconds: float) -> None:
        """Try to prove what is left, where that has a chance."""


def search(costs: Costs, options: Options, run: Run) -> None:
    """Close the gap between the best plan and the bound as far as the run allows."""
    if run.whole is not None and covering.simple(options):
        _cover(costs, options, run)
    else:
        exchange_and_price(at_one_place(costs), options, run, None)


def _cover(costs: Costs, options: Options, run: Run) -> None:
    """Prices first, being quick and sure; then plans and parts; then branching on what is left."""
    if len(costs.place) == 0:
        _anything(costs, options, run)
        return
    offer(costs, options, first_choice(options, np.zeros(options.count)), run)
    brood = covering.Brood.of(costs, options, run)
    pay = covering.priced(costs, options, run)
    first = np.minimum(brood.pay, costs.cap) if pay is None else pay
    dual = lagrange.Dual.starting_at(first)
    end = run.seconds + run.left / 2
    while pay is None and dual.length > CONVERGED and run.seconds < end and not run.enough():
        lagrange.climb(lagrange.Free(costs=costs, options=options), dual, run.value, ROUND)
        run.raise_bound(dual.bound)
    covering.closed_in(costs, options, brood, dual.best, run)
    if not run.enough():
        branch(*_narrow(costs, options, dual, run, None), dual.best, run, run.left)


def exchange_and_price(costs: Costs, options: Options, run: Run, norm: Norm | None) -> None:
    """Better plans and better prices in turn, then branching, then better plans to the end."""
    if len(costs.place) == 0:
        _anything(costs, options, run)
        return
    everything = (costs, options)
    dual = _first_prices(costs, options, run, norm)
    costs, options = _price(costs, options, dual, run, norm)
    while not run.enough():
        value, bound = run.value, run.bound
        _shake((costs, options), dual, run, norm, TRIES * options.centres, run.left / 4)
        costs, options = _narrow(costs, options, dual, run, norm)
        dual.length, dual.width = AGAIN
        costs, options = _price(costs, options, dual, run, norm)
        if run.value == value and run.bound - bound < GAINED * (run.value - bound):
            break
    run.pay = _by_point(costs, dual.best, run)
    if not run.enough():
        _settle(costs, options, dual, run, norm)
    if not run.enough():
        tries = AT_LEAST + AT_LAST * options.centres
        _shake(everything, dual, run, norm, tries, run.left)


def _shake(
    left: tuple[Costs, Options],
    dual: lagrange.Dual,
    run: Run,
    norm: Norm | None,
    tries: int,
    seconds: float,
) -> None:
    """Shake the best plan among the options that prices find likely, and those it has."""
    costs, options = left
    _, choice = lagrange.bound_of(_market(costs, options, norm), dual.best, dual.yuan)
    likely = np.argsort(choice.rise, kind="stable")[: LIKELY * max(options.centres, 20)]
    chosen = np.flatnonzero(np.isin(options.level, run.chosen))
    fewer = options.of(np.union1d(likely, chosen).astype(np.int32))
    room = _room(norm, fewer, dual.yuan)
    shake(fixing.shortened(costs, fewer), fewer, run, tries, seconds, room)


def _first_prices(costs: Costs, options: Options, run: Run, norm: Norm | None) -> lagrange.Dual:
    """Those of a like question if there are any, else between the two nearest of a good plan."""
    if len(run.pay) and np.isfinite(run.value):
        length, width = FROM_BEFORE
        pay = np.minimum(run.pay[costs.point], costs.cap)
        return lagrange.Dual.starting_at(pay, length=length, width=width)
    state = first_plan(costs, options, run, norm)
    return lagrange.Dual.starting_at(pay_between(costs, state))


def _by_point(costs: Costs, pay: Floats, run: Run) -> Floats:
    """Pay by demand point, 0 for those nobody lives at or who were counted with others."""
    found = np.zeros(max(run.points, int(costs.point.max()) + 1))
    found[costs.point] = pay
    return found


def _market(costs: Costs, options: Options, norm: Norm | None) -> lagrange.Market:
    if norm is None:
        return lagrange.Free(costs=costs, options=options)
    return norm.market(costs, options)


def _room(norm: Norm | None, options: Options, yuan: float) -> swap.Room | None:
    return None if norm is None else norm.room(options, yuan)


def _settle(
    costs: Costs, options: Options, dual: lagrange.Dual, run: Run, norm: Norm | None
) -> None:
    if norm is not None:
        norm.settle(costs, options, run, run.left / 2)
    elif len(costs.place) <= SETTLEABLE:
        branch(costs, options, dual.best, run, run.left / 2)


def _anything(costs: Costs, options: Options, run: Run) -> None:
    """Nobody reaches any place: every plan is as good."""
    offer(costs, options, first_choice(options, np.zeros(options.count)), run)
    run.raise_bound(float(costs.people @ costs.cap))


def first_plan(costs: Costs, options: Options, run: Run, norm: Norm | None) -> swap.Standing:
    """A good plan: a local optimum, or where rows are many what is best for a sample of them."""
    rng = np.random.default_rng(run.seed)
    chosen = first_choice(options, rng.random(options.count))
    order = rng.permutation(options.count).astype(np.int32)
    state = offer(costs, options, chosen, run, _room(norm, options, 0.0))
    # A first guess at the worth of a yuan: all that is walked, for all that may be spent.
    room = _room(norm, options, float(state.totals[0]) / max(options.budget or 0, 1))
    size = max(SAMPLE, SAMPLE_EACH * options.centres)
    if size < costs.rows:
        rows = np.sort(rng.choice(costs.rows, size, replace=False))
        sample = costs.rows_only(rows)
        more = costs.rows / size
        sample = replace(sample, people=sample.people * more, load=sample.load * more)
        chosen = climbed(swap.Ground.of(sample, options, room), chosen, order, run)
        chosen = _best_for(sample, options, chosen, run, norm)
    if len(costs.place) <= CLIMBABLE:
        chosen = climbed(swap.Ground.of(costs, options, room), chosen, order, run)
    return offer(costs, options, chosen, run, room)


def _best_for(sample: Costs, options: Options, chosen: Ints, run: Run, norm: Norm | None) -> Ints:
    """Prices and plans for the sample alone; the run is only asked whether it has had enough."""
    stop = replace(run.stop, seconds=max(run.left / 4, 1e-3), gap=0.0, iterations=None)
    own = Run(stop=stop, seed=run.seed, listener=lambda _: run.enough())
    state = offer(sample, options, chosen, own, _room(norm, options, 0.0))
    dual = lagrange.Dual.starting_at(pay_between(sample, state))
    _price(sample, options, dual, own, norm)
    return np.flatnonzero(np.isin(options.level, own.chosen)).astype(np.int32)


def _price(
    costs: Costs, options: Options, dual: lagrange.Dual, run: Run, norm: Norm | None
) -> tuple[Costs, Options]:
    """Prices until they have said what they can; what is left to decide then."""
    looks = [length for length in LOOKS if length < dual.length]
    while dual.length > CONVERGED and not run.enough():
        run.phase = "prices"
        steps = max(1, min(ROUND, ENTRIES // max(len(costs.place), 1)))
        lagrange.climb(_market(costs, options, norm), dual, run.value, steps)
        run.iterations += steps
        run.raise_bound(dual.bound)
        if looks and dual.length < looks[0] and not run.enough():
            looks.pop(0)
            _improve_from(costs, options, dual, run, norm)
            costs, options = _narrow(costs, options, dual, run, norm)
    if not run.enough():
        _improve_from(costs, options, dual, run, norm)
        costs, options = _narrow(costs, options, dual, run, norm)
    return costs, options


def price_round(market: lagrange.Market, dual: lagrange.Dual, run: Run) -> Choice:
    """Some steps of the dual where centres fill up, each bound told to the run; the last choice."""
    for _ in range(ROUND):
        bound, choice = lagrange.ascend(market, dual, target_of(dual, run))
        run.iterations += 1
        run.raise_bound(bound)
        if run.enough():
            break
    return choice


def target_of(dual: lagrange.Dual, run: Run) -> float:
    """The best plan, but no further above the bound than steps can sensibly aim."""
    return min(run.value, dual.bound + AIM * abs(dual.bound)) if dual.bound > 0 else run.value


def _improve_from(
    costs: Costs, options: Options, dual: lagrange.Dual, run: Run, norm: Norm | None
) -> None:
    """Follow what the prices chose to a local optimum among what they nearly chose."""
    run.phase = "swap"
    shares = np.zeros(options.count) if dual.mean is None else dual.mean
    start = ranked_choice(options, -shares)
    if start is None:
        return
    _, choice = lagrange.bound_of(_market(costs, options, norm), dual.best, dual.yuan)
    likely = np.argsort(choice.rise, kind="stable")[: LIKELY * max(options.centres, 20)]
    room = _room(norm, options, dual.yuan)
    ground = swap.Ground.of(costs, options, room)
    offer(costs, options, climbed(ground, start, likely.astype(np.int32), run), run, room)


def pay_between(costs: Costs, state: swap.Standing) -> Floats:
    """Half-way between the nearest and the second nearest open place."""
    one = np.where(state.first >= 0, costs.cost[state.first], costs.unserved)
    two = np.where(state.second >= 0, costs.cost[state.second], costs.unserved)
    return np.minimum((one + two) / 2.0, costs.cap)


def _narrow(
    costs: Costs, options: Options, dual: lagrange.Dual, run: Run, norm: Norm | None
) -> tuple[Costs, Options]:
    """What is left when the best prices have ruled out all they can."""
    bound, choice = lagrange.bound_of(_market(costs, options, norm), dual.best, dual.yuan)
    room = run.value - 1 - bound + 1e-9 * abs(bound) + 1e-6
    fewer = fixing.narrowed(options, choice, room)
    if dual.mean is not None and len(dual.mean) == options.count:
        dual.mean = dual.mean[np.isin(options.level, fewer.level)]
    shorter = fixing.shortened(costs, fewer, dual.best, room)
    np.minimum(dual.best, shorter.cap, out=dual.best)
    np.minimum(dual.pay, shorter.cap, out=dual.pay)
    return shorter, fewer
