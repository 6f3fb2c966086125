"""A sheet of rooms by centre."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext_noop

from jiamenkou.lib.columns import (
    Column,
    Record,
    above_zero,
    code,
    one_of,
    text,
    whole,
    whole_above_zero,
)
from jiamenkou.lib.sheets import Given, Sheet
from jiamenkou.places.imports.trial import Entry, Reading, Trial, amended, said, state_of
from jiamenkou.places.models import Area, Centre, Room
from jiamenkou.places.models.area import full_code

KINDS = {
    "服务大厅": "hall",
    "人大代表联络站": "deputies",
    "党员活动室": "party",
    "调解室": "mediation",
    "心理咨询室": "counselling",
    "宣讲室": "lecture",
    "阅览室": "reading",
    "儿童活动室": "children",
    "科普室": "science",
    "日间照料室": "elder",
    "食堂": "canteen",
    "多功能室": "multi",
}


def square_metres(given: Given) -> Decimal:
    """Square metres above zero, to the hundredth."""
    return Decimal(str(above_zero(given))).quantize(Decimal("0.01"))


COLUMNS = (
    Column(field="area", headers=("区划代码", "area_code"), read=code, required=True),
    Column(field="centre", headers=("中心名称", "中心", "centre"), read=text, required=True),
    Column(field="name", headers=("房间名称", "房间", "名称", "name"), read=text, required=True),
    Column(
        field="kind",
        headers=("用途", "类型", "kind"),
        read=one_of(KINDS | {kind: kind for kind in Room.Kind.values}),
        required=True,
    ),
    Column(field="floor", headers=("楼层", "floor"), read=whole),
    Column(
        field="square_metres",
        headers=("面积", "使用面积", "square_metres"),
        read=square_metres,
        required=True,
    ),
    Column(field="capacity", headers=("容纳人数", "capacity"), read=whole_above_zero),
)


def try_rooms(
    sheet: Sheet, *, district: Area, given: Mapping[str, str] | None = None
) -> Trial[Room]:
    """What `sheet` would add to or change in the rooms of the centres in `district`."""
    reading = Reading(sheet, COLUMNS, given)
    areas = reading.find_areas(district, ["area"])
    reading.blame_repeats("name", lambda one: (*_centre_key(one), one.values["name"]))
    standing = Centre.objects.filter(area__in=areas)
    centres = {(centre.area_id, centre.name): centre for centre in standing}
    for record in reading.records:
        if _centre_key(record) not in centres:
            reading.blame(
                record, "centre", gettext_noop("There is no centre of that name in that area.")
            )
        if record.values["floor"] == 0:
            reading.blame(
                record,
                "floor",
                gettext_noop("The ground floor is 1, the first below ground is −1."),
            )
    if reading.problems:
        return reading.trial()
    known = {
        (room.centre_id, room.name): room
        for room in Room.objects.filter(centre__in=list(centres.values()))
    }
    return reading.trial([_entry(record, centres, known) for record in reading.records])


def _entry(
    record: Record,
    centres: Mapping[tuple[str, str], Centre],
    known: Mapping[tuple[int, str], Room],
) -> Entry[Room]:
    centre = centres[_centre_key(record)]
    room = known.get((centre.pk, record.values["name"])) or Room(centre=centre)
    facts = said(record, ("name", "kind", "floor", "square_metres", "capacity"))
    changed = amended(room, facts)
    return Entry(record=record, thing=room, state=state_of(room, changed=changed))


def _centre_key(record: Record) -> tuple[str, str]:
    return full_code(record.values["area"]), record.values["centre"]
