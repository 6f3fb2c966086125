"""Every verb records itself here, in one line; a job gives each event its place in the chain."""

from __future__ import annotations

import datetime
import json
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jiamenkou.audit import chain
from jiamenkou.audit.facts import as_kept, typed
from jiamenkou.audit.models import Event, Link
from jiamenkou.lib.prepared import planned
from jiamenkou.lib.refusal import Refused

LINKER = 0x6A6D6B01
"""The advisory lock of whoever links; any number no other lock of ours has."""
BATCH = 2000
WRITE = f"""
INSERT INTO audit_event ({", ".join((*chain.COLUMNS, "digest"))})
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s::jsonb, %s)
"""  # noqa: S608 - names of columns
LATE = datetime.timedelta(days=1)
"""No transaction stays open so long; what is later still, a verification links."""


def record(verb: str, thing: models.Model, *, by: models.Model | None, **facts: Any) -> Event:
    """Write down `verb` done to `thing` by `by` (None: the clock or the command line).

    Facts are what an auditor needs to understand the act: keys, codes, counts, names of fields.
    Never personal data: an ID number or a mobile number among them raises ValueError.
    """
    return _write(verb, thing, by=by, reading=False, facts=facts)


def record_reading(
    verb: str, thing: models.Model, *, by: models.Model | None, why: str, **facts: Any
) -> Event:
    """Write down that `by` read what is sensitive about `thing`, and why; facts as in `record`."""
    if not why.strip():
        words = _("Say why you need to see it.")
        raise Refused("a_reading_has_its_reason", words, field="why")
    return _write(verb, thing, by=by, reading=True, facts={"why": typed(why), **facts})


def link_events(*, since_ever: bool = False) -> int:
    """Give committed events their places in the chain; how many there were.

    Events older than a day before the last one linked are looked for only with `since_ever`.
    """
    after = linked = 0
    while links := _link_some(after=after, since_ever=since_ever):
        after, linked = links[-1].event_id, linked + len(links)
    return linked


def _write(
    verb: str,
    thing: models.Model,
    *,
    by: models.Model | None,
    reading: bool,
    facts: dict[str, Any],
) -> Event:
    event = Event(
        pk=_next_number(),
        at=timezone.now(),
        by_id=by.pk if by else None,
        verb=verb,
        thing=thing._meta.label_lower,
        thing_key=str(thing.pk),
        area_code=_area_of(thing),
        reading=reading,
        facts=as_kept(facts),
    )
    event.digest = chain.digest(chain.canonical(chain.values_of(event)))
    with planned() as cursor:
        cursor.execute(WRITE, [*chain.values_of(event)[:-1], json.dumps(event.facts), event.digest])
    event._state.adding = False
    return event


def _area_of(thing: models.Model) -> str:
    """The code of the area a thing lies in; '' for what lies nowhere or everywhere."""
    return str(getattr(thing, "area_id", None) or getattr(thing, "lies_in", None) or "")


def _next_number() -> int:
    """Ahead of the insert, because the digest covers it; a sequence keeps nobody waiting."""
    with planned() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('audit_event', 'id'))")
        return int(cursor.fetchone()[0])


@transaction.atomic
def _link_some(*, after: int, since_ever: bool) -> list[Link]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LINKER])
    last = Link.objects.newest()
    waiting = Event.objects.unlinked().filter(pk__gt=after)
    if not since_ever and last and (floor := _moment_of(last)):
        waiting = waiting.filter(at__gte=floor - LATE)
    links = _chained(last, list(waiting.order_by("pk")[:BATCH]))
    return Link.objects.bulk_create(links)


def _chained(last: Link | None, events: list[Event]) -> list[Link]:
    """The links that follow `last`; a clock that was put back does not put the day back."""
    today = timezone.localdate()
    links = []
    for event in events:
        day = max(today, last.day) if last else today
        number = last.number + 1 if last and last.day == day else 1
        before = last.hash if last else chain.START
        written = chain.link_hash(before, chain.canonical(chain.values_of(event)))
        last = Link(day=day, number=number, event=event, hash=written)
        links.append(last)
    return links


def _moment_of(link: Link) -> datetime.datetime | None:
    """None where somebody removed the event."""
    return Event.objects.filter(pk=link.event_id).values_list("at", flat=True).first()
