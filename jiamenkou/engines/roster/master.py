"""The linear relaxation over columns: shares of lines that meet the demands at least cost."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from ortools.linear_solver import pywraplp

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
    """One row a demand and one a free person; those who are not free stand in `there`."""

    def __init__(self, crew: Crew, free: list[int], there: Costs) -> None:
        self.crew, self.free = crew, free
        self.still = crew.needed - there
        self.columns: list[Column] = []
        self._solver = pywraplp.Solver.CreateSolver("GLOP")
        self._taken: list[pywraplp.Variable] = []
        self._goal = self._solver.Objective()
        self._rows = [self._row(float(each)) for each in self.still]
        self._people = {person: self._row(1.0) for person in free}
        self._add_misses()

    def add(self, column: Column) -> None:
        """Offer a line."""
        share = self._solver.NumVar(0.0, self._solver.infinity(), "")
        self._goal.SetCoefficient(share, float(column.own))
        self._people[column.person].SetCoefficient(share, 1.0)
        for demand in column.met.tolist():
            self._rows[demand].SetCoefficient(share, 1.0)
        self._taken.append(share)
        self.columns.append(column)

    def solve(self) -> Relaxed:
        """The relaxation as it stands."""
        self._solver.Solve()
        duals = np.array([row.dual_value() for row in self._rows])
        pay = np.rint(duals * SCALE).astype(np.int64)
        return Relaxed(
            value=self._goal.Value(),
            pay=np.clip(pay, -SCALE * self.crew.over, SCALE * self.crew.under),
        )

    def shares(self) -> NDArray[np.float64]:
        """How much of each column the relaxation takes."""
        return np.array([each.solution_value() for each in self._taken])

    def fix(self, number: int) -> None:
        """Take a column whole."""
        self._taken[number].SetLb(1.0)

    def _row(self, amount: float) -> pywraplp.Constraint:
        return self._solver.Constraint(amount, amount)

    def _add_misses(self) -> None:
        self._goal.SetMinimization()
        for demand, row in enumerate(self._rows):
            for cost, sign in ((self.crew.under[demand], 1.0), (self.crew.over[demand], -1.0)):
                miss = self._solver.NumVar(0.0, self._solver.infinity(), "")
                self._goal.SetCoefficient(miss, float(cost))
                row.SetCoefficient(miss, sign)
