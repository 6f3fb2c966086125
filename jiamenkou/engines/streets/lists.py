"""Found walks put in order: one row a demand point, nearest first, cut where long enough."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from jiamenkou.engines.reach import Reach

Ints = NDArray[np.int32]


def check_limits(limit_metres: int, most: int | None) -> None:
    """ValueError naming the limit that is not at least 1."""
    if limit_metres < 1:
        raise ValueError(f"limit_metres: expected at least 1, got {limit_metres}")
    if most is not None and most < 1:
        raise ValueError(f"most: expected at least 1 place, or None for all, got {most}")


def nearest_first(
    row: Ints,
    place: Ints,
    metres: Ints,
    *,
    shape: tuple[int, int],
    limit_metres: int,
    most: int | None,
) -> Reach:
    """Entries in any order, (nnz,) each, as the lists of `shape` (points, places).

    Rows by metres, then by place. Every place within `limit_metres` must be among the entries,
    or at least the `most` nearest and one more.
    """
    points, places = shape
    key = _sorted_key(row, metres, place, (points, limit_metres + 1, places))
    key, place = np.divmod(key, max(places, 1))
    row, metres = np.divmod(key, limit_metres + 1)
    start = np.searchsorted(row, np.arange(points + 1))
    whole = Reach(
        start=start.astype(np.int64),
        place=place.astype(np.int32),
        metres=metres.astype(np.int32),
        beyond=np.full(points, limit_metres + 1, dtype=np.int32),
        places=places,
    )
    return whole if most is None else _cut(whole, most)


def _sorted_key(
    row: Ints, metres: Ints, place: Ints, sizes: tuple[int, int, int]
) -> NDArray[np.int64]:
    """The three numbers as one, ascending: one quick sort of machine words orders everything."""
    points, lengths, places = sizes
    if points * lengths * places >= 2**63:
        raise ValueError(f"limit_metres: {lengths - 1} is too far for {points} x {places} points")
    key = (row.astype(np.int64) * lengths + metres) * places + place
    key.sort()
    return key


def _cut(whole: Reach, most: int) -> Reach:
    """The first `most` of every row; `beyond` becomes the first walk cut off."""
    longer = np.flatnonzero(np.diff(whole.start) > most)
    beyond = whole.beyond.copy()
    beyond[longer] = whole.metres[whole.start[longer] + most]
    rank = np.arange(len(whole.place)) - whole.start[whole.row_of()]
    return replace(whole.only(rank < most), beyond=beyond)
