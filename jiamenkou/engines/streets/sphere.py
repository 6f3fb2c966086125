"""Longitudes and latitudes on a round earth: checked, measured, flattened."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

EARTH_METRES = 6_371_008.8
"""Mean radius of the earth (IUGG)."""

Floats = NDArray[np.float64]


def lonlat_array(field: str, points: ArrayLike) -> Floats:
    """Points (n, 2) as float64 degrees, or ValueError naming the field, the row, the fault."""
    lonlat = np.asarray(points, dtype=np.float64)
    if lonlat.ndim != 2 or lonlat.shape[1] != 2:
        raise ValueError(f"{field}: expected (n, 2) longitudes and latitudes, got {lonlat.shape}")
    missing = np.isnan(lonlat).any(axis=1) | np.isinf(lonlat).any(axis=1)
    if missing.any():
        raise ValueError(f"{field}: row {_first(missing)} is not a number; expected degrees")
    outside = (np.abs(lonlat[:, 0]) > 180) | (np.abs(lonlat[:, 1]) > 90)
    if outside.any():
        raise ValueError(_outside(field, _first(outside), lonlat[_first(outside)]))
    return lonlat


def great_circle(from_lonlat: Floats, to_lonlat: Floats, earth_metres: float) -> Floats:
    """Metres between points pair by pair, (n, 2) and (n, 2) degrees, by the haversine formula."""
    from_lon, from_lat = np.radians(from_lonlat).T
    to_lon, to_lat = np.radians(to_lonlat).T
    half = (
        np.sin((to_lat - from_lat) / 2) ** 2
        + np.cos(from_lat) * np.cos(to_lat) * np.sin((to_lon - from_lon) / 2) ** 2
    )
    metres: Floats = 2 * earth_metres * np.arcsin(np.sqrt(np.minimum(half, 1)))
    return metres


def mercator(lonlat: Floats) -> Floats:
    """Points (n, 2) on Mercator's map of the unit sphere, which keeps every small shape.

    The poles are not on the map: what is beyond 89 degrees is drawn at 89.
    """
    lon, lat = np.radians(np.clip(lonlat, (-180, -89), (180, 89))).T
    return np.column_stack((lon, np.arcsinh(np.tan(lat))))


def from_mercator(flat: Floats) -> Floats:
    """Degrees (n, 2) of points on Mercator's map of the unit sphere."""
    lonlat: Floats = np.degrees(np.column_stack((flat[:, 0], np.arctan(np.sinh(flat[:, 1])))))
    return lonlat


def unit_vectors(lonlat: Floats) -> Floats:
    """Points (n, 2) as vectors (n, 3) from the centre of a sphere of radius 1."""
    lon, lat = np.radians(lonlat).T
    return np.column_stack((np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)))


def near_after_near(points: Floats) -> NDArray[np.int64]:
    """An order of points (n, 2) in which neighbours mostly follow each other (Morton 1966)."""
    low = points.min(axis=0, initial=np.inf)
    width = max(float((points - low).max(initial=0)), 1e-12)
    cells = ((points - low) / width * 0xFFFF).astype(np.uint64)
    return np.argsort(_spaced(cells[:, 0]) | (_spaced(cells[:, 1]) << np.uint64(1)), kind="stable")


def _spaced(cells: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The 16 bits of each number with a gap after every bit."""
    for shift, mask in ((8, 0x00FF00FF), (4, 0x0F0F0F0F), (2, 0x33333333), (1, 0x55555555)):
        cells = (cells | (cells << np.uint64(shift))) & np.uint64(mask)
    return cells


def _first(where: ArrayLike) -> int:
    return int(np.argmax(where))


def _outside(field: str, row: int, point: Floats) -> str:
    lon, lat = point
    words = f"{field}: row {row} ({lon:g}, {lat:g}) is not on the earth"
    if abs(lon) <= 90 and 90 < abs(lat) <= 180:
        return words + "; longitude and latitude look swapped, expected longitude first"
    return words + "; expected longitude -180 to 180 and latitude -90 to 90"
