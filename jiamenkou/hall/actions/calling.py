"""Calling: whose turn it is, once more, at another counter, not there, back again."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from jiamenkou.audit.actions import record
from jiamenkou.hall.actions.steps import locked_ticket, refuse_strangers, sat_at, show, step
from jiamenkou.hall.actions.times import turn
from jiamenkou.hall.models import Counter, Interval, Sitting, Ticket
from jiamenkou.hall.opening import refuse_unoffered
from jiamenkou.lib.constraints import refusing
from jiamenkou.lib.prepared import Prepared
from jiamenkou.lib.refusal import Refused
from jiamenkou.people.models import User
from jiamenkou.services.models import ServiceItem, Skill

RETURN_MINUTES = 15
State = Ticket.State
PRESENT = Prepared(
    lambda counter: Ticket.objects.at_a_counter().filter(counter=counter).select_related("item"),
    counter=models.BigIntegerField(),
)


def _by_turn(centre: Any, day: Any, counter: Any, clerk: Any, now: Any) -> QuerySet[Ticket]:
    mine = Skill.objects.on(day).filter(person=clerk).values("item")
    waiting = Ticket.objects.of_day(centre, day).in_line().callable_by(counter, mine)
    free = waiting.select_for_update(skip_locked=True, of=["self"]).select_related("item")
    return free.by_turn(now)[:1]


TURN = Prepared(
    _by_turn,
    centre=models.BigIntegerField(),
    day=models.DateField(),
    counter=models.BigIntegerField(),
    clerk=models.BigIntegerField(),
    now=models.DateTimeField(),
)


@transaction.atomic
def call_next(counter: Counter, *, by: User) -> Ticket | None:
    """Whoever's turn it is among those `by` may serve; None: nobody waits for this counter.

    Two counters never call the same person: each takes a row no other holds. Clicked twice, the
    number called first is the answer.
    """
    counter = sat_at(counter, by).counter
    now = timezone.now()
    present = PRESENT.first(counter=counter.pk)
    if present and present.state == State.CALLED:
        return present
    _refuse_busy(counter, present)
    ticket = _whose_turn(counter, by, now)
    return _call(ticket, counter, now=now, by=by, verb="hall.call") if ticket else None


@transaction.atomic
def call_now(ticket: Ticket, *, counter: Counter, by: User) -> Ticket:
    """One who waits is called before their turn: it is on record who did it."""
    counter = sat_at(counter, by).counter
    ticket = locked_ticket(ticket)
    if ticket.state == State.CALLED and ticket.counter_id == counter.pk:
        return ticket
    _refuse_busy(counter, PRESENT.first(counter=counter.pk))
    if ticket.state not in Ticket.IN_LINE or ticket.centre_id != counter.centre_id:
        words = _("%(ticket)s does not wait here: %(state)s.")
        facts = {"ticket": ticket, "state": ticket.get_state_display()}
        raise Refused("who_waits_is_called", words % facts)
    return _call(ticket, counter, now=timezone.now(), by=by, verb="hall.call_now")


@transaction.atomic
def recall(ticket: Ticket, *, by: User | None) -> Ticket:
    """Called once more, seen and heard."""
    ticket = locked_ticket(ticket)
    if ticket.state != State.CALLED:
        words = _("%(ticket)s is not being called: %(state)s.")
        facts = {"ticket": ticket, "state": ticket.get_state_display()}
        raise Refused("who_was_called_is_called_again", words % facts)
    refuse_strangers(ticket, by)
    ticket.called_at, ticket.calls = timezone.now(), ticket.calls + 1
    ticket.save(update_fields=["called_at", "calls"])
    record("hall.recall", ticket, by=by, number=ticket.words, calls=ticket.calls)
    show(ticket)
    return ticket


@transaction.atomic
def no_show(ticket: Ticket, *, by: User | None) -> Ticket:
    """Nobody came; within a quarter of an hour they may come back to their place."""
    ticket = locked_ticket(ticket)
    refuse_strangers(ticket, by)
    ticket, changed = step(ticket, State.NO_SHOW)
    if changed:
        now = timezone.now()
        ticket.return_until = now + datetime.timedelta(minutes=RETURN_MINUTES)
        ticket.save(update_fields=["state", "return_until"])
        turn(ticket, None, now=now)
        record("hall.no_show", ticket, by=by, number=ticket.words)
        show(ticket)
    return ticket


@transaction.atomic
def take_back(ticket: Ticket, *, by: User | None) -> Ticket:
    """Who missed the call is here after all, and waits in the place they had."""
    ticket, now = locked_ticket(ticket), timezone.now()
    if ticket.return_until and now > ticket.return_until:
        words = _("%(ticket)s could come back until %(time)s: take a new number, please.")
        facts = {"ticket": ticket, "time": f"{timezone.localtime(ticket.return_until):%H:%M}"}
        raise Refused("who_comes_back_comes_in_time", words % facts)
    if ticket.state not in {State.NO_SHOW, *Ticket.IN_LINE}:
        step(ticket, State.WAITING)  # says why not
    if ticket.state == State.NO_SHOW:
        ticket.state, ticket.return_until, ticket.counter = State.WAITING, None, None
        ticket.save(update_fields=["state", "return_until", "counter"])
        turn(ticket, Interval.Kind.WAITING, now=now)
        record("hall.take_back", ticket, by=by, number=ticket.words)
        show(ticket)
    return ticket


@transaction.atomic
def transfer(
    ticket: Ticket,
    *,
    to: Counter | None = None,
    item: ServiceItem | None = None,
    by: User | None,
) -> Ticket:
    """To another counter, or for another item to whoever serves it; in the place they had."""
    ticket, now = locked_ticket(ticket), timezone.now()
    refuse_strangers(ticket, by)
    _refuse_nowhere(ticket, to, item)
    ticket, changed = step(ticket, State.TRANSFERRED)
    if changed:
        ticket.item = item or ticket.item
        ticket.wanted, ticket.counter, ticket.clerk = to, None, None
        ticket.save(update_fields=["state", "item", "wanted", "counter", "clerk"])
        turn(ticket, Interval.Kind.WAITING, now=now)
        facts = {"to": to.number if to else None, "item": ticket.item.code}
        record("hall.transfer", ticket, by=by, number=ticket.words, **facts)
        show(ticket)
    return ticket


def _whose_turn(counter: Counter, by: User, now: datetime.datetime) -> Ticket | None:
    """The row is ours until the transaction ends; rows others are just calling are passed over."""
    at = {"centre": counter.centre_id, "counter": counter.pk, "day": timezone.localdate(now)}
    return TURN.first(clerk=by.pk, now=now, **at)


def _call(
    ticket: Ticket, counter: Counter, *, now: datetime.datetime, by: User, verb: str
) -> Ticket:
    ticket.centre = counter.centre
    ticket.state, ticket.counter, ticket.clerk = State.CALLED, counter, by
    ticket.wanted, ticket.called_at, ticket.calls = None, now, ticket.calls + 1
    fields = ["state", "counter", "clerk", "wanted", "called_at", "calls"]
    with refusing(Ticket, savepoint=False):
        ticket.save(update_fields=fields)
    turn(ticket, Interval.Kind.CALLED, now=now, counter=counter, clerk=by)
    record(verb, ticket, by=by, number=ticket.words, counter=counter.number)
    show(ticket)
    return ticket


def _refuse_busy(counter: Counter, present: Ticket | None) -> None:
    if present:
        words = _("%(ticket)s is still at %(counter)s: finish it, hold it or send it on first.")
        facts = {"ticket": present, "counter": counter}
        raise Refused("a_counter_has_one_ticket_at_a_time", words % facts)


def _refuse_nowhere(ticket: Ticket, to: Counter | None, item: ServiceItem | None) -> None:
    if to is None and item is None:
        words = _("Choose a counter, a service or both.")
        raise Refused("a_transfer_goes_somewhere", words, field="to")
    if to and (to.centre_id != ticket.centre_id or to.retired or to.pk == ticket.counter_id):
        words = _("Choose another counter of this hall.")
        raise Refused("a_transfer_stays_in_the_hall", words, field="to")
    if item:
        refuse_unoffered(item, ticket.centre, ticket.day)
    if to and not _serves(to, item or ticket.item, ticket.day):
        words = _("Nobody sits at %(counter)s who may serve “%(item)s”: choose another counter.")
        facts = {"counter": to, "item": item or ticket.item}
        raise Refused("a_transfer_goes_to_who_can_serve_it", words % facts, field="to")


def _serves(counter: Counter, item: ServiceItem, day: datetime.date) -> bool:
    """Else the number would wait for nobody."""
    there = Sitting.objects.open().filter(counter=counter).values("clerk")
    return Skill.objects.on(day).filter(person__in=there, item=item).exists()
