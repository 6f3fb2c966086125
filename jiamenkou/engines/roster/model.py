"""The whole problem as a CP-SAT model: one Boolean a person, day and choice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from ortools.sat.python import cp_model

from jiamenkou.engines.roster.choices import REST, Choice, choices, offers
from jiamenkou.engines.roster.duties import OFF, Roster
from jiamenkou.engines.roster.fair import fair_shares
from jiamenkou.engines.roster.problem import Problem
from jiamenkou.engines.roster.rules import Rule

Group = tuple[str, int, int]
"""(rule, person or demand, day or -1): what an explanation names."""

Term = Any
"""A CP-SAT literal or linear expression, or a plain number."""


@dataclass(kw_only=True)
class Model:
    """A CP-SAT model being built.

    `took`     by person and day: the Boolean of each choice.
    `told`     None to solve; to explain, the assumption under which each group is enforced.
    `price`    what the soft breaks cost: (expression, weight) each, and `constant`.
    """

    problem: Problem
    cp: cp_model.CpModel = field(default_factory=cp_model.CpModel)
    took: dict[tuple[int, int], dict[Choice, Term]] = field(default_factory=dict)
    told: dict[Group, Term] | None = None
    shares: list[tuple[int, ...]] = field(default_factory=list)
    price: list[tuple[Term, int]] = field(default_factory=list)
    constant: int = 0

    def assume(self, group: Group) -> list[Term]:
        """What enforces a group: nothing when solving."""
        if self.told is None:
            return []
        if group not in self.told:
            self.told[group] = self.cp.new_bool_var(f"{group}")
        return [self.told[group]]

    def bit(self) -> Term:
        """A new Boolean."""
        return self.cp.new_bool_var("")

    def at_most(self, total: Term, limit: int, rule: Rule, group: Group, *, unit: int = 1) -> None:
        """`total` may not exceed the limit, or is charged by the unit begun beyond it."""
        if rule.hard:
            self._hard(total <= limit, group)
        elif rule.weight and self.told is None:
            over = self.cp.new_int_var(0, 10_000, "")
            self.cp.add(unit * over >= total - limit)
            self.price.append((over, rule.weight))

    def _hard(self, said: Any, group: Group) -> None:
        # A comparison of plain numbers is a plain truth.
        made = self.cp.add_bool_or([] if not said else [True]) if isinstance(said, bool) else None
        made = made or self.cp.add(said)
        if self.told is not None:
            made.only_enforce_if(self.assume(group))

    def never(self, literals: Iterable[Term], rule: Rule, group: Group, *, times: int = 1) -> None:
        """These are not all true, or that is charged."""
        clause = [literal.negated() for literal in literals]
        if rule.hard:
            self.cp.add_bool_or(clause + [each.negated() for each in self.assume(group)])
        elif rule.weight * times and self.told is None:
            broken = self.bit()
            self.cp.add_bool_or([*clause, broken])
            self.price.append((broken, rule.weight * times))

    def kind(self, person: int, day: int, shift: int) -> list[Term]:
        """The Booleans of working this shift at any place."""
        return [each for (kind, _), each in self.took[person, day].items() if kind == shift]

    def working(self, person: int, day: int) -> list[Term]:
        """The Booleans of working at all."""
        return [each for choice, each in self.took[person, day].items() if choice != REST]

    def off(self, person: int, day: int) -> Term:
        """The literal of a day off."""
        return self.took[person, day][REST]


def whole_model(problem: Problem, *, explaining: bool = False) -> Model:
    """Everyone's choices, rules and demands, with the objective unless it is to explain."""
    from jiamenkou.engines.roster.model_demands import add_demands
    from jiamenkou.engines.roster.model_people import add_person

    model = Model(problem=problem, told={} if explaining else None, shares=fair_shares(problem))
    for number in range(len(problem.people)):
        _add_choices(model, number)
        add_person(model, number)
    add_demands(model)
    if not explaining:
        model.cp.minimize(sum(weight * each for each, weight in model.price) + model.constant)
    return model


def _add_choices(model: Model, number: int) -> None:
    problem = model.problem
    for day in range(problem.days):
        model.took[number, day] = taken = {}
        if model.told is None:
            taken.update({each: model.bit() for each in choices(problem, number, day)})
            taken.setdefault(REST, model.cp.new_constant(0))
        else:
            _offer(model, number, day, taken)
        model.cp.add_exactly_one(taken.values())


def _offer(model: Model, number: int, day: int, taken: dict[Choice, Term]) -> None:
    person = model.problem.people[number]
    here = {person.home, *person.elsewhere, *(duty.place for duty in person.fixed)}
    for choice, refused in offers(model.problem, number, day):
        if choice == REST or choice[1] in here:
            taken[choice] = model.bit()
            for rule in refused:
                when = day if rule in ("absent", "fixed") else -1
                model.cp.add_implication(model.assume((rule, number, when))[0], ~taken[choice])


def hint(model: Model, roster: Roster) -> None:
    """Begin from this roster."""
    for (person, day), taken in model.took.items():
        shift = int(roster.shift[person, day])
        choice = REST if shift == OFF else (shift, int(roster.place[person, day]))
        for each, literal in taken.items():
            model.cp.add_hint(literal, each == choice)


def read(model: Model, value: Any) -> Roster:
    """The roster of a solution; `value` tells whether a literal is true in it."""
    roster = Roster.empty(len(model.problem.people), model.problem.days)
    for (person, day), taken in model.took.items():
        for (shift, place), literal in taken.items():
            if shift != OFF and value(literal):
                roster.shift[person, day], roster.place[person, day] = shift, place
    return roster
