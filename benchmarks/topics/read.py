"""Messages from a CSV file as offices export it: UTF-8 or GB18030, dates of any spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from jiamenkou.engines.topics import Message

NAMES = {
    "id": ("id", "留言编号", "编号"),
    "user": ("user", "留言用户", "用户"),
    "title": ("title", "留言主题", "主题", "标题"),
    "text": ("text", "留言详情", "详情", "内容"),
    "time": ("time", "留言时间", "时间"),
    "label": ("label", "一级标签", "一级分类", "分类"),
    "supporters": ("supporters", "点赞数"),
    "place": ("place", "地区编码"),
}
NEEDED = ("id", "user", "title", "text", "time")
DATE = re.compile(
    r"(\d{4})\D{1,2}?(\d{1,2})\D{1,2}?(\d{1,2})(?:日|\D)?[ T]*"
    r"(?:(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.\d+)?)?)?\s*([AaPp][Mm])?(Z|[+-]\d{2}:?\d{2})?"
)
SERIAL = re.compile(r"\d{4,5}(?:\.\d+)?")
DAY_NOUGHT = datetime(1899, 12, 30)  # noqa: DTZ001  a spreadsheet knows no time zones


class Unreadable(Exception):
    """Why a file is refused."""


class Row(NamedTuple):
    """A message and its label, "" where there is none."""

    message: Message
    label: str


def rows_of(raw: bytes) -> list[Row]:
    """Every row once; Unreadable names the column or the line that cannot be read."""
    csv.field_size_limit(1 << 24)
    reader = csv.DictReader(io.StringIO(_decoded(raw), newline=""))
    columns = _columns([name.strip() for name in reader.fieldnames or ()])
    reader.fieldnames = [name.strip() for name in reader.fieldnames or ()]
    rows = {row.message.id: row for row in reversed([*_rows(reader, columns)])}
    if not rows:
        raise Unreadable("no rows below the names of the columns")
    return list(reversed(rows.values()))


def _decoded(raw: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable("neither UTF-8 nor GB18030: save it again as CSV UTF-8")


def _columns(names: list[str]) -> dict[str, str]:
    lower = {name.lower(): name for name in names}
    found = {
        field: next(lower[word] for word in words if word in lower)
        for field, words in NAMES.items()
        if any(word in lower for word in words)
    }
    missing = [field for field in NEEDED if field not in found]
    if missing:
        wanted = ", ".join(f"{field} ({NAMES[field][1]})" for field in missing)
        raise Unreadable(f"columns missing: {wanted}; there are: {', '.join(names) or 'none'}")
    return found


def _rows(reader: csv.DictReader[str], columns: dict[str, str]) -> Iterator[Row]:
    for line in reader:
        cells = {field: (line[name] or "").strip() for field, name in columns.items()}
        if any(cells.values()):
            yield _row(cells, reader.line_num)


def _row(cells: dict[str, str], number: int) -> Row:
    for field in ("id", "user"):
        if not cells[field]:
            raise Unreadable(f"line {number}: {field} is empty")
    message = Message(
        id=cells["id"],
        user=cells["user"],
        title=cells["title"],
        text=cells["text"] or cells["title"] or "-",
        at=_moment(cells["time"], number),
        place=cells.get("place") or None,
        supporters=_count(cells.get("supporters") or "0", number),
    )
    return Row(message, cells.get("label", ""))


def _count(cell: str, number: int) -> int:
    if not re.fullmatch(r"\d+(\.0*)?", cell):
        raise Unreadable(f"line {number}: supporters {cell!r}, expected a whole number")
    return int(float(cell))


def _moment(cell: str, number: int) -> datetime:
    """A date as typed, as ISO 8601 or as the number of days a spreadsheet stores."""
    try:
        if SERIAL.fullmatch(cell):
            return DAY_NOUGHT + timedelta(seconds=round(float(cell) * 86400))
        if (read := DATE.fullmatch(cell)) is not None:
            return _typed(read)
    except ValueError:
        pass
    raise Unreadable(f"line {number}: time {cell!r}, expected a date such as 2026-11-23 09:30")


def _typed(read: re.Match[str]) -> datetime:
    year, month, day = (int(read[part]) for part in (1, 2, 3))
    hour, minute, second = (int(read[part] or 0) for part in (4, 5, 6))
    if read[7]:
        hour = hour % 12 + (12 if read[7].lower() == "pm" else 0)
    typed = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001
    if read[8] is None:
        return typed
    zone = datetime.strptime(read[8].replace("Z", "+0000"), "%z").tzinfo
    return typed.replace(tzinfo=zone).astimezone(UTC).replace(tzinfo=None)
