"""What is odd about the files: layers that lie apart, points off the streets, another CRS."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from jiamenkou.engines.reach import NOWHERE, Reach
from jiamenkou.engines.streets import Streets, snap
from jiamenkou.lib.crs import CRS, from_wgs84, haversine_metres, to_wgs84
from jiamenkou.siting.layers import BadInput, Sites
from jiamenkou.siting.points import Demand, Floats
from jiamenkou.siting.walking import Walker, first_of

NAMED = 8
SAMPLE = 2000


def refuse_apart(reach: Reach, demand: Demand, sites: Sites) -> None:
    """Nobody reaches anything: the layers lie apart, and often only two columns are swapped."""
    if len(reach.place):
        return
    here = np.median(demand.lon), np.median(demand.lat)
    there = np.median(sites.lon), np.median(sites.lat)
    apart = haversine_metres(*here, *there) / 1000
    words = _(
        "No demand point reaches any site: the middle of one layer is %(apart)s km from the "
        "middle of the other. Look at --limit-metres, --crs and the files."
    ) % {"apart": f"{float(apart):,.1f}"}
    exchanged = max(abs(here[0] - there[1]), abs(here[1] - there[0]))
    if exchanged < 1 < max(abs(here[0] - there[0]), abs(here[1] - there[1])):
        words += " " + _("Longitude and latitude look swapped in one of them.")
    raise BadInput(words)


def refuse_too_far(reach: Reach, demand: Demand, radius: int) -> None:
    """A radius nobody could keep: who has no site so near, and the smallest that would do."""
    _place, metres = first_of(reach)
    far = np.flatnonzero((metres > radius) & (demand.people > 0))
    if len(far) == 0:
        return
    facts: dict[str, Any] = {
        "radius": radius,
        "count": len(far),
        "names": some_of([demand.ids[i] for i in far]),
    }
    words = _(
        "--radius %(radius)d cannot be kept: %(count)d demand points have no site so near: "
        "%(names)s."
    )
    alone = int((metres[far] == NOWHERE).sum())
    if alone:
        facts["alone"] = alone
        words += " " + _("%(alone)d of them reach no site at all within --limit-metres.")
    else:
        facts["enough"] = int(metres[far].max())
        words += " " + _("The smallest radius that would do is %(enough)d m.")
    raise BadInput(words % facts)


def off_streets(walker: Walker, demand: Demand, sites: Sites) -> Iterator[str]:
    """Points and sites no street comes near: nobody walks from or to them."""
    if walker.streets is None:
        return
    metres = walker.snap_metres
    for layer, ids, lonlat in (
        (_("demand points"), demand.ids, demand.lonlat),
        (_("sites"), sites.ids, sites.lonlat),
    ):
        off = snap(walker.streets, lonlat, snap_metres=metres).unsnapped
        if len(off):
            yield _(
                "%(count)d %(layer)s are farther than %(metres)d m from any street: %(names)s."
            ) % {
                "count": len(off),
                "layer": layer,
                "metres": metres,
                "names": some_of([ids[i] for i in off]),
            }


def unreached(walker: Walker, reach: Reach, demand: Demand) -> Iterator[str]:
    """Who has no site at all in reach: charged, and said."""
    alone = np.flatnonzero((np.diff(reach.start) == 0) & (demand.people > 0))
    if len(alone):
        yield _(
            "%(count)d demand points (%(people)s people) reach no site within %(metres)d m; they "
            "count as that far: %(names)s."
        ) % {
            "count": len(alone),
            "people": f"{int(demand.people[alone].sum()):,}",
            "metres": walker.limit_metres,
            "names": some_of([demand.ids[i] for i in alone]),
        }


def crs_hint(declared: CRS, walker: Walker, demand: Demand) -> Iterator[str]:
    """GCJ-02 taken for WGS-84 lies some 600 m off: read otherwise, points may fit the streets."""
    if walker.streets is None:
        return
    lon, lat = from_wgs84(demand.lon[:SAMPLE], demand.lat[:SAMPLE], declared)
    away = {crs: _away(walker.streets, *to_wgs84(lon, lat, crs)) for crs in CRS}
    best = min(away, key=lambda crs: away[crs])
    if away[best] < 0.5 * away[declared]:
        yield _(
            "The demand points lie %(away)d m from the nearest street in the middle, and only "
            "%(best)d m when read as %(crs)s: is --crs right?"
        ) % {"away": away[declared], "best": away[best], "crs": best.value}


def _away(streets: Streets, lon: Floats, lat: Floats) -> float:
    """Metres from the middle one of these points to its street, 1000 where there is none."""
    met = snap(streets, np.column_stack((lon, lat)), snap_metres=1000)
    return float(np.median(np.where(met.street < 0, 10_000, met.away))) / 10


def some_of(names: Sequence[str]) -> str:
    """The first few names, and how many more there are."""
    listed = ", ".join(names[:NAMED])
    more = len(names) - NAMED
    return listed if more <= 0 else _("%(names)s and %(count)d more") % {
        "names": listed, "count": more,
    }  # fmt: skip
