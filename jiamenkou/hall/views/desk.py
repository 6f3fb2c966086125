"""The clerk's screen: sit down, call, serve, hold, send on, finish, all by single keys."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from jiamenkou.hall import actions
from jiamenkou.hall.forms import TransferForm, VisitorForm
from jiamenkou.hall.models import Counter, Sitting, Ticket
from jiamenkou.hall.shown.desk import desk_of
from jiamenkou.lib.refusal import Refused
from jiamenkou.people.models import Resident
from jiamenkou.web.access import Allowed, may
from jiamenkou.web.middleware import asks_for_part

MOST_COUNTERS = 60
MOST_RESIDENTS = 8
STEPS = {
    "recall": actions.recall,
    "start": actions.start,
    "hold": actions.hold,
    "finish": actions.finish,
    "no_show": actions.no_show,
    "take_back": actions.take_back,
    "leave": actions.leave,
}
AT_THE_COUNTER = {"resume": actions.resume, "call": actions.call_now}


@may("hall.serve")
@require_GET
def desk(request: Allowed) -> HttpResponse:
    """My counter; or, while I sit at none, the free ones."""
    sitting = _sitting(request)
    if sitting is None:
        counters = Counter.objects.within(request.reach).free().select_related("centre")
        free = counters.order_by("centre__name", "number")[:MOST_COUNTERS]
        return render(request, "hall/free_counters.html", {"free": free})
    shown = desk_of(sitting, request.user, now=timezone.now())
    part = "hall/desk_part.html" if asks_for_part(request) else "hall/desk.html"
    return render(request, part, {"sitting": sitting, **shown})


@may("hall.serve")
@require_POST
def sitting(request: Allowed, counter_id: int) -> HttpResponse:
    """Sit down at a counter, or leave it."""
    counter = _counter(request, counter_id)
    try:
        if "close" in request.POST:
            actions.close_counter(counter, by=request.user)
        else:
            actions.open_counter(counter, by=request.user)
    except Refused as no:
        messages.error(request, no.words)
    return redirect("hall:desk")


@may("hall.serve")
@require_POST
def call(request: Allowed, counter_id: int) -> HttpResponse:
    """The next one, please."""
    try:
        if actions.call_next(_counter(request, counter_id), by=request.user) is None:
            messages.info(request, _("Nobody is waiting whom you may serve."))
    except Refused as no:
        messages.error(request, no.words)
    return redirect("hall:desk")


@may("hall.serve")
@require_POST
def step(request: Allowed, ticket_id: int) -> HttpResponse:
    """One step of a visit, by its name."""
    ticket, asked = _ticket(request, ticket_id), request.POST.get("step", "")
    try:
        if asked in AT_THE_COUNTER:
            AT_THE_COUNTER[asked](ticket, counter=_my_counter(request), by=request.user)
        elif asked in STEPS:
            STEPS[asked](ticket, by=request.user)
        else:
            raise BadRequest(_("There is no such step."))
    except Refused as no:
        messages.error(request, no.words)
    return redirect("hall:desk")


@may("hall.serve")
def transfer(request: Allowed, ticket_id: int) -> HttpResponse:
    """To another counter or for another service."""
    ticket = _ticket(request, ticket_id)
    form = TransferForm(request.POST if request.method == "POST" else None, ticket=ticket)
    if form.is_valid():
        try:
            actions.transfer(ticket, **form.cleaned_data, by=request.user)
        except Refused as no:
            form.add_error(no.field if no.field in form.fields else None, no.words)
        else:
            return redirect("hall:desk")
    status = 409 if form.errors else 200
    return render(request, "hall/transfer.html", {"ticket": ticket, "form": form}, status=status)


@may("hall.serve")
def visitor(request: Allowed, ticket_id: int) -> HttpResponse:
    """Find out who it is, by name, telephone or ID number; then the visit is theirs."""
    ticket = _ticket(request, ticket_id)
    known = Resident.objects.within(request.user.reach("people.see_residents")).on_record()
    if chosen := request.POST.get("resident"):
        resident = get_object_or_404(known, pk=chosen)
        actions.name_visitor(ticket, resident=resident, by=request.user)
        return redirect("hall:desk")
    form = VisitorForm(request.POST if request.method == "POST" else None)
    shown: dict[str, Any] = {"ticket": ticket, "form": form}
    if form.is_valid():
        shown["found"] = form.found(known)[:MOST_RESIDENTS]
    return render(request, "hall/visitor.html", shown, status=409 if form.errors else 200)


@may("hall.serve")
@require_POST
def case(request: Allowed, ticket_id: int) -> HttpResponse:
    """A case of this visit; sent twice with its key, it is one."""
    ticket = _ticket(request, ticket_id)
    try:
        actions.begin_case(ticket, by=request.user, key=request.POST.get("key", "")[:60])
    except Refused as no:
        messages.error(request, no.words)
    return redirect("hall:desk")


def _sitting(request: Allowed) -> Sitting | None:
    mine = Sitting.objects.open().of(request.user).within(request.reach)
    return mine.select_related("counter__centre").first()


def _my_counter(request: Allowed) -> Counter:
    mine = _sitting(request)
    if mine is None:
        raise Refused("a_counter_is_its_clerks", _("Sit down at a counter first."))
    return mine.counter


def _counter(request: Allowed, counter_id: int) -> Counter:
    known = Counter.objects.within(request.reach).select_related("centre")
    return get_object_or_404(known, pk=counter_id)


def _ticket(request: Allowed, ticket_id: int) -> Ticket:
    known = Ticket.objects.within(request.reach)
    return get_object_or_404(known.select_related("centre", "item"), pk=ticket_id)
