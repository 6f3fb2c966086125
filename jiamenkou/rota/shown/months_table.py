"""The table of a month: a centre a row."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiamenkou.lib import sheets
from jiamenkou.places.models import Centre
from jiamenkou.rota.days import days_between
from jiamenkou.rota.gaps import gaps
from jiamenkou.rota.models import Roster
from jiamenkou.rota.shown.wording import month_after, month_value
from jiamenkou.web.access import SignedIn
from jiamenkou.web.columns import Choice, Column
from jiamenkou.web.formats import when
from jiamenkou.web.keyset import Order, Page, ordered
from jiamenkou.web.tables import Table

NONE = "none"
TONES = {"draft": "due", "published": "ok", NONE: "late"}


def with_rosters(centres: QuerySet[Centre], month: datetime.date) -> QuerySet[Centre]:
    """Each centre with its roster of the month: `roster_id`, `state`, `published_at`."""
    rosters = Roster.objects.of_month(month).filter(centre=OuterRef("pk"))
    return centres.annotate(
        roster_id=Subquery(rosters.values("pk")),
        state=Subquery(rosters.values("state")),
        published_at=Subquery(rosters.values("published_at")),
    )


def state_words(centre: Any) -> str:
    return str(Roster.State(centre.state).label) if centre.state else _("Not drawn up")


def open_words(number: int | None) -> str:
    return "—" if number is None else str(number)


class MonthTable(Table[Centre]):
    """Centres with their rosters; what stands open is counted for the rows shown."""

    name = "months"
    columns = (
        Column(
            name="centre", label=gettext_lazy("Centre"), order="name_pinyin",
            value=lambda one: one.name, href=lambda one: one.door,
        ),
        Column(
            name="area", label=gettext_lazy("Area"), order="area__code",
            value=lambda one: one.area.name,
        ),
        Column(
            name="state", label=gettext_lazy("State"), value=state_words,
            tone=lambda one: TONES[one.state or NONE],
        ),
        Column(
            name="open", label=gettext_lazy("Shifts open"), numeric=True,
            value=lambda one: one.open_shifts, show=open_words,
            href=lambda one: one.door if one.open_shifts else "",
        ),
        Column(
            name="days", label=gettext_lazy("Days filled"), numeric=True,
            value=lambda one: one.filled_days,
        ),
        Column(name="published_at", label=gettext_lazy("Published on"), show=when),
    )  # fmt: skip
    filters = (
        Choice(
            name="state",
            label=gettext_lazy("State"),
            choices=[*Roster.State.choices, (NONE, gettext_lazy("Not drawn up"))],
            narrow=lambda some, chosen: some.filter(state=None if chosen == NONE else chosen),
        ),
    )
    search = ("name", "name_pinyin", "name_initials", "area__name")
    order = "name_pinyin"
    empty = gettext_lazy("No centre here has staff in this month: postings say who works where.")

    def __init__(self, request: SignedIn, centres: QuerySet[Centre], month: datetime.date) -> None:
        super().__init__(request, centres.select_related("area"))
        self.month = month
        self.keeps = request.user.reach("rota.keep")
        if request.user.may("rota.keep"):
            self.first_step, self.first_word = reverse("rota:postings"), _("To the postings")

    @cached_property
    def page(self) -> Page[Centre]:
        found = super().page
        self._count(found.rows)
        return found

    def _count(self, centres: Iterable[Any]) -> None:
        """How many shifts stand open in each, and on how many days none does; one query."""
        by_pk = {one.pk: one for one in centres}
        until = month_after(self.month)
        days = len(days_between(self.month, until))
        found: dict[int, list[Any]] = {pk: [] for pk in by_pk}
        for gap in gaps(list(by_pk), self.month, until):
            found[gap.centre_id].append(gap)
        for pk, centre in by_pk.items():
            short = {gap.day for gap in found[pk]}
            missing = sum(gap.needed - gap.there for gap in found[pk])
            centre.open_shifts = missing if centre.roster_id else None
            centre.filled_days = f"{days - len(short)}/{days}" if centre.roster_id else ""
            centre.door = self._door(centre)

    def _door(self, centre: Any) -> str:
        if centre.roster_id:
            return reverse("rota:roster", args=[centre.roster_id])
        if not self.keeps.holds(centre.area_id):
            return ""
        asked = urlencode({"centre": centre.pk, "month": month_value(self.month)})
        return f"{reverse('rota:new-roster')}?{asked}"

    def _exported(self) -> Iterator[list[sheets.Cell]]:
        rows = list(ordered(self.queryset, Order(field=self._order)))
        self._count(rows)
        return ([column.exported(row) for column in self.columns] for row in rows)
