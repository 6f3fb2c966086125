"""A number's own page for whoever holds it, and how it came to be for those who work there."""

from __future__ import annotations

import io
from typing import Any

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from jiamenkou.audit.history import history_for
from jiamenkou.hall import actions
from jiamenkou.hall.models import Ticket
from jiamenkou.hall.shown.wording import ahead_words, call_words, tone_of, wait_words
from jiamenkou.hall.waiting import line_at
from jiamenkou.lib.refusal import Refused
from jiamenkou.web.access import Allowed, anyone, may
from jiamenkou.web.live import stream
from jiamenkou.web.middleware import asks_for_part

AGAIN_SECONDS = 15
STARTS_AGAIN_SECONDS = 20


@anyone
@never_cache
@require_GET
def page(request: HttpRequest, secret: str) -> HttpResponse:
    """Place in line and expected wait; when called, where to; read again by itself."""
    ticket = _ticket(secret)
    shown = {**_shown(ticket), "every": AGAIN_SECONDS}
    if asks_for_part(request):
        return render(request, "hall/ticket_part.html", shown)
    if request.GET.get("from") == Ticket.Way.KIOSK:
        shown["start"] = reverse("hall:kiosk", args=[ticket.centre_id])
        shown["start_seconds"] = STARTS_AGAIN_SECONDS
    return render(request, "hall/ticket.html", shown)


@anyone
@require_POST
def change(request: HttpRequest, secret: str) -> HttpResponse:
    """Leave the line, or come back to it."""
    ticket = _ticket(secret)
    verb = actions.take_back if "back" in request.POST else actions.leave
    try:
        verb(ticket, by=None)
    except Refused as no:
        messages.error(request, no.words)
    return redirect("ticket:page", secret)


@anyone
@require_GET
def code(request: HttpRequest, secret: str) -> HttpResponse:
    """The page's address as a picture, to take along on a telephone."""
    ticket = _ticket(secret)
    return qr(request.build_absolute_uri(reverse("ticket:page", args=[ticket.secret])))


@anyone
async def live(request: HttpRequest, secret: str) -> StreamingHttpResponse:
    """Wakes the page of one number."""
    ticket = await Ticket.objects.filter(secret=secret).afirst()
    return await stream(request, ticket.own_topic if ticket else "ticket-0")


@may("hall.see")
@require_GET
def story(request: Allowed, ticket_id: int) -> HttpResponse:
    """Where the time of one visit went, its cases, and what was done to it."""
    known = Ticket.objects.within(request.reach).select_related("centre", "item", "counter")
    ticket = get_object_or_404(known, pk=ticket_id)
    intervals = ticket.intervals.timed().select_related("clerk", "counter").order_by("during")
    shown = {
        "ticket": ticket,
        "tone": tone_of(ticket),
        "intervals": intervals,
        "cases": ticket.cases.select_related("version__item"),
        "history": history_for(request.user, ticket),
    }
    return render(request, "hall/story.html", shown)


def qr(address: str) -> HttpResponse:
    out = io.BytesIO()
    segno.make(address, micro=False).save(out, kind="svg", scale=5, border=3, light="white")
    return HttpResponse(out.getvalue(), content_type="image/svg+xml")


def _shown(ticket: Ticket) -> dict[str, Any]:
    shown: dict[str, Any] = {"ticket": ticket, "tone": tone_of(ticket), "now": timezone.now()}
    if ticket.state in Ticket.IN_LINE:
        wait = line_at(ticket.centre, now=shown["now"]).wait_of(ticket)
        shown |= {"wait": wait_words(wait), "ahead": ahead_words(wait)}
    if ticket.state == Ticket.State.CALLED:
        shown["say"] = call_words(ticket)
    return shown


def _ticket(secret: str) -> Ticket:
    known = Ticket.objects.select_related("centre", "item", "counter", "priority")
    return get_object_or_404(known, secret=secret)
