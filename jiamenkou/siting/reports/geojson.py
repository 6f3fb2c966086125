"""plan.geojson: centres and people as features for any map program (RFC 7946)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from jiamenkou.engines.reach import NOWHERE
from jiamenkou.siting.reports.figures import served_at
from jiamenkou.siting.reports.report import Report

DECIMALS = 7
"""A centimetre on the ground, as RFC 7946 advises to go no further."""


def write_geojson(report: Report, file: Path) -> None:
    """Write one feature a line; `kind` is `site` or `demand`, coordinates are WGS-84."""
    with file.open("w", encoding="utf-8") as out:
        out.write('{"type":"FeatureCollection","features":[\n')
        for number, feature in enumerate(_features(report)):
            out.write(",\n" if number else "")
            out.write(json.dumps(feature, ensure_ascii=False, separators=(",", ":")))
        out.write("\n]}\n")


def _features(report: Report) -> Iterator[dict[str, object]]:
    yield from _sites(report)
    yield from _people(report)


def _sites(report: Report) -> Iterator[dict[str, object]]:
    for site, served in zip(report.sites, served_at(report), strict=True):
        yield _point(
            site.lon,
            site.lat,
            kind="site",
            id=site.id,
            name=site.name,
            action=site.action,
            cost=site.cost,
            area_m2=site.area_m2,
            capacity=site.capacity,
            people_served=served.people,
            mean_metres=round(served.mean, 1),
            walk_less=served.less,
            walk_more=served.more,
        )


def _people(report: Report) -> Iterator[dict[str, object]]:
    demand, before = report.demand, report.metres_before
    for i, name in enumerate(demand.ids):
        at = report.served_by[i]
        yield _point(
            demand.lon[i],
            demand.lat[i],
            kind="demand",
            id=name,
            people=int(demand.people[i]),
            served_by=report.sites[at].id if at >= 0 else None,
            metres=_walk(report.metres[i]),
            metres_before=None if before is None else _walk(before[i]),
        )


def _point(lon: float, lat: float, **properties: object) -> dict[str, object]:
    place = [round(float(lon), DECIMALS), round(float(lat), DECIMALS)]
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": place},
        "properties": properties,
    }


def _walk(metres: int) -> int | None:
    return None if metres == NOWHERE else int(metres)
