"""Local optima, and the way on from them: send a few centres elsewhere and climb again."""

from __future__ import annotations

import numpy as np

from jiamenkou.engines.siting import swap
from jiamenkou.engines.siting.costs import Costs
from jiamenkou.engines.siting.lists import Floats, Ints
from jiamenkou.engines.siting.options import Options
from jiamenkou.engines.siting.run import Run
from jiamenkou.engines.siting.start import ranked_choice

KICKS = 2_000
"""Times a small problem is shaken at most; a large one less, by its entries."""

ENTRIES = 600_000_000
"""Entries all the shaking together may pass over, roughly."""

SENT_AWAY = 50
"""One centre in so many, and two at least, is sent elsewhere by a kick."""


def shake(costs: Costs, options: Options, run: Run, patience: int) -> None:
    """Kick the best plan and climb again until `patience` kicks in a row have not helped.

    What is no worse is kept; improvements go to the run.
    """
    run.phase = "shake"
    rng = np.random.default_rng(run.seed)
    ground = swap.Ground.of(costs, options)
    best = np.flatnonzero(np.isin(options.level, run.chosen)).astype(np.int32)
    value = run.value
    kicks = max(5, min(KICKS, ENTRIES // max(len(ground.costs.place), 1)))
    idle = 0
    for _ in range(kicks):
        if run.enough() or idle > patience or len(best) in (0, options.count):
            return
        idle += 1
        kicked = ranked_choice(options, _kick(options, best, rng))
        if kicked is None:
            continue
        moved = options.place[np.setxor1d(kicked, best)]
        order = rng.permutation(_near(ground, moved)).astype(np.int32)
        chosen = climbed(ground, kicked, order, run)
        state = offer(costs, options, chosen, run)
        idle = 0 if state.totals[0] < value else idle
        if state.totals[0] <= value:
            best, value = chosen, float(state.totals[0])


def climbed(ground: swap.Ground, chosen: Ints, order: Ints, run: Run) -> Ints:
    """The local optimum these options lead to."""
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


def _near(ground: swap.Ground, moved: Ints) -> Ints:
    """Options at places that some row lists beside one of those moved."""
    columns, costs = ground.columns, ground.costs
    touched = np.zeros(costs.rows, dtype=bool)
    for place in moved:
        touched[columns.row[columns.start[place] : columns.start[place + 1]]] = True
    beside = np.zeros(costs.places, dtype=bool)
    beside[costs.place[np.repeat(touched, np.diff(costs.start))]] = True
    return np.flatnonzero(beside[ground.options.place]).astype(np.int32)


def _kick(options: Options, best: Ints, rng: np.random.Generator) -> Floats:
    """A ranking that keeps the best options but for a few, whose stand-ins come at random."""
    rank = 1 + rng.random(options.count)
    rank[best] = 0.0
    away = rng.choice(best, min(len(best), max(2, len(best) // SENT_AWAY)), replace=False)
    rank[away] = 3.0
    return rank
