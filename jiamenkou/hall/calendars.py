"""An appointment for the calendar of a telephone (RFC 5545)."""

from __future__ import annotations

from datetime import UTC

from django.urls import reverse
from icalendar import Calendar, Event

from jiamenkou import VERSION
from jiamenkou.hall.models import Appointment


def calendar_of(appointment: Appointment, site: str) -> bytes:
    """One entry that keeps its name while it is moved or cancelled."""
    gone = appointment.state == Appointment.State.CANCELLED
    written = Calendar()
    written.add("prodid", f"-//Jiamenkou {VERSION}//ZH")
    written.add("version", "2.0")
    written.add("method", "CANCEL" if gone else "PUBLISH")
    event = Event()
    event.add("uid", f"appointment-{appointment.pk}@jiamenkou")
    event.add("sequence", appointment.sequence)
    event.add("dtstamp", appointment.begins.astimezone(UTC))
    event.add("dtstart", appointment.begins.astimezone(UTC))
    event.add("dtend", appointment.ends.astimezone(UTC))
    event.add("summary", f"{appointment.item} · {appointment.centre}")
    event.add("location", appointment.centre.address)
    event.add("status", "CANCELLED" if gone else "CONFIRMED")
    page = reverse("appointment:page", args=[appointment.secret])
    event.add("url", f"{site.rstrip('/')}{page}")
    written.add_component(event)
    return bytes(written.to_ical())
