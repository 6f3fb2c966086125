"""Every model against trying everything, on problems small enough to try."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jiamenkou.engines.siting import Goal, Infeasible, Levels, Problem, Stop, solve, violations
from tests.engines.siting.brute import best_by_trying, problems, reach_of, tables

often = settings(
    max_examples=15, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)


@pytest.mark.parametrize("goal", list(Goal))
@often
@given(draw=st.data())
def test_the_plan_is_the_best_there_is_and_says_so(goal: Goal, draw: st.DataObject) -> None:
    problem = draw.draw(problems(goal))
    best = best_by_trying(problem)
    if best is None:
        with pytest.raises(Infeasible):
            solve(problem)
        return
    plan = solve(problem, stop=Stop(seconds=20))
    assert violations(problem, plan) == []
    assert (plan.objective, plan.proven, plan.gap) == (best, True, 0.0)


@often
@given(metres=tables(), listed=st.integers(1, 4), number=st.integers(1, 2))
def test_a_bound_on_short_lists_holds_for_the_full_ones(
    metres: np.ndarray, listed: int, number: int
) -> None:
    people = np.arange(1, len(metres) + 1, dtype=np.int64)
    full, short = (
        Problem(
            reach=reach,
            people=people,
            levels=Levels.one_each(metres.shape[1]),
            goal=Goal.WALK,
            number=number,
            unserved_metres=60,
        )
        for reach in (reach_of(metres), reach_of(metres, listed))
    )
    plan, best = solve(short), best_by_trying(full)
    assert best is not None
    assert plan.bound <= best <= plan.objective


@pytest.mark.parametrize("capacity", [7, 9, 12])
def test_capacities_are_kept_at_the_least_walk(capacity: int) -> None:
    random = np.random.default_rng(capacity)
    metres, load = random.integers(1, 40, (7, 4)), random.integers(1, 6, 7)
    levels = Levels.one_each(4)
    levels = Levels(**{**vars(levels), "capacity": np.full(4, capacity, dtype=np.int64)})
    problem = Problem(
        reach=reach_of(metres),
        people=np.ones(7, dtype=np.int64),
        load=load,
        levels=levels,
        goal=Goal.WALK,
        number=2,
        unserved_metres=100,
    )
    plan = solve(problem, stop=Stop(seconds=20))
    assert violations(problem, plan) == []
    assert plan.objective == _least_walk_within(metres, load, capacity)
    assert plan.proven


def _least_walk_within(metres: np.ndarray, load: np.ndarray, capacity: int) -> int:
    """By trying both centres, or nobody, for everyone."""
    walks = np.column_stack((metres, np.full(len(metres), 100)))
    best = 10**9
    for pair in ((a, b) for a in range(4) for b in range(a)):
        for seats in product((*pair, 4), repeat=len(metres)):
            held = np.bincount(seats, load, minlength=5)[:4]
            if held.max() <= capacity:
                best = min(best, int(walks[np.arange(len(metres)), seats].sum()))
    return best
