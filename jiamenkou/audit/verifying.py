"""Going through the whole chain again: is every event as it was written, and in its place?"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import connection, transaction

from jiamenkou.audit import chain
from jiamenkou.audit.actions import link_events
from jiamenkou.audit.models import Event, Link

ROWS_AT_ONCE = 2000
CHAIN = f"""
    SELECT link.day, link.number, link.hash, link.event_id, event.digest,
           {", ".join(f"event.{column}" for column in chain.COLUMNS)}
    FROM audit_link link LEFT JOIN audit_event event ON event.id = link.event_id
    WHERE link.day >= %s ORDER BY link.day, link.number
"""  # noqa: S608 - the columns are our own


class Row(NamedTuple):
    """A link, and the event it points at as it stands now; None: it is gone."""

    day: datetime.date
    number: int
    hash: str
    event_id: int
    digest: str
    values: tuple[Any, ...] | None

    @property
    def place(self) -> str:
        return f"number {self.number} of {self.day} (event {self.event_id})"


@dataclass(kw_only=True)
class Findings:
    """What a verification came to."""

    waiting: int
    """Events that no job had linked before the verification did."""
    oldest_waiting: datetime.datetime | None
    linked: int = 0
    wrong: int = 0
    first_wrong: str = ""
    heads: dict[datetime.date, Row] = field(default_factory=dict)

    def blame(self, words: str) -> None:
        self.wrong += 1
        self.first_wrong = self.first_wrong or words


def verify(
    *, since: datetime.date = datetime.date.min, expected: Mapping[datetime.date, str] | None = None
) -> Findings:
    """Link what waits, then check every link from the day `since` on and every unlinked event.

    `expected` holds heads of days written down elsewhere: only they tell that the end was cut off.
    """
    found = _what_waits()
    link_events(since_ever=True)
    _follow(found, min([since, *(expected or {})]))
    for event in Event.objects.unlinked().order_by("pk").iterator(chunk_size=ROWS_AT_ONCE):
        if not chain.fits(chain.canonical(chain.values_of(event)), event.digest):
            found.blame(f"event {event.pk}, not linked yet: it does not fit its digest")
    for day, head in sorted((expected or {}).items()):
        if day not in found.heads or found.heads[day].hash != head:
            found.blame(f"{day}: the chain of that day does not end in {head}")
    return found


def state_of(event: Event) -> tuple[bool, Link | None, bool]:
    """Of one event: whether its digest fits, its link if it has one, and whether that fits."""
    form = chain.canonical(chain.values_of(event))
    link = Link.objects.filter(event=event).first()
    if link is None:
        return chain.fits(form, event.digest), None, True
    before = Link.objects.filter(day=link.day, number=link.number - 1).first()
    before = before if link.number > 1 else Link.objects.before(link.day)
    stands = link.hash == chain.link_hash(before.hash if before else chain.START, form)
    return chain.fits(form, event.digest), link, stands


def _what_waits() -> Findings:
    waiting = Event.objects.unlinked()
    oldest = waiting.order_by("pk").values_list("at", flat=True).first()
    return Findings(waiting=waiting.count(), oldest_waiting=oldest)


def _follow(found: Findings, since: datetime.date) -> None:
    last = Link.objects.before(since)
    before, day, number = (last.hash, last.day, last.number) if last else (chain.START, None, 0)
    for row in _rows(since):
        if words := _wrong_with(row, before, number + 1 if row.day == day else 1):
            found.blame(words)
        found.linked += 1
        found.heads[row.day] = row
        before, day, number = row.hash, row.day, row.number


def _wrong_with(row: Row, before: str, expected: int) -> str:
    """What is wrong with a link or its event, in words; '' where all is well."""
    if row.number != expected:
        return f"number {expected} of {row.day} is missing"
    if row.values is None:
        return f"{row.place}: the event is gone"
    form = chain.canonical(row.values)
    if not chain.fits(form, row.digest):
        return f"{row.place}: the event does not fit its digest, somebody changed it"
    if row.hash != chain.link_hash(before, form):
        return f"{row.place}: the link does not follow from the one before it and this event"
    return ""


def _rows(since: datetime.date) -> Iterator[Row]:
    """One statement and so one moment, read in portions."""
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(CHAIN, [since])
        while portion := cursor.fetchmany(ROWS_AT_ONCE):
            for day, number, written, event_id, digest, *values in portion:
                gone = values[0] is None
                kept = None if gone else (*values[:-1], json.loads(values[-1]))
                yield Row(day, number, written, event_id, digest, kept)
