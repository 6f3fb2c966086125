"""Many parts in one run: each gets its share of the time, what is left goes to the widest gaps."""

from __future__ import annotations

from jiamenkou.engines.roster.problem import Problem
from jiamenkou.engines.roster.road import first_roster, take, whole
from jiamenkou.engines.roster.run import Run

FIRST = 0.85
"""The part of the time in which everyone has a first turn."""


def take_all(run: Run, problems: list[Problem]) -> None:
    """Solve the parts, one after another on all threads. Raises Impossible."""
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
    share = FIRST * run.stop.seconds / max(len(busy), 1)
    _turn(run, problems, busy, share)
    while not run.enough():
        open_parts = sorted((n for n in busy if run.gap_of(n) > 0), key=run.gap_of, reverse=True)
        if not open_parts:
            return
        share *= 2
        _turn(run, problems, open_parts[: max(1, len(open_parts) // 2)], share)


def _turn(run: Run, problems: list[Problem], numbers: list[int], seconds: float) -> None:
    # CP-SAT on two threads does far more than twice what it does on one.
    for number in numbers:
        if run.left > 0 and not run.told_to_stop:
            if number not in run.rosters:
                first_roster(run, number, problems[number])
            whole(run, number, problems[number], seconds, run.threads)


def _settle_empty(run: Run, problems: list[Problem]) -> None:
    """Parts without people cost what their demands miss: CP-SAT need only count."""
    for number, problem in enumerate(problems):
        if not problem.people:
            whole(run, number, problem, run.stop.seconds, 1)
