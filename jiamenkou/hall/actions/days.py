"""What the clock does in a hall: at night the day before is over."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from jiamenkou.audit.actions import record
from jiamenkou.hall.actions.times import now_or_after, turn
from jiamenkou.hall.models import Appointment, Sitting, Ticket


@transaction.atomic
def end_day(today: datetime.date) -> int:
    """Visits, sittings and appointments of earlier days that nobody ended; how many there were."""
    tickets = list(_unended(today))
    for ticket in tickets:
        served = ticket.state in {Ticket.State.SERVING, Ticket.State.HELD}
        ticket.state = Ticket.State.DONE if served else Ticket.State.LEFT
        ticket.return_until = None
        ticket.save(update_fields=["state", "return_until"])
        turn(ticket, None, now=timezone.now())
        record("hall.end_day", ticket, by=None, number=ticket.words)
    missed = list(_missed(today))
    for appointment in missed:
        appointment.state = Appointment.State.MISSED
        appointment.save(update_fields=["state"])
        record("hall.miss", appointment, by=None)
    return len(tickets) + len(missed) + _leave_counters(today)


def _unended(today: datetime.date) -> list[Ticket]:
    over = Ticket.objects.filter(day__lt=today).exclude(state__in=Ticket.OVER)
    locked = over.select_for_update(of=["self"], skip_locked=True)
    return list(locked.select_related("centre").order_by("pk"))


def _missed(today: datetime.date) -> list[Appointment]:
    past = Appointment.objects.booked().filter(day__lt=today)
    locked = past.select_for_update(of=["self"], skip_locked=True)
    return list(locked.select_related("centre").order_by("pk"))


def _leave_counters(today: datetime.date) -> int:
    forgotten = Sitting.objects.select_for_update(of=["self"], skip_locked=True).open()
    sittings = list(forgotten.filter(during__startswith__date__lt=today).select_related("counter"))
    for sitting in sittings:
        began = sitting.during.lower
        sitting.during = DateTimeTZRange(began, now_or_after(began))
        sitting.save(update_fields=["during"])
        record("hall.close_counter", sitting.counter, by=None, number=sitting.counter.number)
    return len(sittings)
