"""For who leads a hall: the halls, one as it is now, a day's report, its counters, its classes."""

from __future__ import annotations

import datetime

from django.contrib import messages
from django.db.models import Count, Exists, OuterRef, Q
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from jiamenkou.hall import actions
from jiamenkou.hall.forms import ClassForm, CounterForm
from jiamenkou.hall.models import Appointment, Counter, PriorityClass, Sitting, Ticket
from jiamenkou.hall.shown.board import board_of
from jiamenkou.hall.shown.halls_table import HallTable
from jiamenkou.hall.shown.report import VisitTable, figures_of
from jiamenkou.hall.shown.times import AppointmentTable
from jiamenkou.lib.refusal import Refused
from jiamenkou.places.models import Centre
from jiamenkou.web.access import Allowed, may
from jiamenkou.web.middleware import asks_for_part

ONE_DAY = datetime.timedelta(days=1)


@may("hall.see")
@require_GET
def halls(request: Allowed) -> HttpResponseBase:
    """The centres that have counters, with how many wait."""
    counters = Counter.objects.in_use().filter(centre=OuterRef("pk"))
    today, sitting = timezone.localdate(), Sitting.objects.open().values("counter")
    waiting = Q(tickets__day=today, tickets__state__in=Ticket.IN_LINE)
    known = Centre.objects.within(request.reach).filter(Exists(counters)).annotate(
        waiting=Count("tickets", filter=waiting, distinct=True),
        open=Count("counters", filter=Q(counters__in=sitting), distinct=True),
    )  # fmt: skip
    return HallTable(request, known).answer("hall/halls.html", {})


@may("hall.see")
@require_GET
def board(request: Allowed, centre_id: int) -> HttpResponse:
    shown = board_of(_centre(request, centre_id), now=timezone.now())
    part = "hall/board_part.html" if asks_for_part(request) else "hall/board.html"
    return render(request, part, shown)


@may("hall.see")
@require_GET
def report(request: Allowed, centre_id: int, day: str) -> HttpResponseBase:
    """Waiting, preparing, being served and on hold, each by itself, and every visit behind them."""
    centre, on = _centre(request, centre_id), _day(day)
    tickets = Ticket.objects.of_day(centre, on)
    shown = {
        "centre": centre,
        "day": on,
        "before": on - ONE_DAY,
        "after": on + ONE_DAY if on < timezone.localdate() else None,
        "now": timezone.now(),
        **figures_of(tickets),
    }
    return VisitTable(request, tickets).answer("hall/report.html", shown)


@may("hall.serve")
@require_GET
def appointments(request: Allowed, centre_id: int) -> HttpResponseBase:
    """Who comes when; names masked."""
    centre = _centre(request, centre_id)
    made = Appointment.objects.filter(centre=centre, day__gte=timezone.localdate())
    table = AppointmentTable(request, made.exclude(state__in=("held", "lapsed")))
    return table.answer("hall/appointments.html", {"centre": centre})


@may("hall.keep")
def counters(request: Allowed, centre_id: int) -> HttpResponse:
    """The counters of a hall, and one more."""
    centre = _centre(request, centre_id)
    form = CounterForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.add_counter(centre, **form.cleaned_data, by=request.user)
        except Refused as no:
            form.add_error("number", no.words)
        else:
            return redirect("hall:counters", centre.pk)
    kept = Counter.objects.in_use().filter(centre=centre).order_by("number")
    shown = {"centre": centre, "form": form, "counters": kept}
    return render(request, "hall/counters.html", shown, status=409 if form.errors else 200)


@may("hall.keep")
@require_POST
def retirement(request: Allowed, counter_id: int) -> HttpResponse:
    known = Counter.objects.within(request.reach)
    counter = get_object_or_404(known, pk=counter_id)
    try:
        actions.retire_counter(counter, by=request.user)
    except Refused as no:
        messages.error(request, no.words)
    return redirect("hall:counters", counter.centre_id)


@may("hall.keep")
def classes(request: Allowed) -> HttpResponse:
    """Who is called before others; the same everywhere, so everybody is treated alike."""
    form = ClassForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        said = dict(form.cleaned_data)
        try:
            actions.keep_class(said.pop("code"), **said, by=request.user)
        except Refused as no:
            form.add_error("rank", no.words)
        else:
            messages.success(request, _("Kept."))
            return redirect("hall:classes")
    shown = {"form": form, "classes": PriorityClass.objects.all()}
    return render(request, "hall/classes.html", shown, status=409 if form.errors else 200)


def _centre(request: Allowed, centre_id: int) -> Centre:
    known = Centre.objects.within(request.reach).select_related("area")
    return get_object_or_404(known, pk=centre_id)


def _day(words: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(words)
    except ValueError as wrong:
        raise Http404 from wrong
