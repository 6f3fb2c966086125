"""Published instances read into problems: OR-Library, TSPLIB, covers of cities, capacities."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import dijkstra

from jiamenkou.engines.reach import NOWHERE, Reach
from jiamenkou.engines.siting import Goal, Levels, Problem

EARTH_METRES = 6_378_137.0
THOUSANDTHS = 1000


def orlib_problem(file: Path) -> Problem:
    """A p-median of OR-Library: shortest paths between all pairs, one person a vertex."""
    numbers = np.array(file.read_text().split(), dtype=np.int64)
    n, _, p = numbers[:3]
    metres = dijkstra(_network(n, numbers[3:].reshape(-1, 3))).astype(np.int32)
    return median(whole_reach(metres), int(p))


def tsplib_problem(file: Path, p: int) -> Problem:
    """A p-median of TSPLIB points: straight lines rounded down, one person a point."""
    lines = file.read_text().split("NODE_COORD_SECTION")[1].split("EOF")[0].split()
    at = np.array(lines, dtype=np.float64).reshape(-1, 3)[:, 1:]
    apart = np.sqrt(((at[:, None, :] - at[None, :, :]) ** 2).sum(axis=2))
    return median(whole_reach(apart.astype(np.int32)), p)


def mclp_problem(file: Path, p: int, radius: int) -> Problem:
    """A cover of a city's census points within `radius` metres."""
    at, people = _read_mclp(file)
    # A hair below the radius must not round into it, hence whole decimetres, rounded up.
    reach = whole_reach(np.ceil(_haversine(at) * 10).astype(np.int32), most=radius * 10)
    return cover(reach, people, p, radius * 10)


def cpmp_problem(file: Path) -> Problem:
    """A capacitated p-median, distances in thousandths."""
    numbers = np.array(file.read_text().split(), dtype=np.float64)
    n, p = int(numbers[0]), int(numbers[1])
    table = numbers[2 : 2 + 4 * n].reshape(n, 4)
    at = table[:, :2]
    apart = np.sqrt(((at[:, None, :] - at[None, :, :]) ** 2).sum(axis=2))
    reach = whole_reach(np.rint(apart * THOUSANDTHS).astype(np.int32))
    levels = Levels(**{**vars(Levels.one_each(n)), "capacity": table[:, 2].astype(np.int64)})
    return Problem(
        reach=reach,
        people=np.ones(n, dtype=np.int64),
        load=table[:, 3].astype(np.int64),
        levels=levels,
        goal=Goal.WALK,
        number=p,
        unserved_metres=10 * int(reach.metres.max()),
    )


def median(reach: Reach, p: int, people: NDArray[np.int64] | None = None) -> Problem:
    """The plain p-median."""
    return Problem(
        reach=reach,
        people=np.ones(reach.points, dtype=np.int64) if people is None else people,
        levels=Levels.one_each(reach.places),
        goal=Goal.WALK,
        number=p,
    )


def cover(reach: Reach, people: NDArray[np.int64], p: int, radius: int) -> Problem:
    """The plain maximal cover."""
    return Problem(
        reach=reach,
        people=people,
        levels=Levels.one_each(reach.places),
        goal=Goal.COVER,
        number=p,
        radius_metres=radius,
    )


def whole_reach(metres: NDArray[np.int32], most: int = NOWHERE - 1) -> Reach:
    """Every place within `most` of every point, from a full matrix."""
    place = np.argsort(metres, axis=1, kind="stable").astype(np.int32)
    sorted_metres = np.take_along_axis(metres, place, axis=1)
    keep = sorted_metres <= most
    return Reach(
        start=np.concatenate(([0], np.cumsum(keep.sum(axis=1)))).astype(np.int64),
        place=place[keep],
        metres=sorted_metres[keep],
        beyond=np.full(len(metres), NOWHERE, dtype=np.int32),
        places=metres.shape[1],
    )


def _network(n: int, edges: NDArray[np.int64]) -> coo_matrix:
    """Undirected; an edge given again takes its last length."""
    low, high = edges[:, :2].min(axis=1) - 1, edges[:, :2].max(axis=1) - 1
    _, last = np.unique((low * n + high)[::-1], return_index=True)
    last = len(edges) - 1 - last
    low, high, length = low[last], high[last], edges[last, 2]
    both = (np.concatenate((low, high)), np.concatenate((high, low)))
    return coo_matrix((np.concatenate((length, length)), both), shape=(n, n)).tocsr()


def _read_mclp(file: Path) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Latitude and longitude in degrees, and the people of each point."""
    head, people = file.read_text().split("DEMAND_SECTION")
    at = np.array(head.split("NODE_COORD_SECTION")[1].split(), dtype=np.float64).reshape(-1, 2)
    return at, np.array(people.split("EOF")[0].split(), dtype=np.int64)


def _haversine(at: NDArray[np.float64]) -> NDArray[np.float64]:
    angle = np.radians(at)
    north = np.sin((angle[:, None, 0] - angle[None, :, 0]) / 2) ** 2
    east = np.sin((angle[:, None, 1] - angle[None, :, 1]) / 2) ** 2
    across = np.cos(angle[:, None, 0]) * np.cos(angle[None, :, 0])
    metres: NDArray[np.float64] = 2 * EARTH_METRES * np.arcsin(np.sqrt(north + across * east))
    return metres
