"""Lists of administrative divisions, as they are published: files in, a checked tree out."""

from __future__ import annotations

import csv
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from jiamenkou.places.models.area import DIGITS, ancestors_of, full_code, level_of

# Headers of one wide row, from the province down: each pair is one area.
WIDE = ("province", "city", "area", "street", "village")
LENGTHS = frozenset(DIGITS.values())


class BadDivision(ValueError):
    """A row cannot stand in the tree; the words name file and row and what would be right."""


class Division(NamedTuple):
    """An area as a list states it: full code, name, level, and the code of its parent."""

    code: str
    name: str
    level: str
    parent: str | None


class _Row(NamedTuple):
    file: str
    number: int
    written: str
    name: str
    repeats: bool

    @property
    def where(self) -> str:
        return f"{self.file}, row {self.number}"


_Lines = Iterable[tuple[int, list[str]]]


def read(files: Iterable[Path], *, known: Container[str]) -> list[Division]:
    """The divisions of all `files`, parents first; `known` are codes already loaded.

    Takes china-division's lists (code, name, …Code) and wide lists (area_code, area, street_code,
    street, village_code, village; province and city likewise). Where a city has no counties, the
    list of counties names the city again with more zeros: that row is left out. Raises
    BadDivision for a code that is malformed, given twice, or that lies in no known area.
    """
    found: dict[str, _Row] = {}
    for file in files:
        for row in _rows(file):
            _add(row, found)
    return [_placed(code, row, found, known) for code, row in sorted(found.items())]


def _rows(file: Path) -> Iterator[_Row]:
    with file.open(encoding="utf-8-sig", newline="") as text:
        reader = csv.reader(text)
        headers = next(reader, [])
        lines = ((number, cells) for number, cells in enumerate(reader, start=2) if cells)
        if {"code", "name"} <= set(headers):
            yield from _narrow(file.name, headers, lines)
        elif pairs := [level for level in WIDE if {level, f"{level}_code"} <= set(headers)]:
            yield from _wide(file.name, headers, lines, pairs)
        else:
            raise BadDivision(
                f"{file.name}, row 1: the headers should be code,name or "
                "area_code,area,street_code,street,village_code,village"
            )


def _narrow(file: str, headers: Sequence[str], lines: _Lines) -> Iterator[_Row]:
    code, name = headers.index("code"), headers.index("name")
    for number, cells in lines:
        yield _row(file, number, cells, code, name)


def _wide(
    file: str, headers: Sequence[str], lines: _Lines, levels: Sequence[str]
) -> Iterator[_Row]:
    """The levels above the last are named again in each of their rows."""
    at = [(headers.index(f"{level}_code"), headers.index(level)) for level in levels]
    for number, cells in lines:
        given = [(code, name) for code, name in at if len(cells) > code and cells[code]]
        for code, name in given:
            row = _row(file, number, cells, code, name)
            yield row._replace(repeats=(code, name) != given[-1])


def _row(file: str, number: int, cells: Sequence[str], code: int, name: int) -> _Row:
    if len(cells) <= max(code, name) or not cells[name].strip():
        raise BadDivision(f"{file}, row {number}: the code or the name is missing")
    written = cells[code].strip()
    if len(written) not in LENGTHS or not written.isdecimal() or not written.strip("0"):
        raise BadDivision(
            f"{file}, row {number}: the code “{written}” should have 2, 4, 6, 9, 12 or 15 digits"
        )
    return _Row(file, number, written, cells[name].strip(), repeats=False)


def _add(row: _Row, found: dict[str, _Row]) -> None:
    code = full_code(row.written)
    before = found.setdefault(code, row)
    if before is row or (row.repeats and before.name == row.name):
        return
    if len(row.written) == len(before.written):
        raise BadDivision(
            f"{row.where}: the code {row.written} ({row.name}) is already that of "
            f"{before.name} in {before.where}"
        )
    if len(row.written) < len(before.written):
        found[code] = row


def _placed(code: str, row: _Row, found: Mapping[str, _Row], known: Container[str]) -> Division:
    level = level_of(code)
    for above in ancestors_of(code):
        if above in found or above in known:
            return Division(code, row.name, level, above)
    if level == "province":
        return Division(code, row.name, level, None)
    raise BadDivision(
        f"{row.where}: {row.written} ({row.name}) lies in no known area; "
        f"load {next(ancestors_of(code))} first or name it in a file"
    )
