"""A day of a hall, or some days: where the time went, and the visits it was counted from."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any, ClassVar

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jiamenkou.hall.models import Interval, Ticket
from jiamenkou.hall.shown.wording import TONES, minutes_words
from jiamenkou.web.columns import Choice, Column
from jiamenkou.web.tables import Table

KINDS = Interval.Kind
STATES = (*Ticket.State.choices, ("here", _("In the hall")), ("gone", _("Left or did not come")))


def figures_of(tickets: QuerySet[Ticket]) -> dict[str, Any]:
    """Counts of visits, and the seconds of each kind of time: in all, and a visit on average."""
    counts = tickets.aggregate(
        given=Count("pk"),
        done=Count("pk", filter=Q(state=Ticket.State.DONE)),
        here=Count("pk", filter=Q(state__in=Ticket.HERE)),
        gone=Count("pk", filter=Q(state__in=(Ticket.State.LEFT, Ticket.State.NO_SHOW))),
        booked=Count("pk", filter=Q(due_at__isnull=False)),
    )
    visits = Interval.objects.filter(ticket__in=tickets).timed()
    told = visits.values("kind").annotate(
        total=Sum("seconds"), visits=Count("ticket", distinct=True)
    )
    by_kind: dict[str, Any] = {row["kind"]: row for row in told}
    times = [_time(kind, by_kind.get(kind)) for kind in KINDS]
    return {"counts": counts, "times": times}


def _time(kind: Any, row: dict[str, Any] | None) -> dict[str, Any]:
    visits = row["visits"] if row else 0
    total = row["total"] if row else 0.0
    return {
        "label": kind.label,
        "total": minutes_words(total),
        "mean": minutes_words(total / visits if visits else None),
        "visits": visits,
    }


def timed(tickets: QuerySet[Ticket]) -> QuerySet[Ticket]:
    """Each with the seconds of every kind of time."""
    return tickets.annotate(**{kind.value: Subquery(_seconds(kind)) for kind in KINDS})


def _seconds(kind: str) -> QuerySet[Any]:
    own = Interval.objects.filter(ticket=OuterRef("pk"), kind=kind).timed()
    summed = own.order_by().values("ticket").annotate(total=Sum("seconds"))
    return summed.values("total")[:1]


def _minutes_of(kind: str) -> Callable[[Any], float | None]:
    return lambda one: _minutes(getattr(one, str(kind)))


def _minutes(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds / 60, 1)


class VisitTable(Table[Ticket]):
    """Visits and where their time went."""

    name = "visits"
    order = "arrived_at"
    empty = _("Visits stand here once numbers are given.")
    search: ClassVar[tuple[str, ...]] = ()
    columns = (
        Column(
            name="words",
            label=_("Number"),
            href=lambda one: reverse("hall:story", args=[one.pk]),
        ),
        Column(name="item", label=_("Service"), value=lambda one: str(one.item)),
        Column(
            name="state",
            label=_("State"),
            value=lambda one: one.get_state_display(),
            tone=lambda one: TONES[Ticket.State(one.state)],
        ),
        Column(
            name="arrived_at",
            label=_("Came"),
            order="arrived_at",
            value=lambda one: _clock(one.arrived_at),
        ),
        Column(
            name="counter",
            label=_("Counter"),
            numeric=True,
            value=lambda one: one.counter.number if one.counter else None,
        ),
        *(
            Column(
                name=f"{kind.value}_minutes",
                label=kind.label,
                numeric=True,
                value=_minutes_of(kind),
            )
            for kind in KINDS
        ),
    )

    def __init__(self, request: HttpRequest, queryset: QuerySet[Ticket]) -> None:
        items = queryset.order_by().values_list("item", "item__name").distinct()
        self.filters = (
            Choice(name="state", label=_("State"), choices=STATES, narrow=_of_state),
            Choice(
                name="item",
                label=_("Service"),
                choices=[(str(pk), name) for pk, name in items],
                lookup="item",
            ),
        )
        super().__init__(request, timed(queryset.select_related("item", "counter")))


def _of_state(rows: Any, state: str) -> Any:
    sets = {"here": Ticket.HERE, "gone": (Ticket.State.LEFT, Ticket.State.NO_SHOW)}
    return rows.filter(state__in=sets.get(state, (state,)))


def _clock(moment: datetime.datetime) -> str:
    return f"{timezone.localtime(moment):%H:%M}"
