"""Everyone's lines together, and how many that puts on each demand."""

from __future__ import annotations

import numpy as np

from jiamenkou.engines.roster.duties import Roster
from jiamenkou.engines.roster.fair import fair_shares
from jiamenkou.engines.roster.line import Costs, Count, Counts, Line, line_of
from jiamenkou.engines.roster.problem import Problem
from jiamenkou.engines.roster.rules import HARD

MISSED = 1_000_000
"""What a hard demand not met is taken to cost while searching."""


class Crew:
    """The problem as lines: what each person's choices do to which demand.

    `meets` by person: int32 (days, choices, demands met at once), -1 for none.
    """

    def __init__(self, problem: Problem) -> None:
        shares = fair_shares(problem)
        self.problem = problem
        self.lines = [line_of(problem, n, shares[n]) for n in range(len(problem.people))]
        spots = _spots(problem)
        self.meets = [_meets(problem, line, spots) for line in self.lines]
        self.needed = np.array([each.needed for each in problem.demands], dtype=np.int64)
        self.under = _weights([each.under for each in problem.demands])
        self.over = _weights([each.over for each in problem.demands])

    def costs(self, there: Costs) -> Costs:
        """What each demand costs with so many there."""
        short = self.needed - there
        return np.where(short > 0, self.under * short, -self.over * short)

    def next_costs(self, there: Costs) -> Costs:
        """What one more on each demand costs; a last 0 for no demand at all."""
        more = np.where(there < self.needed, -self.under, self.over)
        return np.append(more, 0)

    def paid(self, person: int, pay: Costs) -> Costs:
        """What a person's choices cost more (days, choices) when demands pay `pay`."""
        more: Costs = np.append(-pay, 0)[self.meets[person]].sum(axis=2)
        return more

    def met_by(self, person: int, choices: Counts) -> Counts:
        """The demands a line counts towards."""
        met = self.meets[person][np.arange(len(choices)), choices].ravel()
        return met[met >= 0]

    def there(self, choices: list[Counts]) -> Costs:
        """How many are on each demand."""
        met = [self.met_by(person, line) for person, line in enumerate(choices)]
        return np.bincount(np.concatenate(met), minlength=len(self.needed)).astype(np.int64)

    def own_cost(self, person: int, choices: Counts) -> int:
        """What a line costs by itself; the counts it may not have are not looked for."""
        return own_cost(self.lines[person], choices)

    def roster(self, choices: list[Counts]) -> Roster:
        """The lines as a roster."""
        roster = Roster.empty(len(self.lines), self.problem.days)
        for person, line in enumerate(self.lines):
            for day, each in enumerate(choices[person].tolist()):
                roster.shift[person, day], roster.place[person, day] = line.offered[day][each]
        return roster

    def choices(self, roster: Roster) -> list[Counts]:
        """A roster as lines."""
        return [self._choices(person, roster) for person in range(len(self.lines))]

    def _choices(self, person: int, roster: Roster) -> Counts:
        line = self.lines[person]
        taken = zip(roster.shift[person].tolist(), roster.place[person].tolist(), strict=True)
        found = [line.offered[day].index(each) for day, each in enumerate(taken)]
        return np.array(found, dtype=np.int32)


def own_cost(line: Line, choices: Counts) -> int:
    """What a line costs by itself, from its numbers."""
    days = np.arange(len(choices))
    cost, state = line.constant + int(line.price[days, choices].sum()), 0
    for kind in line.kind[days, choices].tolist():
        cost += int(line.automaton.cost[state, kind])
        state = int(line.automaton.then[state, kind])
    return cost + sum(_count_cost(each, each.gain[days, choices]) for each in line.counts)


def _count_cost(count: Count, gain: Counts) -> int:
    total, value, done = 0, count.begun, False
    for day, more in enumerate(gain.tolist()):
        if day in count.weeks:
            done = False
        if day in count.resets:
            total += int(count.table[min(value, len(count.table) - 1)])
            value = 0
        if more and not (count.weekly and done):
            value += more
            done = True
    return total + int(count.table[min(value, len(count.table) - 1)])


def _weights(weights: list[int]) -> Costs:
    return np.array([MISSED if each == HARD else each for each in weights], dtype=np.int64)


def _spots(problem: Problem) -> dict[tuple[int, int, int], list[int]]:
    spots: dict[tuple[int, int, int], list[int]] = {}
    for number, each in enumerate(problem.demands):
        spots.setdefault((each.place, each.day, each.shift), []).append(number)
    return spots


def _meets(problem: Problem, line: Line, spots: dict[tuple[int, int, int], list[int]]) -> Counts:
    skills = problem.people[line.number].skills
    met = [
        [
            [n for n in spots.get((place, day, shift), []) if _fits(problem, n, skills)]
            for shift, place in offered
        ]
        for day, offered in enumerate(line.offered)
    ]
    most = max((len(each) for of_day in met for each in of_day), default=0)
    array = np.full((*line.kind.shape, max(most, 1)), -1, dtype=np.int32)
    for day, of_day in enumerate(met):
        for each, numbers in enumerate(of_day):
            array[day, each, : len(numbers)] = numbers
    return array


def _fits(problem: Problem, demand: int, skills: frozenset[int]) -> bool:
    skill = problem.demands[demand].skill
    return skill is None or skill in skills
