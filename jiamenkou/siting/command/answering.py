"""From a plan to its report, and the plans for more and for less beside it."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from django.utils import timezone
from django.utils.translation import gettext as _

from jiamenkou.engines.siting import (
    UNLIMITED,
    Goal,
    Infeasible,
    Plan,
    Problem,
    Progress,
    Stop,
    frontier,
)
from jiamenkou.siting.command.asking import Question
from jiamenkou.siting.points import Ints
from jiamenkou.siting.reports import Answer, Choice, Report, Site, installed_version

SPREAD: tuple[float, ...] = (0.5, 0.65, 0.8, 1.25, 1.5, 2.0)
"""The frontier's plans, as shares of what was asked for."""


def report_of(
    question: Question, plan: Plan, choices: Sequence[Choice], given: argparse.Namespace
) -> Report:
    """Everything the files say about this plan; words are in the language that is active."""
    doors = _in_order(question, plan)
    served_by, metres = _served(question, plan, doors)
    return Report(
        title=given.title
        or _("Where centres should stand: %(city)s") % {"city": given.demand.stem},
        made_at=timezone.localtime(),
        version=installed_version(),
        demand=question.demand,
        sites=tuple(_site(question, plan, index) for index in doors),
        served_by=served_by,
        metres=metres,
        metres_before=_today(question),
        unserved_metres=question.problem.unserved,
        radius_metres=question.near,
        answer=_answer(question, plan),
        frontier=tuple(choices),
        reads=question.reads,
        parameters=tuple(_parameters(question, given)),
        notes=question.notes,
    )


def other_plans(
    question: Question, plan: Plan, *, stop: Stop, progress: Callable[[Progress], bool]
) -> list[Choice]:
    """Plans for more and for less than was asked, with this one between them."""
    problem, shares = question.problem, SPREAD
    if problem.goal is Goal.FEWEST:
        shares = tuple(share for share in SPREAD if share < 1)
        problem = replace(problem, goal=Goal.COVER, number=len(plan.chosen))
    plans = _frontier(problem, _values(problem, len(plan.chosen), shares), stop, progress)
    different = {one.chosen.tobytes(): one for one in (*plans, plan)}
    choices = [_choice(question, one) for one in different.values()]
    if _by_budget(problem):
        return sorted(choices, key=lambda choice: choice.cost)
    return sorted(choices, key=lambda choice: choice.centres)


def _frontier(
    problem: Problem, values: Sequence[int], stop: Stop, progress: Callable[[Progress], bool]
) -> list[Plan]:
    """A plan for each value; where the smaller ones have none, for the larger ones."""
    asked = problem.budget if _by_budget(problem) else problem.number
    for tried in (values, [value for value in values if value > (asked or 0)]):
        try:
            if _by_budget(problem):
                return frontier(problem, budgets=tried, stop=stop, progress=progress)
            return frontier(problem, numbers=tried, stop=stop, progress=progress)
        except Infeasible:
            continue
    return []


def _by_budget(problem: Problem) -> bool:
    return problem.number is None and problem.budget is not None


def _values(problem: Problem, chosen: int, shares: Sequence[float]) -> list[int]:
    """The budgets or numbers beside the one asked for."""
    if problem.number is None and problem.budget is not None:
        return sorted({round(problem.budget * share) for share in shares})
    return _numbers(problem, chosen, shares)


def _numbers(problem: Problem, asked: int, shares: Sequence[float]) -> list[int]:
    required = 0 if problem.required is None else int(problem.required.sum())
    least, most = max(required, 1), problem.levels.sites
    return sorted({min(max(round(asked * share), least), most) for share in shares} - {asked})


def _choice(question: Question, plan: Plan) -> Choice:
    places = question.problem.levels.place[plan.chosen]
    _by, metres = question.walker.nearest(question.demand.lonlat, question.sites.lonlat[places])
    if question.problem.capacitated:
        metres = plan.metres
    people, total = question.demand.people, max(question.demand.total, 1)
    charged = np.minimum(metres, question.problem.unserved).astype(np.int64)
    return Choice(
        centres=len(plan.chosen),
        cost=plan.cost,
        mean_metres=int(people @ charged) / total,
        share_within=int(people[metres <= question.near].sum()) / total,
        gap=plan.gap,
    )


def _in_order(question: Question, plan: Plan) -> list[int]:
    """Chosen sites, those with most people first, then the standing ones that close."""
    served = plan.served_by >= 0
    people = np.bincount(
        plan.served_by[served],
        weights=question.demand.people[served],
        minlength=len(question.sites.ids),
    )
    chosen = [int(place) for place in question.problem.levels.place[plan.chosen]]
    closing = [int(i) for i in np.flatnonzero(question.sites.existing) if i not in chosen]
    return sorted(chosen, key=lambda place: (-people[place], place)) + closing


def _served(question: Question, plan: Plan, doors: Sequence[int]) -> tuple[Ints, Ints]:
    """Who is served where: as assigned under capacities, else whoever is nearest.

    Measured anew to the chosen places alone, as the lists of the problem may have been cut.
    """
    chosen = np.array(doors[: len(plan.chosen)], dtype=np.int64)
    if not question.problem.capacitated:
        return question.walker.nearest(question.demand.lonlat, question.sites.lonlat[chosen])
    number = np.full(len(question.sites.ids) + 1, -1, dtype=np.int32)
    number[chosen] = np.arange(len(chosen))
    return number[plan.served_by], plan.metres


def _today(question: Question) -> Ints | None:
    standing = question.sites.existing
    if not standing.any():
        return None
    return question.walker.nearest(question.demand.lonlat, question.sites.lonlat[standing])[1]


def _site(question: Question, plan: Plan, index: int) -> Site:
    sites, closes = question.sites, index not in question.problem.levels.place[plan.chosen]
    capacity = int(question.problem.levels.capacity[index])
    action = "keep" if sites.existing[index] else "open"
    return Site(
        id=sites.ids[index],
        name=sites.names[index],
        lon=float(sites.lon[index]),
        lat=float(sites.lat[index]),
        action="close" if closes else action,
        cost=0 if closes else int(sites.cost[index]),
        area_m2=int(sites.area_m2[index]) or None,
        capacity=None if capacity == UNLIMITED else capacity,
    )


def _answer(question: Question, plan: Plan) -> Answer:
    return Answer(
        goal=question.problem.goal,
        objective=plan.objective,
        bound=plan.bound,
        gap=plan.gap,
        proven=plan.proven,
        seconds=plan.seconds,
        seed=plan.seed,
        binding=plan.binding,
    )


def _parameters(question: Question, given: argparse.Namespace) -> list[tuple[str, str]]:
    walked = (
        _("along the streets of %(file)s") % {"file": given.network.name}
        if given.network
        else _("straight lines times %(factor)s") % {"factor": given.detour}
    )
    asked = {
        "--by": given.by,
        "--number": given.number,
        "--budget": given.budget,
        "--radius": given.radius,
        "--limit-metres": question.walker.limit_metres,
        "--most": given.most,
        "--crs": given.crs,
        "--seconds": given.seconds,
        "--gap": given.gap,
        "--far-metres": question.problem.far_metres or None,
        "--may-close": given.may_close or None,
        "--capacity": given.capacity or None,
    }
    shown = [(name, str(value)) for name, value in asked.items() if value is not None]
    return [(_("Walks"), walked), *shown]
