"""Who sits where while centres fill up: the moves that make a plan better, compiled.

A row moves to a nearer place with room, or puts someone there out who finds room elsewhere; a
centre moves to where its people walk less.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from jiamenkou.engines.compiled import compiled
from jiamenkou.engines.siting.costs import Costs
from jiamenkou.engines.siting.lists import Flags, Floats, Ints, Lists, Longs
from jiamenkou.engines.siting.problem import UNLIMITED, Problem


class Ground(NamedTuple):
    """What does not change. `place_of` and `entry_of` are each row's entries by place, `at_place`
    and `level_of` the levels by place; `room` is theirs as load; a kick brings in those `allowed`.
    """

    lists: Lists
    load: Longs
    place_of: Ints
    entry_of: Longs
    site: Ints
    place: Ints
    yuan: Longs
    room: Longs
    at_place: Longs
    level_of: Longs
    required: Flags
    budget: int
    allowed: Flags


class Seating(NamedTuple):
    """Changed in place. `at` int64 (r,): the entry serving each row, -1 nobody; `room` int64 (m,):
    load each place may still take; `level` int64 (m,): what stands there, -1 nothing; `taken`
    bool (S,): sites in use; `first` (m + 1,) and `after`, `before` (r,): the rows of each place as
    chains, those of nobody at m; `spent` int64 (1,): yuan.
    """

    at: Longs
    room: Longs
    level: Longs
    taken: Flags
    first: Longs
    after: Longs
    before: Longs
    spent: Longs


def ground_of(problem: Problem, costs: Costs) -> Ground:
    """The ground of all levels and these rows."""
    levels = problem.levels
    by_place = np.lexsort((costs.place, costs.row_of))
    level_of = np.argsort(levels.place, kind="stable")
    size = np.bincount(levels.place, minlength=costs.places)
    none_required = np.zeros(levels.sites, dtype=bool)
    load = problem.loads[costs.point]
    return Ground(
        lists=costs.lists,
        load=load,
        place_of=costs.place[by_place],
        entry_of=by_place,
        site=levels.site,
        place=levels.place,
        yuan=levels.cost.astype(np.int64),
        room=np.where(levels.capacity == UNLIMITED, int(load.sum()), levels.capacity),
        at_place=np.concatenate(([0], np.cumsum(size))).astype(np.int64),
        level_of=level_of,
        required=none_required if problem.required is None else problem.required,
        budget=int(levels.cost.sum()) if problem.budget is None else problem.budget,
        allowed=np.ones(levels.count, dtype=bool),
    )


@compiled
def seated(ground: Ground, levels: Ints, seat: Longs) -> Seating:
    """These levels with every row at the place told, -1 for nobody."""
    rows, places = len(seat), len(ground.at_place) - 1
    state = Seating(
        np.full(rows, -1),
        np.full(places, -1),
        np.full(places, -1),
        np.zeros(len(ground.required), dtype=np.bool_),
        np.full(places + 1, -1),
        np.full(rows, -1),
        np.full(rows, -1),
        np.zeros(1, dtype=np.int64),
    )
    for row in range(rows):
        _enter(state, row, places)
    for level in levels:
        _stand(ground, state, level)
    for row in range(rows):
        if seat[row] >= 0:
            move(ground, state, row, entry_at(ground, row, seat[row]))
    return state


@compiled
def value_of(ground: Ground, state: Seating) -> float:
    """What everyone walks."""
    lists, total = ground.lists, 0.0
    for row in range(len(state.at)):
        total += lists.people[row] * _walk(ground, row, state.at[row])
    return total


@compiled
def copied(state: Seating) -> Seating:
    """The same, to be changed on its own."""
    return Seating(
        state.at.copy(), state.room.copy(), state.level.copy(), state.taken.copy(),
        state.first.copy(), state.after.copy(), state.before.copy(), state.spent.copy(),
    )  # fmt: skip


def levels_of(state: Seating) -> Ints:
    """The levels that stand, int32, ascending."""
    return np.sort(state.level[state.level >= 0]).astype(np.int32)


@compiled
def entry_at(ground: Ground, row: int, place: int) -> int:
    """The entry of the row at the place, -1 when not listed."""
    low, high = ground.lists.start[row], ground.lists.start[row + 1]
    while low < high:
        middle = (low + high) // 2
        if ground.place_of[middle] < place:
            low = middle + 1
        else:
            high = middle
    if low < ground.lists.start[row + 1] and ground.place_of[low] == place:
        return int(ground.entry_of[low])
    return -1


@compiled
def move(ground: Ground, state: Seating, row: int, entry: int) -> None:
    """Seat the row at this entry, -1 for nobody."""
    nobody = len(state.room)
    old = _seat(ground, state.at[row], nobody)
    new = _seat(ground, entry, nobody)
    if old < nobody:
        state.room[old] += ground.load[row]
    if new < nobody:
        state.room[new] -= ground.load[row]
    _leave(state, row, old)
    _enter(state, row, new)
    state.at[row] = entry


@compiled
def put_out(ground: Ground, state: Seating, place: int) -> None:
    """Send everyone at the place to nobody."""
    row = state.first[place]
    while row >= 0:
        following = state.after[row]
        move(ground, state, row, -1)
        row = following


@compiled
def climb(ground: Ground, state: Seating, dirty: Flags) -> bool:
    """Move `dirty` rows, and those beside whom something changed, until nothing helps."""
    helped_once, helped = False, True
    while helped:
        helped = False
        for row in np.flatnonzero(dirty):
            dirty[row] = False
            if _seated_better(ground, state, int(row), dirty):
                helped = helped_once = True
    return helped_once


@compiled
def _seated_better(ground: Ground, state: Seating, row: int, dirty: Flags) -> bool:
    """Seat the row nearer, by itself or in place of someone who finds room elsewhere."""
    lists = ground.lists
    here = _walk(ground, row, state.at[row])
    for entry in range(lists.start[row], lists.start[row + 1]):
        saved = lists.people[row] * (here - lists.cost[entry])
        if saved <= 0:
            break
        there = lists.place[entry]
        if state.level[there] < 0 or ground.load[row] > ground.room[state.level[there]]:
            continue
        other, elsewhere = -1, -1
        if state.room[there] < ground.load[row]:
            other, elsewhere = _displaced(ground, state, row, there, saved)
            if other < 0:
                continue
        mark(state, _seat(ground, state.at[row], len(state.room)), dirty)
        mark(state, there, dirty)
        if other >= 0:
            mark(state, _seat(ground, elsewhere, len(state.room)), dirty)
            move(ground, state, other, -1)
        move(ground, state, row, entry)
        if other >= 0:
            move(ground, state, other, elsewhere)
        return True
    return False


@compiled
def _displaced(
    ground: Ground, state: Seating, row: int, there: int, saved: float
) -> tuple[int, int]:
    """Who makes room there for the row and at which entry they go on; -1 where nobody should."""
    lists, best, other, elsewhere = ground.lists, saved - 0.5, -1, -1
    here = _seat(ground, state.at[row], len(state.room))
    least = ground.load[row] - state.room[there]
    rival = state.first[there]
    while rival >= 0:
        if ground.load[rival] >= least:
            now = lists.cost[state.at[rival]]
            for entry in range(lists.start[rival], lists.start[rival + 1]):
                loss = lists.people[rival] * (lists.cost[entry] - now)
                if loss >= best:
                    break
                place = lists.place[entry]
                room = state.room[place] + (ground.load[row] if place == here else 0)
                if place != there and room >= ground.load[rival] and state.level[place] >= 0:
                    best, other, elsewhere = loss, rival, entry
                    break
        rival = state.after[rival]
    return other, elsewhere


@compiled
def recentred(ground: Ground, state: Seating, place: int, walk: Floats) -> int:
    """Move the centre to the level its people walk least to; the place it stands at then.

    `walk` float (m,) is scratch, all 0.
    """
    lists, load = ground.lists, 0
    row = state.first[place]
    while row >= 0:
        load += ground.load[row]
        for entry in range(lists.start[row], lists.start[row + 1]):
            gain = lists.unserved[row] - lists.cost[entry]
            walk[lists.place[entry]] -= lists.people[row] * gain
        row = state.after[row]
    best, least = -1, walk[place] - 0.5
    for level in range(len(ground.place)):
        to = ground.place[level]
        if walk[to] < least and ground.room[level] >= load and fits(ground, state, place, level):
            best, least = level, walk[to]
    walk[:] = 0
    if best < 0:
        return place
    carry(ground, state, place, best)
    return int(ground.place[best])


@compiled
def carry(ground: Ground, state: Seating, place: int, level: int) -> None:
    """Let the level stand instead of the one at the place, with the people who reach it."""
    rows, row = [0][:0], state.first[place]
    while row >= 0:
        rows.append(row)
        row = state.after[row]
    replace_by(ground, state, place, level)
    for row in rows:
        move(ground, state, row, entry_at(ground, row, ground.place[level]))


@compiled
def fits(ground: Ground, state: Seating, place: int, level: int) -> bool:
    """Whether the rules let the level stand instead of the one at the place."""
    old = state.level[place]
    site, to = ground.site[level], ground.place[level]
    if state.taken[site] and site != ground.site[old]:
        return False
    if state.level[to] >= 0 and to != place:
        return False
    if ground.required[ground.site[old]] and site != ground.site[old]:
        return False
    return bool(state.spent[0] - ground.yuan[old] + ground.yuan[level] <= ground.budget)


@compiled
def replace_by(ground: Ground, state: Seating, place: int, level: int) -> None:
    """Close the place, sending everyone to nobody, and open the level."""
    put_out(ground, state, place)
    old = state.level[place]
    state.taken[ground.site[old]] = False
    state.spent[0] -= ground.yuan[old]
    state.level[place] = state.room[place] = -1
    _stand(ground, state, level)


@compiled
def _stand(ground: Ground, state: Seating, level: int) -> None:
    place = ground.place[level]
    state.level[place] = level
    state.room[place] = ground.room[level]
    state.taken[ground.site[level]] = True
    state.spent[0] += ground.yuan[level]


@compiled
def _walk(ground: Ground, row: int, entry: int) -> float:
    return float(ground.lists.cost[entry] if entry >= 0 else ground.lists.unserved[row])


@compiled
def _seat(ground: Ground, entry: int, nobody: int) -> int:
    return int(ground.lists.place[entry]) if entry >= 0 else nobody


@compiled
def mark(state: Seating, place: int, dirty: Flags) -> None:
    """Make the rows of the place dirty."""
    row = state.first[place]
    while row >= 0:
        dirty[row] = True
        row = state.after[row]


@compiled
def _enter(state: Seating, row: int, place: int) -> None:
    head = state.first[place]
    state.before[row], state.after[row] = -1, head
    if head >= 0:
        state.before[head] = row
    state.first[place] = row


@compiled
def _leave(state: Seating, row: int, place: int) -> None:
    before, after = state.before[row], state.after[row]
    if before >= 0:
        state.after[before] = after
    else:
        state.first[place] = after
    if after >= 0:
        state.before[after] = before
