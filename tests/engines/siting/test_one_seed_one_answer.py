"""One seed, one answer: again, and on one processor or two."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest

from jiamenkou.engines.siting import Goal, Levels, Plan, Problem, Stop, solve
from tests.engines.siting.brute import reach_of


def town(goal: Goal) -> Problem:
    """An invented town of 400 homes and 60 sites, sizes at each where money counts."""
    random = np.random.default_rng(5)
    homes, sites = random.integers(0, 3000, (400, 2)), random.integers(0, 3000, (60, 2))
    apart = np.sqrt(((homes[:, None] - sites[None]) ** 2).sum(axis=2)).astype(np.int64)
    asked: dict[str, Any] = {
        Goal.WALK: {"number": 9},
        Goal.COVER: {"number": 9, "radius_metres": 400},
        Goal.BUDGET: {"budget": 900, "m2_per_1000_people": 30, "missing_m2_metres": 500},
    }[goal]
    levels = Levels(**{**vars(Levels.one_each(60)), "cost": random.integers(50, 150, 60)})
    people = random.integers(1, 90, 400)
    return Problem(reach=reach_of(apart, None), people=people, levels=levels, goal=goal, **asked)


@contextmanager
def on_one_processor() -> Iterator[None]:
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def answer(plan: Plan) -> tuple[list[int], int, float]:
    return plan.chosen.tolist(), plan.objective, plan.bound


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="processors cannot be chosen here")
@pytest.mark.parametrize("goal", [Goal.WALK, Goal.COVER, Goal.BUDGET])
def test_the_answer_is_the_same_again_and_on_one_processor(goal: Goal) -> None:
    problem, stop = town(goal), Stop(iterations=400, seconds=600)
    first = answer(solve(problem, stop=stop, seed=7))
    assert answer(solve(problem, stop=stop, seed=7)) == first
    with on_one_processor():
        assert answer(solve(problem, stop=stop, seed=7)) == first
