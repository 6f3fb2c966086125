"""The demands, said to CP-SAT."""

from __future__ import annotations

from jiamenkou.engines.roster.model import Model, Term
from jiamenkou.engines.roster.problem import Demand
from jiamenkou.engines.roster.rules import Rule


def add_demands(model: Model) -> None:
    """How many are there on each demand, against how many are needed."""
    there = _there(model)
    for number, demand in enumerate(model.problem.demands):
        present = there.get((demand.place, demand.day, demand.shift), [])
        total = sum(each for person, each in present if _counts(model, person, demand))
        few, many = Rule(weight=demand.under), Rule(weight=demand.over)
        model.at_most(-total, -demand.needed, few, ("under", number, -1))
        model.at_most(total, demand.needed, many, ("over", number, -1))


def _there(model: Model) -> dict[tuple[int, int, int], list[tuple[int, Term]]]:
    there: dict[tuple[int, int, int], list[tuple[int, Term]]] = {}
    for (person, day), taken in model.took.items():
        for (shift, place), each in taken.items():
            there.setdefault((place, day, shift), []).append((person, each))
    return there


def _counts(model: Model, person: int, demand: Demand) -> bool:
    return demand.skill is None or demand.skill in model.problem.people[person].skills
