"""The road one part takes: small ones whole for a while, all by lines, bound and renewal."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from jiamenkou.engines.roster.check import objective_of, violations
from jiamenkou.engines.roster.columns import Column, cost_of
from jiamenkou.engines.roster.crew import MISSED
from jiamenkou.engines.roster.exact import Answer, Effort, Watch, solve_exactly
from jiamenkou.engines.roster.master import Master
from jiamenkou.engines.roster.problem import Problem
from jiamenkou.engines.roster.run import Run
from jiamenkou.engines.roster.search import ByLines

AT_ONCE = 450
"""Person-days that CP-SAT is given whole before anything else is tried."""

GLANCE = 0.25
"""The part of the time CP-SAT has for a small part given whole, beside the bound."""

SHORT = 15.0
"""Seconds that are too few for anything after that."""

WORK = 0.5
"""Deterministic seconds of CP-SAT that count as a round where a small part is stopped by rounds."""

BOUNDING = 0.35
"""The part of what is left that generation may take, and then the dive."""


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


def first_roster(run: Run, part: int, problem: Problem) -> None:
    """A roster line by line, for a part the clock has left without one."""
    lines = ByLines(run, part, problem)
    now = lines.start()
    if now is not None:
        lines.keep(now, cost_of(lines.crew, now))


def take(run: Run, part: int, problem: Problem) -> None:
    """Solve one part as far as the run allows. Raises Impossible."""
    small = len(problem.people) * problem.days <= AT_ONCE
    if small and run.stop.rounds is not None:
        first_roster(run, part, problem)
        whole(run, part, problem, run.stop.seconds, run.threads)
        return
    lines = ByLines(run, part, problem)
    if small and run.threads > 1:
        now, master = _both(run, part, problem, lines)
    else:
        now, master = _bounded(lines, BOUNDING * run.left)
    if run.enough(part):
        return
    if now is None or master is None:
        whole(run, part, problem, run.left, run.threads)
        return
    dived = lines.dive(master, BOUNDING * run.left)
    now = lines.cheapest([now, dived, lines.best()])
    if cost_of(lines.crew, now) >= MISSED:
        whole(run, part, problem, run.left / 3, run.threads)
        now = lines.cheapest([now, lines.best()])
    lines.renew(now)


Bounded = tuple[list[Column] | None, Master | None]
"""A first roster and the relaxation behind the bound; None when somebody has no line."""


def _bounded(lines: ByLines, seconds: float) -> Bounded:
    now = _begun(lines)
    return now, None if now is None else lines.bound(now, lines.run.seconds + seconds)


def _begun(lines: ByLines) -> list[Column] | None:
    now = lines.start()
    if now is not None:
        lines.keep(now, cost_of(lines.crew, now))
    return now


def _both(run: Run, part: int, problem: Problem, lines: ByLines) -> Bounded:
    """CP-SAT on everything from a first roster, and beside it the bound of lines.

    Either may end the other.
    """
    spell = run.left if run.stop.seconds < SHORT else GLANCE * run.left
    now = _begun(lines)
    with ThreadPoolExecutor(1) as beside:
        asked = beside.submit(whole, run, part, problem, spell, run.threads)
        master = None if now is None else lines.bound(now, run.seconds + spell)
        asked.result()
    return now, master
