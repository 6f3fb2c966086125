"""Whatever is wrong with a plan is found, and hand-picked plans are counted like solved ones."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from jiamenkou.engines.siting import Goal, Plan, Problem, assess, solve, violations
from tests.engines.siting.brute import levels_of, reach_of

METRES = np.array([[1, 9, 7, 8], [8, 2, 6, 5], [7, 6, 3, 9], [4, 4, 8, 1]])


def budget_problem() -> Problem:
    return Problem(
        reach=reach_of(METRES),
        people=np.array([10, 20, 30, 40]),
        levels=levels_of([0, 0, 1, 2, 3], [0, 0, 1, 2, 3], [0, 5, 6, 7, 8], [1, 3, 2, 2, 2]),
        goal=Goal.BUDGET,
        budget=13,
        radius_metres=3,
        far_metres=5,
        m2_per_1000_people=100,
        missing_m2_metres=2,
        required=np.array([True, False, False, False]),
    )


def test_a_solved_plan_breaks_no_rule_and_is_counted_like_a_hand_picked_one() -> None:
    problem = budget_problem()
    solved = solve(problem)
    picked = assess(problem, solved.chosen)
    assert violations(problem, solved) == []
    assert picked.objective == solved.objective
    assert picked.served_by.tolist() == solved.served_by.tolist()
    assert picked.missing_m2.tolist() == solved.missing_m2.tolist()


def other_place(plan: Plan) -> np.ndarray:
    return np.where(plan.served_by == plan.served_by[0], (plan.served_by + 1) % 4, plan.served_by)


@pytest.mark.parametrize(
    ("field", "value", "rule"),
    [
        ("chosen", lambda plan: plan.chosen[1:], "shape"),
        ("chosen", lambda plan: plan.chosen[::-1], "chosen"),
        ("chosen", lambda plan: plan.chosen + 9, "chosen"),
        ("served_by", other_place, "metres"),
        ("metres", lambda plan: plan.metres + 1, "metres"),
        ("objective", lambda plan: plan.objective - 1, "objective"),
        ("bound", lambda plan: plan.objective + 5.0, "bound"),
        ("gap", lambda plan: plan.gap + 0.5, "gap"),
        ("cost", lambda plan: plan.cost + 1, "cost"),
        ("missing_m2", lambda plan: plan.missing_m2 + 1, "missing_m2"),
    ],
)
def test_a_changed_plan_is_caught(field: str, value: object, rule: str) -> None:
    problem = budget_problem()
    plan = solve(problem)
    changed = replace(plan, **{field: value(plan)})  # type: ignore[operator]
    assert rule in {violation.rule for violation in violations(problem, changed)}


@pytest.mark.parametrize(
    ("chosen", "rule"),
    [([0, 1], "site"), ([1, 4, 3], "budget"), ([2], "required"), ([0, 1, 2], "place")],
)
def test_a_hand_picked_choice_against_the_rules_is_named(chosen: list[int], rule: str) -> None:
    problem = budget_problem()
    plan = assess(problem, np.array(chosen, dtype=np.int32))
    assert rule in {violation.rule for violation in violations(problem, plan)}


def test_a_budget_that_buys_nothing_leaves_today_as_it_is() -> None:
    problem = replace(budget_problem(), budget=0)
    plan = solve(problem)
    assert plan.chosen.tolist() == [0]
    assert plan.cost == 0
    assert "budget" in plan.binding
