"""The month as its page shows it: head, rows, lines, a list for phones, what is broken."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jiamenkou.rota.days import RotaDay
from jiamenkou.rota.judging import Break
from jiamenkou.rota.models import Roster
from jiamenkou.rota.shown import cells
from jiamenkou.rota.shown.day_list import DayCard, day_card
from jiamenkou.rota.shown.month import Month
from jiamenkou.rota.shown.remarks import Remark, RemarkGroup, grouped, remark
from jiamenkou.rota.shown.wording import (
    Letter,
    day_words,
    long_holiday,
    month_after,
    month_value,
    month_words,
    short_holiday,
    weekday,
)

TONES = {Roster.State.DRAFT: "due", Roster.State.PUBLISHED: "ok"}


@dataclass(frozen=True, kw_only=True)
class Head:
    """The head of a day's column."""

    date: object
    weekday: str
    word: str
    title: str
    tone: str


class MonthPage:
    """What templates of a month ask for."""

    def __init__(self, month: Month) -> None:
        self.month = month
        self.roster = month.roster
        self.editable = month.editable

    @property
    def title(self) -> str:
        return f"{self.roster.centre.name} · {month_words(self.roster.month)}"

    @property
    def value(self) -> str:
        return month_value(self.roster.month)

    @property
    def state(self) -> str:
        return str(self.roster.get_state_display())

    @property
    def tone(self) -> str:
        return TONES[Roster.State(self.roster.state)]

    @property
    def lede(self) -> str:
        """How many shifts are filled, of how many."""
        there, needed = self.filled
        facts = {"there": there, "needed": needed}
        return _("%(there)d of %(needed)d places filled") % facts

    @property
    def filled(self) -> tuple[int, int]:
        month = self.month
        places = [
            (month.needed(pattern, day), month.there.get((pattern.pk, day.date), 0))
            for pattern in month.patterns
            for day in month.days
        ]
        return sum(min(place) for place in places), sum(needed for needed, _there in places)

    @property
    def provisional(self) -> bool:
        return any(day.provisional for day in self.month.days)

    @property
    def today_here(self) -> str:
        """Today, where it lies in this month."""
        today = self.month.today
        return str(today) if self.roster.month <= today < self.roster.until else ""

    @property
    def cell_address(self) -> str:
        return reverse("rota:day", args=[self.roster.pk])

    @property
    def address(self) -> str:
        return reverse("rota:roster", args=[self.roster.pk])

    @property
    def keys(self) -> str:
        """Which key writes which shift, for the page's script."""
        letters = self.month.letters.values()
        return json.dumps({key: letter.pk for letter in letters for key in letter.keys})

    @property
    def patterns(self) -> list[Letter]:
        return list(self.month.letters.values())

    @cached_property
    def days(self) -> list[Head]:
        return [self._head(day) for day in self.month.days]

    def _head(self, day: RotaDay) -> Head:
        holiday = long_holiday(day)
        return Head(
            date=day.date,
            weekday=weekday(day.date),
            word=short_holiday(day),
            title=f"{day_words(day.date)} {holiday}".strip(),
            tone=cells.day_tone(self.month, day),
        )

    @property
    def sums(self) -> list[dict[str, str]]:
        return cells.sum_heads()

    @cached_property
    def rows(self) -> list[cells.Row]:
        return [cells.row_of(self.month, person) for person in self.month.people]

    @cached_property
    def cover(self) -> list[cells.Line]:
        return [cells.line_of(self.month, pattern) for pattern in self.month.patterns]

    @cached_property
    def day_list(self) -> list[DayCard]:
        return [day_card(self.month, day) for day in self.month.days]

    def _place(self, one: Break) -> str:
        if not one.days:
            return ""
        if one.person_id in self.month.people:
            return f"#{cells.cell_id(one.person_id or 0, one.days[0])}"
        return f"#day-{one.days[0]}"

    @cached_property
    def hard(self) -> list[Remark]:
        return [remark(one, href=self._place(one)) for one in self.month.broken if one.hard]

    @cached_property
    def soft(self) -> list[RemarkGroup]:
        return grouped((one, self._place(one)) for one in self.month.broken if not one.hard)

    @property
    def soft_count(self) -> int:
        return sum(group.count for group in self.soft)

    @property
    def before(self) -> str:
        return self._other(-1)

    @property
    def after(self) -> str:
        return self._other(1)

    def _other(self, months: int) -> str:
        """The roster of the month before or after, where there is one."""
        wanted = month_after(self.roster.month, months)
        there = Roster.objects.filter(centre=self.roster.centre_id, month=wanted).first()
        return reverse("rota:roster", args=[there.pk]) if there else ""


def gap_words(needed: int, there: int, shift: str) -> str:
    missing = needed - there
    words = ngettext(
        "%(shift)s: %(count)d person missing", "%(shift)s: %(count)d people missing", missing
    )
    return words % {"shift": shift, "count": missing}


def month_gaps(month: Month) -> Iterator[tuple[RotaDay, Letter, int, int, str]]:
    """Every shift that is short: the day, the shift, needed, there, and where to fill it."""
    for day in month.days:
        for pattern in month.patterns:
            needed, there = month.needed(pattern, day), month.there.get((pattern.pk, day.date), 0)
            if there < needed:
                letter = month.letters[pattern.pk]
                yield day, letter, needed, there, cells.gap_address(month, pattern.pk, day.date)
