"""In which order verbs lock: rosters by number, then people by number; so none waits in a ring."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.utils import timezone

from jiamenkou.people.models import User
from jiamenkou.rota.models import Roster
from jiamenkou.web.live import tell


def lock_rosters(keys: Iterable[int]) -> list[Roster]:
    found = Roster.objects.filter(pk__in=set(keys)).order_by("pk")
    return list(found.select_for_update(of=["self"]).select_related("centre__area"))


def lock_roster(roster: Roster) -> Roster:
    return lock_rosters([roster.pk])[0]


def lock_people(*people: User) -> list[User]:
    """Not their key, so that rows that only point to them are written meanwhile."""
    found = User.objects.filter(pk__in={one.pk for one in people}).order_by("pk")
    return list(found.select_for_update(no_key=True))


def note_change(*rosters: Roster, now: datetime.datetime | None = None) -> None:
    """Remember when, and wake the pages that show them."""
    now = now or timezone.now()
    for roster in rosters:
        roster.changed_at = now
        roster.save(update_fields=["changed_at"])
        tell(roster.topic)
