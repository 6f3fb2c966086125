"""Packed files that would unpack to more than there is room for: found before they are opened.

A spreadsheet of a kilobyte can name a cell so far out, or repeat one so often, that reading it
takes all memory; so what it would become is counted first.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import IO
from xml.etree.ElementTree import Element, ParseError, iterparse
from zipfile import BadZipFile, ZipFile

MOST_BYTES = 300 * 1024 * 1024
MOST_CELLS = 20_000_000
CHUNK = 1024 * 1024
CELL = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,4})(\d{1,9})"')
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"


def swells(content: bytes) -> bool:
    """Whether the zip `content` unpacks to more than MOST_BYTES, or its sheets to MOST_CELLS.

    Sizes that lie about themselves, and archives that are broken, count as swelling.
    """
    try:
        with ZipFile(BytesIO(content)) as archive:
            entries = archive.infolist()
            if sum(entry.file_size for entry in entries) > MOST_BYTES:
                return True
            return any(_sheet_swells(archive, entry.filename) for entry in entries)
    except (BadZipFile, ParseError, zlib.error, NotImplementedError, RuntimeError, EOFError):
        return True


def _sheet_swells(archive: ZipFile, name: str) -> bool:
    with archive.open(name) as entry:
        if name == "content.xml":
            return _open_document_cells(entry) > MOST_CELLS
        return _office_cells(entry) > MOST_CELLS


def _office_cells(entry: IO[bytes]) -> int:
    """The cells of the rectangle a sheet of Office Open XML spans; reads all, so sizes hold."""
    widest, last, rest = 0, 0, b""
    while chunk := entry.read(CHUNK):
        for letters, row in CELL.findall(rest + chunk):
            widest, last = max(widest, _column(letters)), max(last, int(row))
        cut = (rest + chunk).rfind(b"<")
        rest = (rest + chunk)[cut:][:CHUNK] if cut >= 0 else b""
    return widest * last


def _open_document_cells(entry: IO[bytes]) -> int:
    """The same for an OpenDocument sheet, where cells and rows say how often they repeat."""
    widest = last = row = 0
    for _event, element in iterparse(entry):  # noqa: S314 - expat refuses entities that swell
        if element.tag == f"{TABLE}table":
            row = 0
        if element.tag != f"{TABLE}table-row":
            continue
        row += _repeated(element, "rows")
        width = max(_filled(element), default=0)
        if width:
            widest, last = max(widest, width), max(last, row)
        element.clear()
    return widest * last


def _filled(row: Element) -> Iterator[int]:
    """Where the cells of a row that hold something end."""
    at = 0
    for cell in row:
        at += _repeated(cell, "columns")
        if cell.get(f"{OFFICE}value-type") or len(cell):
            yield at


def _repeated(element: Element, what: str) -> int:
    said = element.get(f"{TABLE}number-{what}-repeated", "1")
    return int(said) if said.isdecimal() and len(said) < 10 else MOST_CELLS + 1


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
