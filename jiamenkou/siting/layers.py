"""Reading layers: who lives where and what could stand where, from tables and map files."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from jiamenkou.lib.columns import (
    CellProblem,
    Column,
    Record,
    match,
    problem_at,
    read_records,
)
from jiamenkou.lib.crs import CRS, looks_swapped, to_wgs84
from jiamenkou.lib.sheets import Sheet, Unreadable, read_sheet
from jiamenkou.siting.fields import POINT_COLUMNS, SITE_COLUMNS, band_columns, people_columns
from jiamenkou.siting.geofiles import read_geojson, read_geopackage
from jiamenkou.siting.points import Counts, Demand, Floats

MOST_PROBLEMS = 20


class BadInput(Exception):
    """Files or options cannot be used; each of `problems` says where and what would be right."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, kw_only=True)
class Layer:
    """A file that was opened: its table, or part of it, and the digest of the whole file."""

    sheet: Sheet
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Read:
    """A file that was read; `columns` pairs each field with the header taken for it."""

    name: str
    role: str
    rows: int
    sha256: str
    columns: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Sites:
    """Where a centre could stand or stands; m places.

    `ids`, `names` m each; `lon`, `lat` float64 (m,) WGS-84; `cost` int64 (m,) yuan; `area_m2`
    int64 (m,), 0 where unknown; `capacity` int64 (m,) people, -1 where not limited; `existing`
    bool (m,): it stands today.
    """

    ids: tuple[str, ...]
    names: tuple[str, ...]
    lon: Floats
    lat: Floats
    cost: Counts
    area_m2: Counts
    capacity: Counts
    existing: np.ndarray[Any, np.dtype[np.bool_]]

    @property
    def lonlat(self) -> Floats:
        """Places as (m, 2) degrees, longitude first."""
        return np.column_stack((self.lon, self.lat))


def read_demand(
    file: Path | Layer, *, crs: CRS = CRS.WGS84, given: Mapping[str, str] | None = None
) -> tuple[Demand, Read]:
    """Who lives where. `given` maps fields to headers where guessing is wrong. Raises BadInput."""
    layer = layer_of(file)
    sheet, columns = layer.sheet, _demand_columns(layer.sheet)
    records, found = _records(sheet, columns, given)
    bands = _bands(columns)
    refuse([*_repeated(sheet, records, found), *_misfits(sheet, records, found, bands)])
    lon, lat = _degrees(records, crs)
    demand = Demand(
        ids=tuple(_ids(sheet, records)),
        lon=lon,
        lat=lat,
        people=_people(records, bands),
        households=_households(records),
        bands={band: _whole(records, band) for band in bands},
    )
    return demand, _read(layer, _("demand"), found)


def read_sites(
    files: Sequence[Path | Layer],
    *,
    crs: CRS = CRS.WGS84,
    given: Mapping[str, str] | None = None,
    standing: Path | Layer | None = None,
) -> tuple[Sites, list[Read]]:
    """What could stand where, from all files together; those in `standing` stand. BadInput."""
    records: list[Record] = []
    ids: list[str] = []
    reads = []
    seen: dict[str, tuple[str, int]] = {}
    for file in (*files, *([standing] if standing else [])):
        layer = layer_of(file)
        several = len(files) > 1 or standing is not None
        here, found = _records(layer.sheet, SITE_COLUMNS, given, optional=several)
        refuse(_repeated(layer.sheet, here, found, seen))
        if file is standing:
            for record in here:
                record.values["existing"] = True
        records += here
        ids += _ids(layer.sheet, here)
        reads.append(_read(layer, _("sites"), found))
    _refuse_unheard(given, reads)
    return _sites(records, ids, crs), reads


def people_in(layer: Layer, given: Mapping[str, str] | None = None) -> int:
    """People in the rows that can be read; `read_demand` refuses the others. Raises BadInput."""
    columns = _demand_columns(layer.sheet)
    found = _found(layer.sheet, columns, given)
    records, _problems = read_records(layer.sheet, columns, found)
    return int(_people(records, _bands(columns)).sum())


def standing_in(layer: Layer, given: Mapping[str, str] | None = None) -> int:
    """Sites that say they stand today, of the rows that can be read. Raises BadInput."""
    found = _found(layer.sheet, SITE_COLUMNS, given, optional=True)
    records, _problems = read_records(layer.sheet, SITE_COLUMNS, found)
    return sum(bool(record.values["existing"]) for record in records)


