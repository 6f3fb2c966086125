from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone, translation

from jiamenkou.web import formats


@pytest.mark.parametrize(
    ("wording", "number", "words"),
    [
        (formats.people, 1234, "1,234"),
        (formats.metres, 470.6, "471 m"),
        (formats.metres, 999.6, "1.0 km"),
        (formats.metres, 1240, "1.2 km"),
        (formats.m2, 118.0, "118 m²"),
        (formats.percent, 0.839, "83.9%"),
        (formats.percent, 0, "0%"),
        (formats.money, Decimal(3_420_000), "¥3,420,000"),
        (formats.people, None, "—"),
        (formats.metres, None, "—"),
    ],
)
def test_numbers_read_as_people_say_them(
    wording: Callable[[object], str], number: object, words: str
) -> None:
    assert wording(number) == words


@pytest.mark.parametrize(
    ("yuan", "words"),
    [(3_420_000, "342 万元"), (125_000_000, "1.2 亿元"), (800, "800 元"), (-15_000, "-1.5 万元")],
)
def test_a_chinese_reader_gets_ten_thousands(yuan: int, words: str) -> None:
    with translation.override("zh-hans"):
        assert formats.money(yuan) == words


def test_a_near_day_has_a_name_and_the_exact_moment_beside_it() -> None:
    soon = timezone.localtime() + timedelta(days=1)
    words = formats.when(soon)
    assert f"tomorrow {soon:%H:%M}" in words
    assert f'datetime="{soon.isoformat()}"' in words


def test_another_year_is_named() -> None:
    assert "3 Jan 2019" in formats.when(date(2019, 1, 3))
    assert "2019-01-03" in formats.when(datetime(2019, 1, 3, tzinfo=UTC))


def test_what_just_happened_is_so_many_minutes_ago() -> None:
    assert "12 min ago" in formats.ago(timezone.now() - timedelta(minutes=12, seconds=5))
    assert "yesterday" in formats.ago(timezone.now() - timedelta(hours=24))


@pytest.fixture(autouse=True)
def _in_english() -> None:
    translation.activate("en")
