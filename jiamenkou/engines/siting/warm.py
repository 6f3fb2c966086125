"""Machine code made ready before the clock starts: compiling is paid once a machine, not by a run.

The first call on a machine compiles for some seconds and leaves the code in Numba's cache; later
processes only load it.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np

from jiamenkou.engines.reach import NOWHERE, Reach
from jiamenkou.engines.siting import anneal, fixing, held, lagrange, shake, whole
from jiamenkou.engines.siting.capacity import CapacityPlans
from jiamenkou.engines.siting.costs import at_one_place, costs_of
from jiamenkou.engines.siting.merge import merged
from jiamenkou.engines.siting.options import cheapest_choice, options_of
from jiamenkou.engines.siting.plan import UNTIL_PROVEN
from jiamenkou.engines.siting.problem import Goal, Levels, Problem
from jiamenkou.engines.siting.run import Run


@cache
def up(*, filling: bool) -> None:
    """Call every compiled function once on three points and two places."""
    problem = _three_points()
    costs, options = costs_of(problem), options_of(problem)
    markets: list[lagrange.Market] = [lagrange.Free(costs=costs, options=options)]
    if filling:
        markets += _filled(problem)
    run = Run(stop=UNTIL_PROVEN, seed=1, chosen=np.zeros(1, dtype=np.int32))
    for market in markets:
        lagrange.climb(market, lagrange.Dual.starting_at(np.ones(costs.rows)), 10.0, 1)
    shake.shake(at_one_place(costs), options, run, patience=1, seconds=1.0)
    fixing.shortened(costs, options)
    _covered()
    cheapest_choice(options_of(replace(problem, levels=_two_levels())), np.zeros(4))


def _covered() -> None:
    problem = replace(_three_points(), goal=Goal.COVER, radius_metres=1)
    every = np.ones(3, dtype=bool)
    cover = merged(costs_of(problem), options_of(problem), every).cover
    state = anneal.standing_of(cover)
    anneal.cool(cover, state, np.random.default_rng(1), 1.0, lambda: False)


def _filled(problem: Problem) -> list[lagrange.Market]:
    run = Run(stop=UNTIL_PROVEN, seed=1)
    levels = replace(problem.levels, capacity=np.array([2, 2]))
    held_to = replace(problem, levels=levels)
    chosen = np.zeros(1, dtype=np.int32)
    costs, options = costs_of(held_to), options_of(held_to)
    CapacityPlans(held_to, costs, run).improve(chosen, chosen)
    market = whole.Whole.of(held_to, costs, options)
    pay = np.full(3, 4.0)
    _, choice = lagrange.bound_of(market, pay)
    market.shorter(pay, choice, 100.0)
    market.groups(pay, choice, 100.0, 100)
    return [held.Held.of(costs, options, held.filling_of(held_to, costs, options)), market]


def _three_points() -> Problem:
    reach = Reach(
        start=np.array([0, 2, 4, 6], dtype=np.int64),
        place=np.array([0, 1, 1, 0, 1, 0], dtype=np.int32),
        metres=np.array([0, 5, 1, 2, 1, 4], dtype=np.int32),
        beyond=np.full(3, NOWHERE, dtype=np.int32),
        places=2,
    )
    return Problem(
        reach=reach,
        people=np.ones(3, dtype=np.int64),
        levels=Levels.one_each(2),
        goal=Goal.WALK,
        number=1,
    )


def _two_levels() -> Levels:
    each = np.array([0, 0, 1, 1], dtype=np.int32)
    plain = Levels.one_each(4)
    place = np.array([0, 1, 0, 1], dtype=np.int32)
    return replace(plain, site=each, place=place)
