"""What a notice says that could not be read or cannot be right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Code = Literal[
    "unread",
    "weekday",
    "count",
    "both",
    "repeated",
    "not-weekend",
    "outside-holiday",
    "outside-season",
    "outside-year",
    "far",
    "no-such-date",
    "order",
    "empty",
    "holiday",
    "year",
]


@dataclass(frozen=True, kw_only=True)
class Problem:
    """What could not be read or cannot be right, and where: `line` and `column` from 1.

    `words` is what stands there, `right` what would be right as far as that is known: dates as
    ISO 8601, weekdays and words as a notice writes them, counts as digits. By `code`:

    `unread`           words no notice uses here; right: the word that was meant, if one is near.
    `weekday`          the date is another weekday; right: that weekday, then the nearest date
                       that would agree with what is written.
    `count`            so many days are not listed; right: the number that is.
    `both`             a day off and worked. `repeated`: a day off twice.
    `not-weekend`      a make-up day that is a working day anyway; right: the weekend days near.
    `outside-holiday`  called a rest day or moved to, but not among the days off.
    `outside-season`   the holiday cannot fall on these days; right: the first and the last it can.
    `far`              a make-up day more than 14 days from every day off.
    `outside-year`     neither in the year nor in the December before; right: the date in the year.
    `no-such-date`     right: the last day of that month.
    `order`            a range that ends before it starts.
    `empty`            a holiday, or a notice, without a day.
    `holiday`          a name the law does not know; right: the nearest one it does.
    `year`             none given, or another than asked for; right: the one asked for.
    """

    code: Code
    line: int
    column: int
    words: str
    right: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Found:
    """A problem in signs, not yet in lines and columns."""

    code: Code
    at: int
    words: str
    right: tuple[str, ...] = ()
