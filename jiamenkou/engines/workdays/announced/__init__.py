"""The years announced so far, from the tables here that `scripts/holidays.py` writes."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date
from functools import cache
from importlib.resources import files

from jiamenkou.engines.workdays.calendar import Calendar, Mark


@cache
def announced() -> Calendar:
    """The calendar of all years in the tables; source: holiday-cn (MIT), see LICENSE.txt."""
    sources = _sources()
    marks = [
        Mark(
            date=date.fromisoformat(row["date"]),
            works=row["works"] == "1",
            holiday=row["holiday"],
            year=int(row["year"]),
            source=sources[int(row["year"])],
        )
        for row in _rows("days.csv")
    ]
    return Calendar.of(marks, announced=sources)


def _sources() -> dict[int, str]:
    """For each year the addresses of its notices, the one that changed it last."""
    addresses: dict[int, list[str]] = defaultdict(list)
    for row in _rows("notices.csv"):
        addresses[int(row["year"])].append(row["address"])
    return {year: " ".join(found) for year, found in addresses.items()}


def _rows(name: str) -> list[dict[str, str]]:
    text = files(__package__).joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
