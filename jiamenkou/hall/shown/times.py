"""Times that can be booked, and who booked them."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jiamenkou.hall.lanes import Start, starts
from jiamenkou.hall.models import Appointment
from jiamenkou.places.models import Centre, Opening
from jiamenkou.services.models import ServiceItem
from jiamenkou.web.columns import Choice, Column, Typed
from jiamenkou.web.tables import Table

TONES = {"booked": "info", "arrived": "ok", "cancelled": "plain", "missed": "late"}
STATES = [one for one in Appointment.State.choices if one[0] in TONES]


@dataclass(frozen=True, kw_only=True)
class BookableDay:
    """A day the centre is open on."""

    day: datetime.date
    chosen: bool


def days_of(centre: Centre, chosen: datetime.date, *, today: datetime.date) -> list[BookableDay]:
    """As far ahead as opening hours are known."""
    open_on = Opening.objects.filter(centre=centre, day__gte=today).order_by("day")
    days = open_on.values_list("day", flat=True).distinct()
    return [BookableDay(day=day, chosen=day == chosen) for day in days]


def starts_by_half_day(
    item: ServiceItem,
    centre: Centre,
    day: datetime.date,
    *,
    now: datetime.datetime,
    but: Appointment | None = None,
) -> list[tuple[str, list[Start]]]:
    found = starts(item, centre, day, now=now, but=but)
    halves = (
        (_("Morning"), [one for one in found if one.begins.hour < 12]),
        (_("Afternoon"), [one for one in found if 12 <= one.begins.hour < 18]),
        (_("Evening"), [one for one in found if one.begins.hour >= 18]),
    )
    return [(str(words), some) for words, some in halves if some]


class AppointmentTable(Table[Appointment]):
    """Appointments of a centre from today on."""

    name = "appointments"
    order = "during"
    empty = _("Appointments stand here once they are booked.")
    filters = (
        Choice(name="state", label=_("State"), choices=STATES),
        Typed(
            name="day", label=_("Day"), kind="date",
            narrow=lambda rows, day: rows.filter(day=day) if _is_day(day) else rows.none(),
        ),
    )  # fmt: skip
    columns = (
        Column(
            name="begins",
            label=_("When"),
            order="during",
            value=lambda one: f"{one.begins:%Y-%m-%d %H:%M}",
            href=lambda one: reverse("appointment:page", args=[one.secret]),
        ),
        Column(name="item", label=_("Service"), value=lambda one: str(one.item)),
        Column(name="masked_name", label=_("Full name")),
        Column(name="masked_phone", label=_("Telephone")),
        Column(
            name="state",
            label=_("State"),
            value=lambda one: one.get_state_display(),
            tone=lambda one: TONES.get(one.state, "plain"),
        ),
    )

    def __init__(self, request, queryset) -> None:  # type: ignore[no-untyped-def]
        super().__init__(request, queryset.select_related("item"))


def _is_day(words: str) -> bool:
    try:
        datetime.date.fromisoformat(words)
    except ValueError:
        return False
    return True
