"""Points in a sheet: swapped, outside their area, or written in another system than declared."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from numpy.typing import NDArray

from jiamenkou.lib.columns import Record
from jiamenkou.lib.crs import CRS, haversine_metres, looks_swapped, to_wgs84
from jiamenkou.places.boundaries import (
    TOLERANCE_METRES,
    bounding_areas,
    geometry_of,
    metres_outside,
)
from jiamenkou.places.imports.trial import Reading
from jiamenkou.places.models import Centre
from jiamenkou.places.models.area import full_code

Floats = NDArray[np.float64]
FEWEST_POINTS = 3
# GCJ-02 and BD-09 shift a point by 300 m to 1,300 m; moves of honest corrections do not agree.
SHIFT_METRES = (200, 1500)
AGREEING_METRES = 60


def blame_points(reading: Reading, crs: str) -> None:
    """Points that are swapped, that are nowhere, or that lie outside their area's boundary."""
    for record in list(reading.records):
        lon, lat = record.values["lon"], record.values["lat"]
        if looks_swapped(lon, lat):
            reading.blame(record, "lon", gettext_noop("Longitude and latitude are swapped."))
        elif not (-180 <= lon <= 180 and -90 <= lat <= 90):
            words = gettext_noop("Longitude is between −180 and 180, latitude between −90 and 90.")
            reading.blame(record, "lon", words)
    wrong = {problem.row for problem in reading.problems}
    sound = [record for record in reading.records if record.row not in wrong]
    outside = _metres_outside(sound, crs)
    for record, metres in zip(sound, outside, strict=True):
        if metres > TOLERANCE_METRES:
            words = gettext_noop("The point lies %(metres)s m outside the boundary of its area.")
            reading.blame(record, "lon", words, metres=f"{metres:,.0f}")


def doubtful_crs(records: Sequence[Record], declared: str) -> list[str]:
    """A warning when another coordinate system would put clearly more points inside."""
    valid = [one for one in records if abs(one.values["lat"]) <= 90]
    inside = {crs: int((_metres_outside(valid, crs) == 0).sum()) for crs in CRS}
    best = max(CRS, key=lambda crs: inside[crs])
    if inside[best] < inside[CRS(declared)] + max(FEWEST_POINTS, len(valid) // 20):
        return []
    words = _(
        "Read as %(declared)s, %(few)s of %(all)s points lie inside the boundary; "
        "as %(best)s, %(more)s would. Is the coordinate system right?"
    )
    return [
        words
        % {
            "declared": Centre.Crs(declared).label,
            "best": Centre.Crs(best.value).label,
            "few": inside[CRS(declared)],
            "more": inside[best],
            "all": len(valid),
        }
    ]


def doubtful_move(records: Sequence[Record], known: Iterable[Centre], declared: str) -> list[str]:
    """A warning when centres we know would all move the same way by a coordinate system's shift."""
    stand = {(centre.area_id, centre.name): (centre.lon, centre.lat) for centre in known}
    pairs = [
        (stand[key], (record.values["lon"], record.values["lat"]))
        for record in records
        if (key := (full_code(record.values["area"]), record.values["name"])) in stand
    ]
    if len(pairs) < FEWEST_POINTS:
        return []
    old, given = (np.array(side) for side in zip(*pairs, strict=True))
    new = np.column_stack(to_wgs84(given[:, 0], given[:, 1], CRS(declared)))
    metres = haversine_metres(old[:, 0], old[:, 1], new[:, 0], new[:, 1])
    typical = float(np.median(metres))
    agree = np.abs(metres - typical) < AGREEING_METRES
    if not SHIFT_METRES[0] < typical < SHIFT_METRES[1] or agree.mean() < 0.8:
        return []
    words = _(
        "%(count)s centres already known would all move by about %(metres)s m. "
        "Is the coordinate system right?"
    )
    return [words % {"count": int(agree.sum()), "metres": f"{typical:,.0f}"}]


def _metres_outside(records: Sequence[Record], crs: str) -> Floats:
    """How far each point lies outside the nearest boundary known of its area; 0 where none is."""
    metres = np.zeros(len(records))
    if not records:
        return metres
    at = np.array([(record.values["lon"], record.values["lat"]) for record in records])
    lon, lat = to_wgs84(at[:, 0], at[:, 1], CRS(crs))
    stands = [full_code(record.values["area"]) for record in records]
    bounds = bounding_areas(stands)
    owners = np.array([bounds[code].code if code in bounds else "" for code in stands])
    for area in {area.code: area for area in bounds.values()}.values():
        here = owners == area.code
        metres[here] = metres_outside(geometry_of(area.boundary or {}), lon[here], lat[here])
    return metres
