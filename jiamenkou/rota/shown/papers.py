"""The month as rows of a workbook."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from jiamenkou.lib import sheets
from jiamenkou.rota.shown.cells import sum_heads
from jiamenkou.rota.shown.month import Month
from jiamenkou.rota.shown.wording import day_words, short_holiday


def sheet_header(month: Month) -> list[str]:
    days = [f"{day_words(day.date)} {short_holiday(day)}".strip() for day in month.days]
    return [_("Person"), *days, *(head["label"] for head in sum_heads())]


def sheet_rows(month: Month) -> Iterator[list[sheets.Cell]]:
    """A row a person: the shifts of each day by their short names, then the month's sums."""
    for person, name in month.people.items():
        here = month.here[person]
        days = (month.duties.get((person, day.date), ()) for day in month.days)
        letters = ["".join(one.pattern.short for one in duties) for duties in days]
        yield [
            name, *letters, round(here.minutes / 60, 1), here.rest_days, here.evenings,
            here.holidays,
        ]  # fmt: skip
    for pattern in month.patterns:
        there = (month.there.get((pattern.pk, day.date), 0) for day in month.days)
        yield [f"{pattern.short} {pattern.name}", *there]
