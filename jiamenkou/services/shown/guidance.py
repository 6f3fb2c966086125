"""What everybody may read: the fields, what a service asks, and where it is offered."""

from __future__ import annotations

import datetime
import math
from dataclasses import dataclass
from typing import Any

from django.db.models import F, FloatField, Func, Value

from jiamenkou.places.models import Centre
from jiamenkou.services.models import Category, Offer, ServiceItem

MOST_CENTRES = 12
EARTH_METRES = 6_371_008.8
# The point must read as in the index `centre_by_nearness`.
MERCATOR = "degrees(ln(tan(radians(45 + greatest(least(%(expressions)s, 89), -89) / 2))))"


@dataclass(frozen=True, kw_only=True)
class Field:
    """A field of the catalogue, its groups, and their services."""

    category: Category
    groups: list[tuple[Category, list[ServiceItem]]]


@dataclass(frozen=True, kw_only=True)
class Where:
    """A centre that offers a service; how far it is, where a position is known."""

    centre: Centre
    by_appointment: bool
    metres: float | None


def fields(day: datetime.date, only: str = "") -> list[Field]:
    """The tree with the services of the day; two queries."""
    items = ServiceItem.objects.in_force(day).select_related("category")
    by_group: dict[str, list[ServiceItem]] = {}
    for item in items.order_by("position", "pk"):
        by_group.setdefault(item.category_id, []).append(item)
    categories = list(Category.objects.all())
    tops = [one for one in categories if one.parent_id is None and only in {"", one.code}]
    return [
        Field(
            category=top,
            groups=[
                (one, by_group[one.code])
                for one in categories
                if one.parent_id == top.code and one.code in by_group
            ],
        )
        for top in tops
    ]


def offered_near(
    item: ServiceItem, day: datetime.date, place: tuple[float, float] | None
) -> list[Where]:
    """Centres that offer it, the nearest first where a position is known; one query."""
    offers = Offer.objects.on(day).filter(item=item).select_related("centre")
    standing = offers.filter(centre__in=Centre.objects.open_on(day))
    if place:
        standing = standing.order_by(_distance(place), "pk")
    else:
        standing = standing.order_by("centre__level", "centre__name_pinyin", "pk")
    return [
        Where(
            centre=one.centre,
            by_appointment=one.by_appointment,
            metres=metres_between(place, (one.centre.lon, one.centre.lat)) if place else None,
        )
        for one in standing[:MOST_CENTRES]
    ]


def metres_between(here: tuple[float, float], there: tuple[float, float]) -> float:
    """By the straight line on a sphere; points are longitude and latitude in degrees."""
    lon, lat = (math.radians(one) for one in here)
    to_lon, to_lat = (math.radians(one) for one in there)
    a = math.sin((to_lat - lat) / 2) ** 2
    a += math.cos(lat) * math.cos(to_lat) * math.sin((to_lon - lon) / 2) ** 2
    return 2 * EARTH_METRES * math.asin(math.sqrt(a))


def _distance(place: tuple[float, float]) -> Any:
    lon, lat = place
    here = Func(Value(lon), Func(Value(lat), template=MERCATOR), function="point")
    there = Func(F("centre__lon"), Func(F("centre__lat"), template=MERCATOR), function="point")
    return Func(there, here, template="(%(expressions)s)", arg_joiner=" <-> ",
                output_field=FloatField())  # fmt: skip
