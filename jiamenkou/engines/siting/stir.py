"""Plans under capacities kicked and climbed again: one centre moves, its surroundings sit anew."""

from __future__ import annotations

import numpy as np

from jiamenkou.engines.compiled import compiled
from jiamenkou.engines.siting.lists import Floats, Longs
from jiamenkou.engines.siting.seating import (
    Ground,
    Seating,
    climb,
    copied,
    fits,
    mark,
    move,
    put_out,
    recentred,
    replace_by,
    value_of,
)

AROUND = 4
"""Open places whose people sit anew at most when a centre moves."""

FAR = 0.15
"""Share of kicks that close a centre anywhere instead."""

STAY = 0.2
"""Share of kicks that move no centre."""


@compiled
def recentre(ground: Ground, state: Seating) -> bool:
    """Move every centre to where its people walk least; whether one moved."""
    moved, walk = False, np.zeros(len(state.room))
    for place in np.flatnonzero(state.level >= 0):
        moved |= recentred(ground, state, int(place), walk) != place
    return moved


@compiled
def stir(
    ground: Ground, state: Seating, best: Seating, rng: np.random.Generator, heat: Floats
) -> None:
    """One kick for each `heat`, by which it may be dearer or so; the best met goes to `best`."""
    kept = copied(state)
    value, least = value_of(ground, state), value_of(ground, best)
    for warmth in heat:
        _kick(ground, state, rng)
        told = value_of(ground, state)
        if told < least - 0.5:
            least = told
            _assign(best, state)
        if told <= value + warmth * rng.exponential():
            value = told
            _assign(kept, state)
        else:
            _assign(state, kept)


@compiled
def _kick(ground: Ground, state: Seating, rng: np.random.Generator) -> None:
    """Somewhere, close a centre, open another, and seat those around anew."""
    open_here, closed_here = _nearby(ground, state, int(rng.integers(0, len(state.at))), rng)
    if len(open_here) == 0:
        return
    out = open_here[rng.integers(0, len(open_here))]
    if rng.random() < FAR:
        everywhere = np.flatnonzero(state.level >= 0)
        out = everywhere[rng.integers(0, len(everywhere))]
        open_here = np.append(open_here[open_here != out], out)
    if len(closed_here) and rng.random() > STAY:
        newcomer = closed_here[rng.integers(0, len(closed_here))]
        if fits(ground, state, out, newcomer):
            replace_by(ground, state, out, newcomer)
            open_here[open_here == out] = ground.place[newcomer]
    for place in open_here:
        put_out(ground, state, place)
    reseat(ground, state, rng)
    _settle_around(ground, state, open_here)


@compiled
def _settle_around(ground: Ground, state: Seating, open_here: Longs) -> None:
    """Climb with the rows of these places, the rows of nobody, and the centres there."""
    dirty, walk = np.zeros(len(state.at), dtype=np.bool_), np.zeros(len(state.room))
    for place in open_here:
        mark(state, place, dirty)
    mark(state, len(state.room), dirty)
    changed = True
    while changed:
        climb(ground, state, dirty)
        changed = False
        for k in range(len(open_here)):
            to = recentred(ground, state, open_here[k], walk)
            if to != open_here[k]:
                changed = True
                open_here[k] = to
                mark(state, to, dirty)


@compiled
def _nearby(
    ground: Ground, state: Seating, row: int, rng: np.random.Generator
) -> tuple[Longs, Longs]:
    """The nearest open places of the row, and the levels at closed places not much farther."""
    lists = ground.lists
    wanted = 2 + rng.integers(0, AROUND - 1)
    open_here, closed_here = np.empty(wanted, dtype=np.int64), [0][:0]
    count = 0
    for entry in range(lists.start[row], lists.start[row + 1]):
        place = lists.place[entry]
        if state.level[place] >= 0:
            open_here[count] = place
            count += 1
            if count == wanted:
                break
        else:
            for k in range(ground.at_place[place], ground.at_place[place + 1]):
                if ground.allowed[ground.level_of[k]]:
                    closed_here.append(ground.level_of[k])
    return open_here[:count], np.array(closed_here, dtype=np.int64)


@compiled
def reseat(ground: Ground, state: Seating, rng: np.random.Generator) -> None:
    """Give those with nobody the nearest room, the heavy roughly first."""
    lists, rows = ground.lists, [0][:0]
    row = state.first[len(state.room)]
    while row >= 0:
        rows.append(row)
        row = state.after[row]
    waiting = np.array(rows, dtype=np.int64)
    for row in waiting[np.argsort(-ground.load[waiting] * (0.3 + rng.random(len(waiting))))]:
        for entry in range(lists.start[row], lists.start[row + 1]):
            place = lists.place[entry]
            if state.level[place] >= 0 and state.room[place] >= ground.load[row]:
                move(ground, state, row, entry)
                break


@compiled
def _assign(to: Seating, state: Seating) -> None:
    to.at[:], to.room[:], to.level[:], to.taken[:] = state.at, state.room, state.level, state.taken
    to.first[:], to.after[:], to.before[:] = state.first, state.after, state.before
    to.spent[:] = state.spent
