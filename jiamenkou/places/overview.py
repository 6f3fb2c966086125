"""What the findings of an area's centres come to, in a few figures."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, DecimalField, F, Max, Q, Sum
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils import timezone

from jiamenkou.places.models import Area, Centre, Finding


@dataclass(frozen=True, kw_only=True)
class Overview:
    """Centres by verdict and by the kind of matter they are short in; the day it was judged."""

    centres: int
    short: int
    unknown: int
    short_by_kind: list[tuple[str, str, int]]
    missing_m2: Decimal | None
    households: int | None
    as_of: datetime.date | None

    @property
    def meets(self) -> int:
        return self.centres - self.short - self.unknown


def overview(area: Area) -> Overview:
    """The figures of the open centres under `area`, in two queries whatever their number."""
    standing = Centre.objects.under(area.code).open_on(timezone.localdate())
    is_short = Q(findings__verdict="short")
    by_kind = {
        kind: Count("pk", distinct=True, filter=is_short & Q(findings__kind=kind))
        for kind in Finding.Kind.values
    }
    figures = standing.aggregate(
        all=Count("pk", distinct=True),
        short=Count("pk", distinct=True, filter=is_short),
        unsure=Count("pk", distinct=True, filter=Q(findings__verdict="unknown")),
        both=Count("pk", distinct=True, filter=_short_and_unknown()),
        as_of=Max("findings__as_of"),
        **by_kind,
    )
    area_figures = _area_figures(area)
    return Overview(
        centres=figures["all"],
        short=figures["short"],
        unknown=figures["unsure"] - figures["both"],
        short_by_kind=[(kind.value, str(kind.label), figures[kind.value]) for kind in Finding.Kind],
        missing_m2=area_figures["missing_m2"],
        households=area_figures["households"],
        as_of=figures["as_of"],
    )


def _short_and_unknown() -> Q:
    short = Finding.objects.filter(verdict="short").values("centre")
    return Q(findings__verdict="unknown", pk__in=short)


def _area_figures(area: Area) -> dict[str, Any]:
    """Of the centres whose area and households are both known: what the norm still asks."""
    by_households = Finding.objects.filter(
        centre__area__code__startswith=area.prefix,
        norm__criterion="area_per_100_households",
        value__isnull=False,
    )
    households = Cast(KT("how__households"), DecimalField(max_digits=12, decimal_places=0))
    return by_households.aggregate(
        households=Sum(households), missing_m2=Sum(F("shortfall") * households / 100)
    )
