"""One form for every model: what serving a person of point i from place j costs, as short lists."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from jiamenkou.engines.reach import NOWHERE
from jiamenkou.engines.siting.lists import (
    Columns,
    Flags,
    Floats,
    Ints,
    Lists,
    Longs,
    by_place,
    same_rows,
)
from jiamenkou.engines.siting.problem import Goal, Problem


@dataclass(frozen=True, kw_only=True)
class Costs:
    """Rows of the inhabited points, cheapest place first, only places where something could stand.

    `start` int64 (r + 1,), `place` int32, `cost` int32: cost a person of each entry.
    `people` float (r,), `point` int32 (r,): the demand point of each row.
    `load` float (r,): what a row takes of the room where it goes.
    `unserved` int64 (r,): what a person costs whom no listed place serves, as plans are charged.
    `cap`      int64 (r,): the least such a person can cost in truth, as bounds are counted: an
               unlisted place may be as near as `beyond`. Never more than `unserved`.
    """

    start: Longs
    place: Ints
    cost: Ints
    people: Floats
    load: Floats
    point: Ints
    unserved: Longs
    cap: Longs
    places: int

    @property
    def rows(self) -> int:
        """Number of rows r."""
        return len(self.start) - 1

    @property
    def row_of(self) -> Ints:
        """The row of every entry."""
        return np.repeat(np.arange(self.rows, dtype=np.int32), np.diff(self.start))

    @property
    def lists(self) -> Lists:
        """The part compiled code works on."""
        return Lists(self.start, self.place, self.cost, self.people, self.load, self.unserved)

    def only(self, keep: Flags) -> Costs:
        """The same rows without the entries where `keep` is false."""
        counted = np.concatenate(([0], np.cumsum(keep)))
        start = counted[self.start].astype(np.int64)
        return replace(self, start=start, place=self.place[keep], cost=self.cost[keep])

    def rows_only(self, rows: Longs) -> Costs:
        """Some of the rows, ascending."""
        keep = np.zeros(self.rows, dtype=bool)
        keep[rows] = True
        kept = self.only(keep[self.row_of])
        ends = kept.start[1:][rows]
        return replace(
            kept,
            start=np.concatenate(([0], ends)).astype(np.int64),
            people=self.people[rows],
            load=self.load[rows],
            point=self.point[rows],
            unserved=self.unserved[rows],
            cap=self.cap[rows],
        )


def costs_of(problem: Problem) -> Costs:
    """The lists of WALK, COVER or BUDGET."""
    reach = problem.reach
    charge, unserved = _charges(problem)
    could_stand = np.zeros(reach.places, dtype=bool)
    could_stand[problem.levels.place] = True
    inhabited = problem.people > 0
    row = reach.row_of()
    # Under the area norm even those who gain nothing by coming fill the centre.
    useful = charge <= unserved if problem.missing_m2_metres else charge < unserved
    keep = could_stand[reach.place] & inhabited[row] & useful
    counted = np.concatenate(([0], np.cumsum(keep)))
    bounds = counted[reach.start]
    start = np.concatenate((bounds[:-1][inhabited], bounds[-1:])).astype(np.int64)
    point = np.flatnonzero(inhabited).astype(np.int32)
    return Costs(
        start=start,
        place=reach.place[keep],
        cost=charge[keep].astype(np.int32),
        people=problem.people[inhabited].astype(np.float64),
        load=(problem.loads if problem.capacitated else problem.people)[inhabited].astype(float),
        point=point,
        unserved=np.full(len(point), unserved, dtype=np.int64),
        cap=np.minimum(unserved, _least_unlisted(problem)[inhabited]),
        places=reach.places,
    )


def at_one_place(costs: Costs) -> Costs:
    """Rows that list the same places at the same costs become one, with all their people."""
    same = same_rows(costs.start, costs.place, costs.cost, costs.unserved, costs.cap)
    kept, group = np.unique(same, return_inverse=True)
    if len(kept) == costs.rows:
        return costs
    people = np.bincount(group, costs.people).astype(np.float64)
    load = np.bincount(group, costs.load).astype(np.float64)
    return replace(costs.rows_only(kept), people=people, load=load)


def neighbours_together(costs: Costs) -> Costs:
    """The rows in the order of their nearest places: who is tried together lies together."""
    listed = np.diff(costs.start)
    nearest = np.full(costs.rows, -1, dtype=np.int32)
    nearest[listed > 0] = costs.place[costs.start[:-1][listed > 0]]
    rows = np.argsort(nearest, kind="stable")
    start = np.concatenate(([0], np.cumsum(listed[rows]))).astype(np.int64)
    entry = np.arange(start[-1]) + np.repeat(costs.start[:-1][rows] - start[:-1], listed[rows])
    return replace(
        costs,
        start=start,
        place=costs.place[entry],
        cost=costs.cost[entry],
        people=costs.people[rows],
        load=costs.load[rows],
        point=costs.point[rows],
        unserved=costs.unserved[rows],
        cap=costs.cap[rows],
    )


def columns_of(costs: Costs) -> Columns:
    """The entries sorted by place."""
    size = np.bincount(costs.place, minlength=costs.places)
    start = np.concatenate(([0], np.cumsum(size))).astype(np.int64)
    row, entry = by_place(costs.start, costs.place, start)
    return Columns(start=start, row=row, entry=entry)


def _charges(problem: Problem) -> tuple[Longs, int]:
    """Cost a person of every entry of the reach, and of nobody serving."""
    metres = problem.reach.metres.astype(np.int64)
    radius = problem.radius_metres
    if problem.goal is Goal.COVER:
        return (metres > (radius or 0)).astype(np.int64), 1
    if problem.far_metres:
        return metres + problem.far_metres * (metres > (radius or 0)), (
            problem.unserved + problem.far_metres
        )
    return metres, problem.unserved


def _least_unlisted(problem: Problem) -> Longs:
    """The least a person can cost at a place the row does not list, int64 (n,)."""
    beyond = problem.reach.beyond.astype(np.int64)
    within = beyond <= (NOWHERE if problem.radius_metres is None else problem.radius_metres)
    if problem.goal is Goal.COVER:
        return np.where(within, 0, 1).astype(np.int64)
    return beyond + problem.far_metres * ~within
