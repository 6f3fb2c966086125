"""The best roster of given columns: CP-SAT picks one a person."""

from __future__ import annotations

from ortools.sat.python import cp_model

from jiamenkou.engines.roster.columns import Column
from jiamenkou.engines.roster.crew import Crew
from jiamenkou.engines.roster.exact import Effort, solver_for
from jiamenkou.engines.roster.line import Costs


def best_mix(
    crew: Crew, offered: list[list[Column]], there: Costs, effort: Effort
) -> list[Column] | None:
    """One column of each list, the first of each to begin with, beside those in `there`."""
    model = cp_model.CpModel()
    picks = [[(model.new_bool_var(""), column) for column in of_one] for of_one in offered]
    cost = [column.own * pick for of_one in picks for pick, column in of_one]
    for of_one in picks:
        model.add_exactly_one(pick for pick, _ in of_one)
        for number, (pick, _) in enumerate(of_one):
            model.add_hint(pick, number == 0)
    model.minimize(sum(cost) + sum(_misses(model, crew, picks, there)))
    solver = solver_for(effort)
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    return [
        next(column for pick, column in of_one if solver.boolean_value(pick)) for of_one in picks
    ]


def _misses(
    model: cp_model.CpModel,
    crew: Crew,
    picks: list[list[tuple[cp_model.IntVar, Column]]],
    there: Costs,
) -> list[cp_model.LinearExpr]:
    """What too few and too many cost on each demand these columns meet."""
    met: dict[int, list[cp_model.IntVar]] = {}
    for of_one in picks:
        for pick, column in of_one:
            for demand in column.met.tolist():
                met.setdefault(demand, []).append(pick)
    found: list[cp_model.LinearExpr] = []
    for demand, there_too in met.items():
        still = int(crew.needed[demand] - there[demand])
        short = model.new_int_var(0, max(still, 0), "")
        over = model.new_int_var(0, max(len(picks) - still, 0), "")
        model.add(sum(there_too) + short - over == still)
        found += [int(crew.under[demand]) * short, int(crew.over[demand]) * over]
    return found
