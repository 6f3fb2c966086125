"""The table of swaps, and the table of leave."""

from __future__ import annotations

import datetime

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiamenkou.rota.models import Leave, Swap
from jiamenkou.rota.models.swap import SwapQuerySet
from jiamenkou.rota.shown.mine import LEAVE_TONES, duty_words, swap_facts
from jiamenkou.rota.shown.wording import days_words
from jiamenkou.web.columns import Choice, Column
from jiamenkou.web.formats import when
from jiamenkou.web.tables import Table

SWAP_TONES = {"offered": "due", "accepted": "ok", "declined": "plain", "withdrawn": "plain"}


def _to(swap: Swap) -> str:
    return str(swap.taken_by or swap.to or _("anybody"))


def _roster(swap: Swap) -> str:
    return f"{reverse('rota:roster', args=[swap.duty.roster_id])}#day-{swap.duty.day}"


class SwapTable(Table[Swap]):
    """Offers, the newest first."""

    name = "swaps"
    columns = (
        Column(
            name="duty", label=gettext_lazy("Duty"), order="duty__during",
            value=lambda one: duty_words(one.duty), href=_roster,
        ),
        Column(
            name="centre", label=gettext_lazy("Centre"), order="duty__roster__centre__name_pinyin",
            value=lambda one: one.duty.roster.centre.name,
        ),
        Column(
            name="from", label=gettext_lazy("Offered by"), order="offered_by__name",
            value=lambda one: one.offered_by.name,
        ),
        Column(name="to", label=gettext_lazy("Offered to"), value=_to),
        Column(
            name="wanted", label=gettext_lazy("In return"),
            value=lambda one: duty_words(one.wanted) if one.wanted else "",
        ),
        Column(
            name="state", label=gettext_lazy("State"), order="state",
            value=lambda one: one.get_state_display(), tone=lambda one: SWAP_TONES[one.state],
        ),
        Column(name="offered_at", label=gettext_lazy("Offered on"), order="offered_at", show=when),
        Column(name="answered_at", label=gettext_lazy("Answered"), show=when),
    )  # fmt: skip
    filters = (Choice(name="state", label=gettext_lazy("State"), choices=Swap.State.choices),)
    search = ("offered_by__name", "to__name", "duty__roster__centre__name")
    order = "-offered_at"
    empty = gettext_lazy("Nobody has offered a duty to anybody yet.")

    def __init__(self, request: HttpRequest, swaps: SwapQuerySet) -> None:
        super().__init__(request, swap_facts(swaps))


class LeaveTable(Table[Leave]):
    """Leave, what waits for an answer first."""

    name = "leaves"
    columns = (
        Column(
            name="person", label=gettext_lazy("Person"), order="person__name",
            value=lambda one: one.person.name,
            href=lambda one: reverse("rota:leave", args=[one.pk]),
        ),
        Column(
            name="days", label=gettext_lazy("Days"), order="during",
            value=lambda one: days_words(one.first, one.last),
        ),
        Column(
            name="count", label=gettext_lazy("Number of days"), numeric=True,
            value=lambda one: (one.last - one.first + datetime.timedelta(days=1)).days,
        ),
        Column(
            name="kind", label=gettext_lazy("Kind"), order="kind",
            value=lambda one: one.get_kind_display(),
        ),
        Column(
            name="state", label=gettext_lazy("State"), order="state",
            value=lambda one: one.get_state_display(), tone=lambda one: LEAVE_TONES[one.state],
        ),
        Column(name="asked_at", label=gettext_lazy("Asked"), order="asked_at", show=when),
    )  # fmt: skip
    filters = (
        Choice(name="state", label=gettext_lazy("State"), choices=Leave.State.choices),
        Choice(name="kind", label=gettext_lazy("Kind"), choices=Leave.Kind.choices),
    )
    search = ("person__name",)
    order = "-during"
    empty = gettext_lazy("Nobody has asked for leave yet.")

    def __init__(self, request: HttpRequest, leaves: QuerySet[Leave]) -> None:
        super().__init__(request, leaves.select_related("person"))
