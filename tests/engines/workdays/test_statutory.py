"""The days the law itself makes holidays, among the longer ones that notices build."""

from datetime import date

import pytest

from jiamenkou.engines.workdays import announced, statutory, statutory_days


def days(year: int) -> list[str]:
    return [when.strftime("%m-%d") for when in statutory_days(year)]


def test_2026_has_the_thirteen_days_of_decree_795() -> None:
    assert days(2026) == [
        "01-01", "02-16", "02-17", "02-18", "02-19", "04-05", "05-01", "05-02", "06-19", "09-25",
        "10-01", "10-02", "10-03",
    ]  # fmt: skip
    eve = statutory(date(2026, 2, 16))
    assert eve
    assert (eve.holiday, eve.source) == ("春节", "国务院令第795号")


def test_before_2025_neither_new_years_eve_nor_the_second_of_may_is_one() -> None:
    assert statutory(date(2024, 2, 9)) is None
    assert statutory(date(2024, 5, 2)) is None
    assert days(2024)[1:4] == ["02-10", "02-11", "02-12"]


@pytest.mark.parametrize("year", range(2018, 2027))
def test_notices_give_every_statutory_day_off_under_its_name(year: int) -> None:
    marks = announced().marks
    for when, found in statutory_days(year).items():
        assert not marks[when].works, when
        assert set(found.holiday.split("、")) <= set(marks[when].holiday.split("、")), when


@pytest.mark.parametrize("year", range(2018, 2031))
def test_only_holidays_that_meet_make_a_year_shorter(year: int) -> None:
    met = sum("、" in one.holiday for one in statutory_days(year).values())
    assert len(days(year)) == (13 if year >= 2025 else 11) - met
    assert met == (year in {2020, 2028})


def test_rest_days_around_a_holiday_are_not_statutory() -> None:
    assert statutory(date(2026, 2, 20)) is None
    assert statutory(date(2026, 10, 4)) is None


def test_a_year_outside_the_table_is_named() -> None:
    with pytest.raises(ValueError, match="year: expected 2018 to 2030, got 2031"):
        statutory(date(2031, 1, 1))
