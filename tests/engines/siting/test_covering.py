"""Covers: the best there is where that can be tried, and never a bound below it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jiamenkou.engines.reach import NOWHERE
from jiamenkou.engines.siting import Goal, Levels, Plan, Problem, Stop, solve, violations
from tests.engines.siting.brute import best_by_trying, reach_of, tables

often = settings(
    max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)


def problem_of(metres: np.ndarray, people: list[int], **rules: object) -> Problem:
    """Cover within 10 m, one level a place, these people again and again."""
    listed = rules.pop("listed", None)
    return Problem(
        reach=reach_of(metres, listed),  # type: ignore[arg-type]
        people=np.resize(np.array(people, dtype=np.int64), len(metres)),
        levels=Levels.one_each(metres.shape[1]),
        goal=Goal.COVER,
        radius_metres=10,
        **rules,  # type: ignore[arg-type]
    )


def city(seed: int, *, points: int = 300, number: int = 12) -> Problem:
    """An invented town: everyone could have a centre at the door."""
    random = np.random.default_rng(seed)
    at = random.uniform(0, 80, (points, 2))
    apart = np.sqrt(((at[:, None] - at[None]) ** 2).sum(axis=2))
    people = random.integers(0, 60, points).tolist()
    return problem_of(np.ceil(apart).astype(np.int64), people, number=number)


@often
@given(metres=tables(), people=st.lists(st.integers(0, 9), min_size=1, max_size=7), draw=st.data())
def test_the_best_cover_is_found_and_proven(
    metres: np.ndarray, people: list[int], draw: st.DataObject
) -> None:
    sites = metres.shape[1]
    required = np.zeros(sites, dtype=bool)
    required[draw.draw(st.integers(0, sites - 1))] = draw.draw(st.booleans())
    count = draw.draw(st.integers(1, sites))
    rule = draw.draw(st.sampled_from(["number", "at_most"]))
    problem = problem_of(metres, people, required=required, **{rule: count})
    plan = solve(problem, stop=Stop(seconds=20))
    assert violations(problem, plan) == []
    assert (plan.objective, plan.proven) == (best_by_trying(problem), True)


@often
@given(metres=tables(), listed=st.integers(1, 3), number=st.integers(1, 2))
def test_short_lists_never_promise_too_little(metres: np.ndarray, listed: int, number: int) -> None:
    full = problem_of(metres, [3, 1, 2], number=number)
    short = problem_of(metres, [3, 1, 2], number=number, listed=listed)
    plan, best = solve(short, stop=Stop(seconds=20)), best_by_trying(full)
    assert best is not None
    assert plan.objective <= best <= plan.bound


def test_equal_places_and_points_do_not_confuse() -> None:
    metres = np.array([[1, 1, 1, 99], [1, 1, 1, 99], [99, 99, 99, 1], [99, 99, 99, NOWHERE]])
    plan = solve(problem_of(metres, [5, 5, 1, 7], number=3))
    assert (plan.objective, plan.bound, len(plan.chosen)) == (11, 11, 3)


@pytest.mark.parametrize("seed", [1, 2])
def test_a_made_town_is_covered_to_within_half_a_percent(seed: int) -> None:
    problem = city(seed)
    plan = solve(problem, stop=Stop(seconds=10, gap=0.005), seed=seed)
    assert plan.gap <= 0.005
    assert violations(problem, plan) == []


def test_a_bound_below_the_cover_is_caught() -> None:
    problem = city(1)
    plan = solve(problem, stop=Stop(iterations=5))
    low = replace(plan, bound=plan.objective - 5.0)
    assert "bound" in {violation.rule for violation in violations(problem, low)}


def test_a_seed_gives_the_same_cover_again() -> None:
    first, second = (_after_some_steps(city(3)) for _ in range(2))
    assert first.chosen.tolist() == second.chosen.tolist()
    assert (first.objective, first.bound) == (second.objective, second.bound)


def _after_some_steps(problem: Problem) -> Plan:
    return solve(problem, stop=Stop(iterations=8), seed=7)
