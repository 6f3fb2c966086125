"""The centres around a place, and where each falls short."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from django.db.models import Prefetch
from django.utils import timezone

from jiamenkou.lib.crs import haversine_metres
from jiamenkou.lib.scope import Reach
from jiamenkou.places.models import Centre, Finding

MOST = 6
FARTHEST_METRES = 5_000
METRES_A_DEGREE = 111_195


@dataclass(frozen=True, kw_only=True)
class Neighbour:
    """A centre, how far it is in a straight line, and where it falls shortest, once a kind."""

    centre: Centre
    metres: float
    short: list[Finding]


def neighbours(lon: float, lat: float, *, reach: Reach) -> list[Neighbour]:
    """The nearest open centres within 5 km that somebody may see, nearest first; two queries."""
    near = _box(lon, lat, reach)
    if not near:
        return []
    there = np.array([(centre.lon, centre.lat) for centre in near])
    metres = haversine_metres(lon, lat, there[:, 0], there[:, 1])
    nearest = [i for i in np.argsort(metres, kind="stable") if metres[i] <= FARTHEST_METRES]
    return [
        Neighbour(centre=near[i], metres=float(metres[i]), short=_worst(near[i]))
        for i in nearest[:MOST]
    ]


def _worst(centre: Centre) -> list[Finding]:
    """The findings come worst first."""
    first: dict[str, Finding] = {}
    for finding in centre.findings.all():
        first.setdefault(finding.kind, finding)
    return list(first.values())


def _box(lon: float, lat: float, reach: Reach) -> list[Centre]:
    """Those in the square around the circle."""
    tall = FARTHEST_METRES / METRES_A_DEGREE
    wide = tall / max(float(np.cos(np.radians(lat))), 0.01)
    short = Finding.objects.filter(verdict="short").select_related("norm").order_by("-severity")
    standing = (
        Centre.objects.within(reach)
        .open_on(timezone.localdate())
        .filter(lon__range=(lon - wide, lon + wide), lat__range=(lat - tall, lat + tall))
    )
    return list(standing.prefetch_related(Prefetch("findings", queryset=short)))