def layer_of(file: Path | Layer) -> Layer:
    """The file, opened if it is not yet. Raises BadInput."""
    if isinstance(file, Layer):
        return file
    sheet = open_layer(file)
    with file.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    return Layer(sheet=sheet, sha256=digest)


def open_layer(file: Path) -> Sheet:
    """The table in a csv, xlsx, GeoPackage or GeoJSON file, points as columns. BadInput."""
    if not file.is_file():
        raise BadInput(_("%(file)s: there is no such file.") % {"file": file})
    readers: dict[str, Callable[[Path], Sheet]] = {
        ".gpkg": read_geopackage, ".geojson": read_geojson, ".json": read_geojson,
    }  # fmt: skip
    try:
        sheet = readers.get(file.suffix.lower(), read_sheet)(file)
    except Unreadable as error:
        raise BadInput(_(error.template) % error.facts) from error
    if not sheet.rows:
        raise BadInput(_("%(file)s: there is no row below the headers.") % {"file": file.name})
    return sheet


def cell_words(problem: CellProblem) -> str:
    """File, row, column, and what would be right, in the active language."""
    where = {"file": "/".join(filter(None, (problem.file, problem.sheet))), "row": problem.row}
    at = _("%(file)s, row %(row)s")
    if problem.column:
        where |= {"column": problem.column, "header": problem.header}
        at = _("%(file)s, row %(row)s, column %(column)s (%(header)s)")
    return f"{at % where}: {_(problem.template) % problem.facts}"


def _demand_columns(sheet: Sheet) -> tuple[Column, ...]:
    return (*POINT_COLUMNS, *people_columns(sheet), *band_columns(sheet))


def _bands(columns: Sequence[Column]) -> list[str]:
    return [column.field for column in columns if column.field.startswith("age_")]


def _records(
    sheet: Sheet,
    columns: Sequence[Column],
    given: Mapping[str, str] | None,
    *,
    optional: bool = False,
) -> tuple[list[Record], dict[str, int]]:
    """Rows by field, and which column is which; one of several files may lack a given header."""
    found = _found(sheet, columns, given, optional=optional)
    records, problems = read_records(sheet, columns, found)
    refuse(problems)
    return records, found


def _found(
    sheet: Sheet,
    columns: Sequence[Column],
    given: Mapping[str, str] | None,
    *,
    optional: bool = False,
) -> dict[str, int]:
    asked = {field: header for field, header in (given or {}).items() if header in sheet.headers}
    if given and asked != given and not optional:
        lacking = ", ".join(sorted(set(given.values()) - set(asked.values())))
        raise BadInput(no_header(sheet.file, lacking, sheet.headers))
    found = match(sheet.headers, columns, asked)
    for column in columns:
        if column.required and column.field not in found:
            raise BadInput(_no_column(sheet, column))
    return found


def _no_column(sheet: Sheet, column: Column) -> str:
    facts = {
        "file": sheet.file,
        "field": column.field,
        "names": ", ".join(column.headers),
        "headers": ", ".join(sheet.headers),
    }
    return (
        _(
            "%(file)s: no column says “%(field)s” (known names: %(names)s); it has: %(headers)s. "
            "Rename one, or name it with --columns."
        )
        % facts
    )


def no_header(file: str, lacking: str, headers: Sequence[str]) -> str:
    """What is said of a column that is not there."""
    facts = {"file": file, "header": lacking, "headers": ", ".join(headers)}
    return _("%(file)s: there is no column “%(header)s”; it has: %(headers)s.") % facts


def _refuse_unheard(given: Mapping[str, str] | None, reads: Sequence[Read]) -> None:
    taken = {header for read in reads for _field, header in read.columns}
    for header in (given or {}).values():
        if header not in taken:
            files = ", ".join(read.name for read in reads)
            raise BadInput(no_header(files, header, sorted(taken)))


def refuse(problems: Sequence[CellProblem]) -> None:
    """Raises BadInput with the first of the problems, if there are any."""
    if not problems:
        return
    words = [cell_words(problem) for problem in problems[:MOST_PROBLEMS]]
    if more := len(problems) - MOST_PROBLEMS:
        words += [_("… and %(count)d more.") % {"count": more}] if more > 0 else []
    raise BadInput(*words)


