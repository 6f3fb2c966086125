"""A typo in a notice is answered: what stands there, where, and what would be right."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiamenkou.engines.workdays import read_arrangement, read_notice

NOTICE = (Path(__file__).parent / "notices" / "2026.txt").read_text()

TYPOS = [
    ("2月14日（周六）", "2月13日（周六）", "weekday", "2026-02-13 周六", ("周五", "2026-02-14")),
    (
        "23日（农历正月初七、周一）放假调休，共9天",
        "23日（周一）放假调休，共8天",
        "count",
        "共8天",
        ("9",),
    ),
    ("5月9日（周六）上班", "5月2日（周六）上班", "both", "2026-05-02", ()),
    ("5月9日（周六）", "5月8日", "not-weekend", "2026-05-08", ("2026-05-03", "2026-05-09")),
    ("4月4日（周六）至6日", "2025年4月4日至6日", "outside-year", "2025-04-04", ("2026-04-04",)),
    ("2月28日（周六）", "2月30日（周六）", "no-such-date", "2月30日", ("2026-02-28",)),
    ("6月19日（周五）至21日（周日）", "6月21日至19日", "order", "2026-06-21 2026-06-19", ()),
    (
        "9月20日（周日）、10月10日（周六）上班",
        "9月20日（周日）、10月10日（周六）上斑",
        "unread",
        "上斑",
        ("上班",),
    ),
    ("5日（周二）放假调休", "5日（周二）方假调休", "unread", "方假", ("放假",)),
    ("5月9日（周六）", "5月9日（周陆）", "unread", "(周陆)", ("星期六",)),
    ("二、春节：", "二、春结：", "holiday", "春结", ("春节",)),
    ("三、清明节：", "三清明节", "unread", "三清明节", ()),
    ("一、元旦：", "一元旦", "unread", None, ()),
    ("共3天。1月4日（周日）上班。", "共3天。1月4日（周日）。", "unread", "2026-01-04", ()),
    ("二、春节：2月15日", "二、春节：2月l5日", "unread", "2月l", ()),
    ("三、清明节：4月4日（周六）至6日（周一）放假，共3天。", "三、清明节：", "empty", "清明节", ()),
    ("2月28日（周六）", "3月28日（周六）", "far", "2026-03-28", ()),
    (
        "2月15日（农历腊月二十八、周日）至23日",
        "3月15日（周日）至23日",
        "outside-season",
        "春节",
        ("2026-01-21", "2026-02-21"),
    ),
    ("10月1日（周四）至", "9月27日至10月", "repeated", "2026-09-27", ()),
]


@pytest.mark.parametrize(("was", "typed", "code", "words", "right"), TYPOS)
def test_a_typo_is_named(
    was: str, typed: str, code: str, words: str | None, right: tuple[str, ...]
) -> None:
    assert was in NOTICE
    text = NOTICE.replace(was, typed)
    found = [one for one in read_notice(text).problems if one.code == code]
    assert found
    assert words is None or found[0].words == words
    assert found[0].right == right
    line = text.splitlines()[found[0].line - 1]
    assert typed[:2] in line


def test_the_column_points_at_the_word() -> None:
    text = NOTICE.replace("（周六）上班。\n　　三", "（周五）上班。\n　　三")
    problem = read_notice(text).problems[0]
    line = text.splitlines()[problem.line - 1]
    assert line[problem.column - 1 :].startswith("（周五）上班")


def test_a_day_off_and_worked_is_left_out_until_it_is_clear() -> None:
    read = read_arrangement("5月1日至3日放假，共3天。5月3日（周日）上班。", year=2026)
    assert [problem.code for problem in read.problems] == ["both"]
    assert [mark.date.day for mark in read.marks] == [1, 2]


def test_a_rest_day_outside_the_holiday_is_noticed() -> None:
    text = "5月1日至3日放假，共3天。5月9日（星期六）照常公休。"
    assert read_arrangement(text, year=2026).problems[0].code == "outside-holiday"


def test_a_year_that_is_not_said_is_asked_for() -> None:
    assert [one.code for one in read_notice("元旦：1月1日放假。").problems] == ["year"]
    assert read_notice("元旦：1月1日放假。", year=2026).marks[0].date == date(2026, 1, 1)


def test_the_notice_of_another_year_is_noticed() -> None:
    problem = read_notice(NOTICE, year=2027).problems[0]
    assert (problem.code, problem.words, problem.right) == ("year", "2026", ("2027",))


def test_no_text_at_all_marks_nothing() -> None:
    read = read_notice("", year=2027)
    assert (read.marks, len(read.missing)) == ((), 7)


SIGNS = st.sampled_from("0123456789月日年至、，。（）星期六日放假调休上班共天一二元旦春节：\n ")


@settings(deadline=None)
@given(st.text(SIGNS) | st.text())
def test_any_text_is_answered_and_never_raises(text: str) -> None:
    for read in (read_notice(text, year=2026), read_notice(text)):
        assert all(problem.line >= 1 <= problem.column for problem in read.problems)


def test_of_all_single_wrong_digits_one_passes_and_is_a_plan_that_could_be() -> None:
    """All 468: only 10 October as 17 October, also a Saturday near the holiday, is not noticed."""
    first, last = NOTICE.index("一、"), NOTICE.index("鼓励")
    places = [at for at in range(first, last) if NOTICE[at].isdigit()]
    typos = [(at, digit) for at in places for digit in "0123456789" if digit != NOTICE[at]]
    passed = [
        NOTICE[at - 4 : at] + digit
        for at, digit in typos
        if not read_notice(NOTICE[:at] + digit + NOTICE[at + 1 :]).problems
    ]
    assert len(typos) == 468
    assert passed == ["10月17"]
