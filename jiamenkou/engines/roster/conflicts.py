"""Why there is no roster: a smallest set of hard demands and rules, with the facts."""

from __future__ import annotations

from collections.abc import Iterable

from ortools.sat.python import cp_model

from jiamenkou.engines.roster.choices import offers
from jiamenkou.engines.roster.exact import Effort, solver_for
from jiamenkou.engines.roster.model import Group, Model, whole_model
from jiamenkou.engines.roster.plan import Conflict
from jiamenkou.engines.roster.problem import Problem
from jiamenkou.engines.roster.rules import Rule

SECONDS = 20.0
"""For each question; one without an answer counts as possible."""


def conflicts_in(problem: Problem) -> list[Conflict]:
    """An irreducible set of what cannot all be kept; empty when all can."""
    model = whole_model(problem, explaining=True)
    core = _core(model, list(model.told or {}))
    if core is None:
        return []
    # First the rules, then the demands: what remains is told as demands where that is possible.
    for group in sorted(core, key=lambda each: (each[0] in ("under", "over"), each)):
        rest = _core(model, [each for each in core if each != group])
        if group in core and rest is not None:
            core = rest
    return [_conflict(problem, group) for group in sorted(core, key=_first)]


def _core(model: Model, groups: Iterable[Group]) -> list[Group] | None:
    """Some of the groups that cannot be kept together, None when all can."""
    told = model.told or {}
    asked = list(groups)
    model.cp.clear_assumptions()
    model.cp.add_assumptions([told[group] for group in asked])
    solver = solver_for(Effort(seconds=SECONDS))
    if solver.solve(model.cp) != cp_model.INFEASIBLE:
        return None
    found = set(solver.sufficient_assumptions_for_infeasibility())
    return [group for group in asked if told[group].index in found]


def _first(group: Group) -> tuple[bool, Group]:
    return group[0] not in ("under", "over"), group


def _conflict(problem: Problem, group: Group) -> Conflict:
    rule, number, detail = group
    if rule in ("under", "over"):
        return _of_demand(problem, rule, number)
    if rule == "most_of_shift":
        kind = problem.people[number].rules.most_of_shift[detail]
        return Conflict(rule=rule, person=number, shift=detail, limit=kind.limit)
    asked: Rule | None = getattr(problem.people[number].rules, rule, None)
    days = (detail,) if detail >= 0 else ()
    return Conflict(rule=rule, person=number, days=days, limit=asked.limit if asked else 0)


def _of_demand(problem: Problem, rule: str, number: int) -> Conflict:
    demand = problem.demands[number]
    why_not = []
    for person in range(len(problem.people)):
        reasons = _reasons(problem, person, number)
        if reasons:
            why_not.append((person, reasons[0]))
    return Conflict(
        rule=rule,
        demand=number,
        days=(demand.day,),
        shift=demand.shift,
        skill=demand.skill,
        needed=demand.needed,
        available=len(problem.people) - len(why_not),
        why_not=tuple(why_not),
        limit=demand.needed,
    )


def _reasons(problem: Problem, person: int, number: int) -> list[str]:
    """Why somebody cannot be there, whatever else is asked."""
    demand = problem.demands[number]
    skill = demand.skill
    lacking = skill is not None and skill not in problem.people[person].skills
    wanted = (demand.shift, demand.place)
    refused = next(
        (rules for choice, rules in offers(problem, person, demand.day) if choice == wanted), []
    )
    return [*(["skill"] if lacking else []), *refused]
