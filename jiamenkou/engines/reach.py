"""Which places each point can walk to, nearest first: streets measure it, siting plans with it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

NOWHERE = np.iinfo(np.int32).max
"""Metres to a place that is not there: larger than any walk."""


@dataclass(frozen=True, kw_only=True)
class Reach:
    """Truncated walking distances as compressed sparse rows, one row a demand point.

    `start`   int64 (n + 1,): row i is `start[i]:start[i + 1]`.
    `place`   int32 (nnz,): columns, no column twice in a row.
    `metres`  int32 (nnz,): walking metres >= 0, ascending within a row.
    `beyond`  int32 (n,): no unlisted place is nearer than this to row i; `NOWHERE` where the row
              lists every place that can be reached at all.
    `places`  number of columns m.

    Raises ValueError naming the field when shapes, ranges or order are wrong.
    """

    start: NDArray[np.int64]
    place: NDArray[np.int32]
    metres: NDArray[np.int32]
    beyond: NDArray[np.int32]
    places: int

    def __post_init__(self) -> None:
        _check_shapes(self)
        _check_rows(self)

    @property
    def points(self) -> int:
        """Number of demand points n."""
        return len(self.start) - 1

    def row_of(self) -> NDArray[np.int32]:
        """The demand point of every entry, int32 (nnz,)."""
        return np.repeat(np.arange(self.points, dtype=np.int32), np.diff(self.start))

    def first(self, most: int) -> Reach:
        """The same rows with their `most` nearest places; `beyond` says where each was cut."""
        rank = np.arange(len(self.place)) - np.repeat(self.start[:-1], np.diff(self.start))
        cut = np.flatnonzero(rank == most)
        beyond = self.beyond.copy()
        row = np.searchsorted(self.start, cut, side="right") - 1
        beyond[row] = np.minimum(beyond[row], self.metres[cut])
        return replace(self.only(rank < most), beyond=beyond)

    def beside(self, other: Reach) -> Reach:
        """One reach of the same points to these places and, numbered after them, to `other`'s."""
        if other.points != self.points:
            raise ValueError(f"other: expected {self.points} points, got {other.points}")
        row = np.concatenate((self.row_of(), other.row_of()))
        place = np.concatenate((self.place, other.place + np.int32(self.places)))
        metres = np.concatenate((self.metres, other.metres))
        order = np.lexsort((place, metres, row))
        return Reach(
            start=self.start + other.start,
            place=place[order],
            metres=metres[order],
            beyond=np.minimum(self.beyond, other.beyond),
            places=self.places + other.places,
        )

    def only(self, keep: NDArray[np.bool_]) -> Reach:
        """The same rows with the entries where `keep`, bool (nnz,), is false left out for good."""
        counted = np.concatenate(([0], np.cumsum(keep)))
        return Reach(
            start=counted[self.start].astype(np.int64),
            place=self.place[keep],
            metres=self.metres[keep],
            beyond=self.beyond,
            places=self.places,
        )


def _check_shapes(reach: Reach) -> None:
    if reach.start.ndim != 1 or len(reach.start) < 1 or reach.start[0] != 0:
        raise ValueError("start: expected (n + 1,) row starts beginning with 0")
    if np.any(np.diff(reach.start) < 0) or reach.start[-1] != len(reach.place):
        raise ValueError("start: expected ascending row starts ending at the number of entries")
    if len(reach.metres) != len(reach.place):
        raise ValueError("metres: expected one walk for every entry of place")
    if len(reach.beyond) != len(reach.start) - 1:
        raise ValueError("beyond: expected one lower bound for every demand point")


def _check_rows(reach: Reach) -> None:
    if len(reach.place) == 0:
        return
    if reach.place.min() < 0 or reach.place.max() >= reach.places:
        raise ValueError(f"place: expected columns from 0 to {reach.places - 1}")
    if reach.metres.min() < 0:
        raise ValueError("metres: a walk cannot be shorter than 0")
    inside = np.ones(len(reach.metres), dtype=bool)
    inside[reach.start[:-1][np.diff(reach.start) > 0]] = False
    if np.any(np.diff(reach.metres)[inside[1:]] < 0):
        raise ValueError("metres: expected every row nearest first")
