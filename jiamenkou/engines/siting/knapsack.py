"""The knapsack of one centre, exactly: which rows earn most within its room, and near-best sets.

Rows that the greedy filling shows to belong in, or out, are settled first; what is left is a
dynamic programme over a few rows (Pisinger and Toth 1998 tell why they are few).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from jiamenkou.engines.compiled import compiled
from jiamenkou.engines.siting.lists import Flags, Floats, Longs

Table = NDArray[np.bool_]
"""A line for each set, a column for each item: whether it is in."""


class Rates(NamedTuple):
    """Items by earnings a unit of load, what greedy filling earns, and the most splitting would.

    `edge` is the rate of the first item that does not fit.
    """

    order: Longs
    greedy: float
    split: float
    edge: float


@compiled
def best_filling(gain: Floats, load: Longs, room: int, taken: Flags) -> float:
    """Most earned by items within `room`; marks them in `taken`. Gains are above 0."""
    taken[:] = load <= room
    possible = np.flatnonzero(taken)
    if load[possible].sum() <= room:
        return float(gain[possible].sum())
    taken[:] = False
    rates = _rates(gain[possible], load[possible], room, taken, possible)
    doubtful = _settled(gain, load, possible, rates, taken)
    for item in possible:
        if taken[item] and not doubtful[item]:
            room -= load[item]
    return _filled(gain, load, np.flatnonzero(doubtful), room, taken)


@compiled
def _rates(gain: Floats, load: Longs, room: int, taken: Flags, item: Longs) -> Rates:
    """Fill greedily, marking what is taken."""
    order = np.argsort(-gain / np.maximum(load, 1e-9))
    greedy, split, edge = 0.0, 0.0, -1.0
    for k in order:
        if load[k] <= room:
            greedy += gain[k]
            room -= load[k]
            taken[item[k]] = True
        elif edge < 0:
            edge = gain[k] / load[k]
            split = greedy + edge * room
    return Rates(order, greedy, split, edge)


@compiled
def _settled(gain: Floats, load: Longs, possible: Longs, rates: Rates, taken: Flags) -> Flags:
    """Items that may still be in or out; the others are marked for good in `taken`."""
    doubtful = np.zeros(len(gain), dtype=np.bool_)
    for item in possible:
        better = gain[item] - rates.edge * load[item]
        doubtful[item] = rates.split - abs(better) >= rates.greedy - 1e-9 * rates.split
        if not doubtful[item]:
            taken[item] = better > 0
    return doubtful


@compiled
def _filled(gain: Floats, load: Longs, items: Longs, room: int, taken: Flags) -> float:
    """Best way to fill the room with these items beside those taken for good."""
    value = np.zeros(room + 1)
    took = np.zeros((len(items), room + 1), dtype=np.bool_)
    for k in range(len(items)):
        taken[items[k]] = False
        own, weight = gain[items[k]], load[items[k]]
        for size in range(room, weight - 1, -1):
            if value[size - weight] + own > value[size]:
                value[size] = value[size - weight] + own
                took[k, size] = True
    size = room
    for k in range(len(items) - 1, -1, -1):
        if took[k, size]:
            taken[items[k]] = True
            size -= load[items[k]]
    return float(gain[taken].sum())


@compiled
def losses(gain: Floats, load: Longs, room: int) -> Floats:
    """By how much the most earned falls when an item must be taken; infinite if it is too large.

    Items that earn nothing may stand among them.
    """
    room = min(room, load.sum())
    before, after = _tables(gain, load, room)
    best = after[0, room]
    lost = np.full(len(gain), np.inf)
    for k in range(len(gain)):
        for size in range(room - load[k] + 1):
            rest = before[k, size] + after[k + 1, room - load[k] - size]
            lost[k] = min(lost[k], best - rest - gain[k])
    return lost


@compiled
def _tables(gain: Floats, load: Longs, room: int) -> tuple[Floats, Floats]:
    """Most earned within each size by the first k items, and by those from the k-th on."""
    count = len(gain)
    before, after = np.zeros((count + 1, room + 1)), np.zeros((count + 1, room + 1))
    for k in range(count):
        _add(before[k], gain[k], load[k], before[k + 1])
        last = count - 1 - k
        _add(after[last + 1], gain[last], load[last], after[last])
    return before, after


@compiled
def _add(value: Floats, gain: float, load: int, result: Floats) -> None:
    result[:] = value
    for size in range(load, len(value)):
        result[size] = max(result[size], value[size - load] + gain)


@compiled
def near_best(gain: Floats, load: Longs, room: int, least: float, most: int) -> Table:
    """Every set of items within `room` that earns `least`, one a line; one line more than `most`
    when there are more.
    """
    room = min(room, load.sum())
    after = _tables(gain, load, room)[1]
    inside, left = np.zeros((1, len(gain)), dtype=np.bool_), np.full(1, room)
    earned = np.zeros(1)
    for k in range(len(gain)):
        rest = np.maximum(left - load[k], 0)
        # Only beginnings that some end completes go on, so there are never more of them than sets.
        without = earned + _at(after[k + 1], left) >= least
        beside = (load[k] <= left) & (earned + gain[k] + _at(after[k + 1], rest) >= least)
        taking = inside[beside]
        taking[:, k] = True
        inside = np.concatenate((inside[without], taking))
        left = np.concatenate((left[without], rest[beside]))
        earned = np.concatenate((earned[without], earned[beside] + gain[k]))
        if len(inside) > most:
            break
    return inside[: most + 1]


@compiled
def _at(value: Floats, where: Longs) -> Floats:
    return value[where]
