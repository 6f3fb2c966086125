"""The columns a sheet should have: found by their headers, read cell by cell, each fault named."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeAlias

from jiamenkou.lib.sheets import Given, Sheet, column_letter

LONGEST_EXACT_DIGITS = 15
SCIENTIFIC = re.compile(r"^\d(\.\d+)?[eE]\+?\d+$")
DATE = re.compile(r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$")
YES = frozenset({"是", "有", "yes", "y", "true", "1", "√"})
NO = frozenset({"否", "无", "没有", "no", "n", "false", "0", "×"})


class Wrong(ValueError):
    """A cell cannot be read; `template % facts` says what would be right."""

    def __init__(self, template: str, **facts: object) -> None:
        super().__init__(template % facts)
        self.template = template
        self.facts = facts


Reader: TypeAlias = Callable[[Given], Any]


@dataclass(frozen=True, kw_only=True)
class Column:
    """A field, the headers people give it (the first is ours), and how its cells are read."""

    field: str
    headers: tuple[str, ...]
    read: Reader
    required: bool = False
    default: Any = None


@dataclass(frozen=True, kw_only=True)
class CellProblem:
    """What is wrong with one cell (or, without a column, one row), and what would be right."""

    file: str
    sheet: str
    row: int
    column: str
    header: str
    template: str
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def words(self) -> str:
        return self.template % self.facts

    def __str__(self) -> str:
        cell = f"{self.column}{self.row} ({self.header})" if self.column else f"row {self.row}"
        return f"{'/'.join(filter(None, (self.file, self.sheet)))} {cell}: {self.words}"


@dataclass(frozen=True, kw_only=True)
class Record:
    """A row read: its number in the sheet, and its values by field."""

    row: int
    values: dict[str, Any]


def match(
    headers: Sequence[str], columns: Sequence[Column], given: Mapping[str, str] | None = None
) -> dict[str, int]:
    """Which header (by index) is which field: as `given` (field to header), else by its name.

    A header is known when it equals a name, or begins with it before a unit: 面积（平方米）.
    """
    plain = [_plain(header) for header in headers]
    found: dict[str, int] = {}
    for column in columns:
        names = [given[column.field]] if given and given.get(column.field) else column.headers
        wanted = [_plain(name) for name in names]
        at = next((plain.index(name) for name in wanted if name in plain), None)
        if at is not None and at not in found.values():
            found[column.field] = at
    return found


def read_records(
    sheet: Sheet, columns: Sequence[Column], mapping: Mapping[str, int]
) -> tuple[list[Record], list[CellProblem]]:
    """Every row of `sheet` by `mapping`; a row with a bad cell is only in the problems."""
    problems = [
        problem_at(sheet, sheet.header_row, "", "There is no column “%(wanted)s”.", wanted=wanted)
        for wanted in (column.headers[0] for column in columns if _missing(column, mapping))
    ]
    if problems:
        return [], problems
    records = []
    for number, cells in sheet.rows:
        values, bad = _read_row(sheet, number, cells, columns, mapping)
        problems += bad
        if not bad:
            records.append(Record(row=number, values=values))
    return records, problems


def problem_at(
    sheet: Sheet, row: int, header: str, template: str, /, **facts: object
) -> CellProblem:
    """A problem with the cell under `header` in `row`; an empty header means the whole row."""
    at = sheet.headers.index(header) if header else None
    return CellProblem(
        file=sheet.file,
        sheet=sheet.name,
        row=row,
        column="" if at is None else column_letter(at),
        header=header,
        template=template,
        facts=facts,
    )


def _missing(column: Column, mapping: Mapping[str, int]) -> bool:
    return column.required and column.field not in mapping


def _read_row(
    sheet: Sheet,
    number: int,
    cells: tuple[Given, ...],
    columns: Sequence[Column],
    mapping: Mapping[str, int],
) -> tuple[dict[str, Any], list[CellProblem]]:
    values: dict[str, Any] = {}
    problems = []
    for column in columns:
        at = mapping.get(column.field)
        given = None if at is None else cells[at]
        try:
            values[column.field] = _read_cell(column, given)
        except Wrong as wrong:
            header = "" if at is None else sheet.headers[at]
            problems.append(problem_at(sheet, number, header, wrong.template, **wrong.facts))
    return values, problems


def _read_cell(column: Column, given: Given) -> Any:
    if text(given):
        return column.read(given)
    if column.required:
        raise Wrong("This cell is empty; a value is needed here.")
    return column.default


def text(given: Given) -> str:
    """As printed, without outer spaces, full-width digits made plain; 12.0 reads 12."""
    if given is None:
        return ""
    if isinstance(given, float) and given.is_integer() and abs(given) < 10**LONGEST_EXACT_DIGITS:
        given = int(given)
    return unicodedata.normalize("NFKC", str(given)).strip()


def code(given: Given) -> str:
    """Digits that name something. A number too long for a spreadsheet to hold is refused."""
    written = text(given)
    too_long = isinstance(given, int | float) and abs(given) >= 10**LONGEST_EXACT_DIGITS
    if too_long or SCIENTIFIC.match(written):
        raise Wrong(
            "The spreadsheet has rounded this number to %(given)s and its last digits are lost: "
            "format the column as text and enter the digits again.",
            given=written,
        )
    if not written.isdigit():
        raise Wrong("“%(given)s” should be digits only.", given=written)
    return written


def number(given: Given) -> float:
    """A number; thousands may be separated by commas."""
    try:
        value = float(text(given).replace(",", ""))
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise Wrong("“%(given)s” should be a number.", given=text(given))
    return value


def above_zero(given: Given) -> float:
    """A number above zero."""
    value = number(given)
    if not value > 0:
        raise Wrong("“%(given)s” should be above zero.", given=text(given))
    return value


def whole_above_zero(given: Given) -> int:
    """A whole number above zero."""
    value = above_zero(given)
    if not value.is_integer():
        raise Wrong("“%(given)s” should be a whole number.", given=text(given))
    return int(value)


def whole(given: Given) -> int:
    """A whole number."""
    value = number(given)
    if not value.is_integer():
        raise Wrong("“%(given)s” should be a whole number.", given=text(given))
    return int(value)


def day(given: Given) -> date:
    """A date: the spreadsheet's own, or 2023-06-30, 2023/6/30, 2023年6月30日."""
    if isinstance(given, datetime):
        return given.date()
    if isinstance(given, date):
        return given
    try:
        year, month, of_month = DATE.match(text(given)).groups()  # type: ignore[union-attr]
        return date(int(year), int(month), int(of_month))
    except (AttributeError, ValueError):
        raise Wrong("“%(given)s” should be a date such as 2023-06-30.", given=text(given)) from None


def yes_or_no(given: Given) -> bool:
    """是 or 否, yes or no."""
    word = text(given).lower()
    if word in YES or word in NO:
        return word in YES
    raise Wrong("“%(given)s” should be 是 or 否.", given=text(given))


def one_of(words: Mapping[str, str]) -> Reader:
    """A reader of one of `words`: what may be written, and the value each stands for.

    A value may stand for itself; messages list the other words.
    """

    def read(given: Given) -> str:
        written = text(given)
        if written not in words:
            listed = "、".join(word for word, value in words.items() if word != value)
            raise Wrong("“%(given)s” should be one of: %(words)s.", given=written, words=listed)
        return words[written]

    return read


def _plain(header: str) -> str:
    """A header without its unit and its case: 面积（平方米） is 面积."""
    return re.sub(r"[((\[].*$", "", text(header)).replace(" ", "").replace("_", "").lower()
