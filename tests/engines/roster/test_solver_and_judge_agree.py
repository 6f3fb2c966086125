from __future__ import annotations

import pytest
from hypothesis import given, settings

from jiamenkou.engines.roster import Infeasible, Problem, solve, violations
from tests.engines.roster.little import best_of_all, problems


@given(problem=problems())
@settings(max_examples=50, deadline=None, derandomize=True)
def test_the_cheapest_of_all_rosters_is_found_and_judged_alike(problem: Problem) -> None:
    best = best_of_all(problem)
    if best is None:
        with pytest.raises(Infeasible):
            solve(problem)
        return
    plan = solve(problem)
    assert (plan.objective, plan.bound, plan.proven) == (best, best, True)
    assert sum(each.cost for each in violations(problem, plan.roster)) == best
