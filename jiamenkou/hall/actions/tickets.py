"""Taking a number, by hand or for an appointment, and leaving."""

from __future__ import annotations

import datetime
import secrets
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jiamenkou.audit.actions import record
from jiamenkou.hall.actions.steps import locked_ticket, show, step
from jiamenkou.hall.actions.times import turn
from jiamenkou.hall.models import Appointment, PriorityClass, Ticket
from jiamenkou.hall.models.ticket import EVERYBODY
from jiamenkou.hall.opening import refuse_at_the_door, refuse_closed
from jiamenkou.lib.constraints import refusing
from jiamenkou.lib.prepared import planned
from jiamenkou.lib.refusal import Refused
from jiamenkou.people.models import Resident, User
from jiamenkou.places.models import Centre
from jiamenkou.services.models import ServiceItem
from jiamenkou.web import live

WALK_IN, BOOKED = "A", "Y"
"""The letters of numbers: 预约 for an appointment. Nobody's number tells why they go first."""
EARLY = datetime.timedelta(minutes=60)
GRACE = datetime.timedelta(minutes=15)
"""Who comes later than that after the beginning waits like everybody else."""
TAKE = """
WITH given AS (
    INSERT INTO hall_series AS known (centre_id, day, prefix, last)
    VALUES (%(centre)s, %(day)s::date, %(prefix)s::text, 1)
    ON CONFLICT (centre_id, day, prefix) DO UPDATE SET last = known.last + 1
    RETURNING last
), taken AS (
    INSERT INTO hall_ticket (
        centre_id, day, prefix, number, item_id, priority_id, rank, due_at, arrived_at, way, state,
        calls, appointment_id, resident_id, secret, key
    )
    SELECT %(centre)s, %(day)s::date, %(prefix)s::text, last, %(item)s, %(priority)s::bigint,
        %(rank)s, %(due_at)s::timestamptz, %(now)s::timestamptz, %(way)s, 'waiting', 0,
        %(appointment)s::bigint, %(resident)s::bigint, %(secret)s, %(key)s
    FROM given
    RETURNING id, number
), waits AS (
    INSERT INTO hall_interval (ticket_id, kind, during)
    SELECT id, 'waiting', tstzrange(%(now)s::timestamptz, NULL) FROM taken
)
SELECT id, number FROM taken
"""
"""Whoever asks at the same moment waits for our commit, or gets this number if we fail."""


def take_ticket(  # noqa: PLR0913 - what a machine asks
    item: ServiceItem,
    *,
    centre: Centre,
    way: str,
    priority: PriorityClass | None = None,
    resident: Resident | None = None,
    by: User | None,
    key: str = "",
) -> Ticket:
    """A number for today; asked for again with the same `key`, the same number."""
    now = timezone.now()
    refuse_at_the_door(item, centre, now)
    facts = {"item": item, "way": way, "priority": priority, "resident": resident, "key": key}
    return _once(centre, key, lambda: _take(centre, WALK_IN, now=now, by=by, **facts))


@transaction.atomic
def check_in(
    appointment: Appointment, *, way: str, priority: PriorityClass | None = None, by: User | None
) -> Ticket:
    """Who has an appointment is here: a number whose turn has come when the time has."""
    found = Appointment.objects.select_for_update(of=["self"])
    appointment = found.select_related("centre", "item").get(pk=appointment.pk)
    if appointment.state == Appointment.State.ARRIVED:
        return Ticket.objects.get(appointment=appointment)
    now = timezone.now()
    _refuse_another_time(appointment, now)
    refuse_closed(appointment.centre, now, booked=True)
    appointment.state = Appointment.State.ARRIVED
    appointment.save(update_fields=["state"])
    facts: dict[str, Any] = {"item": appointment.item, "resident": appointment.resident}
    facts["due_at"] = appointment.begins if now <= appointment.begins + GRACE else None
    facts |= {"appointment": appointment, "priority": priority, "way": way}
    return _take(appointment.centre, BOOKED, now=now, by=by, **facts)


@transaction.atomic
def leave(ticket: Ticket, *, by: User | None) -> Ticket:
    """Whoever waited does not wait any longer; the number is not given again."""
    ticket, changed = step(locked_ticket(ticket), Ticket.State.LEFT)
    if changed:
        ticket.return_until = None
        ticket.save(update_fields=["state", "return_until"])
        turn(ticket, None, now=timezone.now())
        record("hall.leave", ticket, by=by, number=ticket.words)
        show(ticket)
    return ticket


def _once(centre: Centre, key: str, take: Any) -> Ticket:
    """Of two at once with one key, one takes a number and the other gets the same."""
    if key and (taken := _taken(centre, key)):
        return taken
    try:
        ticket: Ticket = take()
    except Refused as no:
        if no.rule == "a_ticket_is_taken_once_a_key" and (taken := _taken(centre, key)):
            return taken
        raise
    return ticket


def _taken(centre: Centre, key: str) -> Ticket | None:
    return Ticket.objects.filter(centre=centre, key=key).first()


def _take(
    centre: Centre, prefix: str, *, now: datetime.datetime, by: User | None, **facts: Any
) -> Ticket:
    """The number, its ticket and its first interval in one statement: none stands alone."""
    priority: PriorityClass | None = facts["priority"]
    ticket = Ticket(
        centre=centre,
        day=timezone.localdate(now),
        prefix=prefix,
        rank=priority.rank if priority else EVERYBODY,
        arrived_at=now,
        secret=secrets.token_urlsafe(16),
        **facts,
    )
    with refusing(Ticket):
        with planned() as cursor:
            cursor.execute(TAKE, _columns(ticket, now))
            ticket.pk, ticket.number = cursor.fetchone()
        ticket._state.adding = False
        record("hall.take_ticket", ticket, by=by, number=ticket.words, item=ticket.item.code)
        live.tell(ticket.topic)
    return ticket


def _columns(ticket: Ticket, now: datetime.datetime) -> dict[str, Any]:
    return {
        "centre": ticket.centre_id,
        "day": ticket.day,
        "prefix": ticket.prefix,
        "item": ticket.item_id,
        "priority": ticket.priority_id,
        "rank": ticket.rank,
        "due_at": ticket.due_at,
        "now": now,
        "way": ticket.way,
        "appointment": ticket.appointment_id,
        "resident": ticket.resident_id,
        "secret": ticket.secret,
        "key": ticket.key,
    }


def _refuse_another_time(appointment: Appointment, now: datetime.datetime) -> None:
    if appointment.state != Appointment.State.BOOKED:
        words = _("This appointment is not open: %(state)s.")
        facts = {"state": appointment.get_state_display()}
        raise Refused("an_open_appointment_is_checked_in", words % facts)
    if timezone.localdate(now) != appointment.day:
        words = _("This appointment is on %(day)s; come on that day.")
        raise Refused("an_appointment_is_for_its_day", words % {"day": appointment.day})
    if now < appointment.begins - EARLY:
        words = _("You are early: from %(time)s on you can say that you are here.")
        facts = {"time": f"{appointment.begins - EARLY:%H:%M}"}
        raise Refused("nobody_checks_in_hours_early", words % facts)
