"""Which way a problem is solved; the door behind which compiled code and HiGHS are loaded."""

from __future__ import annotations

import numpy as np

from jiamenkou.engines.siting import warm
from jiamenkou.engines.siting.area import search_area
from jiamenkou.engines.siting.assess import admitted, assess
from jiamenkou.engines.siting.check import violations
from jiamenkou.engines.siting.costs import costs_of
from jiamenkou.engines.siting.cover import fewest
from jiamenkou.engines.siting.farthest import farthest
from jiamenkou.engines.siting.filled import search_filled
from jiamenkou.engines.siting.options import options_of
from jiamenkou.engines.siting.plan import Infeasible, Listener, Plan, Stop
from jiamenkou.engines.siting.problem import Goal, Problem
from jiamenkou.engines.siting.run import Run
from jiamenkou.engines.siting.search import search


def take(
    problem: Problem, stop: Stop, seed: int, listener: Listener | None, start: Plan | None
) -> Run:
    """The run at its end, with a plan in it. Raises Infeasible."""
    warm.up(filling=fills_up(problem))
    whole = int(problem.people.sum()) if problem.goal is Goal.COVER else None
    run = Run(stop=stop, seed=seed, listener=listener, whole=whole, points=problem.reach.points)
    options = options_of(problem)
    if start is not None:
        _offer(problem, start, run)
    if problem.goal is Goal.FEWEST:
        fewest(problem, options, run)
    elif problem.goal is Goal.FARTHEST:
        farthest(problem, options, run)
    elif problem.capacitated:
        search_filled(problem, costs_of(problem), options, run)
    elif fills_up(problem):
        search_area(problem, costs_of(problem), options, run)
    else:
        search(costs_of(problem), options, run)
    if np.isinf(run.value):
        raise Infeasible("no plan was found in the time given")
    return run


def fills_up(problem: Problem) -> bool:
    """Whether centres have a capacity or an area norm."""
    return problem.capacitated or bool(problem.missing_m2_metres * problem.m2_per_1000_people)


def _offer(problem: Problem, start: Plan, run: Run) -> None:
    """Begin with an earlier plan's levels where they keep the rules here."""
    if len(start.pay) == problem.reach.points:
        run.pay = start.pay
    plan = assess(problem, start.chosen)
    if violations(problem, plan):
        return
    whole = run.whole
    value = plan.objective if whole is None else whole - plan.objective
    entry = None if not problem.capacitated else admitted(problem, plan.chosen)
    run.found(float(value), plan.chosen, entry)
