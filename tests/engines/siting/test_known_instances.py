"""Published instances reach their published optima, with proof."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.siting.published import orlib_problem
from jiamenkou.engines.siting import Stop, solve, violations

EXAMPLES = Path(__file__).parents[3] / "examples" / "siting"


@pytest.mark.parametrize(("name", "optimum"), [("pmed1", 5819), ("pmed3", 4250), ("pmed5", 1355)])
def test_or_library(name: str, optimum: int) -> None:
    problem = orlib_problem(EXAMPLES / f"{name}.txt")
    plan = solve(problem)
    assert (plan.objective, plan.bound, plan.proven) == (optimum, optimum, True)
    assert violations(problem, plan) == []


def test_a_stop_by_iterations_gives_the_same_plan_again() -> None:
    problem = orlib_problem(EXAMPLES / "pmed1.txt")
    first, second = (solve(problem, stop=Stop(iterations=60), seed=4) for _ in range(2))
    assert first.chosen.tolist() == second.chosen.tolist()
    assert (first.objective, first.bound) == (second.objective, second.bound)


def test_a_gap_that_is_good_enough_ends_the_run_early() -> None:
    problem = orlib_problem(EXAMPLES / "pmed1.txt")
    plan = solve(problem, stop=Stop(gap=0.2))
    assert 0 < plan.gap <= 0.2
    assert violations(problem, plan) == []


def test_told_to_stop_it_keeps_the_best_so_far() -> None:
    problem = orlib_problem(EXAMPLES / "pmed1.txt")
    plan = solve(problem, progress=lambda _: True)
    assert len(plan.chosen) == 5
    assert not plan.proven
    assert violations(problem, plan) == []


def test_more_centres_never_walk_farther_along_a_frontier() -> None:
    from jiamenkou.engines.siting import frontier

    problem = orlib_problem(EXAMPLES / "pmed1.txt")
    plans = frontier(problem, numbers=[8, 2, 5])
    assert [len(plan.chosen) for plan in plans] == [8, 2, 5]
    assert plans[0].objective < plans[2].objective < plans[1].objective
    assert plans[2].objective == 5819
