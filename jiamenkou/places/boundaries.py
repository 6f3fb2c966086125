"""Whether points lie in their area: measured against the nearest boundary that is known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely.geometry import shape

from jiamenkou.places.models import Area
from jiamenkou.places.models.area import ancestors_of

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

METRES_A_DEGREE = 111_195
# Published boundaries are simplified; a point this near the line may well be inside.
TOLERANCE_METRES = 300


def bounding_areas(codes: Iterable[str]) -> dict[str, Area]:
    """For each code the area, itself or the nearest above it, whose boundary is known."""
    lines = {code: [code, *ancestors_of(code)] for code in set(codes)}
    wanted = {one for line in lines.values() for one in line}
    known = Area.objects.filter(boundary__isnull=False).in_bulk(list(wanted))
    nearest = {code: next(filter(known.get, line), None) for code, line in lines.items()}
    return {code: known[found] for code, found in nearest.items() if found}


def geometry_of(boundary: Mapping[str, Any]) -> BaseGeometry:
    """A GeoJSON geometry as shapely sees it, its crossing rings repaired."""
    return shapely.make_valid(shape(boundary))


def metres_outside(geometry: BaseGeometry, lon: ArrayLike, lat: ArrayLike) -> NDArray[np.float64]:
    """How far each WGS-84 point lies outside `geometry`, in metres; 0 within it.

    Measured on a plane that touches the earth at the geometry's middle: good to 1 % in a county.
    """
    middle = geometry.centroid
    scale = np.array([METRES_A_DEGREE * np.cos(np.radians(middle.y)), METRES_A_DEGREE])
    flat = shapely.transform(geometry, lambda at: (at - [middle.x, middle.y]) * scale)
    at = (np.column_stack([np.ravel(lon), np.ravel(lat)]) - [middle.x, middle.y]) * scale
    metres: NDArray[np.float64] = shapely.distance(flat, shapely.points(at))
    return metres
