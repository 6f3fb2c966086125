"""For anybody: choose a service, a centre, a day and a time; then the appointment's own page."""

from __future__ import annotations

import datetime
import secrets
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from jiamenkou.hall import actions
from jiamenkou.hall.calendars import calendar_of
from jiamenkou.hall.forms import BookingForm
from jiamenkou.hall.models import Appointment, Ticket
from jiamenkou.hall.shown.times import days_of, starts_by_half_day
from jiamenkou.lib.refusal import Refused
from jiamenkou.people.models import User
from jiamenkou.places.models import Centre
from jiamenkou.services.models import Category, Offer, ServiceItem
from jiamenkou.web.access import anyone
from jiamenkou.web.api.limits import allow_stranger
from jiamenkou.web.api.problems import Problem

OWNER_COOKIE, OWNER_SECONDS = "holds", 24 * 3600
MOST_CENTRES = 60
State = Appointment.State


@anyone
@require_GET
def services(request: HttpRequest) -> HttpResponse:
    """Step one: what for. Only what can be booked somewhere, by field."""
    bookable = Offer.objects.on(timezone.localdate()).filter(by_appointment=True)
    items = ServiceItem.objects.filter(pk__in=bookable.values("item"))
    items = items.select_related("category__parent").order_by("category", "position", "pk")
    return render(request, "hall/book_services.html", {"fields": _by_field(items)})


@anyone
@require_GET
def centres(request: HttpRequest, code: str) -> HttpResponse:
    """Step two: where. By name."""
    item = get_object_or_404(ServiceItem, code=code)
    offers = Offer.objects.on(timezone.localdate()).filter(item=item, by_appointment=True)
    asked = request.GET.get("q", "").replace("\0", "").strip()[:40]
    known = Centre.objects.filter(offers__in=offers, counters__retired=False).distinct()
    found = known.filter(name__icontains=asked) if asked else known
    shown = {"item": item, "q": asked, "centres": found.order_by("name_pinyin")[:MOST_CENTRES]}
    return render(request, "hall/book_centres.html", shown)


@anyone
def times(request: HttpRequest, code: str, centre_id: int) -> HttpResponse:
    """Step three: when. Choosing a time holds it."""
    item = get_object_or_404(ServiceItem, code=code)
    centre = get_object_or_404(Centre.objects.select_related("area"), pk=centre_id)
    shown: dict[str, Any] = {"item": item, "centre": centre}
    if request.method == "POST":
        owner = request.COOKIES.get(OWNER_COOKIE) or secrets.token_urlsafe(24)
        begins = _begins(request)
        try:
            _be_sparing(request)
            held = actions.hold_slot(
                item, centre=centre, begins=begins, owner=owner[:64], by=_clerk(request)
            )
        except Refused as no:
            shown |= {"refused": no.words, **_days(request, item, centre, begins.date())}
            return render(request, "hall/book_times.html", shown, status=409)
        answer = redirect("appointment:page", held.secret)
        secure = request.is_secure()
        answer.set_cookie(OWNER_COOKIE, owner, max_age=OWNER_SECONDS, httponly=True,
                          samesite="Lax", secure=secure)  # fmt: skip
        return answer
    return render(request, "hall/book_times.html", shown | _days(request, item, centre, None))


@anyone
@never_cache
def page(request: HttpRequest, secret: str) -> HttpResponse:
    """While it is held, who it is for; then the appointment."""
    appointment = _appointment(secret)
    shown: dict[str, Any] = {"appointment": appointment, "now": timezone.now()}
    if appointment.state != State.HELD:
        shown |= _open_to(appointment)
        return render(request, "hall/appointment.html", shown)
    form = BookingForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.book(appointment, **form.cleaned_data, by=_clerk(request))
        except Refused as no:
            form.add_error(no.field if no.field in form.fields else None, no.words)
        else:
            messages.success(request, _("It is booked. Keep this page, or note the time."))
            return redirect("appointment:page", secret)
    over = appointment.held_until is not None and appointment.held_until <= timezone.now()
    shown |= {"form": form, "over": over}
    return render(request, "hall/held.html", shown, status=409 if form.errors else 200)


