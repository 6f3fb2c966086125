"""Clerk by item: who may serve what at a centre, and what runs out."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from jiamenkou.lib.scope import Reach
from jiamenkou.people.models import User
from jiamenkou.places.models import Centre
from jiamenkou.rota.models import Posting
from jiamenkou.services.models import ServiceItem, Skill

SOON = datetime.timedelta(days=60)
MOST_CENTRES = 300


@dataclass(frozen=True, kw_only=True)
class Square:
    """One clerk's certificate for one item, or that there is none."""

    skill: Skill | None
    item: ServiceItem
    tone: str
    """ok, due: runs out within two months; late: has run out."""


@dataclass(frozen=True, kw_only=True)
class Matrix:
    """People across, items down; how many may serve each today."""

    people: list[User]
    rows: list[tuple[ServiceItem, int, list[Square]]]
    running_out: list[Skill]


def staffed(reach: Reach) -> list[Centre]:
    """Centres in reach where somebody works; the first of them is shown first."""
    posted = Posting.objects.within(reach).values("centre")
    return list(Centre.objects.filter(pk__in=posted).order_by("name_pinyin")[:MOST_CENTRES])


def matrix(centre: Centre, day: datetime.date) -> Matrix:
    """Three queries, whatever there is."""
    posted = Posting.objects.on(day).filter(centre=centre)
    people = list(User.objects.filter(pk__in=posted.values("person")).order_by("name", "pk"))
    items = list(ServiceItem.objects.offered_at(centre, day).order_by("position", "pk"))
    known = Skill.objects.filter(person__in=people, certified_on__lte=day).select_related(
        "person", "item"
    )
    newest = {(one.person_id, one.item_id): one for one in known.order_by("certified_on")}
    rows = []
    for item in items:
        squares = [_square(newest.get((one.pk, item.pk)), item, day) for one in people]
        able = sum(square.tone in {"ok", "due"} for square in squares)
        rows.append((item, able, squares))
    ending = [one for one in newest.values() if _tone(one, day) == "due"]
    return Matrix(
        people=people, rows=rows, running_out=sorted(ending, key=lambda one: str(one.expires_on))
    )


def _square(skill: Skill | None, item: ServiceItem, day: datetime.date) -> Square:
    return Square(skill=skill, item=item, tone=_tone(skill, day) if skill else "")


def _tone(skill: Skill, day: datetime.date) -> str:
    if skill.expires_on is None or skill.expires_on > day + SOON:
        return "ok"
    return "due" if skill.expires_on > day else "late"
