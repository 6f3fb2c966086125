"""A notice tried out: what it says, which days turn, and which deadlines would move."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jiamenkou.engines.workdays import (
    Calendar,
    Changes,
    Notice,
    announce,
    compare,
    read_arrangement,
    read_notice,
)
from jiamenkou.places.calendar import calendar_of, version
from jiamenkou.places.clocks import Clocks, Shifted, shifted_by

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MOST_SHOWN = 50


@dataclass(frozen=True, kw_only=True)
class Trial:
    """A notice against the calendar of now; `seen` is the newest announcement it was tried on."""

    notice: Notice
    old: Calendar
    new: Calendar
    changes: Changes
    seen: int

    @property
    def changes_something(self) -> bool:
        return bool(self.changes.days or self.changes.announced)

    @property
    def turned(self) -> int:
        """Days that turn from worked to off or back."""
        return sum(change.works for change in self.changes.days)


@dataclass(frozen=True, kw_only=True)
class Shift:
    """Deadlines of one sort that would move: how many, and the first of them."""

    label: StrOrPromise
    count: int
    shown: list[Shifted]


def try_notice(
    text: str, *, year: int, source: str, amends: bool = False, holiday: str = ""
) -> Trial:
    """Read the text and compare; with problems in it, nothing changes.

    With `holiday` the text is the sentences of that one alone, without a heading.
    """
    newest = version()
    old = calendar_of(newest)
    notice = (
        read_arrangement(text, year=year, holiday=holiday, source=source)
        if holiday
        else read_notice(text, year=year, source=source)
    )
    new = old if notice.problems else announce(old, notice, amends=amends or bool(holiday))
    return Trial(
        notice=notice,
        old=old,
        new=new,
        changes=compare(old, new),
        seen=newest[0] if newest else 0,
    )


def shifts(trial: Trial) -> list[Shift]:
    """The running deadlines that would move, counted by sort."""
    found: dict[str, tuple[Clocks, list[Shifted], int]] = {}
    for clocks, page in shifted_by(trial.old, trial.new):
        _clocks, shown, count = found.get(clocks.name, (clocks, [], 0))
        found[clocks.name] = (clocks, (shown + page)[:MOST_SHOWN], count + len(page))
    return [
        Shift(label=clocks.label, count=count, shown=shown)
        for clocks, shown, count in found.values()
    ]
