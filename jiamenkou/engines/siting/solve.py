"""Solving: the road a problem takes to its plan."""

from __future__ import annotations

from dataclasses import replace

from jiamenkou.engines.siting.assess import drawn_up, gap_between, nearest
from jiamenkou.engines.siting.memory import refuse_too_large
from jiamenkou.engines.siting.plan import UNTIL_PROVEN, Listener, Plan, Stop
from jiamenkou.engines.siting.problem import Problem


def solve(
    problem: Problem,
    *,
    stop: Stop = UNTIL_PROVEN,
    seed: int = 1,
    progress: Listener | None = None,
    start: Plan | None = None,
) -> Plan:
    """The best plan found, with the bound it is certified against.

    Same problem, seed and a stop by gap or iterations: same plan. `progress` is asked at least
    twice a second; when it answers True the best plan so far is returned. A plan to `start` from
    is used when it keeps the rules of this problem, its prices in any case. Raises Infeasible,
    and TooLarge before anything is begun when it would not fit into memory.
    """
    refuse_too_large(problem)
    from jiamenkou.engines.siting.road import take

    run = take(problem, stop, seed, progress, start)
    entry = nearest(problem, run.chosen) if run.entry is None else run.entry
    _, bound = run.told
    plan = drawn_up(problem, run.chosen, entry)
    return replace(
        plan,
        bound=bound,
        gap=gap_between(plan.objective, bound),
        proven=run.closed,
        seconds=run.seconds,
        seed=seed,
        iterations=run.iterations,
        trace=tuple(run.trace),
        pay=run.pay,
    )
