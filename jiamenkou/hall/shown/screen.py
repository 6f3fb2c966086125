"""What the screen in the hall shows: the last calls, who is next, how many wait."""

from __future__ import annotations

import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import override

from jiamenkou.hall.models import Sitting, Ticket
from jiamenkou.hall.shown.wording import call_words
from jiamenkou.places.models import Centre

MOST_CALLS, MOST_NEXT = 6, 12
FRESH = datetime.timedelta(seconds=90)
"""A call is spoken by a screen that hears of it so late at most."""


def screen_of(centre: Centre, *, now: datetime.datetime) -> dict[str, Any]:
    """Four queries, however many wait."""
    today = Ticket.objects.of_day(centre, timezone.localdate(now))
    called = today.filter(called_at__isnull=False, counter__isnull=False)
    recent = called.select_related("counter").order_by("-called_at")[:MOST_CALLS]
    line = today.in_line()
    return {
        "centre": centre,
        "calls": [_call(one, now) for one in recent],
        "next": list(line.by_turn(now)[:MOST_NEXT]),
        "count": line.count(),
        "counters": Sitting.objects.open().at(centre).count(),
        "now": timezone.localtime(now),
    }


def screen_part(centre_id: int, language: str) -> str:
    """The moving part of the screen, as it is sent to every screen of the hall at once."""
    with override(language):
        centre = Centre.objects.get(pk=centre_id)
        return render_to_string("hall/screen_part.html", screen_of(centre, now=timezone.now()))


def _call(ticket: Ticket, now: datetime.datetime) -> dict[str, Any]:
    going_on = ticket.state == Ticket.State.CALLED
    fresh = going_on and ticket.called_at is not None and now - ticket.called_at < FRESH
    return {
        "ticket": ticket,
        "counter": ticket.counter,
        "going_on": going_on,
        "name": f"{ticket.pk}-{ticket.calls}",
        "say": call_words(ticket) if fresh else "",
    }
