"""Covering as many as possible with so many places: the best exchange each time, good or bad.

What came in must stay and what went out must keep away for a few moves (tabu search, Glover 1989),
so the walk leaves every local optimum. A move weighs all exchanges: opening j covers `gain[j]` more,
closing k leaves `loss[k]` uncovered, less what j covers of those whom only k covered.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from scipy import sparse

from jiamenkou.engines.compiled import compiled
from jiamenkou.engines.siting.lists import Flags, Floats, Ints, Longs

VISITS = 2_000_000
"""Entries one move may look at; a larger ground is looked at in turns."""


class Lines(NamedTuple):
    """The options of each row and the rows of each option, as compressed lists."""

    row_start: Ints
    option: Ints
    option_start: Ints
    row: Ints
    people: Floats
    locked: Flags


@dataclass(frozen=True, kw_only=True)
class Cover:
    """Who is covered by what: `matrix` bool (rows, options), `people` float (rows,).

    `locked` bool (options,): must be open. `most`: so many options may be open.
    """

    matrix: sparse.csr_matrix
    people: Floats
    locked: Flags
    most: int

    @cached_property
    def lines(self) -> Lines:
        """The part compiled code works on."""
        rows, columns = self.matrix, self.matrix.tocsc()
        return Lines(
            rows.indptr, rows.indices, columns.indptr, columns.indices, self.people, self.locked
        )


class Standing(NamedTuple):
    """Who is open and what follows from it, changed in place by the walk.

    `times` int32 (r,): open options covering a row; `owner` int64 (r,): the sum of their numbers,
    which is the one that covers it alone. `tabu` int64 (o,): the move from which an option may
    change again. `best` bool (o,): the best choice met. `totals` float (3,): people covered,
    the most met, moves made.
    """

    is_open: Flags
    best: Flags
    times: Ints
    owner: Longs
    gain: Floats
    loss: Floats
    tabu: Longs
    totals: Floats


def standing_of(cover: Cover, rank: Floats) -> Standing:
    """Locked options, then the likeliest by `rank` (only those above 0), then greedily."""
    rows, options = cover.matrix.shape
    state = Standing(
        is_open=np.zeros(options, dtype=bool),
        best=np.zeros(options, dtype=bool),
        times=np.zeros(rows, dtype=np.int32),
        owner=np.zeros(rows, dtype=np.int64),
        gain=cover.matrix.T @ cover.people,
        loss=np.zeros(options),
        tabu=np.zeros(options, dtype=np.int64),
        totals=np.zeros(3),
    )
    wanted = np.argsort(-np.where(cover.locked, np.inf, rank), kind="stable")
    wanted = wanted[: min(cover.most, int(((rank > 0) | cover.locked).sum()))]
    for option in wanted:
        _open(cover.lines, state, int(option))
    _fill(cover.lines, state, cover.most)
    return state


def walk(cover: Cover, state: Standing, rng: np.random.Generator, moves: int) -> None:
    """Make so many moves; the best choice met stays in the state."""
    longest = 2 + cover.most // 4
    dice = np.stack(
        (
            rng.integers(0, cover.matrix.shape[1], moves),
            1 + rng.integers(0, longest, moves),
            1 + rng.integers(0, longest, moves),
        )
    )
    _walk(cover.lines, state, dice)


def scatter(cover: Cover, state: Standing, rng: np.random.Generator, share: float) -> None:
    """Back to the best choice, then send a share of it away and fill up greedily elsewhere."""
    for option in np.flatnonzero(state.is_open & ~state.best):
        _close(cover.lines, state, int(option))
    for option in np.flatnonzero(state.best & ~state.is_open):
        _open(cover.lines, state, int(option))
    free = np.flatnonzero(state.is_open & ~cover.locked)
    away = rng.choice(free, max(min(2, len(free)), round(share * len(free))), replace=False)
    for option in away:
        _close(cover.lines, state, int(option))
        state.tabu[option] = int(state.totals[2]) + 1 + cover.most // 4
    _fill(cover.lines, state, cover.most)


@compiled
def _fill(lines: Lines, state: Standing, most: int) -> None:
    """Open what covers most until there are `most`; what is not tabu first."""
    for _ in range(most - int(state.is_open.sum())):
        chosen = -1
        for option in range(len(state.gain)):
            if state.is_open[option]:
                continue
            if chosen >= 0 and state.tabu[option] > state.totals[2]:
                continue
            if chosen < 0 or state.gain[option] > state.gain[chosen]:
                chosen = option
        if chosen >= 0:
            _open(lines, state, chosen)
    _remember(state)


@compiled
def _walk(lines: Lines, state: Standing, dice: Longs) -> None:
    saved = np.zeros(len(state.gain))
    for move in range(dice.shape[1]):
        comer, leaver = _best_exchange(lines, state, saved, dice[0, move])
        state.totals[2] += 1
        if comer < 0:
            continue
        _close(lines, state, leaver)
        _open(lines, state, comer)
        state.tabu[leaver] = state.totals[2] + dice[1, move]
        state.tabu[comer] = state.totals[2] + dice[2, move] // 2
        _remember(state)


@compiled
def _remember(state: Standing) -> None:
    if state.totals[0] > state.totals[1]:
        state.totals[1] = state.totals[0]
        state.best[:] = state.is_open


@compiled
def _best_exchange(lines: Lines, state: Standing, saved: Floats, begin: int) -> tuple[int, int]:
    """Who should come and who should leave; (-1, -1) when all that could are tabu."""
    now, record = state.totals[2], state.totals[1] - state.totals[0]
    idle = _idlest(lines, state)
    comer, leaver, most, visits = -1, -1, -np.inf, 0
    for turn in range(len(state.gain)):
        option = (begin + turn) % len(state.gain)
        gain = state.gain[option]
        barred = state.tabu[option] > now
        if state.is_open[option] or gain <= most or (barred and gain <= record):
            continue
        if visits > VISITS and comer >= 0:
            break
        start, end = lines.option_start[option], lines.option_start[option + 1]
        visits += end - start
        for at in range(start, end):
            if state.times[lines.row[at]] == 1:
                saved[state.owner[lines.row[at]]] += lines.people[lines.row[at]]
        if idle >= 0 and saved[idle] == 0.0 and not barred:
            if gain - state.loss[idle] > most:
                comer, leaver, most = option, idle, gain - state.loss[idle]
        for at in range(start, end):
            if state.times[lines.row[at]] != 1:
                continue
            out = state.owner[lines.row[at]]
            if saved[out] == 0.0:
                continue
            change = gain - state.loss[out] + saved[out]
            saved[out] = 0.0
            free = not barred and state.tabu[out] <= now
            if change > most and not lines.locked[out] and (free or change > record):
                comer, leaver, most = option, out, change
    return comer, leaver


@compiled
def _idlest(lines: Lines, state: Standing) -> int:
    """The open option that covers fewest alone, of those free to leave."""
    idle = -1
    for option in range(len(state.loss)):
        if not state.is_open[option] or lines.locked[option]:
            continue
        if state.tabu[option] > state.totals[2]:
            continue
        if idle < 0 or state.loss[option] < state.loss[idle]:
            idle = option
    return idle


@compiled
def _open(lines: Lines, state: Standing, option: int) -> None:
    for at in range(lines.option_start[option], lines.option_start[option + 1]):
        row = lines.row[at]
        people = lines.people[row]
        if state.times[row] == 0:
            _change_gains(lines, state, row, -people)
            state.loss[option] += people
            state.totals[0] += people
        elif state.times[row] == 1:
            state.loss[state.owner[row]] -= people
        state.times[row] += 1
        state.owner[row] += option
    state.is_open[option] = True


@compiled
def _close(lines: Lines, state: Standing, option: int) -> None:
    for at in range(lines.option_start[option], lines.option_start[option + 1]):
        row = lines.row[at]
        people = lines.people[row]
        state.times[row] -= 1
        state.owner[row] -= option
        if state.times[row] == 0:
            _change_gains(lines, state, row, people)
            state.totals[0] -= people
        elif state.times[row] == 1:
            state.loss[state.owner[row]] += people
    state.loss[option] = 0.0
    state.is_open[option] = False


@compiled
def _change_gains(lines: Lines, state: Standing, row: int, change: float) -> None:
    for at in range(lines.row_start[row], lines.row_start[row + 1]):
        state.gain[lines.option[at]] += change
