"""Words of the hall that several pages use."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jiamenkou.hall.models import Ticket
from jiamenkou.hall.waiting import Wait

TONES = {
    Ticket.State.WAITING: "info",
    Ticket.State.TRANSFERRED: "info",
    Ticket.State.CALLED: "due",
    Ticket.State.SERVING: "ok",
    Ticket.State.HELD: "due",
    Ticket.State.NO_SHOW: "late",
    Ticket.State.DONE: "ok",
    Ticket.State.LEFT: "plain",
}


def tone_of(ticket: Ticket) -> str:
    return TONES[Ticket.State(ticket.state)]


def wait_words(wait: Wait) -> str:
    """About 12 minutes (8 to 18); or why nothing can be said."""
    if wait.why == "nobody":
        return _("Nobody who serves this is at a counter just now.")
    if wait.minutes is None:
        return _("How long it takes cannot be said: not enough visits yet.")
    if wait.most is not None and wait.most <= 1:
        return _("It is your turn any minute.")
    words = _("About %(minutes)s min, most likely %(least)s to %(most)s.")
    return words % {"minutes": wait.minutes, "least": wait.least, "most": wait.most}


def ahead_words(wait: Wait) -> str:
    if not wait.ahead:
        return _("You are next.")
    words = ngettext("%(count)s person before you", "%(count)s people before you", wait.ahead)
    return words % {"count": wait.ahead}


def call_words(ticket: Ticket) -> str:
    """As it is spoken: each digit by itself, so that it is understood in a noisy hall."""
    counter = ticket.counter.number if ticket.counter else ""
    spelt = " ".join(ticket.words)
    return _("Number %(number)s, please come to counter %(counter)s.") % {
        "number": spelt,
        "counter": counter,
    }


def minutes_words(seconds: float | None) -> str:
    """7 min 05; — for what did not happen."""
    if seconds is None:
        return "—"
    minutes, rest = divmod(round(seconds), 60)
    return _("%(minutes)d min %(seconds)02d") % {"minutes": minutes, "seconds": rest}
