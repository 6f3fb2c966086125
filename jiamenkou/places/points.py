"""A centre's point: kept as it was entered, converted once."""

from jiamenkou.lib.crs import CRS, to_wgs84
from jiamenkou.places.models import Centre


def place(centre: Centre, *, lon: float, lat: float, crs: str) -> None:
    """Put the point on `centre` as entered, in degrees of `crs`, and as WGS-84."""
    centre.entered_lon, centre.entered_lat, centre.crs = lon, lat, crs
    wgs84_lon, wgs84_lat = to_wgs84(lon, lat, CRS(crs))
    centre.lon, centre.lat = round(float(wgs84_lon), 7), round(float(wgs84_lat), 7)
