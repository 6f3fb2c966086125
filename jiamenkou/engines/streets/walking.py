"""Walks over streets: many points to many places, every one within a limit."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from jiamenkou.engines.reach import NOWHERE, Reach
from jiamenkou.engines.streets.lists import Ints, check_limits, nearest_first
from jiamenkou.engines.streets.network import Streets
from jiamenkou.engines.streets.snapping import Snap, snap
from jiamenkou.engines.streets.sphere import lonlat_array

if TYPE_CHECKING:
    from jiamenkou.engines.streets.search import Net

BLOCK = 256
"""Sources one thread searches before it takes the next block."""

Counts = NDArray[np.int64]


class Block(NamedTuple):
    """What was found from some sources: so many places each, which, and how far."""

    counts: Counts
    place: Ints
    metres: Ints


def walks(
    streets: Streets,
    *,
    from_lonlat: ArrayLike,
    to_lonlat: ArrayLike,
    limit_metres: int,
    most: int | None = None,
    snap_metres: int = 500,
) -> Reach:
    """Walking metres from points (n, 2) to places (m, 2): rows are points, columns are places.

    A walk is straight from the point to the nearest point of the nearest street, along the
    streets, and straight to the place; a begun metre counts. Who is farther than `snap_metres`
    from any street reaches nothing (`beyond` is `NOWHERE`) and is reached by nobody;
    `snap(...).unsnapped` names them.
    Rows hold every place within `limit_metres`, or the `most` nearest of them, equally near ones
    by their number. The search starts from the fewer of points and places.
    Raises ValueError naming the field.
    """
    check_limits(limit_metres, most)
    points = lonlat_array("from_lonlat", from_lonlat)
    places = lonlat_array("to_lonlat", to_lonlat)
    met = snap(streets, np.concatenate((points, places)), snap_metres=snap_metres)
    return _walks(streets, met, (len(points), len(places)), limit_metres, most)


def snapped_walks(
    streets: Streets, *, from_snap: Snap, to_snap: Snap, limit_metres: int, most: int | None = None
) -> Reach:
    """As `walks`, between points and places that `snap` has met with the same streets already.

    For whoever asks again and again about the same homes: to meet the streets is most of the work.
    """
    check_limits(limit_metres, most)
    shape = len(from_snap.street), len(to_snap.street)
    return _walks(streets, from_snap.followed_by(to_snap), shape, limit_metres, most)


def _walks(
    streets: Streets, met: Snap, shape: tuple[int, int], limit_metres: int, most: int | None
) -> Reach:
    """Walks from the first of those who met the streets to the last, `shape` of them."""
    from jiamenkou.engines.streets.laying import lay

    n, m = shape
    sources, sought = slice(0, n), slice(n, n + m)
    if n > m:
        sources, sought = sought, sources
    number = np.full(n + m, -1, dtype=np.int32)
    number[sought] = np.arange(max(n, m))
    net, node_of = lay(streets, met, number)
    row, place, metres = _search(net, node_of[sources], limit_metres, most if n <= m else None)
    if n > m:
        row, place = place, row
    reach = nearest_first(row, place, metres, shape=shape, limit_metres=limit_metres, most=most)
    return replace(reach, beyond=np.where(met.street[:n] < 0, NOWHERE, reach.beyond))


def nodes_within(streets: Streets, *, nodes: ArrayLike, limit_metres: int) -> Reach:
    """Walking metres from nodes (n,) to every node within the limit: what can be walked to at all.

    Columns are the nodes of `streets`; equally near ones stand in no promised order.
    Raises ValueError naming the field.
    """
    from jiamenkou.engines.streets.search import Net

    check_limits(limit_metres, None)
    sources = np.asarray(nodes, dtype=np.int32)
    if len(sources) and (sources.min() < 0 or sources.max() >= streets.nodes):
        raise ValueError(f"nodes: expected nodes from 0 to {streets.nodes - 1}")
    everything = np.arange(streets.nodes, dtype=np.int32)
    net = Net(streets.start, streets.to, streets.decimetres, everything)
    order = np.argsort(sources, kind="stable")
    found = _search_blocks(net, sources[order], limit_metres, None)
    counts = np.concatenate([block.counts for block in found])
    as_asked = np.argsort(order)
    return Reach(
        start=np.concatenate(([0], np.cumsum(counts[as_asked]))),
        place=_rows([(block.counts, block.place) for block in found], as_asked),
        metres=_rows([(block.counts, block.metres) for block in found], as_asked),
        beyond=np.full(len(sources), limit_metres + 1, dtype=np.int32),
        places=streets.nodes,
    )


def _rows(blocks: list[tuple[Counts, Ints]], order: NDArray[np.int64]) -> Ints:
    """The rows of all blocks, of so many values each, one after another in the order given."""
    rows = [row for counts, values in blocks for row in np.split(values, np.cumsum(counts))[:-1]]
    return np.concatenate([np.empty(0, dtype=np.int32), *(rows[i] for i in order)])


def _search(
    net: Net, sources: Ints, limit_metres: int, most: int | None
) -> tuple[Ints, Ints, Ints]:
    """Row, place and metres of every walk from source nodes; those at -1 stay at home."""
    rows = np.argsort(sources, kind="stable").astype(np.int32)
    rows = rows[sources[rows] >= 0]
    found = _search_blocks(net, sources[rows], limit_metres, most)
    counts, place, metres = (np.concatenate(part) for part in zip(*found, strict=True))
    return np.repeat(rows, counts), place, metres


def _search_blocks(net: Net, sources: Ints, limit_metres: int, most: int | None) -> list[Block]:
    """The search shared out among the machine's cores; answers stand in the order of `sources`.

    Quickest where neighbours follow each other: their surroundings are then still at hand.
    """
    from jiamenkou.engines.streets.search import FAR, search

    def block(first: int) -> Block:
        chosen = sources[first : first + BLOCK]
        return Block(*search(net, chosen, limit_metres, FAR - 1 if most is None else most))

    with ThreadPoolExecutor(os.cpu_count()) as cores:
        return list(cores.map(block, range(0, max(len(sources), 1), BLOCK)))
