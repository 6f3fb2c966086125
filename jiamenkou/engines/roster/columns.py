"""Lines kept for later: what each costs and which demands it meets."""

from __future__ import annotations

import threading
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


class Columns:
    """All lines met so far, by person, none twice; threads may add at once."""

    def __init__(self, crew: Crew) -> None:
        self.crew = crew
        self.of: list[list[Column]] = [[] for _ in crew.lines]
        self._piles = [_Pile(len(line.offers)) for line in crew.lines]
        self._seen: dict[tuple[int, bytes], Column] = {}
        self._lock = threading.Lock()

    def add(self, person: int, choices: Counts) -> Column:
        """The column of a line."""
        key = (person, choices.tobytes())
        with self._lock:
            if key not in self._seen:
                column = Column(
                    person=person,
                    choices=choices,
                    own=self.crew.own_cost(person, choices),
                    met=self.crew.met_by(person, choices),
                )
                self._piles[person].add(column)
                self.of[person].append(column)
                self._seen[key] = column
            return self._seen[key]

    def best_at(self, person: int, paid: Costs, scale: int, most: int) -> list[Column]:
        """The `most` columns of a person that cost least when choices cost `paid` more."""
        ranked = np.argsort(self._piles[person].costs(paid, scale), kind="stable")
        return [self.of[person][number] for number in ranked[:most].tolist()]

    def least_at(self, person: int, paid: Costs, scale: int) -> tuple[int, Column]:
        """What the cheapest column of a person costs when choices cost `paid` more, and it."""
        costs = self._piles[person].costs(paid, scale)
        number = int(costs.argmin())
        return int(costs[number]), self.of[person][number]


class _Pile:
    """One person's lines as one array that grows."""

    def __init__(self, days: int) -> None:
        self._choices = np.zeros((16, days), dtype=np.int32)
        self._own = np.zeros(16, dtype=np.int64)
        self._days = np.arange(days)
        self._held = 0

    def add(self, column: Column) -> None:
        if self._held == len(self._own):
            self._choices = np.concatenate([self._choices, np.zeros_like(self._choices)])
            self._own = np.concatenate([self._own, np.zeros_like(self._own)])
        self._choices[self._held], self._own[self._held] = column.choices, column.own
        self._held += 1

    def costs(self, paid: Costs, scale: int) -> Costs:
        held = self._held
        extra: Costs = paid[self._days, self._choices[:held]].sum(axis=1)
        return scale * self._own[:held] + extra


def there_of(crew: Crew, columns: list[Column]) -> Costs:
    """How many these columns put on each demand."""
    met = np.concatenate([each.met for each in columns]) if columns else np.empty(0, dtype=np.int64)
    return np.bincount(met, minlength=len(crew.needed)).astype(np.int64)


def cost_of(crew: Crew, columns: list[Column]) -> int:
    """What a roster of these columns costs, `MISSED` for each hard demand not met."""
    return sum(each.own for each in columns) + int(crew.costs(there_of(crew, columns)).sum())
