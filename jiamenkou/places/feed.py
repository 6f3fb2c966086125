"""A centre's hours as a calendar that telephones subscribe to (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, time

from icalendar import Calendar, Event

from jiamenkou import VERSION
from jiamenkou.places.models import Centre
from jiamenkou.places.opening import Opening
from jiamenkou.places.opening_words import layer_words, span_words


def feed(centre: Centre, found: Iterable[Opening], *, page: str) -> bytes:
    """Each opening as an event; the same bytes for the same hours, whoever asks and when."""
    written = Calendar()
    written.add("prodid", f"-//Jiamenkou {VERSION}//ZH")
    written.add("version", "2.0")
    written.add("method", "PUBLISH")
    written.add("x-wr-calname", centre.name)
    for one in found:
        written.add_component(_event(centre, one, page))
    return bytes(written.to_ical())


def _event(centre: Centre, one: Opening, page: str) -> Event:
    event = Event()
    begin, end = one.begin.astimezone(UTC), one.end.astimezone(UTC)
    event.add("uid", f"centre-{centre.pk}-{begin:%Y%m%dT%H%M}@jiamenkou")
    event.add("dtstamp", datetime.combine(one.hours.date, time(), tzinfo=UTC))
    event.add("dtstart", begin)
    event.add("dtend", end)
    event.add("summary", f"{centre.name} {span_words(one.span)}")
    event.add("description", layer_words(one.hours))
    event.add("location", centre.address)
    event.add("url", page)
    return event
