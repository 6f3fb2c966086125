"""Points laid on the streets: a graph of junctions and points alone, ready to be searched."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jiamenkou.engines.streets.network import Ints, Streets, rows_of
from jiamenkou.engines.streets.search import Net, contracted
from jiamenkou.engines.streets.snapping import Snap


def lay(streets: Streets, points: Snap, place: Ints) -> tuple[Net, Ints]:
    """The graph between junctions and points, and the node of every point (-1: not on a street).

    A point is a node at the end of its own path to its foot; the foot cuts its street in two.
    `place` int32 (n,) numbers the points that are places, -1 for the others. Nodes stand in the
    order of the streets they are on, so that a search stays in near memory.
    """
    snapped = np.flatnonzero(points.street >= 0)
    ends, decimetres, beside = _with_feet(streets, points, snapped)
    nodes = len(beside)
    start, to, lengths = rows_of(ends, decimetres, nodes)
    marks = np.full(nodes, -1, dtype=np.int32)
    marks[nodes - len(snapped) :] = place[snapped]
    keep = np.diff(start) != 2
    number = np.full(nodes, -1, dtype=np.int32)
    in_order = np.argsort(beside, kind="stable")
    in_order = in_order[keep[in_order]]
    number[in_order] = np.arange(len(in_order))
    node_of = np.full(len(points.street), -1, dtype=np.int32)
    node_of[snapped] = number[nodes - len(snapped) :]
    return contracted(Net(start, to, lengths, marks), keep, number), node_of


def _with_feet(
    streets: Streets, points: Snap, snapped: NDArray[np.int64]
) -> tuple[NDArray[np.int64], Ints, NDArray[np.int64]]:
    """Edges and lengths between street nodes, feet and points, and the node each is beside."""
    lower, higher, decimetres = streets.edges()
    street, along = points.street[snapped], points.along[snapped]
    order = np.lexsort((along, street))
    foot = np.empty(len(order), dtype=np.int64)
    foot[order] = np.arange(streets.nodes, streets.nodes + len(order))
    whole = np.ones(len(lower), dtype=bool)
    whole[street] = False
    parts, part_decimetres = _parts(street[order], along[order], streets)
    ends = (
        np.column_stack((lower, higher))[whole],
        parts,
        np.column_stack((foot, np.arange(len(order)) + streets.nodes + len(order))),
    )
    lengths = (decimetres[whole], part_decimetres, points.away[snapped])
    beside = (np.arange(streets.nodes), lower[street[order]], lower[street])
    return np.concatenate(ends), np.concatenate(lengths), np.concatenate(beside)


def _parts(
    street: NDArray[np.int64], along: Ints, streets: Streets
) -> tuple[NDArray[np.int64], Ints]:
    """What the feet, sorted by street and place along it, leave of their streets."""
    lower, higher, decimetres = streets.edges()
    foot = np.arange(streets.nodes, streets.nodes + len(street))
    opens = np.diff(street, prepend=-1) != 0
    closes = np.diff(street, append=-1) != 0
    before = np.where(opens, lower[street], np.roll(foot, 1))
    passed = np.where(opens, 0, np.roll(along, 1))
    ends = np.concatenate(
        (np.column_stack((before, foot)), np.column_stack((foot, higher[street]))[closes])
    )
    rest = (decimetres[street] - along)[closes]
    return ends, np.concatenate((along - passed, rest)).astype(np.int32)
