"""A sheet of centres, with their floor areas."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

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
    yes_or_no,
)
from jiamenkou.lib.sheets import Given, Sheet
from jiamenkou.places.imports.points import blame_points, doubtful_crs, doubtful_move
from jiamenkou.places.imports.rooms import square_metres
from jiamenkou.places.imports.trial import Entry, Reading, Trial, amended, said, state_of
from jiamenkou.places.models import Area, Centre, FloorArea
from jiamenkou.places.models.area import full_code
from jiamenkou.places.points import place
from jiamenkou.places.spelling import spelled

LEVELS = {
    "区级": "district",
    "街道": "street",
    "乡镇": "street",
    "社区": "community",
    "村": "village",
}
OWNERSHIPS = {
    "国有": "state",
    "集体": "collective",
    "租赁": "rented",
    "无偿借用": "lent",
    "不明": "unknown",
}
SOURCES = {"产权证": "title_deed", "实测": "survey", "自报": "self_report"}


def codes(given: Given) -> list[str]:
    """Area codes with spaces, commas or semicolons between them."""
    return [code(one) for one in re.split(r"[\s,;、]+", text(given)) if one] or [code(given)]


def floor(given: Given) -> int:
    """A floor; there is no floor 0."""
    value = whole(given)
    if value == 0:
        raise Wrong("The ground floor is 1, the first below ground is −1.")
    return value


def _words(words: Mapping[str, str]) -> dict[str, str]:
    return {**words, **{value: value for value in words.values()}}


COLUMNS = (
    Column(field="name", headers=("名称", "中心名称", "name"), read=text, required=True),
    Column(
        field="area", headers=("区划代码", "所在区划代码", "area_code"), read=code, required=True
    ),
    Column(field="serves", headers=("服务区划代码", "serves"), read=codes),
    Column(field="level", headers=("级别", "level"), read=one_of(_words(LEVELS)), required=True),
    Column(
        field="lon", headers=("经度", "lon", "lng", "longitude", "x"), read=number, required=True
    ),
    Column(field="lat", headers=("纬度", "lat", "latitude", "y"), read=number, required=True),
    Column(field="address", headers=("地址", "address"), read=text),
    Column(field="phone", headers=("电话", "联系电话", "phone"), read=text),
    Column(field="ownership", headers=("权属", "ownership"), read=one_of(_words(OWNERSHIPS))),
    Column(field="step_free", headers=("无障碍入口", "step_free"), read=yes_or_no),
    Column(field="hall_floor", headers=("大厅楼层", "hall_floor"), read=floor),
    Column(field="has_lift", headers=("电梯", "有无电梯", "has_lift"), read=yes_or_no),
    Column(field="opened_on", headers=("启用日期", "opened_on"), read=day),
    Column(field="gross", headers=("建筑面积", "gross_m2"), read=square_metres),
    Column(field="usable", headers=("使用面积", "面积", "usable_m2"), read=square_metres),
    Column(field="measured_on", headers=("测量日期", "measured_on"), read=day),
    Column(field="source", headers=("面积来源", "area_source"), read=one_of(_words(SOURCES))),
)
SAID = [
    "name",
    "level",
    "address",
    "phone",
    "ownership",
    "step_free",
    "hall_floor",
    "has_lift",
    "opened_on",
]
Floors = dict[tuple[int | None, str, object, str], FloorArea]


def try_centres(
    sheet: Sheet, *, district: Area, crs: str, given: Mapping[str, str] | None = None
) -> Trial[Centre]:
    """What `sheet`, its points in `crs`, would add to or change in the centres of `district`."""
    reading = Reading(sheet, COLUMNS, given)
    areas = reading.find_areas(district, ["area", "serves"])
    reading.blame_repeats("name", _key)
    _blame_floor_areas(reading)
    blame_points(reading, crs)
    warnings = doubtful_crs(reading.records, crs)
    if reading.problems:
        return reading.trial(warnings=warnings)
    known = _known(areas)
    warnings += doubtful_move(reading.records, known.values(), crs)
    floors = _floors(known.values())
    entries = [_entry(record, areas, known, floors, crs) for record in reading.records]
    return reading.trial(entries, warnings)


def floor_areas(record: Record, centre: Centre) -> list[FloorArea]:
    """The floor areas a record states of its centre, unsaved."""
    return [
        FloorArea(
            centre=centre,
            kind=kind,
            square_metres=record.values[kind],
            measured_on=record.values["measured_on"],
            source=record.values["source"],
        )
        for kind in (FloorArea.Kind.GROSS.value, FloorArea.Kind.USABLE.value)
        if record.values[kind] is not None
    ]


def served(record: Record) -> list[str]:
    """The codes of the areas a record says its centre serves: by default the one it stands in."""
    return [full_code(one) for one in record.values["serves"] or [record.values["area"]]]


def _entry(
    record: Record,
    areas: Mapping[str, Area],
    known: Mapping[tuple[str, str], Centre],
    floors: Floors,
    crs: str,
) -> Entry[Centre]:
    key = _key(record)
    centre = known.get(key) or Centre(area=areas[key[0]])
    before = (centre.entered_lon, centre.entered_lat, centre.crs)
    changed = amended(centre, said(record, SAID))
    place(centre, lon=record.values["lon"], lat=record.values["lat"], crs=crs)
    centre.name_pinyin, centre.name_initials = spelled(centre.name)
    changed |= before != (centre.entered_lon, centre.entered_lat, centre.crs)
    if centre.pk:
        changed |= _serves_others(record, centre) or _measured_otherwise(record, centre, floors)
    return Entry(record=record, thing=centre, state=state_of(centre, changed=changed))


def _serves_others(record: Record, centre: Centre) -> bool:
    if not record.values["serves"]:
        return False
    return {area.pk for area in centre.serves.all()} != set(served(record))


def _measured_otherwise(record: Record, centre: Centre, floors: Floors) -> bool:
    return any(
        (same := floors.get((centre.pk, one.kind, one.measured_on, one.source))) is None
        or same.square_metres != one.square_metres
        for one in floor_areas(record, centre)
    )


def _blame_floor_areas(reading: Reading) -> None:
    for record in reading.records:
        values = record.values
        if values["gross"] is None and values["usable"] is None:
            continue
        if values["measured_on"] is None:
            reading.blame(
                record, "measured_on", gettext_noop("An area needs the day it was measured.")
            )
        if values["source"] is None:
            words = gettext_noop("An area needs its source: %(words)s.")
            reading.blame(record, "source", words, words="、".join(SOURCES))


def _known(areas: Iterable[str]) -> dict[tuple[str, str], Centre]:
    centres = Centre.objects.filter(area__in=list(areas)).prefetch_related("serves")
    return {(centre.area_id, centre.name): centre for centre in centres}


def _floors(centres: Iterable[Centre]) -> Floors:
    facts = FloorArea.objects.filter(centre__in=[centre.pk for centre in centres])
    return {(fact.centre_id, fact.kind, fact.measured_on, fact.source): fact for fact in facts}


def _key(record: Record) -> tuple[str, str]:
    return full_code(record.values["area"]), record.values["name"]
