"""Who is open now, the nearest first: one query, whatever the number of centres."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from jiamenkou.lib.scope import Reach
from jiamenkou.places.models import Service

MOST = 20
EVERYWHERE = Reach(prefixes=("",))
# The point must read as in the index `centre_by_nearness`. What touches is open without a break.
OPEN_NEAR = """
SELECT centre.id, centre.area_id AS area, centre.name, centre.address, centre.phone,
    centre.lon, centre.lat, centre.step_free,
    opening.layer, opening.service, opening.by_appointment, opening.offers,
    (SELECT upper(whole) FROM unnest((
        SELECT range_agg(near.during) FROM places_opening AS near
        WHERE near.centre_id = centre.id
            AND near.during && tstzrange(
                %(at)s::timestamptz, %(at)s::timestamptz + interval '2 days')
    )) AS whole WHERE whole @> %(at)s::timestamptz) AS until,
    2 * 6371008.8 * asin(sqrt(
        power(sin(radians(centre.lat - %(lat)s::float8) / 2), 2)
        + cos(radians(centre.lat)) * cos(radians(%(lat)s::float8))
        * power(sin(radians(centre.lon - %(lon)s::float8) / 2), 2))) AS metres
FROM places_centre AS centre
JOIN places_opening AS opening
    ON opening.centre_id = centre.id AND opening.during @> %(at)s::timestamptz
WHERE centre.area_id LIKE ANY(%(within)s)
    AND (centre.opened_on IS NULL OR centre.opened_on <= opening.day)
    AND (centre.closed_on IS NULL OR centre.closed_on > opening.day)
ORDER BY
    point(centre.lon,
        degrees(ln(tan(radians(45 + greatest(least(centre.lat, 89), -89) / 2)))))
    <-> point(%(lon)s::float8,
        degrees(ln(tan(radians(45 + greatest(least(%(lat)s::float8, 89), -89) / 2)))))
LIMIT %(most)s
"""


OPENS_NEXT = """
SELECT centre.id, centre.name, opening.begin, opening.service
FROM (
    SELECT id, name FROM places_centre
    WHERE closed_on IS NULL AND EXISTS (
        SELECT FROM places_opening WHERE centre_id = places_centre.id)
    ORDER BY point(lon, degrees(ln(tan(radians(45 + greatest(least(lat, 89), -89) / 2)))))
        <-> point(%(lon)s::float8,
            degrees(ln(tan(radians(45 + greatest(least(%(lat)s::float8, 89), -89) / 2)))))
    LIMIT %(most)s
) AS centre
JOIN LATERAL (
    SELECT lower(during) AS begin, service FROM places_opening
    WHERE centre_id = centre.id AND lower(during) > %(at)s::timestamptz
    ORDER BY lower(during) LIMIT 1
) AS opening ON true
ORDER BY opening.begin, centre.id
"""


@dataclass(frozen=True, kw_only=True)
class NextOpening:
    """When a centre that is closed opens next."""

    id: int
    name: str
    begin: datetime
    service: str


@dataclass(frozen=True, kw_only=True)
class OpenCentre:
    """A centre that is open: until when, by which layer, what can be done, how many metres away."""

    id: int
    area: str
    name: str
    address: str
    phone: str
    lon: float
    lat: float
    step_free: bool | None
    layer: str
    service: str
    by_appointment: bool
    offers: str
    until: datetime
    metres: float

    @property
    def service_label(self) -> str:
        return str(Service(self.service).label)


def open_near(
    *, lon: float, lat: float, at: datetime, reach: Reach = EVERYWHERE, most: int = MOST
) -> list[OpenCentre]:
    """The `most` nearest that are open at an aware moment, by the straight line, in degrees WGS-84.

    With `reach` only those inside it. Openings stand ready for a fortnight; at any
    other moment nobody is open. Raises ValueError for a point that is not on earth.
    """
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise ValueError(f"lon, lat: degrees are meant, got {lon}, {lat}")
    asked: Mapping[str, Any] = {
        "lon": lon,
        "lat": lat,
        "at": at,
        "within": [f"{prefix}%" for prefix in reach.prefixes],
        "most": most,
    }
    found = [OpenCentre(**row) for row in _rows(OPEN_NEAR, asked)]
    return sorted(found, key=lambda one: (one.metres, one.id))


def opens_next(*, lon: float, lat: float, at: datetime, most: int = 5) -> list[NextOpening]:
    """The nearest centres, whoever opens first ahead; for when nobody is open. One query."""
    asked = {"lon": lon, "lat": lat, "at": at, "most": most}
    return [NextOpening(**row) for row in _rows(OPENS_NEXT, asked)]


def _rows(question: str, asked: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(question, asked)
        names = [column.name for column in cursor.description or ()]
        rows = cursor.fetchall()
    return (dict(zip(names, row, strict=True)) for row in rows)
