"""The walk graph: points where streets bend or meet, and the street between two of them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from jiamenkou.engines.streets.sphere import (
    EARTH_METRES,
    Floats,
    great_circle,
    lonlat_array,
    near_after_near,
)

Ints = NDArray[np.int32]


@dataclass(frozen=True, kw_only=True)
class Streets:
    """An undirected walk graph as compressed sparse rows; every street is in two rows.

    `lon`, `lat`   float64 (v,), WGS-84 degrees. Nodes near each other have near numbers.
    `start`        int64 (v + 1,): the streets of node i are `start[i]:start[i + 1]`.
    `to`           int32 (e,): the node at the other end.
    `decimetres`   int32 (e,): length, the same in both rows.

    Raises ValueError naming the field when shapes or ranges are wrong, or there is no street.
    """

    lon: Floats
    lat: Floats
    start: NDArray[np.int64]
    to: Ints
    decimetres: Ints

    def __post_init__(self) -> None:
        lonlat_array("streets", self.lonlat)
        if len(self.to) == 0:
            raise ValueError("to: the network is empty; expected at least one street")
        if len(self.start) != self.nodes + 1 or self.start[-1] != len(self.to):
            raise ValueError("start: expected (v + 1,) row starts ending at the number of streets")
        if self.to.min() < 0 or self.to.max() >= self.nodes:
            raise ValueError(f"to: expected nodes from 0 to {self.nodes - 1}")
        if len(self.decimetres) != len(self.to) or self.decimetres.min() < 0:
            raise ValueError("decimetres: expected one length >= 0 for every entry of to")

    @property
    def nodes(self) -> int:
        """Number of nodes v."""
        return len(self.lon)

    @property
    def lonlat(self) -> Floats:
        """Nodes as (v, 2) degrees, longitude first."""
        return np.column_stack((self.lon, self.lat))

    def edges(self) -> tuple[Ints, Ints, Ints]:
        """Every street once: its lower node, its higher node, its decimetres."""
        tail = np.repeat(np.arange(self.nodes, dtype=np.int32), np.diff(self.start))
        once = tail < self.to
        return tail[once], self.to[once], self.decimetres[once]

    def save(self, path: str | Path) -> None:
        """Write to an .npz file."""
        np.savez(
            path,
            lon=self.lon,
            lat=self.lat,
            start=self.start,
            to=self.to,
            decimetres=self.decimetres,
        )

    @staticmethod
    def load(path: str | Path) -> Streets:
        """Read what `save` wrote."""
        with np.load(path) as kept:
            return Streets(**{field: kept[field] for field in kept.files})


def connect(lonlat: ArrayLike, ends: ArrayLike, *, metres: ArrayLike | None = None) -> Streets:
    """A walk graph from nodes (v, 2) and undirected streets (k, 2) between them.

    `metres` (k,) are the lengths; great circles when left out. Nodes are numbered anew so that
    neighbours in the city are neighbours in memory. Streets from a node to itself are left out.
    Raises ValueError naming the field.
    """
    points = lonlat_array("lonlat", lonlat)
    pairs = np.asarray(ends, dtype=np.int64).reshape(-1, 2)
    if len(pairs) and (pairs.min() < 0 or pairs.max() >= len(points)):
        raise ValueError(f"ends: expected nodes from 0 to {len(points) - 1}")
    lengths = _lengths(points, pairs, metres)
    by_place = near_after_near(points)
    number = np.empty(len(points), dtype=np.int64)
    number[by_place] = np.arange(len(points))
    real = pairs[:, 0] != pairs[:, 1]
    start, to, decimetres = rows_of(number[pairs[real]], lengths[real], len(points))
    lon, lat = points[by_place].T.copy()
    return Streets(lon=lon, lat=lat, start=start, to=to, decimetres=decimetres)


def rows_of(
    pairs: NDArray[np.integer], decimetres: Ints, nodes: int
) -> tuple[NDArray[np.int64], Ints, Ints]:
    """Undirected edges (k, 2) as compressed sparse rows `start`, `to`, `decimetres`."""
    tail, head = np.concatenate((pairs, pairs[:, ::-1])).T
    order = np.argsort(tail * nodes + head, kind="stable")
    start = np.concatenate(([0], np.cumsum(np.bincount(tail, minlength=nodes))))
    both = np.concatenate((decimetres, decimetres))
    return start.astype(np.int64), head[order].astype(np.int32), both[order].astype(np.int32)


def _lengths(points: Floats, pairs: NDArray[np.int64], metres: ArrayLike | None) -> Ints:
    if metres is None:
        given = great_circle(points[pairs[:, 0]], points[pairs[:, 1]], EARTH_METRES)
    else:
        given = np.asarray(metres, dtype=np.float64)
    if given.shape != (len(pairs),) or not np.all(given >= 0) or np.any(given > 1e8):
        raise ValueError("metres: expected one length from 0 to 100,000,000 for every street")
    return np.rint(given * 10).astype(np.int32)
