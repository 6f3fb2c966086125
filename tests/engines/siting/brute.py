"""Small made problems, and their true optimum by trying every choice."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from jiamenkou.engines.reach import NOWHERE, Reach
from jiamenkou.engines.siting import (
    UNLIMITED,
    Action,
    Goal,
    Levels,
    Problem,
    assess,
    violations,
)

UNJUDGED = {"bound", "gap", "proven"}
"""Rules that ask for more than a hand-picked choice can promise."""


def reach_of(metres: NDArray[np.int64], listed: int | None = None) -> Reach:
    """The `listed` nearest places of every row (all when None); NOWHERE cells are not listed."""
    n, m = metres.shape
    listed = m if listed is None else listed
    order = np.argsort(metres, axis=1, kind="stable")
    ranked = np.take_along_axis(metres, order, axis=1)
    keep = (np.arange(m) < listed) & (ranked < NOWHERE)
    beyond = ranked[:, listed] if listed < m else np.full(n, NOWHERE)
    return Reach(
        start=np.concatenate(([0], np.cumsum(keep.sum(axis=1)))).astype(np.int64),
        place=order[keep].astype(np.int32),
        metres=ranked[keep].astype(np.int32),
        beyond=beyond.astype(np.int32),
        places=m,
    )


def levels_of(
    site: list[int], place: list[int], cost: list[int], area_m2: list[int] | None = None
) -> Levels:
    """Levels to be opened, unlimited, with these sites, places and yuan."""
    count = len(site)
    return Levels(
        site=np.array(site, dtype=np.int32),
        place=np.array(place, dtype=np.int32),
        action=np.full(count, Action.OPEN, dtype=np.int8),
        cost=np.array(cost, dtype=np.int64),
        capacity=np.full(count, UNLIMITED, dtype=np.int64),
        area_m2=np.array(area_m2 or [0] * count, dtype=np.int32),
    )


def best_by_trying(problem: Problem) -> int | None:
    """The optimum over every choice that keeps the rules, None when none does."""
    least, most = problem.count_range
    values = [
        plan.objective
        for size in range(least, most + 1)
        for chosen in combinations(range(problem.levels.count), size)
        if not _broken(problem, plan := assess(problem, np.array(chosen, dtype=np.int32)))
    ]
    best = max if problem.goal is Goal.COVER else min
    return best(values, default=None)


def _broken(problem: Problem, plan: object) -> bool:
    return any(each.rule not in UNJUDGED for each in violations(problem, plan))  # type: ignore[arg-type]


@st.composite
def tables(draw: st.DrawFn) -> NDArray[np.int64]:
    """Walks of up to 7 points to up to 6 places: no metric, ties and equal points likely."""
    n, m = draw(st.integers(1, 7)), draw(st.integers(2, 6))
    longest = draw(st.sampled_from([3, 30]))
    cells = (
        st.integers(0, longest) | st.just(NOWHERE)
        if draw(st.booleans())
        else st.integers(0, longest)
    )
    rows = draw(st.lists(st.lists(cells, min_size=m, max_size=m), min_size=n, max_size=n))
    rows[0][0] = min(rows[0][0], longest)
    return np.array(rows, dtype=np.int64)


@st.composite
def problems(draw: st.DrawFn, goal: Goal) -> Problem:
    """A problem of the goal with sites of several levels, zero people, budgets and requirements."""
    reach = reach_of(draw(tables()))
    counts = st.lists(st.integers(0, 20), min_size=reach.points, max_size=reach.points)
    levels = draw(_levels(reach.places))
    most = min(levels.sites, len(np.unique(levels.place)))
    required = np.array(draw(st.lists(st.booleans(), min_size=levels.sites, max_size=levels.sites)))
    return Problem(
        reach=reach,
        people=np.array(draw(counts), dtype=np.int64),
        levels=levels,
        goal=goal,
        required=required if draw(st.integers(0, 3)) == 0 else None,
        **draw(_rules(goal, most)),
    )


@st.composite
def _levels(draw: st.DrawFn, places: int) -> Levels:
    count = draw(st.integers(1, 7))
    row = st.tuples(
        st.integers(0, 4), st.integers(0, places - 1), st.integers(0, 9), st.integers(0, 30)
    )
    rows = draw(st.lists(row, min_size=count, max_size=count))
    site, place, cost, area = (list(column) for column in zip(*rows, strict=True))
    numbered = np.unique(site, return_inverse=True)[1].tolist()
    return levels_of(numbered, place, cost, area)


@st.composite
def _rules(draw: st.DrawFn, goal: Goal, most: int) -> dict[str, Any]:
    rules: dict[str, Any] = {}
    if goal in (Goal.WALK, Goal.COVER, Goal.FARTHEST):
        rules["number"] = draw(st.integers(1, most))
    if goal in (Goal.COVER, Goal.FEWEST, Goal.BUDGET):
        rules["radius_metres"] = draw(st.integers(0, 30))
    if goal is Goal.BUDGET or (goal in (Goal.WALK, Goal.COVER) and draw(st.booleans())):
        rules["budget"] = draw(st.integers(0, 25))
    if goal is Goal.BUDGET:
        rules["far_metres"] = draw(st.integers(0, 20))
        rules["m2_per_1000_people"] = draw(st.sampled_from([0, 500, 3000]))
        rules["missing_m2_metres"] = draw(st.integers(0, 20))
    return rules
