"""The holidays of the law itself (法定节假日), on which work is paid threefold.

Around them a notice builds longer ones by moving rest days; those are days off, not statutory.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

MOON = {
    2018: ("02-16", "04-05", "06-18", "09-24"),
    2019: ("02-05", "04-05", "06-07", "09-13"),
    2020: ("01-25", "04-04", "06-25", "10-01"),
    2021: ("02-12", "04-04", "06-14", "09-21"),
    2022: ("02-01", "04-05", "06-03", "09-10"),
    2023: ("01-22", "04-05", "06-22", "09-29"),
    2024: ("02-10", "04-04", "06-10", "09-17"),
    2025: ("01-29", "04-04", "05-31", "10-06"),
    2026: ("02-17", "04-05", "06-19", "09-25"),
    2027: ("02-06", "04-05", "06-09", "09-15"),
    2028: ("01-26", "04-04", "05-28", "10-03"),
    2029: ("02-13", "04-04", "06-16", "09-22"),
    2030: ("02-03", "04-05", "06-05", "09-12"),
}
"""正月初一, 清明, 端午 and 中秋 as GB/T 33661-2017 reckons them, on Beijing's day.

The new moons of 2027-02-06 and 2030-02-03 fall within minutes of midnight in Beijing: programs
that reckon more roughly are a day off there.
"""
FIRST, LAST = min(MOON), max(MOON)
MOON_NAMES = ("春节", "清明节", "端午节", "中秋节")
BEFORE, SINCE = "国务院令第644号", "国务院令第795号"
MORE_SINCE = 2025
"""Decree 795 added 除夕 and 2 May, in force from 2025-01-01."""


@dataclass(frozen=True, kw_only=True)
class Statutory:
    """A statutory day: its holidays (two where they meet: 国庆节、中秋节), and the decree."""

    date: date
    holiday: str
    source: str


def statutory(when: date) -> Statutory | None:
    """What the law makes of the day; None on all others. ValueError outside 2018 to 2030.

    It holds whether or not the year's notice is out: the law names the days, not the notice.
    """
    return statutory_days(when.year).get(when)


def by_law(when: date) -> str:
    """The name of the statutory holiday; "" on all other days, and outside 2018 to 2030."""
    found = statutory(when) if FIRST <= when.year <= LAST else None
    return found.holiday if found else ""


@cache
def statutory_days(year: int) -> dict[date, Statutory]:
    """The statutory days of a year in their order; ValueError outside 2018 to 2030."""
    if not FIRST <= year <= LAST:
        raise ValueError(f"year: expected {FIRST} to {LAST}, got {year}")
    names: dict[date, list[str]] = {}
    for holiday, days in (*_of_the_sun(year), *_of_the_moon(year)):
        for when in days:
            names.setdefault(when, []).append(holiday)
    source = SINCE if year >= MORE_SINCE else BEFORE
    return {
        when: Statutory(date=when, holiday="、".join(names[when]), source=source)
        for when in sorted(names)
    }


def _of_the_sun(year: int) -> list[tuple[str, list[date]]]:
    may = 2 if year >= MORE_SINCE else 1
    return [
        ("元旦", [date(year, 1, 1)]),
        ("劳动节", [date(year, 5, 1 + day) for day in range(may)]),
        ("国庆节", [date(year, 10, 1 + day) for day in range(3)]),
    ]


def _of_the_moon(year: int) -> list[tuple[str, list[date]]]:
    """One day each, but the Spring Festival three, and its eve since decree 795."""
    spring, *others = (date.fromisoformat(f"{year}-{day}") for day in MOON[year])
    eve = -1 if year >= MORE_SINCE else 0
    days = [[spring + timedelta(days=ahead) for ahead in range(eve, 3)]]
    days += [[one] for one in others]
    return list(zip(MOON_NAMES, days, strict=True))
