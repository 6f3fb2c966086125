"""Points against the boundary of their area: how many lie inside, and what is doubtful."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from django.utils.translation import gettext as _

from jiamenkou.lib.crs import CRS, from_wgs84, to_wgs84
from jiamenkou.places.boundaries import (
    TOLERANCE_METRES,
    bounding_areas,
    geometry_of,
    metres_outside,
)
from jiamenkou.places.models import Area, Centre
from jiamenkou.siting.points import Demand, Floats

MOST_NAMED = 5
SAMPLE = 2000
CLEARLY_MORE = 0.05


@dataclass(frozen=True, kw_only=True)
class Ground:
    """The people of a file on the ground of an area; without a boundary nothing is said."""

    demand: Demand
    crs: CRS
    area: Area

    @cached_property
    def bounds(self) -> Area | None:
        """The area itself or the nearest above it whose boundary is known."""
        return bounding_areas([self.area.code]).get(self.area.code)

    @property
    def inside(self) -> float | None:
        """The share of the people inside, 0 to 1."""
        if not self.bounds or not self.demand.total:
            return None
        return float(self.demand.people[self.outside == 0].sum() / self.demand.total)

    @cached_property
    def outside(self) -> Floats:
        """Metres outside the boundary, point by point."""
        return self._metres(self.demand.lon, self.demand.lat)

    @property
    def mostly_elsewhere(self) -> bool:
        return bool((self.outside > TOLERANCE_METRES).mean() > 0.5)

    def doubts(self) -> Iterator[str]:
        """What a person should look at before the points are taken."""
        if self.bounds:
            yield from self._strays(self.bounds)
            yield from self._other_systems()

    def _strays(self, bounds: Area) -> Iterator[str]:
        far = np.flatnonzero(self.outside > TOLERANCE_METRES)
        if not len(far):
            return
        worst = far[np.argsort(-self.outside[far], kind="stable")][:MOST_NAMED].tolist()
        listed = [f"{self.demand.ids[i]} ({self.outside[i]:,.0f} m)" for i in worst]
        words = _("%(count)s points lie outside the boundary of %(area)s, farthest: %(names)s.")
        yield words % {"count": f"{len(far):,}", "area": bounds.name, "names": "、".join(listed)}

    def _other_systems(self) -> Iterator[str]:
        """Another coordinate system, some 600 m off, may put clearly more points inside."""
        shares = {crs: self._share_inside(crs) for crs in CRS}
        best = max(CRS, key=lambda crs: shares[crs])
        if shares[best] < shares[self.crs] + CLEARLY_MORE:
            return
        words = _(
            "Read as %(declared)s, %(few)s of 100 points lie inside the boundary; as %(best)s, "
            "%(more)s would. Is the coordinate system right? A wrong one is off by some 600 m."
        )
        yield words % {
            "declared": Centre.Crs(self.crs.value).label,
            "best": Centre.Crs(best.value).label,
            "few": f"{shares[self.crs]:.0%}".removesuffix("%"),
            "more": f"{shares[best]:.0%}".removesuffix("%"),
        }

    def _share_inside(self, crs: CRS) -> float:
        """Of an even sample of the points, had they been written in `crs`."""
        step = max(1, len(self.demand.ids) // SAMPLE)
        written = from_wgs84(self.demand.lon[::step], self.demand.lat[::step], self.crs)
        return float((self._metres(*to_wgs84(*written, crs)) == 0).mean())

    def _metres(self, lon: Floats, lat: Floats) -> Floats:
        if not self.bounds or not self.bounds.boundary:
            return np.zeros(len(lon))
        return metres_outside(geometry_of(self.bounds.boundary), lon, lat)
