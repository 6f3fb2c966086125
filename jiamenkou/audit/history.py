"""The history of a thing, for the page of the thing: who did what, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from jiamenkou.audit.models import Event, EventQuerySet
from jiamenkou.audit.words import actor_words, verb_words

if TYPE_CHECKING:
    from jiamenkou.people.models import User

READ = "audit.read"
MOST_SHOWN = 20


def events_of(*things: models.Model) -> EventQuerySet:
    """What was done to any of these things, the newest first."""
    return Event.objects.of(*things).order_by("-at", "-pk").select_related("by")


def history_for(reader: User, *things: models.Model) -> list[dict[str, object]] | None:
    """The newest of it for `audit/history.html`, without facts; None for who may not read it."""
    reach = reader.reach(READ)
    if not reach:
        return None
    return [
        {"pk": one.pk, "at": one.at, "who": actor_words(one), "what": verb_words(one)}
        for one in events_of(*things).within(reach)[:MOST_SHOWN]
    ]
