"""The road one part takes: small ones at once, others by lines, their bound and renewal."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from jiamenkou.engines.roster.check import objective_of, violations
from jiamenkou.engines.roster.columns import Column, Columns, cost_of
from jiamenkou.engines.roster.crew import MISSED, Crew
from jiamenkou.engines.roster.dive import dive
from jiamenkou.engines.roster.exact import Answer, Effort, Watch, solve_exactly
from jiamenkou.engines.roster.generate import Bound, Hand, generate
from jiamenkou.engines.roster.line import Costs
from jiamenkou.engines.roster.master import SCALE, Master
from jiamenkou.engines.roster.problem import Problem
from jiamenkou.engines.roster.renew import Renewal, groups_of, renewed
from jiamenkou.engines.roster.run import Run

AT_ONCE = 450
"""Person-days that CP-SAT is given whole before anything else is tried."""

WHOLE = 0.5
"""The part of the time CP-SAT has for a small part given whole."""

SHORT = 15.0
"""Seconds that are too few for lines to help a small part: CP-SAT has them all."""

WORK = 0.5
"""Deterministic seconds of CP-SAT that count as a round where a small part is stopped by rounds."""

BOUNDING = 0.4
"""The part of what is left that generation may take before the dive."""

ANY = 1 << 40
"""A ceiling above every line."""

PATIENCE = 8
"""Rounds without a better roster before neighbourhoods grow by one."""

WIDEST = 14
"""People in the largest neighbourhood."""


class Impossible(Exception):
    """No roster keeps the hard demands and rules of this part."""


def whole(run: Run, part: int, problem: Problem, seconds: float, threads: int) -> None:
    """CP-SAT on everything, from the best roster so far. Raises Impossible."""
    watch = Watch(
        bound=lambda bound: run.raise_bound(part, bound),
        roster=lambda cost, roster: run.found(part, cost, roster),
        stop=run.enough,
    )
    rounds = run.stop.rounds
    effort = Effort(
        seconds=min(seconds, run.left),
        work=None if rounds is None else WORK * rounds,
        threads=threads if rounds is None else 1,
        seed=run.seed,
        gap=run.stop.gap,
    )
    start = run.rosters.get(part)
    _take(run, part, problem, solve_exactly(problem, effort, start=start, watch=watch))


def _take(run: Run, part: int, problem: Problem, answer: Answer) -> None:
    if answer.impossible:
        raise Impossible
    run.raise_bound(part, answer.bound)
    if answer.roster is not None:
        run.found(part, objective_of(violations(problem, answer.roster)), answer.roster)


class ByLines:
    """Column generation, a dive and neighbourhoods, on one part."""

    def __init__(self, run: Run, part: int, problem: Problem) -> None:
        self.run, self.part = run, part
        self.crew = Crew(problem)
        self.columns = Columns(self.crew)
        self.hands = [Hand.of(self.crew) for _ in range(run.threads)]
        self.dice = np.random.default_rng(run.seed)
        self.pay: Costs = np.zeros(len(self.crew.needed), dtype=np.int64)

    def start(self) -> list[Column] | None:
        """A line for everyone, one after another; None when somebody has none."""
        there, taken = np.zeros(len(self.crew.needed), dtype=np.int64), []
        for person, pricing in enumerate(self.hands[0].pricings):
            paid = SCALE * self.crew.next_costs(there)[self.crew.meets[person]].sum(axis=2)
            found = pricing.below(paid, ANY, self.hands[0].room)
            if found.choices is None or not found.sure or self.run.told_to_stop:
                return None
            taken.append(self.columns.add(person, found.choices)[0])
            np.add.at(there, taken[-1].met, 1)
        return taken

    def bound(self, now: list[Column], until: float) -> list[Column]:
        """Generate columns until the bound stands or the time is up, and dive from there."""
        nobody = np.zeros(len(self.crew.needed), dtype=np.int64)
        master = Master(self.crew, list(range(len(now))), nobody)
        for column in now:
            master.add(column)

        def told(bound: Bound) -> bool:
            self.pay = bound.pay
            self.run.raise_bound(self.part, -(-bound.value // SCALE))
            return self.run.enough(self.part) or self.run.seconds > until

        generate(master, self.columns, self.hands, rounds=1_000, begun=self.pay, told=told)
        late = 0.5 * (until + self.run.stop.seconds)
        return dive(
            master, self.columns, self.hands, lambda: self.run.left <= 0 or self.run.seconds > late
        )

    def renew(self, now: list[Column]) -> None:
        """Neighbourhood after neighbourhood until it is enough; a hand works on each."""
        value, size, idle = cost_of(self.crew, now), 6, 0
        self.keep(now, value)
        while not self.run.enough(self.part):
            before = value
            for who, new in self._tried(now, size):
                now, value = self._better(now, value, new, who)
            self.run.rounds += 1
            idle = 0 if value < before else idle + 1
            if idle > PATIENCE:
                size, idle = min(size + 1, WIDEST), 0

    def _tried(self, now: list[Column], size: int) -> list[tuple[list[int], list[Column]]]:
        """One neighbourhood a hand, at once; nobody is in two of them."""
        groups = groups_of(self.columns, now, size, len(self.hands), self.dice)
        left = self.run.left
        renewal = Renewal(enough=lambda: self.run.left <= 0, seconds=max(0.1, left))
        with ThreadPoolExecutor(len(groups)) as threads:
            made = threads.map(
                lambda who, hand: renewed(self.columns, now, who, hand, renewal, self.pay),
                groups,
                self.hands,
            )
            return list(zip(groups, made, strict=True))

    def _better(
        self, now: list[Column], value: int, new: list[Column], who: list[int]
    ) -> tuple[list[Column], int]:
        """With the lines of `who` as they were made, if that is no dearer."""
        mixed = [new[n] if n in set(who) else column for n, column in enumerate(now)]
        cost = cost_of(self.crew, mixed)
        if cost < value:
            self.keep(mixed, cost)
        return (mixed, cost) if cost <= value else (now, value)

    def best(self) -> list[Column] | None:
        """The best roster of the run so far as columns."""
        roster = self.run.rosters.get(self.part)
        if roster is None:
            return None
        found = self.crew.choices(roster)
        return [self.columns.add(person, line)[0] for person, line in enumerate(found)]

    def cheapest(self, rosters: list[list[Column] | None]) -> list[Column]:
        """The cheapest of those there are."""
        there = [each for each in rosters if each is not None]
        return min(there, key=lambda each: cost_of(self.crew, each))

    def keep(self, now: list[Column], value: int) -> None:
        """Tell the run of a roster that keeps every hard rule."""
        if value < MISSED:
            self.run.found(self.part, value, self.crew.roster([each.choices for each in now]))


def first_roster(run: Run, part: int, problem: Problem) -> None:
    """A roster line by line, for a part the clock has left without one."""
    lines = ByLines(run, part, problem)
    now = lines.start()
    if now is not None:
        lines.keep(now, cost_of(lines.crew, now))


def take(run: Run, part: int, problem: Problem) -> None:
    """Solve one part as far as the run allows. Raises Impossible."""
    if len(problem.people) * problem.days <= AT_ONCE:
        alone = run.stop.seconds < SHORT or run.stop.rounds is not None
        whole(run, part, problem, (1 if alone else WHOLE) * run.stop.seconds, run.threads)
        if alone:
            return
    if run.enough(part):
        return
    lines = ByLines(run, part, problem)
    now = lines.start()
    if now is None:
        whole(run, part, problem, run.left, run.threads)
        return
    lines.keep(now, cost_of(lines.crew, now))
    dived = lines.bound(now, run.seconds + BOUNDING * run.left)
    now = lines.cheapest([now, dived, lines.best()])
    if cost_of(lines.crew, now) >= MISSED:
        whole(run, part, problem, run.left / 3, run.threads)
        now = lines.cheapest([now, lines.best()])
    lines.renew(now)
