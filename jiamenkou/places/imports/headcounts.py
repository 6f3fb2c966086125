"""A sheet of households and people by area."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from django.utils.translation import gettext_noop

from jiamenkou.lib.columns import Column, Record, code, day, text, whole_above_zero
from jiamenkou.lib.sheets import Sheet
from jiamenkou.places.imports.trial import Entry, Reading, Trial, amended, said, state_of
from jiamenkou.places.models import Area, Headcount
from jiamenkou.places.models.area import full_code

COLUMNS = (
    Column(
        field="area", headers=("区划代码", "代码", "area_code", "code"), read=code, required=True
    ),
    Column(
        field="as_of", headers=("统计日期", "日期", "截止日期", "as_of"), read=day, required=True
    ),
    Column(field="households", headers=("户数", "总户数", "households"), read=whole_above_zero),
    Column(field="people", headers=("人口", "人口数", "常住人口", "people"), read=whole_above_zero),
    Column(field="source", headers=("来源", "数据来源", "source"), read=text, required=True),
    Column(field="note", headers=("备注", "说明", "note"), read=text),
)


def try_headcounts(
    sheet: Sheet, *, district: Area, given: Mapping[str, str] | None = None
) -> Trial[Headcount]:
    """What `sheet` would add to or change in the headcounts of `district`."""
    reading = Reading(sheet, COLUMNS, given)
    areas = reading.find_areas(district, ["area"])
    reading.blame_repeats("area", _key)
    for record in reading.records:
        if not record.values["households"] and not record.values["people"]:
            reading.blame(
                record, "people", gettext_noop("Give the households, the people, or both.")
            )
    if reading.problems:
        return reading.trial()
    counts = Headcount.objects.filter(area__in=areas)
    known = {(count.area_id, count.as_of, count.source): count for count in counts}
    entries = []
    for record in reading.records:
        count = known.get(_key(record)) or Headcount(area=areas[full_code(record.values["area"])])
        facts = said(record, ("as_of", "households", "people", "source", "note"))
        changed = amended(count, facts)
        state = state_of(count, changed=changed)
        entries.append(Entry(record=record, thing=count, state=state))
    return reading.trial(entries)


def _key(record: Record) -> tuple[str, datetime.date, str]:
    values = record.values
    return full_code(values["area"]), values["as_of"], values["source"]
