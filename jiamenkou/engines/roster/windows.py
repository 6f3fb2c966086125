"""Some days of some people made anew by CP-SAT, everything else standing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model

from jiamenkou.engines.roster.crew import Crew
from jiamenkou.engines.roster.exact import Effort, solver_for
from jiamenkou.engines.roster.line import Counts
from jiamenkou.engines.roster.model import whole_model

LARGEST = 150_000
"""Choices of a whole problem beyond which no model of it is built."""

Opened = NDArray[np.bool_]
"""(people, days): what may change."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Window:
    """Everyone's choices as they came out, None when CP-SAT found nothing; `proven` the best."""

    choices: list[Counts] | None
    proven: bool


class Windows:
    """The whole problem as one model, of which windows are solved."""

    def __init__(self, crew: Crew) -> None:
        self._crew = crew
        self._model = whole_model(crew.problem)
        took = self._model.took
        self._literals = [
            [
                [took[line.number, day][choice].index for choice in offered]
                for day, offered in enumerate(line.offered)
            ]
            for line in crew.lines
        ]

    @staticmethod
    def fits(crew: Crew) -> bool:
        """Whether the problem is small enough to be modelled."""
        return sum(int(line.offers.sum()) for line in crew.lines) <= LARGEST

    def renewed(self, now: list[Counts], opened: Opened, effort: Effort) -> Window:
        """The opened days made anew; never dearer than they were."""
        solver = solver_for(effort)
        status = solver.solve(self._held(now, opened))
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return Window(choices=None, proven=status == cp_model.INFEASIBLE)
        value = np.array(solver.response_proto.solution, dtype=np.int32)
        return Window(choices=self._read(now, opened, value), proven=status == cp_model.OPTIMAL)

    def _held(self, now: list[Counts], opened: Opened) -> cp_model.CpModel:
        """The model with all that is not opened as it stands, the rest hinted."""
        held = self._model.cp.clone()
        variables = held.proto.variables
        for person, line in enumerate(self._crew.lines):
            for day, choice in enumerate(now[person].tolist()):
                literals = self._literals[person][day]
                if not opened[person, day]:
                    variables[literals[choice]].domain[0] = 1
                elif line.offers[day] > 1:
                    for number, literal in enumerate(literals):
                        hinted = held.get_bool_var_from_proto_index(literal)
                        held.add_hint(hinted, number == choice)
        return held

    def _read(self, now: list[Counts], opened: Opened, value: Counts) -> list[Counts]:
        new = [each.copy() for each in now]
        for person, day in np.argwhere(opened).tolist():
            new[person][day] = int(value[self._literals[person][day]].argmax())
        return new
