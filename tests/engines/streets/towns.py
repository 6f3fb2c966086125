"""Invented towns to walk in, and the plain way to measure a walk."""

import numpy as np
from hypothesis import strategies as st
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from jiamenkou.engines.reach import Reach
from jiamenkou.engines.streets import Snap, Streets, connect, snap
from jiamenkou.engines.streets.sphere import Floats

Rng = np.random.Generator
seeds = st.integers(0, 2**32 - 1).map(np.random.default_rng)

CORNER = np.array([117.95, 28.43])
SIDE = 0.02


def town(rng: Rng, *, nodes: int = 25, streets: int = 35) -> Streets:
    """Random nodes over some 2 km, joined at random: parallel streets, dead ends, islands."""
    ends = rng.integers(0, nodes, (streets, 2))
    ends[0] = 0, 1
    return connect(points(rng, nodes), ends, metres=rng.integers(0, 900, streets) / 10)


def points(rng: Rng, count: int) -> Floats:
    """Random points in the square the town stands in."""
    return CORNER + SIDE * rng.random((count, 2))


def at(*east_north: list[float]) -> Floats:
    """Points so many degrees east and north of the corner."""
    there: Floats = CORNER + np.array(east_north)
    return there


def line(*, metres: float = 100) -> Streets:
    """Three nodes on a line from west to east, 0.001 degrees apart, `metres` of street between."""
    return connect(at([0, 0], [0.001, 0], [0.002, 0]), [[0, 1], [1, 2]], metres=[metres, metres])


def walked(streets: Streets, start: Floats, end: Floats) -> Floats:
    """All walks as a full table of metres, infinite where there is no way: the reference."""
    tail = np.repeat(np.arange(streets.nodes), np.diff(streets.start))
    order = np.lexsort((streets.decimetres, streets.to, tail))
    pairs = np.column_stack((tail, streets.to))[order]
    shortest = np.unique(pairs, axis=0, return_index=True)[1]
    # scipy takes a stored 0 for no street, so a street of no length is a hair long.
    weights = streets.decimetres[order][shortest] + 1e-9
    graph = coo_array((weights, pairs[shortest].T), shape=(streets.nodes, streets.nodes))
    between = dijkstra(graph.tocsr(), directed=False)
    met, wanted = snap(streets, start), snap(streets, end)
    table = np.full((len(start), len(end)), np.inf)
    for i in np.flatnonzero(met.street >= 0).tolist():
        for j in np.flatnonzero(wanted.street >= 0).tolist():
            table[i, j] = _walk(streets, between, (met, i), (wanted, j))
    metres: Floats = np.ceil(table / 10 - 1e-6)
    return metres


def _walk(
    streets: Streets, between: Floats, start: tuple[Snap, int], end: tuple[Snap, int]
) -> float:
    away = [snap.away[i] for snap, i in (start, end)]
    ways = [
        there + between[u, v] + back
        for u, there in _ways_out(streets, *start)
        for v, back in _ways_out(streets, *end)
    ]
    if start[0].street[start[1]] == end[0].street[end[1]]:
        ways.append(abs(int(start[0].along[start[1]]) - int(end[0].along[end[1]])))
    return float(sum(away) + min(ways))


def _ways_out(streets: Streets, met: Snap, i: int) -> list[tuple[int, int]]:
    lower, higher, decimetres = (part[met.street[i]] for part in streets.edges())
    return [(lower, met.along[i]), (higher, decimetres - met.along[i])]


def table(reach: Reach) -> Floats:
    """Lists as a full table of metres, infinite where nothing is listed."""
    full = np.full((reach.points, reach.places), np.inf)
    full[reach.row_of(), reach.place] = reach.metres
    return full
