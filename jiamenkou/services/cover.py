"""Which services have fewer than two able clerks on duty on a day; one query for the counting."""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db import connection

from jiamenkou.lib.scope import Reach
from jiamenkou.places.models import Centre
from jiamenkou.services.models import ServiceItem

ENOUGH = 2
THIN = """
WITH there AS (
    SELECT DISTINCT roster.centre_id, duty.person_id
      FROM rota_roster roster
      JOIN rota_duty duty ON duty.roster_id = roster.id AND duty.day = %(day)s
      JOIN places_centre centre ON centre.id = roster.centre_id
     WHERE roster.month = %(month)s AND roster.state = 'published'
       AND centre.area_id LIKE ANY(%(within)s)
)
SELECT offer.centre_id, offer.item_id, count(skill.id)
  FROM services_offer offer
  JOIN there ON there.centre_id = offer.centre_id
  LEFT JOIN services_skill skill ON skill.person_id = there.person_id
       AND skill.item_id = offer.item_id AND skill.certified_on <= %(day)s
       AND (skill.expires_on IS NULL OR skill.expires_on > %(day)s)
 WHERE offer.during @> %(day)s::date
 GROUP BY offer.centre_id, offer.item_id
HAVING count(skill.id) < %(enough)s
 ORDER BY offer.centre_id, count(skill.id), offer.item_id
"""


@dataclass(frozen=True, kw_only=True)
class Thin:
    """A centre, and what too few of those on duty there may serve."""

    centre: Centre
    served: list[tuple[ServiceItem, int]]

    @property
    def nobody(self) -> list[ServiceItem]:
        return [item for item, able in self.served if not able]


def thin(reach: Reach, day: datetime.date) -> list[Thin]:
    """Of centres with anybody on duty that day; three queries."""
    asked: dict[str, Any] = {
        "day": day,
        "month": day.replace(day=1),
        "within": [f"{prefix}%" for prefix in reach.prefixes],
        "enough": ENOUGH,
    }
    with connection.cursor() as cursor:
        cursor.execute(THIN, asked)
        rows = cursor.fetchall()
    by_centre: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for centre, item, able in rows:
        by_centre[centre].append((item, able))
    centres = Centre.objects.filter(pk__in=by_centre).select_related("area").order_by("name_pinyin")
    items = ServiceItem.objects.in_bulk({item for _centre, item, _able in rows})
    return [
        Thin(centre=one, served=[(items[item], able) for item, able in by_centre[one.pk]])
        for one in centres
    ]
