"""The table of what centres offer."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from jiamenkou.services.models import Offer
from jiamenkou.services.models.catalogue import OfferQuerySet
from jiamenkou.web.columns import Choice, Column
from jiamenkou.web.formats import when
from jiamenkou.web.tables import Table


def _standing(offers: OfferQuerySet, chosen: str) -> OfferQuerySet:
    today = timezone.localdate()
    return offers.on(today) if chosen == "now" else offers.exclude(during__contains=today)


class OfferTable(Table[Offer]):
    """Which centre does which service."""

    name = "offers"
    columns = (
        Column(
            name="item", label=gettext_lazy("Service"), order="item__position",
            value=lambda one: str(one.item),
            href=lambda one: reverse("skills:offer", args=[one.pk]),
        ),
        Column(
            name="centre", label=gettext_lazy("Centre"), order="centre__name_pinyin",
            value=lambda one: one.centre.name,
        ),
        Column(name="begins", label=gettext_lazy("From"), value=lambda one: one.during.lower,
               show=when),
        Column(name="ends", label=gettext_lazy("Until before"),
               value=lambda one: one.during.upper, show=when),
        Column(
            name="by_appointment", label=gettext_lazy("Can be booked ahead"),
            value=lambda one: "✓" if one.by_appointment else "",
        ),
    )  # fmt: skip
    filters = (
        Choice(
            name="standing", label=gettext_lazy("Today"), narrow=_standing,
            choices=[("now", gettext_lazy("Offered")), ("not", gettext_lazy("Not offered"))],
        ),
    )  # fmt: skip
    search = ("item__name", "centre__name")
    order = "pk"
    empty = gettext_lazy("Say which centre does which service.")

    def __init__(self, request: HttpRequest, offers: OfferQuerySet) -> None:
        super().__init__(request, offers.select_related("item", "centre"))
