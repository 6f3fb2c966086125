"""Lines kept for later: what each costs and which demands it meets."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jiamenkou.engines.roster.crew import Crew
from jiamenkou.engines.roster.line import Costs, Counts


@dataclass(frozen=True, kw_only=True, eq=False)
class Column:
    """A line of one person; `met` lists the demands it counts towards."""

    person: int
    choices: Counts
    own: int
    met: Counts

    def at(self, pay: Costs) -> int:
        """What it costs when each demand it meets pays `pay`, own costs in the same parts."""
        return -int(pay[self.met].sum())


class Columns:
    """All lines met so far, by person, none twice."""

    def __init__(self, crew: Crew) -> None:
        self.crew = crew
        self.of: list[list[Column]] = [[] for _ in crew.lines]
        self._seen: dict[tuple[int, bytes], Column] = {}

    def add(self, person: int, choices: Counts) -> tuple[Column, bool]:
        """The column of a line, and whether it is new."""
        key = (person, choices.tobytes())
        if key in self._seen:
            return self._seen[key], False
        column = Column(
            person=person,
            choices=choices,
            own=self.crew.own_cost(person, choices),
            met=self.crew.met_by(person, choices),
        )
        self._seen[key] = column
        self.of[person].append(column)
        return column, True

    def best_at(self, person: int, pay: Costs, scale: int, most: int) -> list[Column]:
        """The `most` columns of a person that cost least at these pays."""
        ranked = sorted(self.of[person], key=lambda each: scale * each.own + each.at(pay))
        return ranked[:most]

    def least_at(self, person: int, pay: Costs, scale: int) -> int:
        """What the cheapest column of a person costs at these pays."""
        return min(scale * each.own + each.at(pay) for each in self.of[person])


def there_of(crew: Crew, columns: list[Column]) -> Costs:
    """How many these columns put on each demand."""
    met = np.concatenate([each.met for each in columns]) if columns else np.empty(0, dtype=np.int64)
    return np.bincount(met, minlength=len(crew.needed)).astype(np.int64)


def cost_of(crew: Crew, columns: list[Column]) -> int:
    """What a roster of these columns costs, `MISSED` for each hard demand not met."""
    return sum(each.own for each in columns) + int(crew.costs(there_of(crew, columns)).sum())
