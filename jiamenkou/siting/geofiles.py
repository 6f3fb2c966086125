"""Map files as tables: GeoPackage (OGC 12-128r19) and GeoJSON (RFC 7946), geometry as a point."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_noop

from jiamenkou.lib.sheets import Given, Sheet, Unreadable

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

GPKG_MAGIC = b"GP"
ENVELOPE_BYTES = (0, 32, 48, 48, 64)
DEGREES_SRS = (4326, 4490)
"""WGS-84, and China's CGCS2000, which is the same to a few centimetres."""


def read_geopackage(file: Path) -> Sheet:
    """The first table of features, one row each, with its point as columns lon and lat.

    A polygon stands for a point inside it. Rows are numbered by their feature id. A projected
    table is turned into degrees where pyproj is installed, and refused elsewhere. Raises
    Unreadable.
    """
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?immutable=1", uri=True)) as base:
            return _feature_table(file, base)
    except sqlite3.DatabaseError as error:
        raise Unreadable(
            gettext_noop("%(file)s is no GeoPackage: %(why)s."), file=file.name, why=error
        ) from error


def read_geojson(file: Path) -> Sheet:
    """A FeatureCollection, one row a feature counted from 1, with its point as lon and lat.

    A polygon stands for a point inside it. Raises Unreadable.
    """
    from shapely.errors import ShapelyError
    from shapely.geometry import shape

    features = _features(file)
    headers = list(dict.fromkeys(key for one in features for key in one.get("properties") or {}))
    rows = []
    for row, feature in enumerate(features, start=1):
        try:
            point = _point(file, row, shape(feature["geometry"] or {"type": ""}))
        except (ShapelyError, KeyError, TypeError, ValueError, AttributeError) as error:
            raise _no_geometry(file, row) from error
        properties = feature.get("properties") or {}
        rows.append((row, (*point, *(_cell(properties.get(key)) for key in headers))))
    return _sheet(file, "", headers, rows)


def _feature_table(file: Path, base: sqlite3.Connection) -> Sheet:
    table, column, srs = _described(file, base)
    quoted = table.replace('"', '""')
    rows = base.execute(f'SELECT rowid, * FROM "{quoted}"')  # noqa: S608 - its own table's name
    headers = [field[0] for field in rows.description][1:]
    at = headers.index(column)
    found = rows.fetchall()
    geometries = [_geometry(file, row[0], row[1 + at]) for row in found]
    points = [_point(file, row[0], shape) for row, shape in zip(found, geometries, strict=True)]
    kept = [i for i, header in enumerate(headers) if i != at]
    return _sheet(
        file,
        table,
        [headers[i] for i in kept],
        [
            (int(row[0]), (*point, *(_cell(row[1 + i]) for i in kept)))
            for row, point in zip(found, _in_degrees(file, table, srs, points), strict=True)
        ],
    )


def _described(file: Path, base: sqlite3.Connection) -> tuple[str, str, int]:
    """Table, geometry column and EPSG code of the first table of features."""
    described = base.execute(
        "SELECT g.table_name, g.column_name, s.organization_coordsys_id"
        " FROM gpkg_geometry_columns g JOIN gpkg_contents c USING (table_name)"
        " JOIN gpkg_spatial_ref_sys s ON s.srs_id = g.srs_id"
        " WHERE c.data_type = 'features' ORDER BY g.rowid LIMIT 1"
    ).fetchone()
    if described is None:
        raise Unreadable(
            gettext_noop("%(file)s: there is no table of features in it."), file=file.name
        )
    table, column, srs = described
    return str(table), str(column), int(srs)


def _geometry(file: Path, row: int, blob: bytes | None) -> BaseGeometry:
    """The shape in a GeoPackage blob: magic, version, flags, srs, envelope, then WKB."""
    from shapely import from_wkb
    from shapely.errors import ShapelyError

    if blob is None or blob[:2] != GPKG_MAGIC or len(blob) < 8:
        raise _no_geometry(file, row)
    envelope = (blob[3] >> 1) & 0b111
    if envelope >= len(ENVELOPE_BYTES):
        raise _no_geometry(file, row)
    try:
        return from_wkb(blob[8 + ENVELOPE_BYTES[envelope] :])
    except ShapelyError as error:
        raise _no_geometry(file, row) from error


def _point(file: Path, row: int, shape: BaseGeometry) -> tuple[float, float]:
    if shape.is_empty:
        raise _no_geometry(file, row)
    point = shape.representative_point()
    return float(point.x), float(point.y)


def _no_geometry(file: Path, row: int) -> Unreadable:
    return Unreadable(
        gettext_noop(
            "%(file)s, feature %(row)s: it has no point or area; give it one, or leave it out."
        ),
        file=file.name,
        row=row,
    )


def _in_degrees(
    file: Path, table: str, srs: int, points: Sequence[tuple[float, float]]
) -> Iterable[tuple[float, float]]:
    if srs in DEGREES_SRS:
        return points
    try:
        from pyproj import Transformer  # type: ignore[import-not-found, unused-ignore]
    except ImportError as error:
        raise Unreadable(
            gettext_noop(
                "%(file)s, table %(table)s: it is in EPSG:%(srs)s, not in degrees. Save it in "
                "EPSG:4326 (WGS 84), or as csv with lon and lat columns."
            ),
            file=file.name, table=table, srs=srs,
        ) from error  # fmt: skip
    turn = Transformer.from_crs(srs, 4326, always_xy=True).transform
    return [turn(x, y) for x, y in points]


def _features(file: Path) -> list[dict[str, Any]]:
    try:
        found = json.loads(file.read_text(encoding="utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise Unreadable(
            gettext_noop("%(file)s is no GeoJSON: %(why)s."), file=file.name, why=error
        ) from error
    features = found.get("features") if isinstance(found, dict) else None
    if not isinstance(features, list) or not all(isinstance(one, dict) for one in features):
        raise Unreadable(gettext_noop("%(file)s is no GeoJSON FeatureCollection."), file=file.name)
    return features


def _sheet(
    file: Path, name: str, headers: Sequence[str], rows: Sequence[tuple[int, tuple[Given, ...]]]
) -> Sheet:
    """The geometry's columns come first, so they win over columns of the same name."""
    return Sheet(
        file=file.name,
        name=name,
        headers=("lon", "lat", *headers),
        rows=tuple(rows),
        header_row=0,
    )


def _cell(value: object) -> Given:
    return value if isinstance(value, str | int | float | None) else str(value)
