"""One part by lines: their bound, a dive from it, and neighbourhoods around the best roster."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from jiamenkou.engines.roster.columns import Column, Columns, cost_of
from jiamenkou.engines.roster.crew import MISSED, Crew
from jiamenkou.engines.roster.dive import Pace, dive
from jiamenkou.engines.roster.generate import Bound, Hand, generate, warm
from jiamenkou.engines.roster.line import Costs, Counts
from jiamenkou.engines.roster.master import SCALE, Master
from jiamenkou.engines.roster.problem import Problem
from jiamenkou.engines.roster.renew import Renewal, group_of, renewed, window_of
from jiamenkou.engines.roster.run import Run
from jiamenkou.engines.roster.windows import Windows

ANY = 1 << 40
"""A ceiling above every line."""

PATIENCE = 6
"""Neighbourhoods without a better roster before they grow by one."""

FORGET = 0.9
"""How much of what a sort of neighbourhood brought before still counts after one more."""


@dataclass(kw_only=True)
class Sort:
    """A sort of neighbourhood: people's whole lines, or days of a `part` of the people."""

    size: int
    widest: int
    part: float | None = None
    brought: float = 1.0
    idle: int = 0

    def learn(self, *, gained: bool, proven: bool) -> None:
        """Remember how it went; larger when nothing more is in this size, smaller when too hard."""
        self.brought = FORGET * self.brought + (1 - FORGET) * gained
        self.idle = 0 if gained else self.idle + 1
        if not proven:
            self.size, self.idle = max(2, self.size - 1), 0
        elif self.idle >= PATIENCE:
            self.size, self.idle = min(self.widest, self.size + 1), 0


class ByLines:
    """Column generation, a dive and neighbourhoods, on one part."""

    def __init__(self, run: Run, part: int, problem: Problem) -> None:
        self.run, self.part = run, part
        self.crew = Crew(problem)
        self.columns = Columns(self.crew)
        self.hands = [Hand.of(self.crew) for _ in range(run.threads)]
        self.dice = np.random.default_rng(run.seed)
        self.pay: Costs = np.zeros(len(self.crew.needed), dtype=np.int64)
        self.lock = threading.Lock()
        self.now: list[Column] = []
        self.value = 0

    def start(self) -> list[Column] | None:
        """A line for everyone, one after another; None when somebody has none."""
        there, taken = np.zeros(len(self.crew.needed), dtype=np.int64), []
        for person, pricing in enumerate(self.hands[0].pricings):
            paid = SCALE * self.crew.next_costs(there)[self.crew.meets[person]].sum(axis=2)
            found = pricing.below(paid, ANY, self.hands[0].room)
            if found.choices is None or not found.sure or self.run.told_to_stop:
                return None
            taken.append(self.columns.add(person, found.choices))
            np.add.at(there, taken[-1].met, 1)
        return taken

    def bound(self, now: list[Column], until: float) -> Master:
        """Generate columns until the bound stands or the time is up."""
        nobody = np.zeros(len(self.crew.needed), dtype=np.int64)
        master = Master(self.crew, list(range(len(now))), nobody)
        for column in now:
            master.add(column)

        def told(bound: Bound) -> bool:
            self.pay = bound.pay
            self.run.raise_bound(self.part, -(-bound.value // SCALE))
            return self.run.enough(self.part) or self.run.seconds > until

        warmed = warm(master, self.columns, self.hands, begun=self.pay, told=told)
        generate(master, self.columns, self.hands, rounds=1_000, begun=warmed.pay, told=told)
        return master

    def dive(self, master: Master, seconds: float) -> list[Column]:
        """A roster from the relaxation, in about so many seconds."""
        gone = self._gone(max(seconds, 0.1))
        return dive(master, self.columns, self.hands, Pace(late=gone))

    def _gone(self, spell: float) -> Callable[[], float]:
        """What part of a spell of so many seconds from now is gone."""
        began = self.run.seconds
        return lambda: 1.0 if self.run.left <= 0 else (self.run.seconds - began) / spell

    def renew(self, now: list[Column]) -> None:
        """Neighbourhood after neighbourhood until it is enough, each hand on its own."""
        self.now, self.value = now, cost_of(self.crew, now)
        self.keep(now, self.value)
        sorts = [Sort(size=6, widest=14)]
        if Windows.fits(self.crew):
            days = self.crew.problem.days
            sorts += [Sort(size=5, widest=days, part=part) for part in (1.0, 0.5, 0.25)]
        with ThreadPoolExecutor(len(self.hands)) as threads:
            list(threads.map(lambda hand: self._work(hand, sorts), self.hands))

    def _work(self, hand: Hand, sorts: list[Sort]) -> None:
        windows = Windows(self.crew) if len(sorts) > 1 else None
        while not self.run.enough(self.part):
            with self.lock:
                chance = np.array([0.1 + each.brought for each in sorts])
                sort = sorts[int(self.dice.choice(len(sorts), p=chance / chance.sum()))]
                before = self.now
            new, proven = self._tried(before, sort, hand, windows)
            with self.lock:
                sort.learn(gained=self._better(before, new), proven=proven)
                self.run.rounds += 1

    def _tried(
        self, now: list[Column], sort: Sort, hand: Hand, windows: Windows | None
    ) -> tuple[list[Column], bool]:
        """A neighbourhood of this roster, and whether nothing more was in it."""
        left = self.run.left
        renewal = Renewal(enough=lambda: self.run.left <= 0, seconds=max(0.1, left))
        if sort.part is None or windows is None:
            who = group_of(self.crew, now, sort.size, self._die())
            return renewed(self.columns, now, who, hand, renewal, self.pay), True
        opened = window_of(self.crew, now, sort.size, self._die(), part=sort.part)
        made = windows.renewed([each.choices for each in now], opened, renewal.effort)
        if made.choices is None:
            return now, made.proven
        new = self.as_columns(made.choices)
        if made.proven and opened.all():
            self.run.raise_bound(self.part, cost_of(self.crew, new))
        return new, made.proven

    def _die(self) -> np.random.Generator:
        """One of its own for each neighbourhood."""
        with self.lock:
            return np.random.default_rng(self.dice.integers(1 << 32))

    def _better(self, before: list[Column], new: list[Column]) -> bool:
        """Take what was changed, if no other hand changed the same people and it is no dearer."""
        changed = [n for n, each in enumerate(new) if each is not before[n]]
        if any(self.now[n] is not before[n] for n in changed):
            return False
        mixed = list(self.now)
        for n in changed:
            mixed[n] = new[n]
        cost, value = cost_of(self.crew, mixed), self.value
        if cost <= value:
            self.now, self.value = mixed, cost
        if cost < value:
            self.keep(mixed, cost)
        return cost < value

    def best(self) -> list[Column] | None:
        """The best roster of the run so far as columns."""
        roster = self.run.rosters.get(self.part)
        return None if roster is None else self.as_columns(self.crew.choices(roster))

    def as_columns(self, choices: list[Counts]) -> list[Column]:
        """Lines as columns."""
        return [self.columns.add(person, line) for person, line in enumerate(choices)]

    def cheapest(self, rosters: list[list[Column] | None]) -> list[Column]:
        """The cheapest of those there are."""
        there = [each for each in rosters if each is not None]
        return min(there, key=lambda each: cost_of(self.crew, each))

    def keep(self, now: list[Column], value: int) -> None:
        """Tell the run of a roster that keeps every hard rule."""
        if value < MISSED:
            self.run.found(self.part, value, self.crew.roster([each.choices for each in now]))
