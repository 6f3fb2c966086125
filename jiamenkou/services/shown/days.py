"""The days a clock passes, each with why it counts or not."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.utils import formats
from django.utils.translation import gettext as _

from jiamenkou.engines.workdays import Counted
from jiamenkou.engines.workdays.counting import Passed

MOST_LINES = 400


@dataclass(frozen=True, kw_only=True)
class Line:
    """One day: which of the working days it is (0: not counted), and why."""

    day: datetime.date
    weekday: str
    number: int
    why: str
    provisional: bool
    today: bool


def day_lines(run: Counted, today: datetime.date) -> list[Line]:
    """In order; the number runs on over days that count."""
    lines, number = [], 0
    for one in run.passed[:MOST_LINES]:
        number += one.counted
        lines.append(
            Line(
                day=one.day.date,
                weekday=formats.date_format(one.day.date, "l"),
                number=number if one.counted else 0,
                why=_why(one),
                provisional=one.day.status == "provisional",
                today=one.day.date == today,
            )
        )
    return lines


def _why(passed: Passed) -> str:
    if passed.paused:
        return _("waiting for the resident")
    kind, holiday = passed.day.kind, passed.day.holiday
    if kind == "makeup":
        return _("make-up workday for %(holiday)s") % {"holiday": holiday}
    if kind == "holiday":
        return holiday
    return _("weekend") if kind == "weekend" else _("workday")
