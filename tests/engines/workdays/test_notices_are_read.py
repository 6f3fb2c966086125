"""Every notice since 2018, and every sentence the State Council has written so far, is read."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from jiamenkou.engines.workdays import (
    Calendar,
    Notice,
    announce,
    announced,
    compare,
    read_arrangement,
    read_notice,
)

HERE = Path(__file__).parent
SENTENCES = json.loads((HERE / "sentences.json").read_text())


def notice(name: str) -> str:
    return (HERE / "notices" / f"{name}.txt").read_text()


def days(read: Notice) -> dict[str, bool]:
    return {mark.date.isoformat(): mark.works for mark in read.marks}


def in_the_tables(year: int) -> list[tuple[date, bool, str]]:
    marks = [mark for mark in announced().marks.values() if mark.year == year]
    return [(mark.date, mark.works, mark.holiday) for mark in marks]


def test_there_are_49_sentences() -> None:
    assert len(SENTENCES) == 49


@pytest.mark.parametrize("case", SENTENCES, ids=lambda case: f"{case['year']}")
def test_a_sentence_gives_exactly_its_days(case: dict[str, Any]) -> None:
    read = read_arrangement(case["description"], year=case["year"])
    assert read.problems == ()
    assert days(read) == {day["date"]: not day["isOffDay"] for day in case["expected"]}


@pytest.mark.parametrize("year", [2018, 2021, 2022, 2023, 2024, 2025, 2026])
def test_a_whole_notice_gives_the_days_of_its_year(year: int) -> None:
    read = read_notice(notice(str(year)))
    assert read.problems == ()
    assert (read.year, read.missing) == (year, ())
    assert [(mark.date, mark.works, mark.holiday) for mark in read.marks] == in_the_tables(year)


def test_a_second_notice_amends_one_holiday_of_2019() -> None:
    first, second = (read_notice(notice(name)) for name in ("2019", "2019_labour_day"))
    assert first.problems == second.problems == ()
    empty = Calendar.of([], announced=[])
    both = announce(announce(empty, first), second, amends=True)
    marks = sorted(both.marks.values(), key=lambda mark: mark.date)
    assert [(mark.date, mark.works, mark.holiday) for mark in marks] == in_the_tables(2019)


def test_the_lengthened_holiday_of_2020_is_not_guessed_at() -> None:
    assert read_notice(notice("2020")).problems == ()
    changed = compare(announced(), announce(announced(), read_notice(notice("2020"))))
    turned = [change.date.isoformat()[5:] for change in changed.days if change.works]
    assert turned == ["01-31", "02-01"]  # 02-02 and 02-03 turned in name only
    longer = read_notice(notice("2020_spring_festival"))
    assert longer.problems[0].words.startswith("一、延长2020年")


def test_days_a_notice_tells_in_words_of_its_own_are_entered_as_a_sentence() -> None:
    longer = "1月24日至2月2日放假调休，共10天。1月19日（星期日）上班。"
    amended = announce(
        announce(announced(), read_notice(notice("2020"))),
        read_arrangement(longer, year=2020, holiday="春节"),
        amends=True,
    )
    assert not any(change.works for change in compare(announced(), amended).days)


def test_advice_to_give_new_years_eve_off_marks_no_day() -> None:
    read = read_notice(notice("2024"))
    assert date(2024, 2, 9) not in {mark.date for mark in read.marks}


def test_the_number_of_the_notice_is_the_source_of_its_days() -> None:
    assert {mark.source for mark in read_notice(notice("2026")).marks} == {"国办发明电〔2025〕7号"}


def test_blanks_line_ends_and_narrow_signs_do_not_matter() -> None:
    text = notice("2026").replace("（", " (\n").replace("）", ") ").replace("至", "—")
    assert read_notice(text).problems == ()
    assert days(read_notice(text)) == days(read_notice(notice("2026")))


def test_a_page_copied_with_a_reporter_and_without_numbers_is_read() -> None:
    text = (
        "新华社北京11月4日电 国务院办公厅关于2026年部分节假日安排的通知\n"
        "清明节：4月4日（周六）至6日（周一）放假，共3天。"
    )
    read = read_notice(text)
    assert read.problems == ()
    assert len(read.marks) == 3
    assert read.missing == ("元旦", "春节", "劳动节", "端午节", "中秋节", "国庆节")


def test_a_holiday_of_2015_that_came_once() -> None:
    text = (
        "9月3日至5日调休放假，共3天。"
        "其中9月3日（星期四）放假，9月4日（星期五）调休，9月6日（星期日）上班。"
    )
    read = read_arrangement(text, year=2015)
    assert read.problems == ()
    assert days(read) == {
        "2015-09-03": False,
        "2015-09-04": False,
        "2015-09-05": False,
        "2015-09-06": True,
    }


@pytest.mark.parametrize("holiday", ["元旦", ""])
def test_december_before_new_year_needs_no_year(holiday: str) -> None:
    read = read_arrangement("12月31日至1月2日放假调休，共3天。", year=2023, holiday=holiday)
    assert read.problems == ()
    assert list(days(read)) == ["2022-12-31", "2023-01-01", "2023-01-02"]