@anyone
@require_POST
def release(request: HttpRequest, secret: str) -> HttpResponse:
    """The hold is given back, to choose another time."""
    held = _appointment(secret)
    actions.let_go(held, by=_clerk(request))
    return redirect("booking:times", held.item.code, held.centre_id)


@anyone
@require_POST
def cancellation(request: HttpRequest, secret: str) -> HttpResponse:
    try:
        actions.cancel(_appointment(secret), by=_clerk(request))
    except Refused as no:
        messages.error(request, no.words)
    return redirect("appointment:page", secret)


@anyone
def move(request: HttpRequest, secret: str) -> HttpResponse:
    """Another time of the same centre; the first one is kept until the other is certain."""
    appointment = _appointment(secret)
    item, centre = appointment.item, appointment.centre
    shown: dict[str, Any] = {"item": item, "centre": centre, "moving": appointment}
    if request.method == "POST":
        begins = _begins(request)
        try:
            actions.move(appointment, begins=begins, by=_clerk(request))
        except Refused as no:
            days = _days(request, item, centre, begins.date(), but=appointment)
            shown |= {"refused": no.words, **days}
            return render(request, "hall/book_times.html", shown, status=409)
        messages.success(request, _("It is moved."))
        return redirect("appointment:page", secret)
    shown |= _days(request, item, centre, None, but=appointment)
    return render(request, "hall/book_times.html", shown)


@anyone
@require_POST
def arrival(request: HttpRequest, secret: str) -> HttpResponse:
    """I am here: the appointment becomes a number."""
    try:
        ticket = actions.check_in(_appointment(secret), way=Ticket.Way.PHONE, by=_clerk(request))
    except Refused as no:
        messages.error(request, no.words)
        return redirect("appointment:page", secret)
    return redirect("ticket:page", ticket.secret)


@anyone
@require_GET
def calendar(request: HttpRequest, secret: str) -> HttpResponse:
    """For the calendar of a telephone; changed or cancelled, the same entry changes."""
    written = calendar_of(_appointment(secret), request.build_absolute_uri("/"))
    answer = HttpResponse(written, content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="appointment.ics"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _days(
    request: HttpRequest,
    item: ServiceItem,
    centre: Centre,
    day: datetime.date | None,
    but: Appointment | None = None,
) -> dict[str, Any]:
    """The days there are, and the times of the chosen one, which is the first at first."""
    now = timezone.now()
    today = timezone.localdate(now)
    days = days_of(centre, day or _day_asked(request) or today, today=today)
    chosen = next((one.day for one in days if one.chosen), days[0].day if days else today)
    halves = starts_by_half_day(item, centre, chosen, now=now, but=but)
    return {"days": days, "day": chosen, "halves": halves}


def _open_to(appointment: Appointment) -> dict[str, Any]:
    today = timezone.localdate()
    ticket = Ticket.objects.filter(appointment=appointment).first()
    booked = appointment.state == State.BOOKED
    return {"today": booked and appointment.day == today, "booked": booked, "ticket": ticket}


def _by_field(items: Any) -> list[tuple[Category, list[ServiceItem]]]:
    found: dict[Category, list[ServiceItem]] = {}
    for item in items:
        found.setdefault(item.category.parent or item.category, []).append(item)
    return sorted(found.items(), key=lambda one: one[0].position)


def _begins(request: HttpRequest) -> datetime.datetime:
    try:
        begins = parse_datetime(request.POST.get("begins", ""))
    except ValueError:
        begins = None
    if begins is None or begins.tzinfo is None:
        raise BadRequest(_("Choose one of the times shown."))
    return timezone.localtime(begins)


def _day_asked(request: HttpRequest) -> datetime.date | None:
    asked = request.GET.get("day", "")
    try:
        return datetime.date.fromisoformat(asked) if asked else None
    except ValueError as wrong:
        raise Http404 from wrong


def _clerk(request: HttpRequest) -> User | None:
    """Who books for somebody else: by the same rules, but it is on record who did it."""
    user = request.user
    return user if isinstance(user, User) and user.may("hall.serve") else None


def _be_sparing(request: HttpRequest) -> None:
    try:
        allow_stranger(request)
    except Problem as problem:
        raise Refused("too_many", str(problem.detail)) from problem


def _appointment(secret: str) -> Appointment:
    known = Appointment.objects.select_related("centre", "item")
    return get_object_or_404(known, secret=secret)
