"""Covering as many as possible with so many places: exchanges tried by the million, cooling down.

A try moves one centre, mostly to a place that covers some of the same people. Opening j covers
`gain[j]` more, closing k leaves `loss[k]` uncovered, less what j covers of those whom only k
covered. What covers fewer is accepted while it is warm (Kirkpatrick, Gelatt and Vecchi 1983).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from scipy import sparse

from jiamenkou.engines.compiled import compiled
from jiamenkou.engines.siting.lists import Flags, Floats, Ints, Longs

TRIES = 100_000
"""Tries between two looks at the clock."""

EACH = 20_000
"""Tries a centre that one cooling takes, as far as MOST allows."""

MOST = 3_000_000
"""Tries of one cooling at most."""

COOL = 0.002
"""The last heat, as a share of the people a centre covers alone."""

AFAR = 0.1
"""Share of tries that move a centre anywhere."""


class Lines(NamedTuple):
    """The options of each row and the rows of each option, as compressed lists."""

    row_start: Ints
    option: Ints
    option_start: Ints
    row: Ints
    people: Floats


@dataclass(frozen=True, kw_only=True)
class Cover:
    """Who is covered by what: `matrix` 0 or 1 (rows, options), `people` float (rows,).

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
        return Lines(rows.indptr, rows.indices, columns.indptr, columns.indices, self.people)


class Standing(NamedTuple):
    """Who is open and what follows from it, changed in place.

    `times` int32 (r,): open options covering a row; `owner` int64 (r,): the sum of their numbers,
    which is the one that covers it alone. `best` bool (o,): the best choice met. `totals`
    float (2,): people covered, and the most met.
    """

    is_open: Flags
    best: Flags
    times: Ints
    owner: Longs
    gain: Floats
    loss: Floats
    totals: Floats


class Die(NamedTuple):
    """What chance decides of some tries, float (tries,) from 0 to 1 each."""

    centre: Floats
    afar: Floats
    row: Floats
    option: Floats
    luck: Floats


def cool(
    cover: Cover,
    state: Standing,
    rng: np.random.Generator,
    warm: float,
    enough: Callable[[], bool],
) -> None:
    """Exchange from `warm` to COOL, shares of the people a centre covers alone; then go back to
    the best choice met.
    """
    free = np.flatnonzero(state.is_open & ~cover.locked)
    if len(free) == 0 or state.is_open.all():
        return
    mean = float(state.loss[free].mean())
    for heats in _heats(len(free), mean * warm, mean * COOL):
        if enough():
            break
        _anneal(cover.lines, state, free, Die(*rng.random((5, TRIES))), heats)
    _back_to_best(cover.lines, state)


def standing_of(cover: Cover, rank: Floats | None = None) -> Standing:
    """Locked options, those with a positive `rank`, then those that cover most in turn."""
    rows, options = cover.matrix.shape
    state = Standing(
        is_open=np.zeros(options, dtype=bool),
        best=np.zeros(options, dtype=bool),
        times=np.zeros(rows, dtype=np.int32),
        owner=np.zeros(rows, dtype=np.int64),
        gain=np.asarray(cover.matrix.T @ cover.people, dtype=np.float64),
        loss=np.zeros(options),
        totals=np.array([0.0, -1.0]),
    )
    sure = cover.locked if rank is None else cover.locked | (rank > 0)
    _take_most(cover.lines, state, sure, cover.most)
    return state


def _heats(centres: int, warm: float, cool: float) -> list[tuple[float, float]]:
    """First and last heat of each stretch of tries of one cooling."""
    stretches = max(1, min(MOST, EACH * centres) // TRIES)
    heats = warm * (cool / warm) ** (np.arange(stretches + 1) / stretches)
    return list(zip(heats[:-1].tolist(), heats[1:].tolist(), strict=True))


@compiled
def _take_most(lines: Lines, state: Standing, sure: Flags, most: int) -> None:
    for option in np.flatnonzero(sure):
        _open(lines, state, int(option))
    for _ in range(min(most, len(sure)) - int(sure.sum())):
        best = -1
        for each in range(len(sure)):
            if not state.is_open[each] and (best < 0 or state.gain[each] > state.gain[best]):
                best = each
        _open(lines, state, best)
    _remember(state)


@compiled
def _back_to_best(lines: Lines, state: Standing) -> None:
    for option in np.flatnonzero(state.is_open & ~state.best):
        _close(lines, state, int(option))
    for option in np.flatnonzero(state.best & ~state.is_open):
        _open(lines, state, int(option))


@compiled
def _anneal(
    lines: Lines, state: Standing, centres: Longs, die: Die, heats: tuple[float, float]
) -> None:
    """A try for each throw of the die; `centres`, the open options free to leave, follow."""
    heat = heats[0]
    cooling = (heats[1] / heats[0]) ** (1.0 / len(die.luck))
    for throw in range(len(die.luck)):
        heat *= cooling
        at = int(die.centre[throw] * len(centres))
        leaver = centres[at]
        comer = _comer(lines, die, throw, leaver)
        if comer < 0 or state.is_open[comer]:
            continue
        accepted = heat * np.log(die.luck[throw] + 1e-300)
        if _worth(lines, state, comer, leaver, accepted):
            _close(lines, state, leaver)
            _open(lines, state, comer)
            centres[at] = comer
            _remember(state)


@compiled
def _comer(lines: Lines, die: Die, throw: int, leaver: int) -> int:
    """An option that shares a row with the leaver, or now and then any; -1 for none."""
    start, end = lines.option_start[leaver], lines.option_start[leaver + 1]
    if die.afar[throw] < AFAR or start == end:
        row = int(die.row[throw] * len(lines.people))
    else:
        row = lines.row[start + int(die.row[throw] * (end - start))]
    start, end = lines.row_start[row], lines.row_start[row + 1]
    return -1 if start == end else int(lines.option[start + int(die.option[throw] * (end - start))])


@compiled
def _worth(lines: Lines, state: Standing, comer: int, leaver: int, accepted: float) -> bool:
    """Whether the exchange covers more people than `accepted`, which may be below nothing."""
    if state.gain[comer] < accepted:
        return False
    change = state.gain[comer] - state.loss[leaver]
    if change >= accepted:
        return True
    for at in range(lines.option_start[comer], lines.option_start[comer + 1]):
        row = lines.row[at]
        if state.times[row] == 1 and state.owner[row] == leaver:
            change += lines.people[row]
    return bool(change >= accepted)


@compiled
def _remember(state: Standing) -> None:
    if state.totals[0] > state.totals[1]:
        state.totals[1] = state.totals[0]
        state.best[:] = state.is_open


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
