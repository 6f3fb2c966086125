"""Cutting and turning lists of entries, compiled: they may be many millions."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from jiamenkou.engines.compiled import compiled

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


class Lists(NamedTuple):
    """What compiled code needs to know of `Costs`, under the same names."""

    start: Longs
    place: Ints
    cost: Ints
    people: Floats
    load: Floats
    unserved: Longs


class Columns(NamedTuple):
    """The same entries place by place: their rows and positions at `start[j]:start[j + 1]`."""

    start: Longs
    row: Ints
    entry: Longs


@compiled
def by_place(start: Longs, place: Ints, column_start: Longs) -> tuple[Ints, Longs]:
    """Row and position of every entry, place by place."""
    row_of = np.empty(len(place), dtype=np.int32)
    entry_of = np.empty(len(place), dtype=np.int64)
    following = column_start.copy()
    for row in range(len(start) - 1):
        for entry in range(start[row], start[row + 1]):
            at = following[place[entry]]
            row_of[at] = row
            entry_of[at] = entry
            following[place[entry]] += 1
    return row_of, entry_of


@compiled
def useful(
    start: Longs, place: Ints, cost: Ints, possible: Flags, sure: Flags, most: Longs
) -> tuple[Longs, Longs]:
    """Positions kept and the new row starts: possible places below `most`, up to a sure one.

    `most` (r,) falls to the cost of the sure place where there is one.
    """
    kept = np.empty(len(place), dtype=np.int64)
    ends = np.zeros(len(start), dtype=np.int64)
    count = 0
    for row in range(len(start) - 1):
        for entry in range(start[row], start[row + 1]):
            if cost[entry] >= most[row]:
                break
            if possible[place[entry]]:
                kept[count] = entry
                count += 1
            if sure[place[entry]]:
                most[row] = cost[entry]
                break
        ends[row + 1] = count
    return kept[:count].copy(), ends


@compiled
def first_of_rows(start: Longs, listed: int) -> tuple[Longs, Longs]:
    """Positions of the first `listed` entries of every row, and the new row starts."""
    kept = np.empty(start[-1], dtype=np.int64)
    ends = np.zeros(len(start), dtype=np.int64)
    count = 0
    for row in range(len(start) - 1):
        for entry in range(start[row], min(start[row] + listed, start[row + 1])):
            kept[count] = entry
            count += 1
        ends[row + 1] = count
    return kept[:count].copy(), ends


@compiled
def same_rows(start: Longs, place: Ints, cost: Ints, unserved: Longs, cap: Longs) -> Longs:
    """For each row the first row equal to it in every entry, int64 (r,)."""
    rows = len(start) - 1
    key = np.empty(rows, dtype=np.uint64)
    for row in range(rows):
        mixed = np.uint64(1469598103934665603) ^ np.uint64(unserved[row])
        for entry in range(start[row], start[row + 1]):
            mixed = (mixed ^ np.uint64(place[entry])) * np.uint64(1099511628211)
            mixed = (mixed ^ np.uint64(cost[entry])) * np.uint64(1099511628211)
        key[row] = mixed
    same = np.arange(rows)
    order = np.argsort(key, kind="mergesort")
    first = 0
    for at in range(1, rows):
        if key[order[at]] != key[order[first]]:
            first = at
            continue
        one, other = order[first], order[at]
        alike = unserved[one] == unserved[other] and cap[one] == cap[other]
        if alike and _equal(start, place, cost, one, other):
            same[other] = one
    return same


@compiled
def _equal(start: Longs, place: Ints, cost: Ints, one: int, other: int) -> bool:
    size = start[one + 1] - start[one]
    if start[other + 1] - start[other] != size:
        return False
    for k in range(size):
        a, b = start[one] + k, start[other] + k
        if place[a] != place[b] or cost[a] != cost[b]:
            return False
    return True
