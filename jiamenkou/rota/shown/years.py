"""A year of days: which had everybody they needed, and which not, by name."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiamenkou.lib import sheets
from jiamenkou.places.models import Centre
from jiamenkou.rota.gaps import OpenDay, OpenYear, days_open
from jiamenkou.rota.models import Roster
from jiamenkou.rota.shown.doors import on_day
from jiamenkou.rota.shown.wording import day_words
from jiamenkou.web.columns import Column
from jiamenkou.web.keyset import Order, Page, ordered
from jiamenkou.web.tables import Table

TONES = {"filled": "open", "open": "missing", "empty": "unplanned"}


@dataclass(frozen=True, kw_only=True)
class YearDay:
    """A day of the heat: its number, what became of it, and the month it leads to."""

    number: int
    tone: str
    said: str
    href: str
    place: str


@dataclass(frozen=True, kw_only=True)
class YearMonth:
    """A month of the heat."""

    name: str
    days: list[YearDay]


def year_months(centre: Centre, year: OpenYear, today: datetime.date) -> list[YearMonth]:
    rosters = _published(centre)
    months: dict[int, list[YearDay]] = {}
    for one in year.days:
        months.setdefault(one.date.month, []).append(_day(one, rosters, today))
    names = {number: _("%(month)d/") % {"month": number} for number in months}
    return [YearMonth(name=names[number], days=days) for number, days in months.items()]


def _day(one: OpenDay, rosters: dict[datetime.date, int], today: datetime.date) -> YearDay:
    roster = rosters.get(one.date.replace(day=1))
    door = on_day(roster, one.date) if roster else ""
    state = "empty" if one.date >= today and one.state == "open" and not roster else one.state
    return YearDay(
        number=one.date.day,
        tone=TONES[state],
        said=f"{day_words(one.date)}: {state_words(one)}",
        href=door if one.state == "open" else "",
        place=f"from-{one.date.isoweekday()}" if one.date.day == 1 else "",
    )


def _published(centre: Centre) -> dict[datetime.date, int]:
    """The published rosters of a centre, by month."""
    return dict(Roster.objects.published().filter(centre=centre).values_list("month", "pk"))


def state_words(one: OpenDay) -> str:
    if one.state == "empty":
        return _("no shift is planned")
    if one.state == "filled":
        return _("every shift filled")
    named = "、".join(f"{gap.shift} {gap.there}/{gap.needed}" for gap in one.gaps)
    return _("open: %(shifts)s") % {"shifts": named}


def missing_days(
    centre: Centre, year: OpenYear, today: datetime.date
) -> list[tuple[str, list[tuple[str, str]]]]:
    """By month, each day that has passed or is published with something open, and its door."""
    rosters = _published(centre)
    months: dict[int, list[tuple[str, str]]] = {}
    for one in year.days:
        roster = rosters.get(one.date.replace(day=1))
        if one.state == "open" and (one.date < today or roster):
            door = on_day(roster, one.date) if roster else ""
            words = f"{day_words(one.date)} {state_words(one)}"
            months.setdefault(one.date.month, []).append((words, door))
    return [(_("%(month)d/") % {"month": number}, days) for number, days in months.items()]


class YearTable(Table[Centre]):
    """Centres with the days of the year so far that had everybody; counted for the rows shown."""

    name = "years"
    rows_a_page = 25
    columns = (
        Column(
            name="centre", label=gettext_lazy("Centre"), order="name_pinyin",
            value=lambda one: one.name, href=lambda one: one.year_door,
        ),
        Column(
            name="area", label=gettext_lazy("Area"), order="area__code",
            value=lambda one: one.area.name,
        ),
        Column(
            name="filled", label=gettext_lazy("Days filled so far"), numeric=True,
            value=lambda one: one.filled, show=lambda value: f"{value}",
        ),
        Column(
            name="missing", label=gettext_lazy("Days with something open"), numeric=True,
            value=lambda one: one.missing, href=lambda one: f"{one.year_door}#missing",
        ),
        Column(
            name="unplanned", label=gettext_lazy("Days without shifts"), numeric=True,
            value=lambda one: one.unplanned,
        ),
    )  # fmt: skip
    search = ("name", "name_pinyin", "name_initials", "area__name")
    order = "name_pinyin"
    empty = gettext_lazy("No centre here has shifts yet.")

    def __init__(self, request: HttpRequest, centres: QuerySet[Centre], year: int) -> None:
        super().__init__(request, centres.select_related("area"))
        self.year = year

    @cached_property
    def page(self) -> Page[Centre]:
        found = super().page
        self._count(found.rows)
        return found

    def _count(self, centres: list[Centre]) -> None:
        found = days_open([one.pk for one in centres], self.year)
        for one in centres:
            so_far = found[one.pk].until(timezone.localdate())
            states = [day.state for day in so_far.days]
            door = reverse("rota:centre-year", args=[one.pk])
            one.filled = so_far.filled  # type: ignore[attr-defined]
            one.missing = states.count("open")  # type: ignore[attr-defined]
            one.unplanned = states.count("empty")  # type: ignore[attr-defined]
            one.year_door = f"{door}?year={self.year}"  # type: ignore[attr-defined]

    def _exported(self) -> Iterator[list[sheets.Cell]]:
        rows = list(ordered(self.queryset, Order(field=self._order)))
        self._count(rows)
        return ([column.exported(row) for column in self.columns] for row in rows)
