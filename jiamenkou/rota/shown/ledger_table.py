"""Tables of what is owed for duties worked: entries, and people with their sums."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Max, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiamenkou.people.models import User
from jiamenkou.rota.models import LedgerEntry
from jiamenkou.rota.models.ledger import LedgerEntryQuerySet
from jiamenkou.rota.shown.doors import door, on_day
from jiamenkou.rota.shown.wording import hour_words, read_day
from jiamenkou.web.columns import Choice, Column, Typed
from jiamenkou.web.formats import when
from jiamenkou.web.tables import Table

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Kind = LedgerEntry.Kind


def balance_words(entries: LedgerEntryQuerySet) -> list[tuple[str, str]]:
    """Leave in lieu still owed, and the hours to pay by kind."""
    totals = entries.totals()
    owed = sum(totals.get(kind, 0) for kind in LedgerEntry.IN_LIEU)
    paid = [(Kind(kind).label, totals[kind]) for kind in LedgerEntry.PERCENT if totals.get(kind)]
    return [
        (_("Leave in lieu still owed"), hour_words(owed)),
        *((str(label), hour_words(abs(minutes))) for label, minutes in paid),
    ]


def _tone(entry: LedgerEntry) -> str:
    if entry.reverses_id:
        return "plain"
    return "ok" if entry.minutes > 0 else "info"


def _source(entry: LedgerEntry) -> str:
    return on_day(entry.duty.roster_id, entry.day) if entry.duty else ""


def _columns(*, keeps: bool) -> tuple[Column, ...]:
    """`keeps`: a day leads to its entry, what it was counted from to its month."""
    return (
        Column(
            name="day", label=gettext_lazy("Day"), order="day", show=when,
            href=_entry if keeps else None,
        ),
        Column(
            name="kind", label=gettext_lazy("For what"), order="kind",
            value=lambda one: one.get_kind_display(), tone=_tone,
        ),
        Column(
            name="minutes", label=gettext_lazy("Hours"), order="minutes", numeric=True,
            value=lambda one: one.minutes / 60, show=lambda hours: hour_words(hours * 60),
        ),
        Column(
            name="percent", label=gettext_lazy("Of the wage"), numeric=True,
            value=lambda one: one.percent, show=lambda value: f"{value} %" if value else "—",
        ),
        Column(
            name="duty", label=gettext_lazy("Counted from"), value=_counted_from,
            href=_source if keeps else None,
        ),
        Column(name="why", label=gettext_lazy("Why"), value=_why),
    )  # fmt: skip


def _entry(entry: LedgerEntry) -> str:
    return reverse("rota:ledger-entry", args=[entry.pk])


def _counted_from(entry: LedgerEntry) -> str:
    return entry.duty.pattern.name if entry.duty else ""


def _why(entry: LedgerEntry) -> str:
    return _("reverses an entry: %(why)s") % {"why": entry.why} if entry.reverses_id else entry.why


class MyLedgerTable(Table[LedgerEntry]):
    """One person's entries, the newest first."""

    name = "entries"
    columns = _columns(keeps=False)
    filters = (
        Choice(name="kind", label=gettext_lazy("For what"), choices=Kind.choices),
        Typed(
            name="since", label=gettext_lazy("From which day"), kind="date",
            narrow=lambda some, day: some.filter(day__gte=read_day(day)),
        ),
    )  # fmt: skip
    order = "-day"
    empty = gettext_lazy("Nothing is owed: no holiday, rest day or long day was worked yet.")

    def __init__(self, request: HttpRequest, entries: QuerySet[LedgerEntry]) -> None:
        super().__init__(request, entries.select_related("duty__pattern"))


class PersonLedgerTable(MyLedgerTable):
    """The same for who leads the centre."""

    columns = _columns(keeps=True)


def with_sums(people: QuerySet[User], entries: LedgerEntryQuerySet) -> QuerySet[User]:
    """Each person with the minutes of these entries: owed as leave, and to pay by kind."""
    here = Q(ledger__in=entries)

    def minutes(*kinds: str) -> Coalesce:
        return Coalesce(Sum("ledger__minutes", filter=here & Q(ledger__kind__in=kinds)), 0)

    return people.annotate(
        owed=minutes(*LedgerEntry.IN_LIEU),
        holiday=minutes(Kind.HOLIDAY),
        extended=minutes(Kind.EXTENDED),
        lines=Count("ledger", filter=here),
        last_day=Max("ledger__day", filter=here),
    ).filter(lines__gt=0)


def _hours_column(name: str, label: StrOrPromise, kind: str = "") -> Column:
    """A sum that leads to the entries it was made of."""
    return Column(
        name=name, label=label, order=name, numeric=True,
        value=lambda one: getattr(one, name) / 60, show=lambda hours: hour_words(hours * 60),
        href=lambda one: door("rota:person-ledger", one.pk, **({"kind": kind} if kind else {})),
    )  # fmt: skip


class LedgerTable(Table[User]):
    """People with what they are owed; every figure opens its entries."""

    name = "ledger"
    columns = (
        Column(
            name="person", label=gettext_lazy("Person"), order="name",
            value=lambda one: one.name,
            href=lambda one: reverse("rota:person-ledger", args=[one.pk]),
        ),
        _hours_column("owed", gettext_lazy("Leave in lieu owed")),
        _hours_column("holiday", gettext_lazy("Statutory holidays, 300 %"), Kind.HOLIDAY),
        _hours_column("extended", gettext_lazy("Long workdays, 150 %"), Kind.EXTENDED),
        Column(name="lines", label=gettext_lazy("Entries"), order="lines", numeric=True),
        Column(name="last_day", label=gettext_lazy("Latest"), order="last_day", show=when),
    )  # fmt: skip
    search = ("name",)
    order = "-owed"
    empty = gettext_lazy("Nothing is owed to anybody yet; a published day that has passed counts.")
