"""The hall for programs: numbers, calls and steps, and what a screen shows."""

from typing import Any, TypeVar

from django.db import models
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Status

from jiamenkou.hall import actions
from jiamenkou.hall.models import Counter, PriorityClass, Sitting, Ticket
from jiamenkou.hall.shapes import (
    CalledShown,
    HallShown,
    SittingSaid,
    SittingShown,
    StepSaid,
    TicketSaid,
    TicketShown,
    WaitingTicketShown,
)
from jiamenkou.hall.waiting import line_at
from jiamenkou.lib.prepared import Prepared
from jiamenkou.lib.refusal import Refused
from jiamenkou.places.models import Centre
from jiamenkou.services.models import ServiceItem
from jiamenkou.web.access import Allowed, may
from jiamenkou.web.api.fields import Key
from jiamenkou.web.api.problems import Problem

Row = TypeVar("Row", Centre, Ticket, Counter)
router = Router(tags=["hall"])
CENTRE = Prepared(
    lambda pk: Centre.objects.only("name", "area").filter(pk=pk), pk=models.BigIntegerField()
)
ITEM = Prepared(
    lambda code: ServiceItem.objects.only("code", "name", "name_en").filter(code=code),
    code=models.CharField(),
)
TICKET = Prepared(
    lambda pk: Ticket.objects.select_related("centre", "item", "counter").filter(pk=pk),
    pk=models.BigIntegerField(),
)
COUNTER = Prepared(
    lambda pk: Counter.objects.select_related("centre").filter(pk=pk), pk=models.BigIntegerField()
)
MOST_CALLS, MOST_NEXT = 6, 12
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


@router.get("/centres/{centre_id}/hall", response=HallShown, url_name="hall", summary="A hall now")
@may("hall.see")
def show_hall(request: Allowed, centre_id: Key) -> HallShown:
    """What a screen shows: the last calls, who comes next, how many wait, who sits where."""
    centre, now = reached(request, CENTRE.first(pk=centre_id)), timezone.now()
    today = Ticket.objects.of_day(centre, timezone.localdate(now)).select_related("item", "counter")
    called = today.filter(called_at__isnull=False, counter__isnull=False).order_by("-called_at")
    line = today.in_line()
    sittings = Sitting.objects.open().at(centre).select_related("counter", "clerk")
    return HallShown(
        at=timezone.localtime(now),
        waiting=line.count(),
        counters=[SittingShown.of(one) for one in sittings.order_by("counter__number")],
        calls=[TicketShown.of(one) for one in called[:MOST_CALLS]],
        next=[TicketShown.of(one) for one in line.by_turn(now)[:MOST_NEXT]],
    )


@router.post(
    "/centres/{centre_id}/tickets",
    response={201: TicketShown},
    url_name="hall-tickets",
    summary="Take a number",
)
@may("hall.take")
def take_ticket(request: Allowed, response: HttpResponse, centre_id: Key, said: TicketSaid) -> Any:
    centre = reached(request, CENTRE.first(pk=centre_id))
    ticket = actions.take_ticket(
        item_named(said.item), centre=centre, way=said.way, priority=_class(said), by=request.user
    )
    response["Location"] = reverse("api:hall-ticket", args=[ticket.pk])
    return Status(201, TicketShown.of(ticket))


@router.get(
    "/hall-tickets/{ticket_id}",
    response=WaitingTicketShown,
    url_name="hall-ticket",
    summary="One number and its place in line",
)
@may("hall.see")
def show_ticket(request: Allowed, ticket_id: Key) -> WaitingTicketShown:
    ticket = reached(request, TICKET.first(pk=ticket_id))
    return WaitingTicketShown.at(ticket, line_at(ticket.centre, now=timezone.now()))


@router.post(
    "/hall-tickets/{ticket_id}/steps",
    response=TicketShown,
    url_name="hall-steps",
    summary="A step of a visit",
)
@may("hall.serve")
def take_hall_step(request: Allowed, ticket_id: Key, said: StepSaid) -> TicketShown:
    """Taken twice it is taken once. `resume` and `call` happen at the asker's own counter."""
    ticket = reached(request, TICKET.first(pk=ticket_id))
    if said.step in STEPS:
        return TicketShown.of(STEPS[said.step](ticket, by=request.user))
    sitting = Sitting.objects.open().of(request.user).select_related("counter").first()
    if sitting is None:
        raise Refused("a_counter_is_its_clerks", _("Sit down at a counter first."))
    step = AT_THE_COUNTER[said.step]
    return TicketShown.of(step(ticket, counter=sitting.counter, by=request.user))


@router.post(
    "/counters/{counter_id}/sittings",
    response=SittingShown,
    url_name="sittings",
    summary="Open or close a counter",
)
@may("hall.serve")
def sit(request: Allowed, counter_id: Key, said: SittingSaid) -> SittingShown:
    counter = reached(request, COUNTER.first(pk=counter_id))
    if said.open:
        return SittingShown.of(actions.open_counter(counter, by=request.user))
    return SittingShown(counter=actions.close_counter(counter, by=request.user).number, clerk="")


@router.post(
    "/counters/{counter_id}/calls",
    response=CalledShown,
    url_name="calls",
    summary="Call the next one",
)
@may("hall.serve")
def call_next(request: Allowed, counter_id: Key) -> CalledShown:
    """By who sits there; while somebody is called, they are the answer."""
    ticket = actions.call_next(reached(request, COUNTER.first(pk=counter_id)), by=request.user)
    return CalledShown(ticket=TicketShown.of(ticket) if ticket else None)


def reached(request: Allowed, found: Row | None) -> Row:
    """It, where the asker's areas hold it; what lies elsewhere does not exist."""
    if found is None or not request.reach.holds(found.lies_in):
        raise Http404
    return found


def item_named(code: str) -> ServiceItem:
    item = ITEM.first(code=code)
    if item is None:
        words = _("There is no service of that code.")
        raise Problem("invalid", words, errors=(("item", words),))
    return item


def _class(said: TicketSaid) -> PriorityClass | None:
    if not said.goes_first:
        return None
    found = PriorityClass.objects.filter(code=said.goes_first, retired=False).first()
    if found is None:
        words = _("Nobody goes first by that code.")
        raise Problem("invalid", words, errors=(("goes_first", words),))
    return found
