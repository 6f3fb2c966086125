"""A sheet of premises, tried before anything is written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from jiamenkou.lib.columns import (
    Column,
    Record,
    Wrong,
    code,
    day,
    number,
    one_of,
    text,
    whole,
    whole_above_zero,
    yes_or_no,
)
from jiamenkou.lib.crs import CRS, to_wgs84
from jiamenkou.lib.sheets import Given, Sheet
from jiamenkou.places.imports.points import blame_points, doubtful_crs
from jiamenkou.places.imports.trial import Entry, Reading, Trial, amended, said, state_of
from jiamenkou.places.models import Area
from jiamenkou.places.models.area import full_code
from jiamenkou.siting.models import Premises

KINDS = {"闲置国有资产": "idle_state_asset", "可共享机关场所": "shareable_office"}
STRUCTURES = {"完好": "good", "需维修": "repair", "危房": "unsafe", "不明": "unknown"}
FIRE_SAFETY = {"已通过": "passed", "需整改": "needs_work", "不明": "unknown"}
SAID = (
    "name",
    "kind",
    "owner",
    "address",
    "usable_m2",
    "floor",
    "has_lift",
    "structure",
    "fire_safety",
    "rent_per_year",
    "fit_out_cost",
)


def floor(given: Given) -> int:
    """A floor; there is no floor 0."""
    value = whole(given)
    if value == 0:
        raise Wrong(gettext_noop("The ground floor is 1, the first below ground is −1."))
    return value


def yuan(given: Given) -> int:
    """Whole yuan, 0 or more; 万元 or 元 may follow the number."""
    written = text(given).replace(",", "")
    matched = re.fullmatch(r"(.*?)\s*(万?)元?", written)
    value = number(matched[1]) * (10_000 if matched[2] else 1) if matched else number(written)
    if value < 0:
        raise Wrong(
            gettext_noop("“%(given)s” is below zero; 0 or more is expected."), given=written
        )
    return round(value)


def _words(words: Mapping[str, str]) -> dict[str, str]:
    return {**words, **{value: value for value in words.values()}}


COLUMNS = (
    Column(field="name", headers=("名称", "房屋名称", "name"), read=text, required=True),
    Column(
        field="area", headers=("区划代码", "所在区划代码", "area_code"), read=code, required=True
    ),
    Column(field="kind", headers=("类别", "kind"), read=one_of(_words(KINDS)), required=True),
    Column(field="owner", headers=("产权单位", "权属单位", "owner"), read=text, required=True),
    Column(field="address", headers=("地址", "address"), read=text),
    Column(
        field="lon", headers=("经度", "lon", "lng", "longitude", "x"), read=number, required=True
    ),
    Column(field="lat", headers=("纬度", "lat", "latitude", "y"), read=number, required=True),
    Column(
        field="usable_m2",
        headers=("使用面积", "面积", "usable_m2"),
        read=whole_above_zero,
        required=True,
    ),
    Column(field="floor", headers=("楼层", "floor"), read=floor),
    Column(field="has_lift", headers=("电梯", "有无电梯", "has_lift"), read=yes_or_no),
    Column(
        field="structure",
        headers=("房屋结构", "结构", "structure"),
        read=one_of(_words(STRUCTURES)),
    ),
    Column(
        field="fire_safety",
        headers=("消防", "消防情况", "fire_safety"),
        read=one_of(_words(FIRE_SAFETY)),
    ),
    Column(field="rent_per_year", headers=("年租金", "租金", "rent_per_year"), read=yuan),
    Column(
        field="fit_out_cost",
        headers=("改造费用", "装修费用", "fit_out_cost"),
        read=yuan,
        required=True,
    ),
    Column(field="available_from", headers=("可用起", "起始日期", "available_from"), read=day),
    Column(field="available_to", headers=("可用止", "截止日期", "available_to"), read=day),
)


def try_premises(
    sheet: Sheet, *, district: Area, crs: str, given: Mapping[str, str] | None = None
) -> Trial[Premises]:
    """What `sheet`, its points in `crs`, would add to or change in the premises of `district`."""
    reading = Reading(sheet, COLUMNS, given)
    areas = reading.find_areas(district, ["area"])
    reading.blame_repeats("name", _key)
    _blame_backward_dates(reading)
    blame_points(reading, crs)
    warnings = doubtful_crs(reading.records, crs)
    if reading.problems:
        return reading.trial(warnings=warnings)
    known = _known(areas)
    return reading.trial(_entries(reading.records, areas, known, crs), warnings)


def _blame_backward_dates(reading: Reading) -> None:
    for record in reading.records:
        start, end = record.values["available_from"], record.values["available_to"]
        if start and end and end <= start:
            reading.blame(record, "available_to", _("The last day lies before the first."))


def _entries(
    records: Sequence[Record],
    areas: Mapping[str, Area],
    known: Mapping[tuple[str, str], Premises],
    crs: str,
) -> list[Entry[Premises]]:
    entries = []
    for record in records:
        key = _key(record)
        premises = known.get(key) or Premises(area=areas[key[0]], available=DateRange())
        changed = amended(
            premises, {**said(record, SAID), **_point(record, crs), **_during(record)}
        )
        entries.append(
            Entry(record=record, thing=premises, state=state_of(premises, changed=changed))
        )
    return entries


def _point(record: Record, crs: str) -> dict[str, object]:
    entered = record.values["lon"], record.values["lat"]
    lon, lat = (round(float(degrees), 7) for degrees in to_wgs84(*entered, CRS(crs)))
    return {
        "entered_lon": entered[0],
        "entered_lat": entered[1],
        "crs": crs,
        "lon": lon,
        "lat": lat,
    }


def _during(record: Record) -> dict[str, object]:
    """Two empty cells say nothing about when premises are available."""
    start, end = record.values["available_from"], record.values["available_to"]
    return {"available": DateRange(start, end)} if start or end else {}


def _known(areas: Iterable[str]) -> dict[tuple[str, str], Premises]:
    standing = Premises.objects.filter(area__in=list(areas))
    return {(premises.area_id, premises.name): premises for premises in standing}


def _key(record: Record) -> tuple[str, str]:
    return full_code(record.values["area"]), record.values["name"]
