"""Centres that fill up: the best plan there is where that can be tried, and never a false bound."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jiamenkou.engines.reach import NOWHERE
from jiamenkou.engines.siting import UNLIMITED, Goal, Levels, Problem, Stop, solve, violations
from jiamenkou.engines.siting.costs import costs_of
from jiamenkou.engines.siting.lagrange import bound_of
from jiamenkou.engines.siting.options import options_of
from jiamenkou.engines.siting.whole import Whole
from tests.engines.siting.brute import reach_of, tables

often = settings(
    max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)


def problem_of(
    metres: np.ndarray, people: list[int], load: list[int], capacity: list[int], **rules: object
) -> Problem:
    """So many centres, one level a place, each with room for its capacity."""
    n, m = metres.shape
    listed = rules.pop("listed", None)
    levels = replace(Levels.one_each(m), capacity=np.resize(capacity, m).astype(np.int64))
    return Problem(
        reach=reach_of(metres, listed),  # type: ignore[arg-type]
        people=np.resize(people, n).astype(np.int64),
        load=np.resize(load, n).astype(np.int64),
        levels=levels,
        goal=Goal.WALK,
        **{"unserved_metres": 60, **rules},  # type: ignore[arg-type]
    )


def best_by_trying(problem: Problem) -> int:
    """The optimum over every choice and every assignment."""
    least, most = problem.count_range
    return min(
        _least_walk(problem, dict(zip(chosen, problem.levels.capacity[list(chosen)], strict=True)))
        for size in range(least, most + 1)
        for chosen in combinations(range(problem.levels.count), size)
    )


def _least_walk(problem: Problem, room: dict[int, int], point: int = 0) -> int:
    if point == problem.reach.points:
        return 0
    people, load, reach = int(problem.people[point]), int(problem.loads[point]), problem.reach
    if people == 0:
        return _least_walk(problem, room, point + 1)
    best = people * problem.unserved + _least_walk(problem, room, point + 1)
    for entry in range(reach.start[point], reach.start[point + 1]):
        place = int(reach.place[entry])
        if place in room and (room[place] == UNLIMITED or room[place] >= load):
            left = room[place] if room[place] == UNLIMITED else room[place] - load
            after = _least_walk(problem, {**room, place: left}, point + 1)
            best = min(best, people * int(reach.metres[entry]) + after)
    return best


small = st.lists(st.integers(0, 6), min_size=1, max_size=7)
rooms = st.lists(st.integers(0, 14) | st.just(UNLIMITED), min_size=1, max_size=6)


@often
@given(metres=tables(), people=small, load=small, capacity=rooms, draw=st.data())
def test_the_best_assignment_is_found_and_proven(
    metres: np.ndarray, people: list[int], load: list[int], capacity: list[int], draw: st.DataObject
) -> None:
    count = draw.draw(st.integers(1, metres.shape[1]))
    rule = draw.draw(st.sampled_from(["number", "at_most"]))
    problem = problem_of(metres[:6], people, load, capacity, **{rule: count})
    plan = solve(problem, stop=Stop(seconds=20))
    assert violations(problem, plan) == []
    assert (plan.objective, plan.proven) == (best_by_trying(problem), True)


@often
@given(metres=tables(), load=small, capacity=rooms, listed=st.integers(1, 3))
def test_short_lists_never_promise_too_much(
    metres: np.ndarray, load: list[int], capacity: list[int], listed: int
) -> None:
    full = problem_of(metres[:6], [1, 2], load, capacity, number=2)
    short = problem_of(metres[:6], [1, 2], load, capacity, number=2, listed=listed)
    plan = solve(short, stop=Stop(seconds=20))
    assert plan.bound <= best_by_trying(full) <= plan.objective


def test_loads_that_exactly_fill_are_packed() -> None:
    metres = np.array([[1, 5], [1, 5], [1, 5], [5, 1], [5, 1], [5, NOWHERE]])
    problem = problem_of(metres, [1], [4, 3, 3, 6, 4, 10], [20, 10], number=2)
    plan = solve(problem)
    assert (plan.objective, plan.proven) == (1 + 1 + 1 + 1 + 1 + 5, True)
    assert "capacity" not in {violation.rule for violation in violations(problem, plan)}


def test_equal_points_and_places_are_proven_too() -> None:
    problem = problem_of(np.full((6, 4), 7), [1], [3], [6], number=2)
    plan = solve(problem)
    assert (plan.objective, plan.proven) == (4 * 7 + 2 * 60, True)


@often
@given(
    items=st.lists(st.tuples(st.integers(-5, 20), st.integers(0, 9)), min_size=1, max_size=8),
    room=st.integers(0, 25),
    less=st.integers(0, 10),
)
def test_knapsacks_are_filled_as_well_as_can_be(
    items: list[tuple[int, int]], room: int, less: int
) -> None:
    gain, load = (list(column) for column in zip(*items, strict=True))
    every = [each for k in range(len(items) + 1) for each in combinations(range(len(items)), k)]
    earned = {
        each: sum(gain[k] for k in each) for each in every if sum(load[k] for k in each) <= room
    }
    metres = np.array([[20 - each] for each in gain])
    problem = problem_of(metres, [1], load, [room], number=1)
    market = Whole.of(problem, costs_of(problem), options_of(problem))
    pay = np.full(len(items), 20.0)
    _, choice = bound_of(market, pay)
    assert market.earnings(pay).tolist() == [-max(earned.values())]
    near = {each for each in earned if earned[each] >= max(earned.values()) - less}
    groups = market.groups(pay, choice, less, 999)
    assert groups is not None
    told = np.split(groups.row, groups.start[1:-1])
    assert sorted(tuple(sorted(each.tolist())) for each in told) == sorted(near)
    left = np.diff(market.shorter(pay, choice, less).start) > 0
    assert set(np.flatnonzero(left).tolist()) == {k for each in near for k in each}


def town(seed: int, *, points: int, number: int, listed: int | None = None) -> Problem:
    """An invented town with a site at every tenth door and little room to spare."""
    random = np.random.default_rng(seed)
    at = random.integers(0, 1000, (points, 2))
    apart = np.sqrt(((at[:, None] - at[None, ::10]) ** 2).sum(axis=2))
    load = random.integers(1, 30, points)
    room = int(1.2 * load.sum() / number)
    metres = np.rint(apart).astype(np.int64)
    rules = {"number": number, "listed": listed, "unserved_metres": 1500}
    return problem_of(metres, [1], load.tolist(), [room], **rules)


@pytest.mark.parametrize("seed", [1, 2])
def test_a_made_town_is_proven(seed: int) -> None:
    problem = town(seed, points=100, number=5)
    plan = solve(problem, seed=seed)
    assert plan.proven
    assert violations(problem, plan) == []


def test_a_crowded_town_keeps_every_limit() -> None:
    problem = town(3, points=8200, number=12, listed=200)
    plan = solve(problem, stop=Stop(iterations=30))
    assert violations(problem, plan) == []
    assert (plan.served_by >= 0).all()


def test_a_crowd_with_sizes_a_budget_and_a_required_site_keeps_every_rule() -> None:
    plain = town(5, points=8200, number=12, listed=60)
    sites, small = np.arange(820, dtype=np.int32), plain.levels.capacity[0] // 2
    both = np.tile(sites, 2)
    levels = replace(Levels.one_each(1640), site=both, place=both)
    capacity, cost = np.repeat([small, 2 * small], 820), np.repeat([60, 100], 820)
    levels = replace(levels, capacity=capacity, cost=cost.astype(levels.cost.dtype))
    rules = {"number": None, "at_most": 20, "budget": 1_500, "required": sites == 7}
    problem = replace(plain, levels=levels, **rules)
    assert violations(problem, solve(problem, stop=Stop(iterations=30, seconds=8))) == []


def test_a_seed_gives_the_same_assignment_again() -> None:
    first, second = (
        solve(town(4, points=200, number=8), stop=Stop(iterations=150), seed=7) for _ in range(2)
    )
    assert first.served_by.tolist() == second.served_by.tolist()
    assert (first.objective, first.bound) == (second.objective, second.bound)
