"""What can be done with areas: load the tree, draw boundaries, record who lives there."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any, Required, TypedDict, Unpack

from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from jiamenkou.audit.actions import record
from jiamenkou.lib.constraints import refusing
from jiamenkou.lib.refusal import Refused
from jiamenkou.places.actions.norms import renew_findings
from jiamenkou.places.boundaries import geometry_of
from jiamenkou.places.divisions import Division
from jiamenkou.places.models import Area, Centre, Headcount
from jiamenkou.places.models.area import ancestors_of

ADD_MISSING = """
INSERT INTO places_area (code, name, level, parent_id)
SELECT code, name, level, parent_id FROM loaded_area
WHERE NOT EXISTS (SELECT FROM places_area known WHERE known.code = loaded_area.code)
ORDER BY code
"""
RENAME = """
UPDATE places_area SET name = loaded_area.name FROM loaded_area
WHERE places_area.code = loaded_area.code AND places_area.name <> loaded_area.name
"""


class HeadcountFacts(TypedDict, total=False):
    """A count of an area: the day, whose count, and the households, the people, or both."""

    as_of: Required[datetime.date]
    source: Required[str]
    households: int | None
    people: int | None
    note: str


@transaction.atomic
def load_areas(divisions: Iterable[Division], *, by: Model | None) -> int:
    """Add the areas that are missing and rename those that changed; returns how many of both.

    Every division stands under one given before it or already known (places.divisions.read).
    """
    with refusing(Area), connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE loaded_area (code text, name text, level text, parent_id text) "
            "ON COMMIT DROP"
        )
        with cursor.copy("COPY loaded_area FROM STDIN") as copy:
            for one in divisions:
                copy.write_row((one.code, one.name, one.level, one.parent))
        cursor.execute("ANALYZE loaded_area")
        cursor.execute(ADD_MISSING)
        added: int = cursor.rowcount
        cursor.execute(RENAME)
        renamed: int = cursor.rowcount
        cursor.execute("DROP TABLE loaded_area")
    root = Area.objects.filter(parent=None).first()
    if root:
        record("places.load_areas", root, by=by, added=added, renamed=renamed)
    return added + renamed


@transaction.atomic
def draw_boundary(area: Area, *, geometry: Mapping[str, Any], by: Model | None) -> Area:
    """`geometry` is a GeoJSON Polygon or MultiPolygon in WGS-84."""
    try:
        drawn = geometry_of(geometry)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Refused("boundary_is_geojson", _not_a_polygon()) from error
    if drawn.geom_type not in {"Polygon", "MultiPolygon", "GeometryCollection"} or drawn.is_empty:
        raise Refused("boundary_is_geojson", _not_a_polygon())
    area.boundary = dict(geometry)
    area.save(update_fields=["boundary"])
    record("places.draw_boundary", area, by=by)
    return area


@transaction.atomic
def record_headcount(area: Area, *, by: Model | None, **facts: Unpack[HeadcountFacts]) -> Headcount:
    with refusing(Headcount):
        count = Headcount.objects.create(area=area, **facts)
    record("places.record_headcount", count, by=by, area=area.code)
    renew_findings(centres_counting([area.code]), on=timezone.localdate())
    return count


def centres_counting(codes: Iterable[str]) -> list[Centre]:
    """The centres whose households may change with a count of one of these areas."""
    lines = {line for code in codes for line in (code, *ancestors_of(code))}
    return list(
        Centre.objects.filter(serves__in=lines).union(
            Centre.objects.filter(serves=None, area__in=lines)
        )
    )


def _not_a_polygon() -> str:
    return _("A boundary is a GeoJSON Polygon or MultiPolygon in WGS-84.")
