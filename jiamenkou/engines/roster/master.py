"""The linear relaxation over columns: shares of lines that meet the demands at least cost."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from ortools.linear_solver import pywraplp

from jiamenkou.engines.roster.automaton import NEVER
from jiamenkou.engines.roster.columns import Column
from jiamenkou.engines.roster.crew import Crew
from jiamenkou.engines.roster.line import Costs

SCALE = 1000
"""Pays are whole thousandths, so that a bound worked out from them is exact."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Relaxed:
    """What the relaxation costs and what it pays for one more on each demand, in thousandths."""

    value: float
    pay: Costs


class Master:
    """One row a demand and one a free person; those who are not free stand in `there`.

    `barred`  by free person: int64 (days, choices), NEVER where a choice is out of the question.
    `shares`  how much of each column the last relaxation took.
    """

    def __init__(self, crew: Crew, free: list[int], there: Costs) -> None:
        self.crew, self.free = crew, free
        self.still = crew.needed - there
        self.columns: list[Column] = []
        self.shares: NDArray[np.float64] = np.zeros(0)
        self.barred = {person: np.zeros_like(crew.lines[person].price) for person in free}
        self._offered: set[int] = set()
        self._solver = pywraplp.Solver.CreateSolver("GLOP")
        self._taken: list[pywraplp.Variable] = []
        self._goal = self._solver.Objective()
        self._rows = [self._row(float(each)) for each in self.still]
        self._people = {person: self._row(1.0) for person in free}
        self._under = crew.under.copy()
        self._short: list[pywraplp.Variable] = []
        self._add_misses()

    def add(self, column: Column) -> bool:
        """Offer a line; whether it is new here."""
        if id(column) in self._offered:
            return False
        self._offered.add(id(column))
        share = self._solver.NumVar(0.0, self._solver.infinity(), "")
        self._goal.SetCoefficient(share, float(column.own))
        self._people[column.person].SetCoefficient(share, 1.0)
        for demand in column.met.tolist():
            self._rows[demand].SetCoefficient(share, 1.0)
        self._taken.append(share)
        self.columns.append(column)
        return True

    def solve(self) -> Relaxed:
        """The relaxation as it stands."""
        self._solver.Solve()
        self.shares = np.array([each.solution_value() for each in self._taken])
        duals = np.array([row.dual_value() for row in self._rows])
        pay = np.rint(duals * SCALE).astype(np.int64)
        return Relaxed(
            value=self._goal.Value(),
            pay=np.clip(pay, -SCALE * self.crew.over, SCALE * self._under),
        )

    def charge(self, most: int) -> bool:
        """Charge so much for one too few at most; whether any demand would be charged more."""
        self._under = np.minimum(self.crew.under, most)
        for short, cost in zip(self._short, self._under.tolist(), strict=True):
            self._goal.SetCoefficient(short, float(cost))
        return bool(np.any(self.crew.under > most))

    def settle(self, cells: list[tuple[int, int, int]]) -> None:
        """Bar all but one choice of these (person, day, choice), and the columns that differ."""
        kept: dict[int, dict[int, int]] = {}
        for person, day, choice in cells:
            barred = self.barred[person][day]
            barred[:], barred[choice] = NEVER, 0
            kept.setdefault(person, {})[day] = choice
        for column, share in zip(self.columns, self._taken, strict=True):
            asked = kept.get(column.person, {})
            if any(column.choices[day] != choice for day, choice in asked.items()):
                share.SetUb(0.0)

    def _row(self, amount: float) -> pywraplp.Constraint:
        return self._solver.Constraint(amount, amount)

    def _add_misses(self) -> None:
        self._goal.SetMinimization()
        for demand, row in enumerate(self._rows):
            for cost, sign in ((self.crew.under[demand], 1.0), (self.crew.over[demand], -1.0)):
                miss = self._solver.NumVar(0.0, self._solver.infinity(), "")
                self._goal.SetCoefficient(miss, float(cost))
                row.SetCoefficient(miss, sign)
                if sign > 0:
                    self._short.append(miss)
