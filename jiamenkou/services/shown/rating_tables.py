"""The tables of ratings and of bad ratings; neither says who rated."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from jiamenkou.services.models import BadRating, Rating, ServiceItem
from jiamenkou.services.models.rating import BadRatingQuerySet, RatingQuerySet
from jiamenkou.web.columns import Choice, Column
from jiamenkou.web.formats import when
from jiamenkou.web.tables import Table

LEVEL_TONES = {5: "ok", 4: "ok", 3: "plain", 2: "due", 1: "late"}
STATE_TONES = {
    "open": "late", "verified": "due", "fixed": "due", "closed": "ok", "mistaken": "plain",
}  # fmt: skip


def _due(rows: BadRatingQuerySet, chosen: str) -> BadRatingQuerySet:
    today = timezone.localdate()
    return rows.due_by(today) if chosen == "due" else rows.open()


class RatingTable(Table[Rating]):
    """How residents were served, the newest first; the day stands for the moment."""

    name = "ratings"
    columns = (
        Column(
            name="level", label=gettext_lazy("Level"), order="level",
            value=lambda one: one.get_level_display(), tone=lambda one: LEVEL_TONES[one.level],
        ),
        Column(
            name="item", label=gettext_lazy("Service"),
            value=lambda one: str(one.case.version.item),
        ),
        Column(
            name="centre", label=gettext_lazy("Centre"), value=lambda one: one.case.centre.name
        ),
        Column(
            name="reasons", label=gettext_lazy("Reasons"),
            value=lambda one: "、".join(one.reason_words),
        ),
        Column(name="via", label=gettext_lazy("Said"), value=lambda one: one.get_via_display()),
        Column(
            name="at", label=gettext_lazy("Day"), order="pk",
            value=lambda one: timezone.localdate(one.at), show=when,
        ),
        Column(
            name="mistaken", label=gettext_lazy("By mistake"),
            value=lambda one: "✓" if one.mistaken else "",
        ),
    )  # fmt: skip
    order = "-pk"
    empty = gettext_lazy("Nobody has rated yet: residents are asked three days after their case.")

    def __init__(self, request: HttpRequest, ratings: RatingQuerySet) -> None:
        items = ServiceItem.objects.order_by("position", "pk").values_list("code", "name")
        self.filters = (
            Choice(name="level", label=gettext_lazy("Level"), choices=[
                (str(value), words) for value, words in Rating.Level.choices
            ]),
            Choice(
                name="item", label=gettext_lazy("Service"), choices=list(items),
                lookup="case__version__item__code",
            ),
        )  # fmt: skip
        super().__init__(request, ratings.select_related("case__version__item", "case__centre"))


class BadRatingTable(Table[BadRating]):
    """Bad ratings, what is due first."""

    name = "bad"
    columns = (
        Column(
            name="item", label=gettext_lazy("Service"),
            value=lambda one: str(one.rating.case.version.item),
            href=lambda one: reverse("ratings:bad", args=[one.pk]),
        ),
        Column(
            name="centre", label=gettext_lazy("Centre"),
            value=lambda one: one.rating.case.centre.name,
        ),
        Column(
            name="level", label=gettext_lazy("Level"),
            value=lambda one: one.rating.get_level_display(),
        ),
        Column(
            name="state", label=gettext_lazy("State"), order="state",
            value=lambda one: one.get_state_display(), tone=lambda one: STATE_TONES[one.state],
        ),
        Column(name="due_on", label=gettext_lazy("Due"), order="due_on", show=when),
        Column(
            name="appeal", label=gettext_lazy("Appeal"),
            value=lambda one: "✓" if one.under_appeal else "",
        ),
    )  # fmt: skip
    filters = (
        Choice(name="state", label=gettext_lazy("State"), choices=BadRating.State.choices),
        Choice(
            name="due", label=gettext_lazy("Due"), narrow=_due,
            choices=[
                ("due", gettext_lazy("By today")), ("open", gettext_lazy("All that are open")),
            ],
        ),
    )  # fmt: skip
    order = "due_on"
    empty = gettext_lazy("No bad rating: the two lowest levels would open one here.")

    def __init__(self, request: HttpRequest, rows: BadRatingQuerySet) -> None:
        related = ("rating__case__version__item", "rating__case__centre")
        super().__init__(request, rows.select_related(*related))
