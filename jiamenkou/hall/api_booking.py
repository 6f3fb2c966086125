"""Appointments for programs: the times there are, a hold, a booking, a move."""

from typing import Annotated, Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from ninja import Query, Router, Status

from jiamenkou.hall import actions
from jiamenkou.hall.api import CENTRE, item_named, reached
from jiamenkou.hall.lanes import starts
from jiamenkou.hall.models import Appointment
from jiamenkou.hall.shapes import (
    AppointmentSaid,
    AppointmentShown,
    HoldSaid,
    MoveSaid,
    TicketShown,
    TimesAsked,
    TimeShown,
    TimesShown,
    WhoSaid,
)
from jiamenkou.web.access import Allowed, may
from jiamenkou.web.api.fields import Key

router = Router(tags=["hall"])


@router.get(
    "/centres/{centre_id}/times",
    response=TimesShown,
    url_name="times",
    summary="Times that can be booked",
)
@may("hall.see")
def list_times(
    request: Allowed, centre_id: Key, asked: Annotated[TimesAsked, Query()]
) -> TimesShown:
    """Those of one day that lie ahead, the full ones among them."""
    centre, now = reached(request, CENTRE.first(pk=centre_id)), timezone.now()
    day = asked.day or timezone.localdate(now)
    found = starts(item_named(asked.item), centre, day, now=now)
    return TimesShown(items=[TimeShown.of(one) for one in found])


@router.post(
    "/centres/{centre_id}/holds",
    response={201: AppointmentShown},
    url_name="holds",
    summary="Hold a time",
)
@may("hall.take")
def hold_time(request: Allowed, response: HttpResponse, centre_id: Key, said: HoldSaid) -> Any:
    """For ten minutes; what this owner held before is free again."""
    centre = reached(request, CENTRE.first(pk=centre_id))
    held = actions.hold_slot(
        item_named(said.item),
        centre=centre,
        begins=timezone.localtime(said.begins),
        owner=said.owner,
        by=request.user,
    )
    return _made(response, held)


@router.post(
    "/centres/{centre_id}/appointments",
    response={201: AppointmentShown},
    url_name="appointments",
    summary="Book a time",
)
@may("hall.take")
def book_time(
    request: Allowed, response: HttpResponse, centre_id: Key, said: AppointmentSaid
) -> Any:
    centre = reached(request, CENTRE.first(pk=centre_id))
    made = actions.book_slot(
        item_named(said.item),
        centre=centre,
        begins=timezone.localtime(said.begins),
        name=said.name,
        phone=said.phone,
        by=request.user,
    )
    return _made(response, made)


@router.get(
    "/appointments/{appointment_id}",
    response=AppointmentShown,
    url_name="appointment",
    summary="One appointment",
)
@may("hall.take")
def show_appointment(request: Allowed, appointment_id: Key) -> AppointmentShown:
    return AppointmentShown.of(_appointment(request, appointment_id))


@router.post(
    "/appointments/{appointment_id}/booking",
    response=AppointmentShown,
    url_name="booking",
    summary="Book what is held",
)
@may("hall.take")
def book_held(request: Allowed, appointment_id: Key, said: WhoSaid) -> AppointmentShown:
    held = _appointment(request, appointment_id)
    return AppointmentShown.of(
        actions.book(held, name=said.name, phone=said.phone, by=request.user)
    )


@router.post(
    "/appointments/{appointment_id}/move",
    response=AppointmentShown,
    url_name="move",
    summary="Move an appointment",
)
@may("hall.take")
def move_appointment(request: Allowed, appointment_id: Key, said: MoveSaid) -> AppointmentShown:
    appointment = _appointment(request, appointment_id)
    begins = timezone.localtime(said.begins)
    return AppointmentShown.of(actions.move(appointment, begins=begins, by=request.user))


@router.post(
    "/appointments/{appointment_id}/cancellation",
    response=AppointmentShown,
    url_name="cancellation",
    summary="Cancel an appointment",
)
@may("hall.take")
def cancel_appointment(request: Allowed, appointment_id: Key) -> AppointmentShown:
    appointment = _appointment(request, appointment_id)
    return AppointmentShown.of(actions.cancel(appointment, by=request.user))


@router.post(
    "/appointments/{appointment_id}/arrival",
    response=TicketShown,
    url_name="arrival",
    summary="Say that they are here",
)
@may("hall.take")
def check_in(request: Allowed, appointment_id: Key) -> TicketShown:
    """The appointment becomes a number."""
    appointment = _appointment(request, appointment_id)
    return TicketShown.of(actions.check_in(appointment, way="kiosk", by=request.user))


def _made(response: HttpResponse, appointment: Appointment) -> Any:
    response["Location"] = reverse("api:appointment", args=[appointment.pk])
    return Status(201, AppointmentShown.of(appointment))


def _appointment(request: Allowed, appointment_id: int) -> Appointment:
    known = Appointment.objects.within(request.reach).select_related("centre", "item")
    return get_object_or_404(known, pk=appointment_id)
