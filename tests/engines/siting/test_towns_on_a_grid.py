"""Covers and longest walks of invented towns where ties and neighbours at one door are common."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jiamenkou.engines.siting import Goal, Infeasible, Levels, Problem, Stop, solve, violations
from jiamenkou.engines.siting.bounds import raised
from jiamenkou.engines.siting.costs import costs_of
from jiamenkou.engines.siting.merge import merged
from jiamenkou.engines.siting.options import options_of
from jiamenkou.engines.siting.parts import Town
from jiamenkou.engines.siting.plan import UNTIL_PROVEN
from jiamenkou.engines.siting.run import Run
from tests.engines.siting.brute import best_by_trying, reach_of

often = settings(
    max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)

doors = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=9)


@st.composite
def towns(draw: st.DrawFn, goal: Goal) -> Problem:
    """Homes and sites on a small grid, blocks walked along streets, some homes empty."""
    homes, sites = np.array(draw(doors)), np.array(draw(doors))
    metres = np.abs(homes[:, None] - sites[None]).sum(axis=2)
    people = draw(st.lists(st.integers(0, 5), min_size=len(homes), max_size=len(homes)))
    return Problem(
        reach=reach_of(metres),
        people=np.array(people, dtype=np.int64),
        levels=Levels.one_each(len(sites)),
        goal=goal,
        **draw(rules(goal, len(sites))),
    )


@st.composite
def rules(draw: st.DrawFn, goal: Goal, sites: int) -> dict[str, Any]:
    rules: dict[str, Any] = {}
    if goal is not Goal.FEWEST:
        rules["number"] = draw(st.integers(1, sites))
    if goal is not Goal.FARTHEST:
        rules["radius_metres"] = draw(st.integers(0, 6))
    return rules


@pytest.mark.parametrize("goal", [Goal.COVER, Goal.FEWEST, Goal.FARTHEST])
@often
@given(draw=st.data())
def test_the_best_of_a_small_town_is_found_and_proven(goal: Goal, draw: st.DataObject) -> None:
    problem = draw.draw(towns(goal))
    best = best_by_trying(problem)
    if best is None:
        with pytest.raises(Infeasible):
            solve(problem)
        return
    plan = solve(problem, stop=Stop(seconds=20))
    assert violations(problem, plan) == []
    assert (plan.objective, plan.proven) == (best, True)


@often
@given(problem=towns(Goal.COVER), draw=st.data())
def test_parts_of_a_town_never_promise_too_little(problem: Problem, draw: st.DataObject) -> None:
    town = _town(problem, draw)
    whole = int(problem.people.sum())
    run = Run(stop=UNTIL_PROVEN, seed=1, whole=whole)
    run.found(float(whole), np.zeros(1, dtype=np.int32))
    for _ in raised(town, run, small=0.5):
        best = best_by_trying(problem)
        assert best is not None
        assert run.bound <= whole - best + 1e-6


def _town(problem: Problem, draw: st.DataObject) -> Town:
    """At any pay whatever, halved by any plan."""
    costs = costs_of(problem)
    cover = merged(costs, options_of(problem), np.ones(costs.rows, dtype=bool)).cover
    share = st.lists(st.floats(0, 1), min_size=len(cover.people), max_size=len(cover.people))
    worth = np.array(draw.draw(share)) * cover.people
    options = cover.matrix.shape[1]
    plan = draw.draw(st.lists(st.booleans(), min_size=options, max_size=options))
    return Town.of(cover, worth, np.array(plan))