def _repeated(
    sheet: Sheet,
    records: Sequence[Record],
    found: Mapping[str, int],
    seen: dict[str, tuple[str, int]] | None = None,
) -> list[CellProblem]:
    """Ids that are there twice, in this sheet or in those `seen` before it."""
    first = {} if seen is None else seen
    if "id" not in found:
        return []
    problems = []
    for record in records:
        name = record.values["id"]
        if name in first:
            file, row = first[name]
            problems.append(
                problem_at(
                    sheet, record.row, sheet.headers[found["id"]],
                    gettext_noop(
                        "“%(id)s” is already in row %(row)s of %(file)s; "
                        "every id may be there once."
                    ),
                    id=name, row=row, file=file,
                )
            )  # fmt: skip
        elif name:
            first[name] = sheet.file, record.row
    return problems


def _misfits(
    sheet: Sheet, records: Sequence[Record], found: Mapping[str, int], bands: Sequence[str]
) -> Iterator[CellProblem]:
    """Rows whose ages do not add up to their people, or that have neither."""
    for record in records if bands else ():
        by_age = sum(record.values[band] for band in bands)
        people = record.values["people"]
        if people is not None and people != by_age:
            yield problem_at(
                sheet, record.row, sheet.headers[found["people"]],
                gettext_noop(
                    "The ages add up to %(sum)s people, this cell says %(people)s; "
                    "they should agree."
                ),
                sum=by_age, people=round(people),
            )  # fmt: skip


def _degrees(records: Sequence[Record], crs: CRS) -> tuple[Floats, Floats]:
    lon = np.array([record.values["lon"] for record in records])
    lat = np.array([record.values["lat"] for record in records])
    swapped = looks_swapped(lon, lat)
    if swapped.mean() > 0.5:
        raise BadInput(_swapped_words(records[int(np.argmax(swapped))], lon, lat, swapped))
    return to_wgs84(lon, lat, crs)


def _swapped_words(
    record: Record, lon: Floats, lat: Floats, swapped: np.ndarray[Any, np.dtype[np.bool_]]
) -> str:
    at = int(np.argmax(swapped))
    facts = {"row": record.row, "lon": lon[at], "lat": lat[at], "count": int(swapped.sum())}
    return (
        _(
            "Longitude and latitude look swapped: row %(row)s says longitude %(lon)s, latitude "
            "%(lat)s, and so do %(count)d rows; exchanged they are in China. Name the columns with "
            "--columns."
        )
        % facts
    )


def _ids(sheet: Sheet, records: Sequence[Record]) -> Iterator[str]:
    """As given; a row without one is named by file and row."""
    stem = Path(sheet.file).stem
    for record in records:
        yield record.values["id"] or f"{stem}-{record.row}"


def _people(records: Sequence[Record], bands: Sequence[str]) -> Counts:
    if bands:
        return sum((_whole(records, band) for band in bands), np.zeros(len(records), np.int64))
    return whole_people(np.array([record.values["people"] for record in records], dtype=float))


def whole_people(people: Floats) -> Counts:
    """Grids count fractions of people: whole ones, their running total never off by one."""
    running = np.floor(np.cumsum(people) + 0.5 + 1e-9).astype(np.int64)
    if np.array_equal(people, np.rint(people)):
        return people.astype(np.int64)
    return np.diff(running, prepend=0)


def _households(records: Sequence[Record]) -> Counts | None:
    given = [record.values["households"] for record in records]
    if any(one is None for one in given):
        return None
    return np.array(given, dtype=np.int64)


def _whole(records: Sequence[Record], field: str) -> Counts:
    return np.array([record.values[field] for record in records], dtype=np.int64)


def _sites(records: Sequence[Record], ids: Sequence[str], crs: CRS) -> Sites:
    lon, lat = _degrees(records, crs)
    return Sites(
        ids=tuple(ids),
        names=tuple(
            record.values["name"] or name for name, record in zip(ids, records, strict=True)
        ),
        lon=lon,
        lat=lat,
        cost=_whole(records, "cost"),
        area_m2=_whole(records, "area_m2"),
        capacity=_whole(records, "capacity"),
        existing=np.array([bool(record.values["existing"]) for record in records]),
    )


def _read(layer: Layer, role: str, found: Mapping[str, int]) -> Read:
    sheet = layer.sheet
    columns = tuple((field, sheet.headers[at]) for field, at in found.items())
    return Read(
        name=sheet.file, role=role, rows=len(sheet.rows), sha256=layer.sha256, columns=columns
    )
