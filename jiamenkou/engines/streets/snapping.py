"""From a point to the street: the nearest point of the nearest street, and the walk to it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from jiamenkou.engines.streets.network import Ints, Streets
from jiamenkou.engines.streets.sphere import (
    EARTH_METRES,
    Floats,
    from_mercator,
    great_circle,
    lonlat_array,
    mercator,
    near_after_near,
)


@dataclass(frozen=True, kw_only=True)
class Snap:
    """Where points meet the streets, one entry a point.

    `street`   int64 (n,): row of `streets.edges()`; -1 where no street is near enough.
    `along`    int32 (n,): decimetres from the lower node of the nearest street to where they meet.
    `away`     int32 (n,): decimetres straight from the point to there.
    """

    street: NDArray[np.int64]
    along: Ints
    away: Ints

    @property
    def unsnapped(self) -> NDArray[np.int64]:
        """The points no street is near enough to: they walk nowhere."""
        return np.flatnonzero(self.street < 0)

    def followed_by(self, other: Snap) -> Snap:
        """These points and then the others, of the same streets."""
        return Snap(
            street=np.concatenate((self.street, other.street)),
            along=np.concatenate((self.along, other.along)),
            away=np.concatenate((self.away, other.away)),
        )


def snap(
    streets: Streets, lonlat: ArrayLike, *, snap_metres: int = 500, field: str = "lonlat"
) -> Snap:
    """Meet every point (n, 2) with the nearest point of the nearest street.

    Nearest on Mercator's map, whose small shapes are true everywhere; measured on the globe.
    Raises ValueError naming `field`.
    """
    if snap_metres < 1:
        raise ValueError(f"snap_metres: expected at least 1, got {snap_metres}")
    points = lonlat_array(field, lonlat)
    lower, higher, decimetres = streets.edges()
    flat = mercator(streets.lonlat)
    street, share = _nearest(flat[lower], flat[higher], mercator(points))
    foot = flat[lower[street]] + share[:, None] * (flat[higher[street]] - flat[lower[street]])
    away = great_circle(points, from_mercator(foot), EARTH_METRES)
    return Snap(
        street=np.where(away <= snap_metres, street, -1),
        along=np.rint(share * decimetres[street]).astype(np.int32),
        away=np.rint(away * 10).astype(np.int32),
    )


def _nearest(lower: Floats, higher: Floats, flat: Floats) -> tuple[NDArray[np.int64], Floats]:
    """For each point the nearest street, and how far along it the nearest spot is (0 to 1)."""
    import shapely

    lines = shapely.linestrings(np.stack((lower, higher), axis=1))
    dots = shapely.points(flat)
    order = near_after_near(flat)
    street = np.empty(len(dots), dtype=np.int64)
    street[order] = shapely.STRtree(lines).query_nearest(dots[order], all_matches=False)[1]
    return street, shapely.line_locate_point(lines[street], dots, normalized=True)
