"""Good plans under capacities: let in by regret, exchange people, move centres."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from jiamenkou.engines.compiled import compiled
from jiamenkou.engines.siting.assess import admitted
from jiamenkou.engines.siting.costs import columns_of, costs_of
from jiamenkou.engines.siting.lists import Columns, Flags, Floats, Ints, Lists, Longs
from jiamenkou.engines.siting.problem import UNLIMITED, Problem
from jiamenkou.engines.siting.run import Run

SWAP_ROWS = 6_000
"""Rows up to which pairs of people are exchanged; beyond, only single moves are tried."""


OUTS = 3
"""Centres a newcomer may replace, those least missed first."""

TRIALS = 1500
"""Assignments one improvement may work out."""

SEATS = 3
"""Places each centre is tried at, the best for its people first."""


class CapacityPlans:
    """Tries choices of levels with their assignments and offers the good ones to the run.

    An assignment is the place of every row of `costs`, int64, -1 for nobody.
    """

    def __init__(self, problem: Problem, run: Run) -> None:
        self.problem = problem
        self.run = run
        self.costs = costs_of(problem)
        self.columns = columns_of(self.costs)
        self.load = problem.loads[self.costs.point]

    def take(self, levels: Ints, seat: Longs) -> None:
        """Offer levels with this assignment or a better one."""
        self._offer(levels, *self._settled(levels, seat))

    def improve(self, levels: Ints, likely: Ints) -> None:
        """Assign, shift, swap and move centres until nothing helps; the result is offered."""
        reach, point = self.problem.reach, self.costs.point
        entry = admitted(self.problem, np.sort(levels))[point]
        value, seat = self._settled(levels, np.where(entry >= 0, reach.place[entry], -1))
        moves = [*range(len(levels)), *(-1 - newcomer for newcomer in likely.tolist())]
        at, idle, left = 0, 0, TRIALS
        while idle < len(moves) and left > 0 and not self.run.enough():
            idle += 1
            for k, level in self._trials(levels, seat, moves[at]):
                left -= 1
                moved = levels.copy()
                moved[k] = level
                told, then = self._settled(moved, seat)
                if told < value - 0.5:
                    levels, value, seat, idle = moved, told, then, 0
                    break
            at = (at + 1) % len(moves)
        self._offer(levels, value, seat)

    def _trials(self, levels: Ints, seat: Longs, move: int) -> list[tuple[int, int]]:
        """Which centre might become which level: a centre amid its people, or a likely newcomer
        (told as -1 - level) for those least missed.
        """
        if move >= 0:
            seats = self._seats(levels, seat, move)
            return [(move, int(level)) for level in seats]
        newcomer = -1 - move
        if newcomer in levels:
            return []
        outs = np.argsort(self._losses(levels), kind="stable")[:OUTS]
        return [(int(k), newcomer) for k in outs if self._fits(levels, int(k))[newcomer]]

    def _losses(self, levels: Ints) -> Floats:
        """What closing each centre would cost if everyone found room at the next."""
        c, place = self.costs, self.problem.levels.place[levels]
        near = c.only(np.isin(np.arange(c.places), place)[c.place])
        size = np.diff(near.start)
        first = near.start[:-1][size > 0]
        second = np.minimum(first + 1, len(near.place) - 1)
        next_cost = np.where(size[size > 0] > 1, near.cost[second], c.unserved[size > 0])
        loss = np.bincount(
            near.place[first],
            c.people[size > 0] * (next_cost - near.cost[first]),
            minlength=c.places,
        )
        return np.asarray(loss[place], dtype=np.float64)

    def _fits(self, levels: Ints, k: int) -> Flags:
        """Levels that may stand in for centre k as far as sites, places and yuan go, bool (L,)."""
        own, problem = self.problem.levels, self.problem
        rest = np.delete(levels, k)
        fits: Flags = ~np.isin(own.site, own.site[rest]) & ~np.isin(own.place, own.place[rest])
        if problem.required is not None and problem.required[own.site[levels[k]]]:
            fits &= own.site == own.site[levels[k]]
        if problem.budget is not None:
            fits &= own.cost <= problem.budget - int(own.cost[rest].sum())
        fits[levels[k]] = False
        return fits

    def _settled(self, levels: Ints, seat: Longs) -> tuple[float, Longs]:
        """Cost and assignment once single moves and exchanges of people help no more."""
        c, own = self.costs, self.problem.levels
        room = np.full(c.places, -1, dtype=np.int64)
        endless = int(self.load.sum())
        capacity = own.capacity[levels]
        room[own.place[levels]] = np.where(capacity == UNLIMITED, endless, capacity)
        near = c.only(room[c.place] >= 0)
        at = _entries_at(near.start, near.place, seat)
        np.subtract.at(room, near.place[at[at >= 0]], self.load[at >= 0])
        seated = Seated(at, self.load, room)
        _settle(near.lists, seated, int(c.rows <= SWAP_ROWS))
        value = float(c.people @ np.where(at >= 0, near.cost[at], c.unserved))
        return value, np.where(at >= 0, near.place[at], -1).astype(np.int64)

    def _offer(self, levels: Ints, value: float, seat: Longs) -> None:
        reach = self.problem.reach
        place = np.full(reach.points, -1, dtype=np.int64)
        place[self.costs.point] = seat
        entry = _entries_at(reach.start, reach.place, place)
        self.run.found(value, np.sort(levels).astype(np.int32), entry)

    def _seats(self, levels: Ints, seat: Longs, k: int) -> Ints:
        """Levels the people of centre k would walk least to and that have room for them."""
        own, c = self.problem.levels, self.costs
        mine = seat == own.place[levels[k]]
        walk = _walks_of(c.lists, self.columns, mine)
        fits = self._fits(levels, k)
        fits &= (own.capacity == UNLIMITED) | (own.capacity >= int(self.load[mine].sum()))
        possible = np.flatnonzero(fits)
        best = np.argsort(walk[own.place[possible]], kind="stable")[:SEATS]
        return possible[best].astype(np.int32)


@compiled
def _walks_of(lists: Lists, columns: Columns, mine: Flags) -> Floats:
    """How much dearer than nobody (a negative number) every place serves these rows, float (m,)."""
    walk = np.zeros(len(columns.start) - 1)
    for here in range(len(walk)):
        for k in range(columns.start[here], columns.start[here + 1]):
            row = columns.row[k]
            if mine[row]:
                saved = lists.unserved[row] - lists.cost[columns.entry[k]]
                walk[here] -= lists.people[row] * saved
    return walk


class Seated(NamedTuple):
    """An assignment in the making: the entry `at` which each row is served, -1 nobody, what each
    row `load`s, and the `room` left at each place, -1 where nothing is open.
    """

    at: Longs
    load: Longs
    room: Longs


@compiled
def _settle(lists: Lists, seated: Seated, pairs: int) -> None:
    """Move single rows, and exchange pairs if `pairs` is 1, as long as that helps."""
    helped = True
    while helped:
        helped = False
        for row in range(len(seated.at)):
            helped |= _shifted(lists, seated, row)
        if pairs and not helped:
            for row in range(len(seated.at)):
                helped |= _exchanged(lists, seated, row)


@compiled
def _shifted(lists: Lists, seated: Seated, row: int) -> bool:
    at, load, room = seated
    for entry in range(lists.start[row], lists.start[row + 1]):
        if at[row] >= 0 and lists.cost[entry] >= lists.cost[at[row]]:
            return False
        if room[lists.place[entry]] >= load[row]:
            if at[row] >= 0:
                room[lists.place[at[row]]] += load[row]
            room[lists.place[entry]] -= load[row]
            at[row] = entry
            return True
    return False


@compiled
def _exchanged(lists: Lists, seated: Seated, row: int) -> bool:
    """Let the row go nearer in exchange for someone there, if both together walk less."""
    here = seated.at[row]
    if here < 0:
        return False
    for entry in range(lists.start[row], lists.start[row + 1]):
        gain = lists.people[row] * (lists.cost[here] - lists.cost[entry])
        if gain <= 0:
            return False
        for other in range(len(seated.at)):
            if seated.at[other] < 0 or lists.place[seated.at[other]] != lists.place[entry]:
                continue
            if _traded(lists, seated, row, other, gain):
                return True
    return False


@compiled
def _traded(lists: Lists, seated: Seated, row: int, other: int, gain: float) -> bool:
    """Let two rows change places if both fit and the other loses less than `gain`."""
    at, load, room = seated
    here, there = lists.place[at[row]], lists.place[at[other]]
    more = load[row] - load[other]
    if room[there] < more or room[here] < -more:
        return False
    back = _entry_at(lists.start, lists.place, other, here)
    if back < 0 or gain + lists.people[other] * (lists.cost[at[other]] - lists.cost[back]) < 0.5:
        return False
    room[there] -= more
    room[here] += more
    at[row], at[other] = _entry_at(lists.start, lists.place, row, there), back
    return True


@compiled
def _entries_at(start: Longs, place: Ints, wanted: Longs) -> Longs:
    """The entry of each row at its wanted place, -1 for none."""
    found = np.full(len(wanted), -1, dtype=np.int64)
    for row in range(len(wanted)):
        if wanted[row] >= 0:
            found[row] = _entry_at(start, place, row, wanted[row])
    return found


@compiled
def _entry_at(start: Longs, place: Ints, row: int, wanted: int) -> int:
    for entry in range(start[row], start[row + 1]):
        if place[entry] == wanted:
            return entry
    return -1
