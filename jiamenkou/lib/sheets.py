"""Sheets: read as they come, written for other programs to open.

Reading keeps the row numbers and column letters a spreadsheet shows, so that a message can name
the cell. Writing keeps text as text, never a formula.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO, StringIO
from itertools import chain
from pathlib import Path
from typing import BinaryIO, TypeAlias

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from jiamenkou.lib.unpacking import swells

Cell: TypeAlias = str | int | float | Decimal | datetime | None
"""Numbers stay numbers; everything else is written as the text it prints as."""

Given: TypeAlias = str | int | float | bool | time | date | datetime | timedelta | None
"""What a cell of a file held."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
BYTE_ORDER_MARK = "\ufeff"


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A table as it stands in a file: one header row, then rows.

    `rows` pairs the row number a spreadsheet shows with the row's cells, as many as headers.
    """

    file: str
    name: str
    headers: tuple[str, ...]
    rows: tuple[tuple[int, tuple[Given, ...]], ...]
    header_row: int = 1


class Unreadable(ValueError):
    """The file is no table; `template % facts` says where and what would be right."""

    def __init__(self, template: str, **facts: object) -> None:
        super().__init__(template % facts)
        self.template = template
        self.facts = facts


def read_sheet(source: Path | bytes, name: str = "", *, sheet: str = "") -> Sheet:
    """Read the table in an xlsx, xls, ods or csv file (UTF-8, UTF-16 or GB 18030).

    `name` is what messages call the file; `sheet` picks one of a workbook's, else the first with
    anything in it. A single title above the header row is skipped. Raises Unreadable.
    """
    content = source.read_bytes() if isinstance(source, Path) else source
    name = name or (source.name if isinstance(source, Path) else "")
    if content[:2] == b"PK" or content[:4] == b"\xd0\xcf\x11\xe0":
        return _table(name, *_workbook(name, content, sheet))
    return _table(name, "", _csv_rows(name, content))


def column_letter(index: int) -> str:
    """What a spreadsheet calls column `index`, counted from 0: A, B, …, Z, AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _table(file: str, name: str, rows: list[list[Given]]) -> Sheet:
    at = _header_row(rows)
    if at is None:
        raise Unreadable("%(file)s: there is no row of headers in it.", file=file)
    headers = [_text(cell) for cell in rows[at]]
    while headers and not headers[-1]:
        headers.pop()
    _refuse_repeated(file, name, headers, at + 1)
    width = len(headers)
    body = (
        (number, tuple(row[:width]) + (None,) * (width - len(row)))
        for number, row in enumerate(rows[at + 1 :], start=at + 2)
        if any(_text(cell) for cell in row)
    )
    return Sheet(file=file, name=name, headers=tuple(headers), rows=tuple(body), header_row=at + 1)


def _header_row(rows: list[list[Given]]) -> int | None:
    """The first row that is not empty, or the second where the first is a title."""
    filled = [(at, sum(bool(_text(cell)) for cell in row)) for at, row in enumerate(rows[:20])]
    filled = [(at, cells) for at, cells in filled if cells]
    if len(filled) > 1 and filled[0][1] == 1 < filled[1][1]:
        return filled[1][0]
    return filled[0][0] if filled else None


def _refuse_repeated(file: str, name: str, headers: list[str], row: int) -> None:
    for at, header in enumerate(headers):
        if header and header in headers[:at]:
            raise Unreadable(
                "%(file)s, sheet “%(sheet)s”, row %(row)s, column %(column)s: the header "
                "“%(header)s” is there twice; give each column its own.",
                file=file, sheet=name, row=row, column=column_letter(at), header=header,
            )  # fmt: skip


def _workbook(file: str, content: bytes, wanted: str) -> tuple[str, list[list[Given]]]:
    from python_calamine import CalamineError, CalamineWorkbook

    if content[:2] == b"PK" and swells(content):
        raise Unreadable(
            "%(file)s cannot be opened: it is broken, or far too large once unpacked. "
            "Save it as .csv.",
            file=file,
        )
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        if wanted and wanted not in book.sheet_names:
            raise Unreadable("%(file)s has no sheet “%(sheet)s”.", file=file, sheet=wanted)
        sheets = [book.get_sheet_by_name(one) for one in ([wanted] if wanted else book.sheet_names)]
    except CalamineError as error:
        raise Unreadable(
            "%(file)s cannot be opened: save it as .xlsx without a password, or as .csv.", file=file
        ) from error
    sheet = next((one for one in sheets if one.total_height), sheets[0])
    rows = [list[Given](row) for row in sheet.to_python(skip_empty_area=False)]
    _refuse_merged(file, sheet.name, rows, sheet.merged_cell_ranges or [])
    return sheet.name, rows


Corner: TypeAlias = tuple[int, int]


def _refuse_merged(
    file: str, name: str, rows: list[list[Given]], merged: list[tuple[Corner, Corner]]
) -> None:
    """A merged cell holds one value for many columns or rows; nobody can tell which is meant."""
    header = _header_row(rows) or 0
    for (top, left), (bottom, right) in merged:
        if bottom >= header:
            raise Unreadable(
                "%(file)s, sheet “%(sheet)s”: the cells %(first)s to %(last)s are merged; split "
                "them, with one header row and every cell filled in.",
                file=file, sheet=name,
                first=f"{column_letter(left)}{top + 1}", last=f"{column_letter(right)}{bottom + 1}",
            )  # fmt: skip


def _csv_rows(file: str, content: bytes) -> list[list[Given]]:
    text = _decoded(file, content)
    first_line = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(",;\t|", key=first_line.count)
    try:
        return [list(row) for row in csv.reader(StringIO(text, newline=""), delimiter=delimiter)]
    except csv.Error as error:
        raise Unreadable("%(file)s is no table of text: %(why)s.", file=file, why=error) from error


def _decoded(file: str, content: bytes) -> str:
    tried = ("utf-16",) if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-8-sig", "gb18030")
    for encoding in tried:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Unreadable(
        "%(file)s is neither a spreadsheet nor a text file: save it as .xlsx.", file=file
    )


def _text(cell: Given) -> str:
    return "" if cell is None else str(cell).strip()


def write_xlsx(
    out: BinaryIO, header: Sequence[str], rows: Iterable[Sequence[Cell]], *, name: str = "Sheet1"
) -> None:
    """Write one sheet named `name` (31 characters at most) to `out`, row by row.

    Memory does not grow with the rows. Long codes given as text keep every digit.
    """
    with xlsxwriter.Workbook(out, {"constant_memory": True}) as book:
        sheet = book.add_worksheet(name[:31])
        sheet.freeze_panes(1, 0)
        sheet.set_row(0, None, book.add_format({"bold": True}))
        for number, row in enumerate(chain([header], rows)):
            for column, value in enumerate(row):
                _write(sheet, number, column, value)


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """The lines of a CSV file that spreadsheets open as UTF-8 and never run.

    Text that would start a formula is given a leading apostrophe (OWASP, "CSV Injection").
    """
    writer = csv.writer(_Echo())
    yield BYTE_ORDER_MARK + str(writer.writerow(header))
    for row in rows:
        yield str(writer.writerow([_inert(value) for value in row]))


def _write(sheet: Worksheet, row: int, column: int, value: Cell) -> None:
    """As number or as text, never by `write`, which makes formulas and links of some texts."""
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        sheet.write_number(row, column, value)
    elif value is not None:
        sheet.write_string(row, column, str(value))


def _inert(value: Cell) -> Cell:
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return value


class _Echo:
    """A file for the csv module that hands each line back instead of keeping it."""

    def write(self, line: str) -> str:
        return line
