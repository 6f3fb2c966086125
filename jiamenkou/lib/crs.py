"""The three ways China writes a place in degrees, and the way from one to another.

WGS-84 is what satellites say; GCJ-02 is WGS-84 shifted by some 600 m, as national law asks of
every public map; BD-09 is one map's further shift. The shift itself was never published: the
formulas are those every open library uses, which agree with the public maps to a few metres.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

EARTH_METRES = 6_371_008.8
"""Mean radius of the earth (IUGG)."""

Floats = NDArray[np.float64]
Place = tuple[Floats, Floats]

_AXIS = 6_378_245.0  # Krasovsky 1940, the ellipsoid GCJ-02 is shifted on
_ECCENTRICITY_SQUARED = 0.00669342162296594323
_BD_TURN = np.pi * 3000 / 180
_BOX_LON = (72.004, 137.8347)
_BOX_LAT = (0.8293, 55.8271)


class CRS(StrEnum):
    """In which of the three a point is written."""

    WGS84 = "wgs84"
    GCJ02 = "gcj02"
    BD09 = "bd09"


def to_wgs84(lon: ArrayLike, lat: ArrayLike, crs: CRS) -> Place:
    """Degrees written in `crs` as WGS-84 degrees, any shape, exact to 1e-9 degrees.

    Outside China's box GCJ-02 is not shifted. WGS-84 comes back as it is.
    """
    here, crs = _degrees(lon, lat), CRS(crs)
    if crs == CRS.BD09:
        here = _undone(here, _bd09)
    if crs != CRS.WGS84:
        here = _from_gcj02(here)
    return here


def from_wgs84(lon: ArrayLike, lat: ArrayLike, crs: CRS) -> Place:
    """WGS-84 degrees, any shape, as `crs` writes them; WGS-84 comes back as it is."""
    here, crs = _degrees(lon, lat), CRS(crs)
    if crs != CRS.WGS84:
        here = _gcj02(here)
    if crs == CRS.BD09:
        here = _bd09(here)
    return here


def looks_swapped(lon: ArrayLike, lat: ArrayLike) -> NDArray[np.bool_]:
    """Whether each point would be in China if longitude and latitude changed places, and is not."""
    lons, lats = _degrees(lon, lat)
    swapped: NDArray[np.bool_] = _roughly_china(lats, lons) & ~_roughly_china(lons, lats)
    return swapped


def haversine_metres(
    from_lon: ArrayLike, from_lat: ArrayLike, to_lon: ArrayLike, to_lat: ArrayLike
) -> Floats:
    """Metres along the great circle between WGS-84 degrees, shapes as NumPy broadcasts them."""
    lon, lat = np.radians(_degrees(from_lon, from_lat))
    other_lon, other_lat = np.radians(_degrees(to_lon, to_lat))
    half = (
        np.sin((other_lat - lat) / 2) ** 2
        + np.cos(lat) * np.cos(other_lat) * np.sin((other_lon - lon) / 2) ** 2
    )
    metres: Floats = 2 * EARTH_METRES * np.arcsin(np.sqrt(np.minimum(half, 1)))
    return metres


def _degrees(lon: ArrayLike, lat: ArrayLike) -> Place:
    lons, lats = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    if not np.isfinite(lons).all():
        raise ValueError("lon: not a number; expected degrees")
    if not np.isfinite(lats).all():
        raise ValueError("lat: not a number; expected degrees")
    return lons, lats


def _gcj02(here: Place) -> Place:
    """WGS-84 as GCJ-02 within China's box, and as it is outside."""
    inside = _in_box(here)
    moved = _shifted(here)
    return np.where(inside, moved[0], here[0]), np.where(inside, moved[1], here[1])


def _from_gcj02(there: Place) -> Place:
    origin = _undone(there, _shifted)
    inside = _in_box(origin)
    return np.where(inside, origin[0], there[0]), np.where(inside, origin[1], there[1])


def _undone(there: Place, forward: Callable[[Place], Place]) -> Place:
    """Where `forward` came from: both shifts are slow, so each round leaves a 50th of the error."""
    lon, lat = there
    for _ in range(12):
        reached_lon, reached_lat = forward((lon, lat))
        lon, lat = lon + there[0] - reached_lon, lat + there[1] - reached_lat
    return lon, lat


def _shifted(here: Place) -> Place:
    """The unpublished shift as open libraries write it down, good within China's box only.

    Points elsewhere are drawn to the edge of the box first, where the formula is still tame.
    """
    lon, lat = np.clip(here[0], *_BOX_LON), np.clip(here[1], *_BOX_LAT)
    east, north = _shift_metres(lon - 105, lat - 35)
    radians = np.radians(lat)
    flat = 1 - _ECCENTRICITY_SQUARED * np.sin(radians) ** 2
    metres_a_radian_north = _AXIS * (1 - _ECCENTRICITY_SQUARED) / flat**1.5
    metres_a_radian_east = _AXIS / np.sqrt(flat) * np.cos(radians)
    return (
        here[0] + np.degrees(east / metres_a_radian_east),
        here[1] + np.degrees(north / metres_a_radian_north),
    )


def _shift_metres(x: Floats, y: Floats) -> Place:
    """Metres east and north, from degrees east of 105 and north of 35."""
    root = np.sqrt(np.abs(x))
    ripple = 20 * np.sin(6 * np.pi * x) + 20 * np.sin(2 * np.pi * x)
    east = 300 + x + 2 * y + 0.1 * x**2 + 0.1 * x * y + 0.1 * root
    east += (ripple + _waves(x, (1, 20), (3, 40), (12, 150), (30, 300))) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y**2 + 0.1 * x * y + 0.2 * root
    north += (ripple + _waves(y, (1, 20), (3, 40), (12, 160), (30, 320))) * 2 / 3
    return east, north


def _waves(t: Floats, *waves: tuple[int, int]) -> Floats:
    """A sum of sines, each given as degrees to half a wave and height."""
    total: Floats = sum((high * np.sin(np.pi * t / half) for half, high in waves), np.zeros(()))
    return total


def _bd09(here: Place) -> Place:
    """GCJ-02 as BD-09."""
    lon, lat = here
    radius = np.hypot(lon, lat) + 0.00002 * np.sin(lat * _BD_TURN)
    angle = np.arctan2(lat, lon) + 0.000003 * np.cos(lon * _BD_TURN)
    return radius * np.cos(angle) + 0.0065, radius * np.sin(angle) + 0.006


def _in_box(here: Place) -> NDArray[np.bool_]:
    """The box outside which public maps do not shift."""
    lon, lat = here
    return (_BOX_LON[0] <= lon) & (lon <= _BOX_LON[1]) & (_BOX_LAT[0] <= lat) & (lat <= _BOX_LAT[1])


def _roughly_china(lon: Floats, lat: Floats) -> NDArray[np.bool_]:
    return (lon >= 73) & (lon <= 135) & (lat >= 3) & (lat <= 54)
