"""Short lists first: they grow where the bound leans on what they leave out, and only there."""

from dataclasses import replace

import numpy as np

from jiamenkou.engines.reach import Reach
from jiamenkou.engines.siting import Goal, Levels, Problem, solve, solve_growing, violations
from tests.engines.siting.brute import reach_of


def town() -> np.ndarray:
    """An invented town: metres from 300 homes to 40 sites, most homes in one corner."""
    random = np.random.default_rng(3)
    homes = np.concatenate((random.integers(0, 500, (240, 2)), random.integers(0, 4000, (60, 2))))
    sites = random.integers(0, 4000, (40, 2))
    metres: np.ndarray = np.sqrt(((homes[:, None] - sites[None]) ** 2).sum(axis=2)).astype(np.int64)
    return metres


def question(reach: Reach) -> Problem:
    return Problem(
        reach=reach,
        people=np.arange(1, 301, dtype=np.int64),
        levels=Levels.one_each(40),
        goal=Goal.WALK,
        number=4,
        unserved_metres=6000,
    )


def test_what_is_proven_on_grown_lists_is_the_optimum_of_full_ones() -> None:
    metres = town()
    short = question(reach_of(metres, 3))
    asked: list[int] = []

    def lengthen(rows: np.ndarray, listed: int) -> Reach:
        asked.append(len(rows))
        return reach_of(metres[rows], listed)

    problem, plan = solve_growing(short, lengthen)
    best = solve(question(reach_of(metres)))
    assert (plan.objective, plan.proven, best.proven) == (best.objective, True, True)
    assert violations(problem, plan) == []
    assert asked
    assert len(short.reach.place) < len(problem.reach.place) < metres.size


def test_lists_that_are_long_enough_stay() -> None:
    problem = replace(question(reach_of(town(), 30)), number=8)
    grown, plan = solve_growing(problem, lambda _rows, _listed: reach_of(town()[:0]))
    assert plan.proven
    assert len(grown.reach.place) == len(problem.reach.place)
