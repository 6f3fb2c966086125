"""Bounds found on lists cut short hold for the question with every walk listed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from jiamenkou.engines.reach import Reach
from jiamenkou.engines.siting import Goal, Infeasible, Problem, Stop, solve
from tests.engines.siting.brute import best_by_trying, problems

often = settings(
    max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)


def cut(reach: Reach, draw: st.DataObject) -> Reach:
    """Every row keeps some of its nearest places, each row as many as are drawn for it."""
    lengths = np.diff(reach.start)
    kept = np.array([draw.draw(st.integers(0, int(most))) for most in lengths], dtype=np.int64)
    rank = np.arange(len(reach.place)) - np.repeat(reach.start[:-1], lengths)
    beyond = reach.beyond.copy()
    short = kept < lengths
    beyond[short] = reach.metres[(reach.start[:-1] + kept)[short]]
    assume(kept.any())
    return replace(reach.only(rank < np.repeat(kept, lengths)), beyond=beyond)


def full_and_short(goal: Goal, draw: st.DataObject) -> tuple[int, Problem]:
    """The optimum of a problem with every walk listed, and the problem on lists cut short."""
    full: Problem = draw.draw(problems(goal))
    full = replace(full, unserved_metres=full.unserved)  # else it is the longest walk listed
    best = best_by_trying(full)
    assume(best is not None)
    return best or 0, replace(full, reach=cut(full.reach, draw))


@pytest.mark.parametrize("goal", list(Goal))
@often
@given(draw=st.data())
def test_a_bound_on_short_lists_never_passes_the_optimum_on_full_ones(
    goal: Goal, draw: st.DataObject
) -> None:
    best, short = full_and_short(goal, draw)
    try:
        plan = solve(short, stop=Stop(seconds=20))
    except Infeasible:
        return  # the short lists hold no plan; nothing is claimed
    if goal is Goal.COVER:
        assert plan.objective <= best <= plan.bound
    else:
        # Under the area norm whom no listed place serves fills no centre: a plan may look better.
        assert plan.bound <= best <= (plan.objective if not short.missing_m2_metres else best)


@often
@given(draw=st.data(), iterations=st.integers(1, 5))
def test_nor_does_a_bound_given_early(draw: st.DataObject, iterations: int) -> None:
    best, short = full_and_short(Goal.WALK, draw)
    try:
        plan = solve(short, stop=Stop(iterations=iterations, seconds=20))
    except Infeasible:
        return
    assert plan.bound <= best
