"""What the columns of a layer are called, and how their cells are read."""

from __future__ import annotations

import re

from django.utils.translation import gettext_noop

from jiamenkou.lib.columns import (
    LONGEST_EXACT_DIGITS,
    Column,
    Wrong,
    code,
    number,
    text,
    whole,
    yes_or_no,
)
from jiamenkou.lib.sheets import Given, Sheet

BANDED = re.compile(r"^(?:age|aged)?[\s_]*(\d{1,3})\s*[-–—_~至到]\s*(\d{1,3})岁?$")
BANDED_UP = re.compile(r"^(?:age|aged)?[\s_]*(\d{1,3})\s*(?:\+|[_-]?up|岁?及?以上)$")
SCIENTIFIC = re.compile(r"^\d\.\d+[eE]\+\d+$")


def people_columns(sheet: Sheet) -> tuple[Column, ...]:
    """People are needed, unless age bands tell how many there are."""
    needed = not _bands_of(sheet)
    people = Column(
        field=PEOPLE.field, read=PEOPLE.read, headers=PEOPLE.headers, required=needed, default=None
    )
    return people, HOUSEHOLDS


def band_columns(sheet: Sheet) -> tuple[Column, ...]:
    return tuple(
        Column(field=band, headers=(header,), read=_whole_not_negative, required=True)
        for header, band in _bands_of(sheet).items()
    )


def _bands_of(sheet: Sheet) -> dict[str, str]:
    """Headers that are age bands, such as age_60_69, 60-69岁, 80+, and their names."""
    bands = {}
    for header in sheet.headers:
        written = text(header).lower()
        if matched := BANDED.match(written):
            bands[header] = f"age_{int(matched[1])}_{int(matched[2])}"
        elif matched := BANDED_UP.match(written):
            bands[header] = f"age_{int(matched[1])}_up"
    return bands


def _name(given: Given) -> str:
    """What a row is called; digits a spreadsheet has rounded away are refused by `code`."""
    rounded = isinstance(given, int | float) and abs(given) >= 10**LONGEST_EXACT_DIGITS
    return code(given) if rounded or SCIENTIFIC.match(text(given)) else text(given)


def _longitude(given: Given) -> float:
    degrees = number(given)
    if not -180 <= degrees <= 180:
        raise Wrong(
            gettext_noop("Longitude runs from -180 to 180 degrees; “%(given)s” is none."),
            given=text(given),
        )
    return degrees


def _latitude(given: Given) -> float:
    degrees = number(given)
    if not -90 <= degrees <= 90:
        raise Wrong(
            gettext_noop(
                "Latitude runs from -90 to 90 degrees; “%(given)s” is none. Are longitude and "
                "latitude swapped?"
            ),
            given=text(given),
        )
    return degrees


def _not_negative(given: Given) -> float:
    value = number(given)
    if value < 0:
        raise Wrong(
            gettext_noop("“%(given)s” is below zero; 0 or more is expected."), given=text(given)
        )
    return value


def _whole_not_negative(given: Given) -> int:
    _not_negative(given)
    return whole(given)


def _rounded(given: Given) -> int:
    return round(_not_negative(given))


POINT_COLUMNS = (
    Column(
        field="id", read=_name,
        headers=("id", "code", "fid", "key", "gid", "编号", "编码", "代码", "序号"),
    ),
    Column(
        field="lon", read=_longitude, required=True,
        headers=("lon", "lng", "long", "longitude", "x", "point_x", "经度", "东经"),
    ),
    Column(
        field="lat", read=_latitude, required=True,
        headers=("lat", "latitude", "y", "point_y", "纬度", "北纬"),
    ),
)  # fmt: skip

PEOPLE = Column(
    field="people", read=_not_negative,
    headers=(
        "people", "population", "pop", "persons", "residents", "inhabitants", "total",
        "人口", "人口数", "人数", "常住人口", "总人口",
    ),
)  # fmt: skip

HOUSEHOLDS = Column(
    field="households",
    read=_whole_not_negative,
    headers=("households", "户数", "家庭户数", "总户数"),
)

SITE_COLUMNS = (
    *POINT_COLUMNS,
    Column(field="name", read=text, headers=("name", "title", "名称", "名字", "地点")),
    Column(
        field="cost", read=_rounded, default=0,
        headers=("cost", "yuan", "price", "造价", "费用", "投资", "成本", "金额"),
    ),
    Column(
        field="area_m2", read=_rounded, default=0,
        headers=("area_m2", "area", "m2", "usable_m2", "面积", "建筑面积", "使用面积"),
    ),
    Column(
        field="capacity", read=_rounded, default=-1,
        headers=("capacity", "容量", "服务人数", "可服务人数"),
    ),
    Column(
        field="existing", read=yes_or_no, default=False,
        headers=("existing", "standing", "现有", "已有", "已建", "现状"),
    ),
)  # fmt: skip
