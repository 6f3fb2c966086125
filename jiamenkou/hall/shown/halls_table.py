"""The list of halls."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jiamenkou.places.models import Centre
from jiamenkou.web.columns import Column
from jiamenkou.web.tables import Table


class HallTable(Table[Centre]):
    """Centres with counters."""

    name = "halls"
    order = "name_pinyin"
    search = ("name", "name_pinyin", "name_initials")
    empty = _("Halls stand here once a centre has counters.")
    columns = (
        Column(
            name="name",
            label=_("Centre"),
            order="name_pinyin",
            href=lambda one: reverse("hall:board", args=[one.pk]),
        ),
        Column(name="waiting", label=_("Waiting"), numeric=True),
        Column(name="open", label=_("Counters open"), numeric=True),
    )
