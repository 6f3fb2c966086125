"""A person's published duties as an iCalendar (RFC 5545) that their phone subscribes to."""

from __future__ import annotations

import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from jiamenkou.people.models import User
from jiamenkou.rota.models import Duty

BEFORE, AFTER = datetime.timedelta(days=31), datetime.timedelta(days=370)


def calendar_of(person: User) -> bytes:
    """Of the month past and the year to come."""
    today = timezone.localdate()
    mine = Duty.objects.published().filter(person=person).between(today - BEFORE, today + AFTER)
    calendar = Calendar()
    calendar.add("prodid", "-//Jiamenkou//Duties//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("My shifts"))
    calendar.add("refresh-interval", datetime.timedelta(hours=1), parameters={"value": "DURATION"})
    for duty in mine.select_related("pattern", "roster__centre").order_by("during"):
        calendar.add_component(_event(duty))
    written: bytes = calendar.to_ical()
    return written


def _event(duty: Duty) -> Event:
    centre = duty.roster.centre
    event = Event()
    event.add("uid", f"duty-{duty.pk}@jiamenkou")
    event.add("dtstamp", duty.roster.changed_at.astimezone(datetime.UTC))
    event.add("dtstart", duty.during.lower.astimezone(datetime.UTC))
    event.add("dtend", duty.during.upper.astimezone(datetime.UTC))
    event.add("summary", f"{duty.pattern.name} · {centre.name}")
    event.add("location", centre.address or centre.name)
    event.add("status", "CONFIRMED")
    return event
