"""Many parts in one run: each gets its share of the time, what is left goes to the widest gaps."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from jiamenkou.engines.roster.plan import Stop
from jiamenkou.engines.roster.problem import Problem
from jiamenkou.engines.roster.road import first_roster, take, whole
from jiamenkou.engines.roster.run import Run

FIRST = 0.5
"""The part of the time in which everyone has a first turn."""


def take_all(run: Run, problems: list[Problem]) -> None:
    """Solve the parts, as many at once as there are threads. Raises Impossible."""
    busy = [n for n, each in enumerate(problems) if each.people]
    _settle_empty(run, problems)
    if len(busy) == 1:
        take(run, busy[0], problems[busy[0]])
        return
    _take_turns(run, problems, busy)
    for number in busy:
        if number not in run.rosters:
            first_roster(run, number, problems[number])


def _take_turns(run: Run, problems: list[Problem], busy: list[int]) -> None:
    share = FIRST * run.stop.seconds * run.threads / max(len(busy), 1)
    _turn(run, problems, busy, share)
    run.rounds += 1
    while not run.enough():
        open_parts = sorted((n for n in busy if run.gap_of(n) > 0), key=run.gap_of, reverse=True)
        if not open_parts:
            return
        share *= 2
        _turn(run, problems, open_parts[: max(run.threads, len(open_parts) // 2)], share)
        run.rounds += 1


def _turn(run: Run, problems: list[Problem], numbers: list[int], seconds: float) -> None:
    def one(number: int) -> None:
        if run.left > 0 and not run.told_to_stop:
            _take_alone(run, number, problems[number], min(seconds, run.left))

    with ThreadPoolExecutor(run.threads) as threads:
        list(threads.map(one, numbers))


def _take_alone(run: Run, number: int, problem: Problem, seconds: float) -> None:
    """A part in a run of its own, from where it stood; what it finds goes to the whole run."""
    rounds = run.stop.rounds
    alone = Run(
        stop=Stop(seconds=seconds, gap=run.stop.gap, rounds=rounds),
        seed=run.seed + run.rounds,
        threads=1,
        listener=lambda _: run.left <= 0 or (rounds is None and run.enough()),
    )
    if number in run.rosters:
        alone.found(0, run.values[number], run.rosters[number])
    alone.raise_bound(0, run.bounds.get(number, 0))
    try:
        take(alone, 0, problem)
    finally:
        run.raise_bound(number, alone.bounds.get(0, 0))
        if 0 in alone.rosters:
            run.found(number, alone.values[0], alone.rosters[0])


def _settle_empty(run: Run, problems: list[Problem]) -> None:
    """Parts without people cost what their demands miss: CP-SAT need only count."""
    for number, problem in enumerate(problems):
        if not problem.people:
            whole(run, number, problem, run.stop.seconds, 1)
