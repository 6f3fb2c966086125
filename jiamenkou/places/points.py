"""A point on the register: kept as it was entered, converted once."""

from typing import Protocol

from jiamenkou.lib.crs import CRS, to_wgs84


class Placed(Protocol):
    """A row that stands somewhere: a centre, premises."""

    lon: float
    lat: float
    entered_lon: float
    entered_lat: float
    crs: str


def place(row: Placed, *, lon: float, lat: float, crs: str) -> None:
    """Put the point on `row` as entered, in degrees of `crs`, and as WGS-84."""
    row.entered_lon, row.entered_lat, row.crs = lon, lat, crs
    wgs84_lon, wgs84_lat = to_wgs84(lon, lat, CRS(crs))
    row.lon, row.lat = round(float(wgs84_lon), 7), round(float(wgs84_lat), 7)
