"""One question at many budgets or numbers, each plan a starting point for the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from jiamenkou.engines.siting.plan import UNTIL_PROVEN, Listener, Plan, Progress, Stop
from jiamenkou.engines.siting.problem import Problem
from jiamenkou.engines.siting.solve import solve


def frontier(
    problem: Problem,
    *,
    budgets: Sequence[int] | None = None,
    numbers: Sequence[int] | None = None,
    stop: Stop = UNTIL_PROVEN,
    seed: int = 1,
    progress: Listener | None = None,
) -> list[Plan]:
    """One plan for each budget (yuan) or number of centres, in the order given.

    Solved from the smallest up; a plan that keeps the rules of the next question starts it. `stop`
    counts for each plan by itself; a listener that answers True ends the plan at work and the ones
    after it, which are left out. Raises ValueError unless exactly one of the two is given, and
    Infeasible when a question has no plan.
    """
    if (budgets is None) == (numbers is None):
        raise ValueError("budgets: give either budgets or numbers")
    wanted = list(budgets or numbers or ())
    told_to_stop = False

    def listen(seen: Progress) -> bool:
        nonlocal told_to_stop
        told_to_stop = told_to_stop or bool(progress and progress(seen))
        return told_to_stop

    plans: dict[int, Plan] = {}
    before: Plan | None = None
    for value in sorted(set(wanted)):
        if told_to_stop:
            break
        question = (
            replace(problem, budget=value) if numbers is None else replace(problem, number=value)
        )
        before = solve(question, stop=stop, seed=seed, progress=listen, start=before)
        plans[value] = before
    return [plans[value] for value in wanted if value in plans]
