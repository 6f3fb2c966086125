"""Local optima, and the way on from them: move a few neighbouring centres and climb again."""

from __future__ import annotations

from copy import deepcopy

import numpy as np

from jiamenkou.engines.compiled import compiled
from jiamenkou.engines.siting import fit, near, swap
from jiamenkou.engines.siting.costs import Costs
from jiamenkou.engines.siting.lists import Flags, Ints
from jiamenkou.engines.siting.near import Around, around_of
from jiamenkou.engines.siting.options import Options
from jiamenkou.engines.siting.run import Run

MOVED = 4
"""Centres moved at once at most."""

SLACK = 0.05
"""A plan worse by so much of a centre's mean share of the cost is gone on from, for a while."""

ASTRAY = 60
"""Tries away from the best plan before going back to it."""

ENTRIES = 20_000_000
"""Entries the tries between two looks at the clock may pass over, roughly."""


def shake(
    costs: Costs,
    options: Options,
    run: Run,
    patience: int,
    seconds: float,
    room: swap.Room | None = None,
) -> None:
    """Move a few centres of one neighbourhood and climb again there, from the best plan.

    Ends after `patience` tries in a row without a better plan, or after `seconds`; improvements
    go to the run.
    """
    run.phase = "shake"
    ground = swap.Ground.of(costs, options, room)
    around = around_of(ground)
    chosen = np.flatnonzero(np.isin(options.level, run.chosen)).astype(np.int32)
    best = swap.standing_of(ground.costs, options, chosen)
    state = deepcopy(best)
    rng = np.random.default_rng((run.seed, run.iterations))
    tries = max(1, ENTRIES // (len(ground.costs.place) + 40_000))
    end, idle = run.seconds + seconds, 0
    while idle < patience and not run.enough() and run.seconds < end and len(chosen) > 0:
        before = fit.judged(ground.yard, best)
        _shake(ground.yard, around, best, state, rng, tries)
        run.iterations += tries
        idle += tries
        if fit.judged(ground.yard, best) < before - 0.5:
            offer(costs, options, _affordable(ground, around, best), run, room)
            idle = 0


def climbed(ground: swap.Ground, chosen: Ints, order: Ints, run: Run) -> Ints:
    """The local optimum these options lead to, exchanging with those in `order`."""
    state = swap.standing_of(ground.costs, ground.options, chosen)
    at, idle = 0, 0
    if ground.room.charge == 0:
        while idle < len(order) and not run.enough():
            at, idle = swap.improve(ground, state, order, at, idle)
        return swap.chosen_of(state)
    around, places = around_of(ground), _places_of(ground, order)
    while idle < len(places) and not run.enough():
        at, idle = fit.fitted(ground.yard, around, state, places, at, idle)
    return _affordable(ground, around, state)


def offer(
    costs: Costs, options: Options, chosen: Ints, run: Run, room: swap.Room | None = None
) -> swap.Standing:
    """Count these options on all rows and tell the run, if they can be paid."""
    state = swap.standing_of(costs, options, chosen)
    value = float(state.totals[0])
    if room is not None:
        value = float(fit.judged(swap.Ground.of(costs, options, room).yard, state))
    if options.budget is None or state.totals[1] <= options.budget:
        run.found(value, options.level[chosen])
    return state


def _affordable(ground: swap.Ground, around: Around, state: swap.Standing) -> Ints:
    """What is chosen, brought within the budget where it is beyond."""
    if ground.room.charge > 0:
        state = deepcopy(state)
        places = np.unique(ground.options.place).astype(np.int32)
        fit.within_budget(ground.yard, around, state, places)
    return swap.chosen_of(state)


def _places_of(ground: swap.Ground, order: Ints) -> Ints:
    """The places of these options, each once, in their order."""
    places, first = np.unique(ground.options.place[order], return_index=True)
    return places[np.argsort(first)].astype(np.int32)


@compiled
def _shake(
    yard: swap.Yard,
    around: Around,
    best: swap.Standing,
    state: swap.Standing,
    rng: np.random.Generator,
    tries: int,
) -> None:
    """So many tries; the best plan met and the one gone on from are left in their places."""
    trial = swap.copy_of(state)
    seen = np.zeros(len(state.option_at), dtype=np.bool_)
    best_value, value = fit.judged(yard, best), fit.judged(yard, state)
    slack = SLACK * best_value / max(best.totals[2], 1.0)
    astray = 0
    for _ in range(tries):
        swap.become(trial, state)
        if not _moved(yard, around, trial, rng, seen) or trial.totals[2] < yard.rules.least:
            continue
        told = fit.judged(yard, trial)
        astray += 1
        if told < best_value - 0.5:
            swap.become(best, trial)
            best_value, astray = told, 0
        if told <= value or told < best_value + slack:
            swap.become(state, trial)
            value = told
        if astray >= ASTRAY:
            swap.become(state, best)
            value, astray = best_value, 0


@compiled
def _moved(
    yard: swap.Yard, around: Around, trial: swap.Standing, rng: np.random.Generator, seen: Flags
) -> bool:
    """Move some centres of a neighbourhood and climb again around it; whether there were any."""
    standing = np.flatnonzero(trial.option_at >= 0)
    if len(standing) == 0:
        return False
    centre = standing[rng.integers(0, len(standing))]
    wide = around.near.shape[1]
    region = np.empty(rng.integers(wide // 4, wide), dtype=np.int32)
    region[0] = centre
    region[1:] = around.near[centre, : len(region) - 1]
    region = region[region >= 0]
    leavers = trial.option_at[region[trial.option_at[region] >= 0]]
    comers = near.options_at(around, region[trial.option_at[region] < 0])
    many = min(len(leavers), len(comers), rng.integers(1, MOVED + 1))
    if many == 0:
        return False
    _mix(leavers, rng)
    _mix(comers, rng)
    swap.send(yard, trial, leavers[:many], comers)
    moved = yard.rules.place[np.concatenate((leavers[:many], comers[:many]))]
    _climb_again(yard, around, trial, near.beside(around, moved, wide, seen), rng)
    return True


@compiled
def _climb_again(
    yard: swap.Yard,
    around: Around,
    trial: swap.Standing,
    places: Ints,
    rng: np.random.Generator,
) -> None:
    if yard.room.charge > 0:
        _mix(places, rng)
        fit.fitted(yard, around, trial, places, 0, 0)
        return
    order = near.options_at(around, places)
    _mix(order, rng)
    at, idle = 0, 0
    while idle < len(order):
        at, idle = swap.improved(yard, trial, order, at, idle)


@compiled
def _mix(order: Ints, rng: np.random.Generator) -> None:
    for at in range(len(order) - 1, 0, -1):
        other = rng.integers(0, at + 1)
        order[at], order[other] = order[other], order[at]
