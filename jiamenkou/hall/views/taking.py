"""For anybody: taking a number at the machine or by phone, and saying that one is here."""

from __future__ import annotations

import secrets
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from jiamenkou.hall import actions
from jiamenkou.hall.forms import ArrivalForm
from jiamenkou.hall.models import Appointment, PriorityClass, Ticket
from jiamenkou.hall.shown.wording import wait_words
from jiamenkou.hall.waiting import line_at
from jiamenkou.lib.refusal import Refused
from jiamenkou.places.models import Centre
from jiamenkou.services.models import Category, ServiceItem
from jiamenkou.web.access import anyone
from jiamenkou.web.api.limits import allow_stranger
from jiamenkou.web.api.problems import Problem

FEW = 8
"""So many services are shown at once; more are asked for by field first."""
KEY_CHARACTERS = 60


@anyone
def kiosk(request: HttpRequest, centre_id: int) -> HttpResponse:
    """The machine in the hall: large, to be touched; goes back to its start by itself."""
    return _take(request, centre_id, way=Ticket.Way.KIOSK)


@anyone
def take(request: HttpRequest, centre_id: int) -> HttpResponse:
    """The same on one's own telephone, by the code that hangs in the hall."""
    return _take(request, centre_id, way=Ticket.Way.PHONE)


@anyone
def arrival(request: HttpRequest, centre_id: int) -> HttpResponse:
    """Who has an appointment says so with the telephone it was booked with."""
    centre = _centre(centre_id)
    form = ArrivalForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            _be_sparing(request)
            ticket = _arrived(centre, form.cleaned_data["phone"])
        except Refused as no:
            form.add_error("phone", no.words)
        else:
            return redirect(_ticket_page(ticket, Ticket.Way.KIOSK))
    status = 409 if form.errors else 200
    return render(request, "hall/arrival.html", {"centre": centre, "form": form}, status=status)


def _take(request: HttpRequest, centre_id: int, *, way: str) -> HttpResponse:
    """Field, then service, then who goes first; the last step takes the number."""
    centre, day = _centre(centre_id), timezone.localdate()
    offered = ServiceItem.objects.offered_at(centre, day).order_by("category", "position", "pk")
    shown: dict[str, Any] = {"centre": centre, "way": way, "kiosk": way == Ticket.Way.KIOSK}
    if code := request.POST.get("item") or request.GET.get("item"):
        shown["item"] = item = get_object_or_404(offered, code=code)
        if request.method == "POST":
            return _taken(request, item, centre, shown)
        return render(request, "hall/take.html", shown | _last_question(centre, item))
    if field := request.GET.get("field"):
        shown["field"] = get_object_or_404(Category, pk=field)
        offered = offered.under(field)
    if field or offered.count() <= FEW:
        shown["items"] = list(offered)
    else:
        shown["fields"] = _fields(offered)
    return render(request, "hall/take.html", shown)


def _last_question(centre: Centre, item: ServiceItem) -> dict[str, Any]:
    line = line_at(centre, now=timezone.now())
    return {
        "classes": PriorityClass.objects.filter(retired=False),
        "wait": wait_words(line.wait_for(item.pk)),
        "key": secrets.token_urlsafe(16),
    }


def _taken(
    request: HttpRequest, item: ServiceItem, centre: Centre, shown: dict[str, Any]
) -> HttpResponse:
    asked = PriorityClass.objects.filter(code=request.POST.get("class", ""), retired=False)
    try:
        if shown["way"] == Ticket.Way.PHONE:
            _be_sparing(request)
        ticket = actions.take_ticket(
            item,
            centre=centre,
            way=shown["way"],
            priority=asked.first(),
            by=None,
            key=request.POST.get("key", "")[:KEY_CHARACTERS],
        )
    except Refused as no:
        shown |= {"refused": no.words, **_last_question(centre, item)}
        return render(request, "hall/take.html", shown, status=409)
    return redirect(_ticket_page(ticket, shown["way"]))


def _arrived(centre: Centre, phone: str) -> Ticket:
    """Of several appointments today, the next one."""
    today = Appointment.objects.of_day(centre, timezone.localdate()).filter(phone=phone)
    came = today.filter(state__in=(Appointment.State.BOOKED, Appointment.State.ARRIVED))
    mine = sorted(came, key=lambda one: (one.state != Appointment.State.BOOKED, one.begins))
    if not mine:
        words = _("There is no appointment here today with this telephone.")
        raise Refused("an_appointment_is_found_by_its_telephone", words, field="phone")
    return actions.check_in(mine[0], way=Ticket.Way.KIOSK, by=None)


def _fields(offered: Any) -> list[Category]:
    """The fields in which something is offered."""
    groups = Category.objects.filter(items__in=offered)
    tops = {one.parent_id or one.pk for one in groups.distinct()}
    return list(Category.objects.filter(pk__in=tops))


def _ticket_page(ticket: Ticket, way: str) -> str:
    page = reverse("ticket:page", args=[ticket.secret])
    return f"{page}?{urlencode({'from': way})}" if way == Ticket.Way.KIOSK else page


def _be_sparing(request: HttpRequest) -> None:
    """One address asks for no more numbers a minute than people stand around one router."""
    try:
        allow_stranger(request)
    except Problem as problem:
        raise Refused("too_many", str(problem.detail)) from problem


def _centre(centre_id: int) -> Centre:
    standing = Centre.objects.open_on(timezone.localdate()).select_related("area")
    return get_object_or_404(standing, pk=centre_id)
