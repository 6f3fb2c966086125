"""When a notice comes, the days that turn and the deadlines that move are told beforehand."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiamenkou.engines.workdays import (
    Calendar,
    Clock,
    add_workdays,
    announce,
    announced,
    compare,
    day,
    moved,
    read_arrangement,
    read_notice,
)

NOTICE = (Path(__file__).parent / "notices" / "2026.txt").read_text()


def before_2026() -> Calendar:
    """The calendar as it was before the notice for 2026 came."""
    marks = [mark for mark in announced().marks.values() if mark.year < 2026]
    return Calendar.of(marks, announced=range(2018, 2026))


def after_2026() -> Calendar:
    return announce(before_2026(), read_notice(NOTICE))


@pytest.mark.parametrize("year", range(2018, 2027))
def test_every_day_of_an_announced_year_has_its_reason(year: int) -> None:
    first = date(year, 1, 1)
    days = [day(announced(), first + timedelta(days=ahead)) for ahead in range(365)]
    assert {one.status for one in days} == {"announced"}
    assert all(bool(one.holiday) == bool(one.source) for one in days)
    assert all(one.works == (one.kind in {"weekday", "makeup"}) for one in days)
    assert {one.kind for one in days} == {"weekday", "weekend", "holiday", "makeup"}


def test_2027_is_provisional() -> None:
    days = [day(announced(), date(2027, 1, 1) + timedelta(days=ahead)) for ahead in range(365)]
    assert {one.status for one in days} == {"provisional"}
    expected = {one.date.strftime("%m-%d"): one.expected for one in days if one.expected}
    assert len(expected) == 13
    assert (expected["02-05"], expected["06-09"]) == ("春节", "端午节")


def test_the_days_a_notice_turns_are_listed_before_it_is_saved() -> None:
    changes = compare(before_2026(), after_2026())
    assert (changes.announced, changes.withdrawn, len(changes.days)) == ((2026,), (), 39)
    turned = {change.date: change.new.works for change in changes.days if change.works}
    assert turned[date(2026, 2, 14)]
    assert not turned[date(2026, 2, 23)]
    assert date(2026, 2, 21) not in turned  # a Saturday was off before
    assert compare(after_2026(), after_2026()).days == ()


def test_deadlines_move_and_are_no_longer_provisional() -> None:
    old, new = before_2026(), after_2026()
    move = moved([Clock(start=date(2026, 2, 12), n=5)], old, new)[0]
    assert (move.old, move.new, move.days) == (date(2026, 2, 19), date(2026, 2, 26), 7)
    assert not move.provisional
    assert moved([Clock(start=date(2026, 12, 30), n=3)], old, new)[0].provisional


def test_a_notice_entered_again_replaces_what_it_said_before() -> None:
    wrong = read_arrangement("1月1日放假。", year=2026, holiday="元旦")
    again = announce(announce(before_2026(), wrong), read_notice(NOTICE))
    assert compare(again, after_2026()).days == ()


def test_a_notice_without_a_year_changes_no_calendar() -> None:
    with pytest.raises(ValueError, match="its year is not known"):
        announce(announced(), read_notice("元旦：1月1日放假。"))


@settings(deadline=None)
@given(st.dates(date(2025, 11, 1), date(2026, 12, 31)), st.integers(0, 30))
def test_a_clock_moves_as_if_it_were_counted_anew(start: date, n: int) -> None:
    old, new = before_2026(), after_2026()
    move = moved([Clock(start=start, n=n)], old, new)[0]
    assert move.old == add_workdays(old, start, n).end
    anew = add_workdays(new, start, n)
    assert (move.new, move.provisional) == (anew.end, anew.provisional)
