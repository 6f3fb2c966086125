"""Local optima, and the way on from them: move a few neighbouring centres and climb again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from jiamenkou.engines.compiled import compiled
from jiamenkou.engines.siting import swap
from jiamenkou.engines.siting.costs import Costs
from jiamenkou.engines.siting.lists import Columns, Flags, Ints, Lists, Longs
from jiamenkou.engines.siting.options import Options
from jiamenkou.engines.siting.run import Run

CENTRES_NEAR = 8
"""Places near a place hold about so many centres."""

FEWEST_NEAR, MOST_NEAR = 40, 400

ASKED = 50
"""Rows of a place asked which other places they are near to."""

MOVED = 4
"""Centres moved at once at most."""

SLACK = 0.05
"""A plan worse by so much of a centre's mean share of the cost is gone on from, for a while."""

ASTRAY = 60
"""Tries away from the best plan before going back to it."""

ENTRIES = 20_000_000
"""Entries the tries between two looks at the clock may pass over, roughly."""


def shake(costs: Costs, options: Options, run: Run, patience: int, seconds: float) -> None:
    """Move a few centres of one neighbourhood and climb again there, from the best plan.

    Ends after `patience` tries in a row without a better plan, or after `seconds`; improvements
    go to the run.
    """
    run.phase = "shake"
    ground = swap.Ground.of(costs, options)
    around = around_of(ground)
    chosen = np.flatnonzero(np.isin(options.level, run.chosen)).astype(np.int32)
    best = swap.standing_of(ground.costs, options, chosen)
    state = swap.copy_of(best)
    rng = np.random.default_rng((run.seed, run.iterations))
    tries = max(1, ENTRIES // (len(ground.costs.place) + 40_000))
    end, idle = run.seconds + seconds, 0
    while idle < patience and not run.enough() and run.seconds < end and 0 < len(chosen):
        before = best.totals[0]
        _shake(ground.yard, around, best, state, rng, tries, options.least)
        run.iterations += tries
        idle += tries
        if best.totals[0] < before - 0.5:
            offer(costs, options, swap.chosen_of(best), run)
            idle = 0


class Around(NamedTuple):
    """Who is near whom. `near` int32 (m, k): places near each place, nearest first, -1 no more.

    The options that would stand at place j: `option[first[j]:first[j + 1]]`.
    """

    near: Ints
    option: Ints
    first: Longs


def around_of(ground: swap.Ground) -> Around:
    """Places are near each other when rows list them together."""
    place = ground.options.place
    count = np.bincount(place, minlength=ground.costs.places)
    return Around(
        near=_near(ground.costs.lists, ground.columns, count > 0, _how_near(ground, count)),
        option=np.argsort(place, kind="stable").astype(np.int32),
        first=np.concatenate(([0], np.cumsum(count))).astype(np.int64),
    )


def _how_near(ground: swap.Ground, count: Longs) -> int:
    wide = CENTRES_NEAR * int((count > 0).sum()) // max(ground.options.most, 1)
    return min(max(wide, FEWEST_NEAR), MOST_NEAR)


def climbed(ground: swap.Ground, chosen: Ints, order: Ints, run: Run) -> Ints:
    """The local optimum these options lead to, exchanging with those in `order`."""
    state = swap.standing_of(ground.costs, ground.options, chosen)
    at, idle = 0, 0
    while idle < len(order) and not run.enough():
        at, idle = swap.improve(ground, state, order, at, idle)
    return swap.chosen_of(state)


def offer(costs: Costs, options: Options, chosen: Ints, run: Run) -> swap.Standing:
    """Count these options on all rows and tell the run."""
    state = swap.standing_of(costs, options, chosen)
    run.found(float(state.totals[0]), options.level[chosen])
    return state


@compiled
def _shake(
    yard: swap.Yard,
    around: Around,
    best: swap.Standing,
    state: swap.Standing,
    rng: np.random.Generator,
    tries: int,
    least: int,
) -> None:
    """So many tries; the best plan met and the one gone on from are left in their places."""
    trial = swap.Standing(
        state.option_at.copy(),
        state.option_of.copy(),
        state.first.copy(),
        state.second.copy(),
        state.loss.copy(),
        state.totals.copy(),
    )
    seen = np.zeros(len(state.option_at), dtype=np.bool_)
    slack = SLACK * best.totals[0] / max(best.totals[2], 1.0)
    astray = 0
    for _ in range(tries):
        swap.become(trial, state)
        if not _moved(yard, around, trial, rng, seen) or trial.totals[2] < least:
            continue
        astray += 1
        if trial.totals[0] < best.totals[0] - 0.5:
            swap.become(best, trial)
            astray = 0
        if trial.totals[0] <= state.totals[0] or trial.totals[0] < best.totals[0] + slack:
            swap.become(state, trial)
        if astray >= ASTRAY:
            swap.become(state, best)
            astray = 0


@compiled
def _moved(
    yard: swap.Yard, around: Around, trial: swap.Standing, rng: np.random.Generator, seen: Flags
) -> bool:
    """Move some centres of a neighbourhood and climb again around it; whether there were any."""
    standing = np.flatnonzero(trial.option_at >= 0)
    centre = standing[rng.integers(0, len(standing))]
    wide = around.near.shape[1]
    region = np.empty(rng.integers(wide // 4, wide), dtype=np.int32)
    region[0] = centre
    region[1:] = around.near[centre, : len(region) - 1]
    region = region[region >= 0]
    leavers = trial.option_at[region[trial.option_at[region] >= 0]]
    comers = _options_at(around, region[trial.option_at[region] < 0])
    many = min(len(leavers), len(comers), rng.integers(1, MOVED + 1))
    if many == 0:
        return False
    _mix(leavers, rng)
    _mix(comers, rng)
    swap.send(yard, trial, leavers[:many], comers)
    moved = np.concatenate((leavers[:many], comers[:many]))
    order = _options_at(around, _beside(around, yard.rules.place[moved], wide, seen))
    _mix(order, rng)
    at, idle = 0, 0
    while idle < len(order):
        at, idle = swap.improved(yard, trial, order, at, idle)
    return True


@compiled
def _mix(order: Ints, rng: np.random.Generator) -> None:
    for at in range(len(order) - 1, 0, -1):
        other = rng.integers(0, at + 1)
        order[at], order[other] = order[other], order[at]


@compiled
def _options_at(around: Around, places: Ints) -> Ints:
    count = 0
    for place in places:
        count += around.first[place + 1] - around.first[place]
    found = np.empty(count, dtype=np.int32)
    size = 0
    for place in places:
        for k in range(around.first[place], around.first[place + 1]):
            found[size] = around.option[k]
            size += 1
    return found


@compiled
def _beside(around: Around, region: Ints, most: int, seen: Flags) -> Ints:
    """These places and so many near each, each once."""
    found = np.empty(len(region) * (1 + most), dtype=np.int32)
    size = 0
    for place in region:
        for k in range(-1, most):
            other = place if k < 0 else around.near[place, k]
            if other >= 0 and not seen[other]:
                seen[other] = True
                found[size] = other
                size += 1
    for place in found[:size]:
        seen[place] = False
    return found[:size]


@compiled
def _near(lists: Lists, columns: Columns, possible: Flags, most: int) -> Ints:
    near = np.full((len(possible), most), -1, dtype=np.int32)
    met = np.zeros(len(possible), dtype=np.int64)
    touched = np.empty(len(possible), dtype=np.int64)
    for here in range(len(possible)):
        count = _meet(lists, columns, here, most, met, touched)
        order = touched[:count][np.argsort(-met[touched[:count]], kind="mergesort")]
        size = 0
        for place in order:
            if possible[place] and place != here and size < most:
                near[here, size] = place
                size += 1
        met[touched[:count]] = 0
    return near


@compiled
def _meet(
    lists: Lists, columns: Columns, here: int, most: int, met: Longs, touched: Longs
) -> int:
    """Count the places some rows of this one list, those listed early for more."""
    begin, end = columns.start[here], columns.start[here + 1]
    count = 0
    for k in range(begin, end, max((end - begin) // ASKED, 1)):
        first = lists.start[columns.row[k]]
        for entry in range(first, min(lists.start[columns.row[k] + 1], first + most)):
            place = lists.place[entry]
            if met[place] == 0:
                touched[count] = place
                count += 1
            met[place] += most + first - entry
    return count
