"""FEWEST: everyone within the radius of as few centres as will do; the question behind FARTHEST."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from scipy import sparse

from jiamenkou.engines.compiled import compiled
from jiamenkou.engines.reach import NOWHERE, Reach
from jiamenkou.engines.siting import mip
from jiamenkou.engines.siting.core import rules_of
from jiamenkou.engines.siting.lists import Flags, Ints, Longs
from jiamenkou.engines.siting.options import Options
from jiamenkou.engines.siting.plan import Infeasible
from jiamenkou.engines.siting.problem import Problem
from jiamenkou.engines.siting.run import Run


@dataclass(frozen=True, kw_only=True)
class Needs:
    """Who can be covered by what: `matrix` bool (rows, options), one row a different set.

    `sure` bool (rows,): no unlisted place could cover these, so they bind any plan at all.
    """

    matrix: sparse.csr_matrix
    sure: Flags


def fewest(problem: Problem, options: Options, run: Run) -> None:
    """The smallest cover the run allows. Raises Infeasible when some point cannot be covered."""
    radius = problem.radius_metres or 0
    _refuse_uncoverable(problem, options, radius)
    needs = needs_within(problem, options, radius)
    run.phase = "cover"
    start = greedy(needs, options)
    if start is not None:
        run.found(len(start), options.level[start])
    bound = least_number(needs, options, run)
    if np.isinf(run.value) and np.isinf(bound):
        raise _too_few(problem, needs, options, run)


def least_number(needs: Needs, options: Options, run: Run) -> float:
    """A bound on the number of centres that cover; better covers are offered to the run."""

    def look(bound: float) -> bool:
        run.raise_bound(bound)
        return run.enough()

    def trusting(bound: float) -> bool:
        return look(bound) if needs.sure.all() else run.enough()

    outcome = mip.minimise(programme_of(needs, options), seconds=run.left, look=trusting)
    if outcome.values is not None:
        chosen = np.flatnonzero(outcome.values > 0.5).astype(np.int32)
        run.found(len(chosen), options.level[chosen])
    bound = outcome.bound
    if not needs.sure.all():
        bound = mip.minimise(
            programme_of(_only_sure(needs), options), seconds=run.left, look=look
        ).bound
    run.raise_bound(bound)
    return bound


def needs_within(problem: Problem, options: Options, radius: int) -> Needs:
    """The different sets of options that cover an inhabited point."""
    reach = problem.reach
    near = reach.metres <= radius
    row = reach.row_of()[near]
    inhabited = problem.people[row] > 0
    row, place = row[inhabited], reach.place[near][inhabited]
    at_place = sparse.csr_matrix(
        (np.ones(options.count, dtype=np.int32), (options.place, np.arange(options.count))),
        shape=(reach.places, options.count),
    )
    covers = sparse.csr_matrix(
        (np.ones(len(row), dtype=np.int32), (row, place)), shape=(reach.points, reach.places)
    )
    rows = np.flatnonzero(problem.people > 0)
    sure = reach.beyond[rows] > radius
    return _without_doubles((covers @ at_place)[rows].tocsr(), sure)


def greedy(needs: Needs, options: Options) -> Ints | None:
    """A cover that takes the option covering most, again and again; None when it gets stuck."""
    columns = needs.matrix.tocsc()
    table = Table(
        needs.matrix.indptr.astype(np.int64),
        needs.matrix.indices.astype(np.int32),
        columns.indptr.astype(np.int64),
        columns.indices.astype(np.int32),
        options.site,
        options.place,
        options.forced,
    )
    chosen = _take_most(table, options.least)
    return np.sort(chosen) if 0 < len(chosen) <= options.most else None


def _refuse_uncoverable(problem: Problem, options: Options, radius: int) -> None:
    nearest = nearest_metres(problem.reach, options)
    inhabited = problem.people > 0
    missed = np.flatnonzero(inhabited & (nearest > radius)).astype(np.int32)
    if len(missed) == 0:
        return
    needed = int(nearest[inhabited].max())
    words = f"{len(missed)} demand points have no possible place within {radius} m"
    if needed == NOWHERE:
        raise Infeasible(f"{words}; some reach no place at all", points=missed)
    raise Infeasible(f"{words}; {needed} m would do for all", points=missed, radius_metres=needed)


def nearest_metres(reach: Reach, options: Options) -> Ints:
    """The walk to the nearest place where something could stand, int32 (n,), `NOWHERE` for none."""
    possible = np.zeros(reach.places, dtype=bool)
    possible[options.place] = True
    nearest = np.full(reach.points, NOWHERE, dtype=np.int32)
    usable = possible[reach.place]
    np.minimum.at(nearest, reach.row_of()[usable], reach.metres[usable])
    return nearest


def _too_few(problem: Problem, needs: Needs, options: Options, run: Run) -> Infeasible:
    """Why no allowed choice covers: how many centres would, when the number is what forbids it."""
    free = _with_count(options, 0, len(options.forced))
    more = Run(stop=run.stop, seed=run.seed)
    bound = least_number(needs, free, more)
    if np.isinf(bound):
        return Infeasible("sites and places that exclude each other leave someone uncovered")
    words = f"{options.most} centres cannot cover everyone within {problem.radius_metres} m"
    return Infeasible(f"{words}; {bound:.0f} would do", number=round(bound))


def _with_count(options: Options, least: int, most: int) -> Options:
    return replace(options, least=least, most=most)


def programme_of(needs: Needs, options: Options) -> mip.Programme:
    """Cover every need with as few options as the rules allow."""
    rules, low, high = rules_of(options, options.count)
    rows = needs.matrix.shape[0]
    return mip.Programme(
        cost=np.ones(options.count),
        upper=np.ones(options.count),
        whole=np.ones(options.count, dtype=bool),
        matrix=sparse.vstack((needs.matrix.astype(np.float64), rules), format="csr"),
        low=np.concatenate((np.ones(rows), low)),
        high=np.concatenate((np.full(rows, np.inf), high)),
    )


def _only_sure(needs: Needs) -> Needs:
    return Needs(matrix=needs.matrix[needs.sure], sure=needs.sure[needs.sure])


def _without_doubles(matrix: sparse.csr_matrix, sure: Flags) -> Needs:
    """One row for all points with the same set; sure when any of them is."""
    rng = np.random.default_rng(0)
    mark = matrix @ rng.integers(1, 2**40, matrix.shape[1])
    _, first, group = np.unique(mark, return_index=True, return_inverse=True)
    any_sure = np.zeros(len(first), dtype=bool)
    np.logical_or.at(any_sure, group, sure)
    return Needs(matrix=matrix[first], sure=any_sure)


class Table(NamedTuple):
    """Needs and options both ways: options of each row, rows of each option; and their rules."""

    row_start: Longs
    row_option: Ints
    column_start: Longs
    column_row: Ints
    site: Ints
    place: Ints
    forced: Flags


@compiled
def _take_most(table: Table, least: int) -> Ints:
    """Forced sites first, then whatever covers most; empty when someone stays uncovered."""
    gain = np.diff(table.column_start)
    free = np.ones(len(gain), dtype=np.bool_)
    uncovered = np.ones(len(table.row_start) - 1, dtype=np.bool_)
    chosen = np.empty(len(gain), dtype=np.int32)
    count, left, owed = 0, len(uncovered), table.forced.sum()
    while left > 0 or owed > 0 or count < least:
        best = _most(table, gain, free, owed)
        if best < 0 or (gain[best] == 0 and left > 0 and owed == 0):
            return chosen[:0].copy()
        owed -= table.forced[table.site[best]]
        for option in range(len(gain)):
            same = table.site[option] == table.site[best]
            free[option] &= not same and table.place[option] != table.place[best]
        chosen[count] = best
        count += 1
        left -= _cover(table, gain, uncovered, best)
    return chosen[:count].copy()


@compiled
def _most(table: Table, gain: Longs, free: Flags, owed: int) -> int:
    best = -1
    for option in range(len(gain)):
        allowed = free[option] and (owed == 0 or table.forced[table.site[option]])
        if allowed and (best < 0 or gain[option] > gain[best]):
            best = option
    return best


@compiled
def _cover(table: Table, gain: Longs, uncovered: Flags, option: int) -> int:
    """Rows newly covered by the option; other options gain so much less."""
    covered = 0
    for k in range(table.column_start[option], table.column_start[option + 1]):
        row = table.column_row[k]
        if uncovered[row]:
            uncovered[row] = False
            covered += 1
            for entry in range(table.row_start[row], table.row_start[row + 1]):
                gain[table.row_option[entry]] -= 1
    return covered
