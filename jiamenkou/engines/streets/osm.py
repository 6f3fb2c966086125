"""An OpenStreetMap extract read as a walk graph."""

from __future__ import annotations

from array import array
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from jiamenkou.engines.streets.network import Streets, connect
from jiamenkou.engines.streets.sphere import EARTH_METRES, Floats, great_circle

if TYPE_CHECKING:
    from osmium.osm import Way

NOT_BUILT = {
    "construction",
    "proposed",
    "planned",
    "abandoned",
    "disused",
    "razed",
    "no",
    "raceway",
}
CARS_ONLY = {"motorway", "motorway_link", "trunk", "trunk_link", "bus_guideway", "busway", "escape"}
WELCOME = {"yes", "designated", "permissive", "destination", "official"}
SIDEWALKS = {"both", "left", "right", "yes", "separate"}
CLOSED = {"no", "private", "military", "customers", "delivery", "forestry", "agricultural"}

LEAST_ISLAND_METRES = 2_000
"""Streets that hang together for less than this are left out, unless they are the longest part."""


def read_osm(path: str | Path) -> Streets:
    """The walkable streets of an .osm, .osm.bz2 or .osm.pbf file, edges as great circles.

    Who may walk where: docs/engines/streets.md. Squares are walked along their outline. Parts
    that hang together for less than 2 km in all are left out, but for the longest.
    Raises ValueError when no walkable street is in the file, FileNotFoundError when no file is.
    """
    if not Path(path).is_file():
        raise FileNotFoundError(f"path: no such OpenStreetMap extract: {path}")
    node, lonlat, ends = _ways(str(path))
    if len(ends) == 0:
        raise ValueError(f"path: no street that can be walked in {path}")
    _, first, number = np.unique(node, return_index=True, return_inverse=True)
    points = lonlat[first]
    pairs = np.unique(np.sort(number[ends], axis=1), axis=0)
    metres = great_circle(points[pairs[:, 0]], points[pairs[:, 1]], EARTH_METRES)
    return _without_islands(points, pairs, metres)


class Tags(Protocol):
    """What is asked of a way's tags."""

    def get(self, key: str, /) -> str | None: ...


def may_walk(tags: Tags) -> bool:
    """Whether an OSM way with these tags is open to people on foot."""
    highway = tags.get("highway")
    foot = tags.get("foot")
    if highway is None or highway in NOT_BUILT or foot in CLOSED or foot == "use_sidepath":
        return False
    if foot in WELCOME:
        return True
    cars_only = highway in CARS_ONLY or tags.get("motorroad") == "yes"
    if cars_only and tags.get("sidewalk") not in SIDEWALKS:
        return False
    return tags.get("access") not in CLOSED


def _ways(path: str) -> tuple[NDArray[np.int64], Floats, NDArray[np.int64]]:
    """Node ids (k,) and places (k, 2) in the order walked, and which of them are joined (e, 2)."""
    import osmium

    ids, coordinates, way_of = array("q"), array("d"), array("q")
    entities = osmium.FileProcessor(path, osmium.osm.NODE | osmium.osm.WAY).with_locations()
    try:
        for entity in entities.with_filter(osmium.filter.KeyFilter("highway")):
            if isinstance(entity, osmium.osm.Way) and may_walk(entity.tags):
                _walk_along(entity, ids, coordinates, way_of)
    except RuntimeError as fault:
        raise ValueError(f"path: not a readable OpenStreetMap extract: {path} ({fault})") from fault
    way, known = np.array(way_of), np.array(coordinates).reshape(-1, 2)
    whole = np.isfinite(known).all(axis=1)
    first = np.flatnonzero((way[1:] == way[:-1]) & whole[1:] & whole[:-1])
    return np.array(ids), known, np.column_stack((first, first + 1))


def _walk_along(way: Way, ids: array[int], coordinates: array[float], way_of: array[int]) -> None:
    """Note the nodes of a way; those cut off by the edge of the extract are nowhere (NaN)."""
    for node in way.nodes:
        there = node.location.valid()
        ids.append(node.ref)
        coordinates.extend((node.lon, node.lat) if there else (np.nan, np.nan))
        way_of.append(way.id)


def _without_islands(points: Floats, pairs: NDArray[np.int64], metres: Floats) -> Streets:
    """The graph of those parts that are long enough to live on, and of the longest in any case."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    graph = coo_array((np.ones(len(pairs)), pairs.T), shape=(len(points), len(points)))
    _, part = connected_components(graph, directed=False)
    length = np.bincount(part[pairs[:, 0]], weights=metres)
    keep = length >= min(LEAST_ISLAND_METRES, length.max())
    used = np.zeros(len(points), dtype=bool)
    used[pairs[keep[part[pairs[:, 0]]]]] = True
    number = np.cumsum(used) - 1
    stays = used[pairs[:, 0]]
    return connect(points[used], number[pairs[stays]], metres=metres[stays])
