"""Who is near whom: the neighbourhoods in which plans are changed a little."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from jiamenkou.engines.compiled import compiled
from jiamenkou.engines.siting import swap
from jiamenkou.engines.siting.lists import Columns, Flags, Ints, Lists, Longs

CENTRES_NEAR = 8
"""Places near a place hold about so many centres."""

FEWEST_NEAR, MOST_NEAR = 40, 400

ASKED = 50
"""Rows of a place asked which other places they are near to."""


class Around(NamedTuple):
    """Who is near whom. `near` int32 (m, k): places near each place, nearest first, -1 no more.

    The options that would stand at place j: `option[first[j]:first[j + 1]]`.
    """

    near: Ints
    option: Ints
    first: Longs


def around_of(ground: swap.Ground) -> Around:
    """Places are near each other when rows list them together."""
    place = ground.options.place
    count = np.bincount(place, minlength=ground.costs.places)
    return Around(
        near=_near(ground.costs.lists, ground.columns, count > 0, _how_near(ground, count)),
        option=np.argsort(place, kind="stable").astype(np.int32),
        first=np.concatenate(([0], np.cumsum(count))).astype(np.int64),
    )


def _how_near(ground: swap.Ground, count: Longs) -> int:
    wide = CENTRES_NEAR * int((count > 0).sum()) // ground.options.centres
    return min(max(wide, FEWEST_NEAR), MOST_NEAR)


@compiled
def options_at(around: Around, places: Ints) -> Ints:
    """The options that would stand at these places."""
    count = 0
    for place in places:
        count += around.first[place + 1] - around.first[place]
    found = np.empty(count, dtype=np.int32)
    size = 0
    for place in places:
        for k in range(around.first[place], around.first[place + 1]):
            found[size] = around.option[k]
            size += 1
    return found


@compiled
def beside(around: Around, region: Ints, most: int, seen: Flags) -> Ints:
    """These places and so many near each, each once."""
    found = np.empty(len(region) * (1 + most), dtype=np.int32)
    size = 0
    for place in region:
        for k in range(-1, most):
            other = place if k < 0 else around.near[place, k]
            if other >= 0 and not seen[other]:
                seen[other] = True
                found[size] = other
                size += 1
    for place in found[:size]:
        seen[place] = False
    return found[:size]


@compiled
def _near(lists: Lists, columns: Columns, possible: Flags, most: int) -> Ints:
    near = np.full((len(possible), most), -1, dtype=np.int32)
    met = np.zeros(len(possible), dtype=np.int64)
    touched = np.empty(len(possible), dtype=np.int64)
    for here in range(len(possible)):
        count = _meet(lists, columns, here, most, met, touched)
        order = touched[:count][np.argsort(-met[touched[:count]], kind="mergesort")]
        size = 0
        for place in order:
            if possible[place] and place != here and size < most:
                near[here, size] = place
                size += 1
        met[touched[:count]] = 0
    return near


@compiled
def _meet(lists: Lists, columns: Columns, here: int, most: int, met: Longs, touched: Longs) -> int:
    """Count the places some rows of this one list, those listed early for more."""
    begin, end = columns.start[here], columns.start[here + 1]
    count = 0
    for k in range(begin, end, max((end - begin) // ASKED, 1)):
        first = lists.start[columns.row[k]]
        for entry in range(first, min(lists.start[columns.row[k] + 1], first + most)):
            place = lists.place[entry]
            if met[place] == 0:
                touched[count] = place
                count += 1
            met[place] += most + first - entry
    return count
