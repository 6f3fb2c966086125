"""Who keeps the rosters of a centre: those nearest to it whose roles let them."""

from __future__ import annotations

import datetime

from jiamenkou.people.models import Role, User
from jiamenkou.people.policy import POLICY
from jiamenkou.places.models import Area
from jiamenkou.places.models.area import ancestors_of


def keepers_of(area: Area, *, on: datetime.date) -> list[User]:
    """Managers of the area; where it has none, those of the area above, and so on."""
    codes = [area.code, *ancestors_of(area.code)]
    held = Role.objects.on(on).filter(
        kind__in=POLICY["rota.keep"].roles, area__in=codes, holder__is_active=True
    )
    holders: dict[str, dict[int, User]] = {}
    for role in held.select_related("holder").order_by("pk"):
        holders.setdefault(role.area_id or "", {})[role.holder_id] = role.holder
    nearest = next((code for code in codes if code in holders), "")
    return list(holders.get(nearest, {}).values())
