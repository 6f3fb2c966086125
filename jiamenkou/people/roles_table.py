"""The table of roles: who is what, where, and since when."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiamenkou.people.models import Role
from jiamenkou.people.models.role import UNUSED_DAYS, RoleQuerySet
from jiamenkou.web.access import SignedIn
from jiamenkou.web.columns import Choice, Column
from jiamenkou.web.formats import when
from jiamenkou.web.tables import Table

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def state_of(role: Role) -> tuple[str, StrOrPromise]:
    """Tone and word: held, to come, or how it ended."""
    today = timezone.localdate()
    if role.during.lower > today:
        return "info", _("To come")
    if role.during.upper is None or role.during.upper > today:
        return "ok", Role.End.NONE.label
    return "plain", Role.End(role.end).label if role.end else Role.End.ENDED.label


def account_page(role: Role) -> str:
    return reverse("people:account", args=[role.holder_id])


def _at(roles: RoleQuerySet, chosen: str) -> RoleQuerySet:
    today = timezone.localdate()
    if chosen == "held":
        return roles.on(today)
    if chosen == "unused":
        since = today - datetime.timedelta(days=UNUSED_DAYS)
        return roles.on(today).unused_since(since)
    later = Q(during__startswith__gt=today)
    return roles.filter(later) if chosen == "later" else roles.filter(during__endswith__lte=today)


class RoleTable(Table[Role]):
    """Roles by holder, kind and area."""

    name = "roles"
    columns = (
        Column(
            name="holder", label=gettext_lazy("Full name"), order="holder__name",
            value=lambda one: one.holder.name, href=account_page,
        ),
        Column(
            name="username", label=gettext_lazy("User name"), order="holder__username",
            value=lambda one: one.holder.username,
        ),
        Column(
            name="kind", label=gettext_lazy("Role"), order="kind",
            value=lambda one: one.get_kind_display(),
        ),
        Column(
            name="area", label=gettext_lazy("Area"), order="area_id",
            value=lambda one: one.area.name if one.area else _("everywhere"),
        ),
        Column(
            name="from", label=gettext_lazy("From"), value=lambda one: one.during.lower, show=when
        ),
        Column(
            name="until", label=gettext_lazy("Until"), value=lambda one: one.during.upper,
            show=lambda day: when(day) if day else _("open-ended"),
        ),
        Column(
            name="used_on", label=gettext_lazy("Last used"), order="used_on",
            show=lambda day: when(day) if day else _("never"),
        ),
        Column(
            name="state", label=gettext_lazy("State"), value=lambda one: state_of(one)[1],
            tone=lambda one: state_of(one)[0],
        ),
    )  # fmt: skip
    filters = (
        Choice(name="kind", label=gettext_lazy("Role"), choices=Role.Kind.choices),
        Choice(
            name="state",
            label=gettext_lazy("State"),
            choices=[
                ("held", gettext_lazy("Held")),
                ("later", gettext_lazy("To come")),
                ("over", gettext_lazy("Ended")),
                ("unused", gettext_lazy("Unused for 60 days")),
            ],
            narrow=_at,
        ),
    )
    search = ("holder__name", "holder__username", "area__name")
    order = "holder__name"
    empty = gettext_lazy("Who works here, and as what, belongs here.")

    def __init__(self, request: SignedIn, queryset: QuerySet[Role]) -> None:
        super().__init__(request, queryset.select_related("holder", "area"))
