"""Straight lines with a detour: how far a walk is where no streets are known."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from jiamenkou.engines.reach import Reach
from jiamenkou.engines.streets.lists import Ints, check_limits, nearest_first
from jiamenkou.engines.streets.sphere import (
    EARTH_METRES,
    Floats,
    great_circle,
    lonlat_array,
    unit_vectors,
)


def straight_line(
    *,
    from_lonlat: ArrayLike,
    to_lonlat: ArrayLike,
    detour: float = 1.3,
    limit_metres: int,
    most: int | None = None,
    earth_metres: float = EARTH_METRES,
) -> Reach:
    """Great circles times `detour`, from points (n, 2) to places (m, 2); a begun metre counts.

    Rows hold every place within `limit_metres`, or the `most` nearest of them.
    Raises ValueError naming the field.
    """
    check_limits(limit_metres, most)
    if not 1 <= detour < np.inf:
        raise ValueError(
            f"detour: no walk is shorter than a straight line; got {detour}, expected 1 or more"
        )
    if not 0 < earth_metres < np.inf:
        raise ValueError(f"earth_metres: expected a radius above 0, got {earth_metres}")
    points = lonlat_array("from_lonlat", from_lonlat)
    places = lonlat_array("to_lonlat", to_lonlat)
    chord = 2 * np.sin(min(limit_metres / detour / earth_metres / 2, np.pi / 2)) + 1e-9
    row, place = _pairs(unit_vectors(points), unit_vectors(places), chord, most)
    walked = great_circle(points[row], places[place], earth_metres) * detour
    # A hair under a whole metre: rounding noise must not begin the next one.
    metres = np.maximum(np.ceil(walked - 1e-6), 0).astype(np.int32)
    near = metres <= limit_metres
    return nearest_first(
        row[near], place[near], metres[near],
        shape=(len(points), len(places)), limit_metres=limit_metres, most=most,
    )  # fmt: skip


def _pairs(points: Floats, places: Floats, chord: float, most: int | None) -> tuple[Ints, Ints]:
    """Row and column of all pairs within `chord` on the unit sphere, or the `most` + 1 nearest."""
    from scipy.spatial import KDTree

    if len(points) == 0 or len(places) == 0:
        return np.empty(0, dtype=np.int32), np.empty(0, dtype=np.int32)
    tree = KDTree(places)
    if most is None or most >= len(places):
        near = KDTree(points).sparse_distance_matrix(tree, chord, output_type="ndarray")
        return near["i"].astype(np.int32), near["j"].astype(np.int32)
    _, place = tree.query(points, k=np.arange(1, most + 2), distance_upper_bound=chord, workers=-1)
    row, rank = np.nonzero(place < len(places))
    return row.astype(np.int32), place[row, rank].astype(np.int32)
