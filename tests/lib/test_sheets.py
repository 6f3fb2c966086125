"""Sheets as people send them, read cell by cell; and sheets written so that they stay text."""

import io
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from jiamenkou.lib.columns import (
    Column,
    Wrong,
    code,
    day,
    match,
    read_records,
    text,
    whole_above_zero,
)
from jiamenkou.lib.sheets import Unreadable, column_letter, csv_lines, read_sheet, write_xlsx

CODE = Column(field="code", headers=("区划代码",), read=code, required=True)
PEOPLE = Column(field="people", headers=("人口", "people"), read=whole_above_zero, required=True)
DAY = Column(field="day", headers=("日期",), read=day)


def book(*rows: list[object], merge: str = "") -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as made:
        sheet = made.add_worksheet("人口")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        if merge:
            sheet.merge_range(merge, "合并")
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("between", [",", ";", "\t"])
def test_a_csv_is_read_whatever_its_encoding_and_separator(encoding: str, between: str) -> None:
    content = f"区划代码{between}人口\n361102001001{between}12\n".encode(encoding)
    sheet = read_sheet(content, "人口.csv")
    assert sheet.headers == ("区划代码", "人口")
    assert sheet.rows == ((2, ("361102001001", "12")),)


def test_a_workbook_keeps_the_row_numbers_a_spreadsheet_shows(tmp_path: Path) -> None:
    file = tmp_path / "人口.xlsx"
    file.write_bytes(book(["2020 年人口"], [], ["区划代码", "人口"], [], ["361102001001", 12]))
    sheet = read_sheet(file)
    assert (sheet.file, sheet.name, sheet.header_row) == ("人口.xlsx", "人口", 3)
    assert sheet.rows == ((5, ("361102001001", 12.0)),)


def test_merged_headers_are_refused_by_name() -> None:
    content = book(["区划代码", "位置", ""], ["", "经度", "纬度"], merge="B1:C1")
    with pytest.raises(Unreadable, match="B1 to C1 are merged"):
        read_sheet(content, "x.xlsx")


def test_merged_cells_among_the_rows_are_refused_by_name() -> None:
    content = book(["街道", "人口"], ["", 1], ["", 2], merge="A2:A3")
    with pytest.raises(Unreadable, match="A2 to A3 are merged"):
        read_sheet(content, "x.xlsx")


def test_a_merged_title_above_the_headers_is_no_matter() -> None:
    content = book(["", ""], ["区划代码", "人口"], ["361102001001", 5], merge="A1:B1")
    assert read_sheet(content, "x.xlsx").headers == ("区划代码", "人口")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no row of headers"),
        (b"PK\x03\x04 broken", "cannot be opened"),
        (b"\x00\x01\x02\xff\xff", "neither a spreadsheet nor a text"),
        ("人口,人口\n1,2".encode(), "column B: the header “人口” is there twice"),
    ],
)
def test_what_is_no_table_is_refused(content: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        read_sheet(content, "x")


def test_headers_are_known_by_any_of_their_names_and_with_units() -> None:
    assert match(["人口（人）", "区划代码"], [CODE, PEOPLE]) == {"code": 1, "people": 0}
    assert match(["People", "x"], [PEOPLE]) == {"people": 0}
    assert match(["居民", "人口"], [PEOPLE], {"people": "居民"}) == {"people": 0}


def problems(*rows: list[object]) -> list[str]:
    sheet = read_sheet(book(["区划代码", "人口", "日期"], *rows), "x.xlsx")
    columns = [CODE, PEOPLE, DAY]
    _records, found = read_records(sheet, columns, match(sheet.headers, columns))
    return [f"{one.column}{one.row} {one.words}" for one in found]


@pytest.mark.parametrize("lost", [361102001001001001, "3.61102E+17", "3.61e17"])
def test_an_18_digit_number_turned_scientific_is_named(lost: object) -> None:
    (problem,) = problems([lost, 5, None])
    assert problem.startswith("A2 The spreadsheet has rounded this number")


def test_every_bad_cell_is_named_with_what_would_be_right() -> None:
    assert problems(
        ["361102001001", -5, None], ["甲", "", "去年"], [361102001001, 1.5, "2023/6/30"]
    ) == [
        "B2 “-5” should be above zero.",
        "A3 “甲” should be digits only.",
        "B3 This cell is empty; a value is needed here.",
        "C3 “去年” should be a date such as 2023-06-30.",
        "B4 “1.5” should be a whole number.",
    ]


def test_a_missing_column_is_named() -> None:
    sheet = read_sheet("区划代码\n361102001001".encode(), "x.csv")
    records, (problem,) = read_records(sheet, [CODE, PEOPLE], match(sheet.headers, [CODE, PEOPLE]))
    assert not records
    assert str(problem) == "x.csv row 1: There is no column “人口”."


@pytest.mark.parametrize("typed", ["2023-06-30", "2023/6/30", "2023年6月30日", date(2023, 6, 30)])
def test_days_are_read_as_people_write_them(typed: str | date) -> None:
    assert day(typed) == date(2023, 6, 30)


@pytest.mark.parametrize("typed", ["2023-02-30", "30.6.2023", "inf"])
def test_days_that_are_none_are_refused(typed: str) -> None:
    with pytest.raises(Wrong):
        day(typed)


def test_full_width_digits_and_whole_floats_read_plainly() -> None:
    assert (text("３６１１"), text(361102001001.0)) == ("3611", "361102001001")


def test_columns_have_the_letters_a_spreadsheet_shows() -> None:
    assert [column_letter(at) for at in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def test_what_is_written_is_read_back_as_the_same_text() -> None:
    out = io.BytesIO()
    write_xlsx(out, ["区划代码", "说明"], [["361102001001", "=1+1"]])
    assert read_sheet(out.getvalue(), "x").rows == ((2, ("361102001001", "=1+1")),)
    assert "'=1+1" in "".join(csv_lines(["a"], [["=1+1"]]))
