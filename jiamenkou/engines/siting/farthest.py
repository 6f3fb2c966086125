"""FARTHEST: the shortest radius within which so many centres cover everyone, by halving."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from jiamenkou.engines.siting import cover, mip
from jiamenkou.engines.siting.lists import Ints
from jiamenkou.engines.siting.options import Options
from jiamenkou.engines.siting.plan import Infeasible
from jiamenkou.engines.siting.problem import Problem
from jiamenkou.engines.siting.run import Run


def farthest(problem: Problem, options: Options, run: Run) -> None:
    """Halve the walks that could be the answer; each half is one cover question.

    Raises Infeasible when even the longest listed walk leaves someone out.
    """
    run.phase = "cover"
    walks = _candidates(problem, options)
    trusted = int(problem.reach.beyond[problem.people > 0].min(initial=np.iinfo(np.int32).max))
    low, high = 0, len(walks) - 1
    if not _offered(problem, options, int(walks[high]), run):
        raise _nobody_near(problem, options, int(walks[high]), run)
    run.raise_bound(min(float(walks[0]), trusted))
    high = min(high, int(np.searchsorted(walks, run.value)))
    certain = True
    while low < high and not run.enough():
        middle = (low + high) // 2
        answer = _offered(problem, options, int(walks[middle]), run)
        if answer:
            high = min(middle, int(np.searchsorted(walks, run.value)))
            continue
        certain = certain and answer is False
        low = middle + 1
        if certain:
            run.raise_bound(min(float(walks[low]), trusted))


def _candidates(problem: Problem, options: Options) -> Ints:
    """Different listed walks that are not too short for the remotest point."""
    nearest = cover.nearest_metres(problem.reach, options)
    least = int(nearest[problem.people > 0].max(initial=0))
    longest = int(problem.reach.metres.max())
    if least > longest:
        missed = np.flatnonzero((problem.people > 0) & (nearest > longest)).astype(np.int32)
        raise Infeasible(f"{len(missed)} demand points reach no possible place", points=missed)
    walks = np.unique(problem.reach.metres)
    return walks[walks >= least] if (walks >= least).any() else walks[-1:]


def _offered(problem: Problem, options: Options, radius: int, run: Run) -> bool | None:
    """Whether the number covers within the radius, None when time ran out first.

    A cover found is offered to the run by its longest walk.
    """
    needs = cover.needs_within(problem, options, radius)
    if np.any(np.diff(needs.matrix.indptr) == 0):
        return False
    chosen = cover.greedy(needs, replace(options, most=len(options.forced)))
    if chosen is None or len(chosen) > options.most:
        chosen, settled = _by_programme(needs, options, run)
        if chosen is None:
            return False if settled else None
    run.found(_longest_walk(problem, options, chosen), options.level[chosen])
    return True


def _by_programme(needs: cover.Needs, options: Options, run: Run) -> tuple[Ints | None, bool]:
    programme = cover.programme_of(needs, options)
    outcome = mip.minimise(
        programme, seconds=run.left, look=lambda _: run.enough(), gap=float(options.count)
    )
    if outcome.values is None:
        return None, outcome.finished
    return np.flatnonzero(outcome.values > 0.5).astype(np.int32), True


def _longest_walk(problem: Problem, options: Options, chosen: Ints) -> float:
    nearest = cover.nearest_metres(problem.reach, options.of(chosen))
    return float(nearest[problem.people > 0].max(initial=0))


def _nobody_near(problem: Problem, options: Options, longest: int, run: Run) -> Infeasible:
    needs = cover.needs_within(problem, options, longest)
    more = Run(stop=run.stop, seed=run.seed)
    number = cover.least_number(needs, replace(options, least=0, most=len(options.forced)), more)
    words = f"{options.most} centres leave someone beyond every listed walk"
    if not np.isfinite(number):
        return Infeasible(words)
    return Infeasible(f"{words}; {number:.0f} would do", number=round(number))
