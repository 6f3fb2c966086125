"""Serving: begin, hold, go on, finish; and who it is."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from jiamenkou.audit.actions import record
from jiamenkou.hall.actions.steps import locked_ticket, refuse_strangers, sat_at, show, step
from jiamenkou.hall.actions.times import turn
from jiamenkou.hall.models import Counter, Interval, Ticket
from jiamenkou.lib.constraints import refusing
from jiamenkou.people.models import Resident, User

State, Kind = Ticket.State, Interval.Kind


@transaction.atomic
def start(ticket: Ticket, *, by: User | None) -> Ticket:
    """They sit down; being served begins."""
    return _go(ticket, State.SERVING, Kind.SERVING, by=by, verb="hall.start")


@transaction.atomic
def hold(ticket: Ticket, *, by: User | None) -> Ticket:
    """They fill in a form or fetch a copy; the counter is free meanwhile."""
    return _go(ticket, State.HELD, Kind.ON_HOLD, by=by, verb="hall.hold")


@transaction.atomic
def resume(ticket: Ticket, *, counter: Counter, by: User) -> Ticket:
    """They are back, at any counter that is free."""
    counter = sat_at(counter, by).counter
    ticket, changed = step(locked_ticket(ticket), State.SERVING)
    if changed:
        ticket.counter, ticket.clerk = counter, by
        with refusing(Ticket, savepoint=False):
            ticket.save(update_fields=["state", "counter", "clerk"])
        turn(ticket, Kind.SERVING, now=timezone.now(), counter=counter, clerk=by)
        record("hall.resume", ticket, by=by, number=ticket.words, counter=counter.number)
        show(ticket)
    return ticket


@transaction.atomic
def finish(ticket: Ticket, *, by: User | None) -> Ticket:
    """The visit is over."""
    return _go(ticket, State.DONE, None, by=by, verb="hall.finish")


@transaction.atomic
def name_visitor(ticket: Ticket, *, resident: Resident | None, by: User | None) -> Ticket:
    """Who the visit is of, as the clerk has seen."""
    ticket = locked_ticket(ticket)
    ticket.resident = resident
    ticket.save(update_fields=["resident"])
    record("hall.name_visitor", ticket, by=by, number=ticket.words)
    show(ticket)
    return ticket


def _go(ticket: Ticket, state: str, kind: str | None, *, by: User | None, verb: str) -> Ticket:
    """A step at the counter that the ticket is at."""
    ticket = locked_ticket(ticket)
    refuse_strangers(ticket, by)
    ticket, changed = step(ticket, state)
    if changed:
        with refusing(Ticket, savepoint=False):
            ticket.save(update_fields=["state"])
        turn(ticket, kind, now=timezone.now(), counter=ticket.counter, clerk=by or ticket.clerk)
        record(verb, ticket, by=by, number=ticket.words)
        show(ticket)
    return ticket
