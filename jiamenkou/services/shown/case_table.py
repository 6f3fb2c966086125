"""The table of cases."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiamenkou.people.models import Resident
from jiamenkou.services.models import Case, ServiceItem, State
from jiamenkou.services.models.case import CaseQuerySet
from jiamenkou.web.access import Allowed
from jiamenkou.web.columns import Choice, Column
from jiamenkou.web.formats import when
from jiamenkou.web.tables import Table

TONES = {
    State.DRAFT: "plain",
    State.SUBMITTED: "due",
    State.NEEDS_MATERIALS: "info",
    State.ACCEPTED: "info",
    State.IN_PROGRESS: "info",
    State.DECIDED: "due",
    State.DELIVERED: "ok",
    State.WITHDRAWN: "plain",
    State.REJECTED: "late",
}
OPEN = "open"
SOON = datetime.timedelta(days=3)


def page_of(case: Case) -> str:
    return reverse("cases:case", args=[case.pk])


def _in_state(cases: CaseQuerySet, state: str) -> CaseQuerySet:
    return cases.open() if state == OPEN else cases.filter(state=state)


def _due(cases: CaseQuerySet, when_due: str) -> CaseQuerySet:
    today = timezone.localdate()
    if when_due == "overdue":
        return cases.overdue(today)
    return cases.due_by(today if when_due == "today" else today + SOON)


def _of_item(cases: CaseQuerySet, code: str) -> CaseQuerySet:
    item = ServiceItem.objects.get(code=code)
    return cases.filter(version__in=list(item.versions.values_list("pk", flat=True)))


class CaseTable(Table[Case]):
    """Cases, the newest first; residents masked, in exports too."""

    name = "cases"
    columns = (
        Column(name="number", label=gettext_lazy("Number"), order="pk", href=page_of),
        Column(
            name="item", label=gettext_lazy("Service"), value=lambda one: str(one.version.item)
        ),
        Column(
            name="resident", label=gettext_lazy("Resident"),
            value=lambda one: one.resident.masked_name if one.resident else "",
        ),
        Column(
            name="state", label=gettext_lazy("State"),
            value=lambda one: one.get_state_display(), tone=lambda one: TONES[State(one.state)],
        ),
        Column(name="due_on", label=gettext_lazy("Due"), order="due_on", show=when),
        Column(
            name="clerk", label=gettext_lazy("Clerk"),
            value=lambda one: one.clerk.name if one.clerk else "",
        ),
        Column(
            name="centre", label=gettext_lazy("Centre"), value=lambda one: one.centre.name
        ),
        Column(
            name="channel", label=gettext_lazy("Way"),
            value=lambda one: one.get_channel_display(),
        ),
        Column(name="opened_at", label=gettext_lazy("Opened"), show=when),
    )  # fmt: skip
    search = ("number",)
    order = "-pk"
    empty = gettext_lazy("Cases belong here once a resident asks for a service.")

    def __init__(self, request: Allowed, cases: CaseQuerySet) -> None:
        me = request.user.pk
        self.filters = (
            Choice(
                name="state", label=_("State"),
                choices=[(OPEN, _("All that are open")), *State.choices], narrow=_in_state,
            ),
            Choice(
                name="due", label=_("Due"), narrow=_due,
                choices=[
                    ("overdue", _("Overdue")), ("today", _("By today")), ("soon", _("In 3 days")),
                ],
            ),
            Choice(
                name="clerk", label=_("Clerk"),
                choices=[("me", _("Mine")), ("none", _("Nobody's"))],
                narrow=lambda rows, who: rows.filter(clerk=me if who == "me" else None),
            ),
            Choice(name="item", label=_("Service"), choices=_items(), narrow=_of_item),
        )  # fmt: skip
        if request.user.may("services.serve"):
            self.first_step, self.first_word = reverse("cases:new"), _("Open the first")
        super().__init__(request, cases.with_names())

    def searched(self, queryset: QuerySet[Case]) -> QuerySet[Case]:
        """By how the number begins, or by the resident's name."""
        if self.q.isdigit():
            return queryset.filter(number__startswith=self.q)
        named = Resident.objects.named(self.q).values("pk")[:1000]
        return queryset.filter(resident__in=list(named.values_list("pk", flat=True)))


def _items() -> list[tuple[str, Any]]:
    return list(ServiceItem.objects.order_by("position", "pk").values_list("code", "name"))
