"""Infeasible questions say what would do; nonsense is refused with the field's name."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from jiamenkou.engines.reach import NOWHERE
from jiamenkou.engines.siting import Goal, Infeasible, Levels, Problem, Stop, solve
from tests.engines.siting.brute import levels_of, reach_of

METRES = np.array([[1, 9], [8, 2], [7, 6]])


def problem(goal: Goal, **rules: Any) -> Problem:
    return Problem(
        reach=reach_of(METRES),
        people=np.array([1, 1, 1]),
        levels=rules.pop("levels", Levels.one_each(2)),
        goal=goal,
        **rules,
    )


def test_points_nobody_can_cover_are_named_with_the_radius_that_would_do() -> None:
    with pytest.raises(Infeasible) as told:
        solve(problem(Goal.FEWEST, radius_metres=5))
    assert told.value.points.tolist() == [2]
    assert told.value.radius_metres == 6


def test_a_point_that_reaches_nothing_is_named() -> None:
    cut_off = np.array([[1, 9], [NOWHERE, NOWHERE]])
    asked = Problem(
        reach=reach_of(cut_off),
        people=np.array([1, 1]),
        levels=Levels.one_each(2),
        goal=Goal.FARTHEST,
        number=1,
    )
    with pytest.raises(Infeasible) as told:
        solve(asked)
    assert told.value.points.tolist() == [1]


def test_too_few_centres_to_cover_says_how_many_would_do() -> None:
    with pytest.raises(Infeasible) as told:
        solve(problem(Goal.FEWEST, radius_metres=6, at_most=1))
    assert told.value.number == 2


def test_a_budget_below_what_is_required_says_what_would_do() -> None:
    levels = levels_of([0, 0, 1], [0, 0, 1], [4, 9, 7])
    asked = problem(Goal.BUDGET, levels=levels, budget=10, required=np.array([True, True]))
    with pytest.raises(Infeasible) as told:
        solve(asked)
    assert told.value.budget == 11


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("people", {"people": np.array([1, 1])}),
        ("people", {"people": np.array([1, -1, 1])}),
        ("people", {"people": np.array([1.0, 1.0, 1.0])}),
        ("number", {"number": 3}),
        ("number", {"number": 0}),
        ("number", {"number": None}),
        ("number", {"at_most": 1}),
        ("radius_metres", {"goal": Goal.COVER}),
        ("budget", {"goal": Goal.BUDGET, "number": None}),
        ("budget", {"budget": -1}),
        ("far_metres", {"far_metres": 5}),
        ("unserved_metres", {"unserved_metres": 3}),
        ("required", {"required": np.array([True])}),
    ],
)
def test_nonsense_is_refused_by_name(field: str, change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=f"^{field}: "):
        replace(problem(Goal.WALK, number=1), **change)


def test_an_empty_network_is_refused() -> None:
    with pytest.raises(ValueError, match="reach: empty"):
        replace(problem(Goal.WALK, number=1), reach=reach_of(np.full((3, 2), NOWHERE)))


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("cost", {"cost": np.array([-1, 0])}),
        ("area_m2", {"area_m2": np.array([1])}),
        ("site", {"site": np.array([0, 2])}),
        ("action", {"action": np.array([0, 7])}),
        ("capacity", {"capacity": np.array([-2, 0])}),
    ],
)
def test_levels_that_cannot_be_are_refused_by_name(field: str, change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=f"^{field}: "):
        replace(Levels.one_each(2), **change)


@pytest.mark.parametrize("change", [{"gap": 1.0}, {"seconds": 0.0}, {"iterations": 0}])
def test_a_stop_that_never_or_at_once_stops_is_refused(change: dict[str, Any]) -> None:
    (field,) = change
    with pytest.raises(ValueError, match=f"^{field}: "):
        Stop(**change)
