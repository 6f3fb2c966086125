"""Short lists first, longer ones only for the points on whose unlisted places the answer leans."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from jiamenkou.engines.reach import NOWHERE, Reach
from jiamenkou.engines.siting.plan import UNTIL_PROVEN, Listener, Plan, Progress, Stop
from jiamenkou.engines.siting.problem import Problem
from jiamenkou.engines.siting.solve import solve

Lengthen = Callable[[NDArray[np.int32], int], Reach]
"""Of some demand points the so many nearest places: a reach with a row for each, in order."""

TURNS = 4
"""Times lists are made longer at most, twice as long each time."""


def solve_growing(
    problem: Problem,
    lengthen: Lengthen,
    *,
    stop: Stop = UNTIL_PROVEN,
    seed: int = 1,
    progress: Listener | None = None,
) -> tuple[Problem, Plan]:
    """What `solve` finds, with longer lists where that could make plan or bound better.

    The problem comes back with the lists it was solved on. A turn takes half of what is left of
    `stop.seconds`, the last all of it. Raises what `solve` raises.
    """
    end = time.monotonic() + stop.seconds
    problem = replace(problem, unserved_metres=problem.unserved)
    listed = int(np.diff(problem.reach.start).max())
    before: Plan | None = None
    told_to_stop = False
    turn = 0

    def listen(seen: Progress) -> bool:
        nonlocal told_to_stop
        told_to_stop = told_to_stop or bool(progress and progress(seen))
        return told_to_stop

    while True:
        left = max(end - time.monotonic(), 1e-3)
        cut = turn < TURNS and bool((problem.reach.beyond <= problem.unserved).any())
        now = replace(stop, seconds=left / 2 if cut else left)
        plan = solve(problem, stop=now, seed=seed, progress=listen, start=before)
        before = plan
        rows = leaning(problem, plan)
        done = plan.proven or plan.gap <= stop.gap or told_to_stop
        if done or not cut or len(rows) == 0 or end - time.monotonic() < left / 4:
            return problem, plan
        turn, listed = turn + 1, 2 * listed
        longer = _with_rows(problem.reach, rows, lengthen(rows, listed), problem.unserved)
        problem = replace(problem, reach=longer)


def leaning(problem: Problem, plan: Plan) -> NDArray[np.int32]:
    """Points whose pay is capped by what they do not list, or whom no listed place serves."""
    beyond = problem.reach.beyond
    open_ended = (beyond < NOWHERE) & (beyond <= problem.unserved) & (problem.people > 0)
    capped = np.zeros(len(beyond), dtype=bool)
    if len(plan.pay) == len(beyond):
        capped = plan.pay >= beyond - 0.5
    return np.flatnonzero(open_ended & (capped | (plan.served_by < 0))).astype(np.int32)


def _with_rows(reach: Reach, rows: NDArray[np.int32], longer: Reach, most: int) -> Reach:
    """The reach with these rows replaced, walks longer than `most` left out."""
    useful = longer.metres <= most
    cut = np.full(len(rows), NOWHERE, dtype=np.int32)
    np.minimum.at(cut, longer.row_of()[~useful], longer.metres[~useful])
    longer = longer.only(useful)
    beyond = reach.beyond.copy()
    beyond[rows] = np.minimum(longer.beyond, cut)
    stays = np.ones(reach.points, dtype=bool)
    stays[rows] = False
    kept = stays[reach.row_of()]
    row = np.concatenate((reach.row_of()[kept], rows[longer.row_of()]))
    order = np.argsort(row, kind="stable")
    return Reach(
        start=np.searchsorted(row[order], np.arange(reach.points + 1)).astype(np.int64),
        place=np.concatenate((reach.place[kept], longer.place))[order],
        metres=np.concatenate((reach.metres[kept], longer.metres))[order],
        beyond=beyond,
        places=reach.places,
    )
