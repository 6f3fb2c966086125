"""What every step of a visit is asked: does it follow, and is the clerk at that counter?"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext as _

from jiamenkou.hall.models import Counter, Sitting, Ticket
from jiamenkou.lib.prepared import Prepared
from jiamenkou.lib.refusal import Refused
from jiamenkou.people.models import User
from jiamenkou.web import live

LOCKED = Prepared(
    lambda pk: (
        Ticket.objects.select_for_update(of=["self"])
        .select_related("centre", "item", "counter")
        .filter(pk=pk)
    ),
    pk=models.BigIntegerField(),
)
THERE = {"clerk": models.BigIntegerField(), "counter": models.BigIntegerField()}
SITTING = Prepared(
    lambda clerk, counter: Sitting.objects.open().of(clerk).filter(counter=counter), **THERE
)
SAT = Prepared(
    lambda clerk, counter: (
        Sitting.objects.open()
        .of(clerk)
        .filter(counter=counter)
        .select_for_update(of=["self"])
        .select_related("counter__centre")
    ),
    **THERE,
)


def locked_ticket(ticket: Ticket) -> Ticket:
    """As it is now, for us alone until the transaction ends."""
    found = LOCKED.first(pk=ticket.pk)
    if found is None:
        raise Ticket.DoesNotExist
    return found


def step(ticket: Ticket, state: str) -> tuple[Ticket, bool]:
    """The locked ticket in its new state, and whether that is new; a second click is not."""
    if ticket.state == state:
        return ticket, False
    if state not in Ticket.NEXT[ticket.state]:
        words = _("%(ticket)s cannot go on like this: %(state)s.")
        facts = {"ticket": ticket, "state": ticket.get_state_display()}
        raise Refused("a_visit_takes_its_steps_in_order", words % facts)
    ticket.state = state
    return ticket, True


def refuse_strangers(ticket: Ticket, by: User | None) -> None:
    """Whoever was called to a counter is served by the clerk who sits there."""
    if by is None or ticket.counter is None:
        return
    if not SITTING.first(clerk=by.pk, counter=ticket.counter_id):
        words = _("%(ticket)s is at %(counter)s; you do not sit there.")
        facts = {"ticket": ticket, "counter": ticket.counter}
        raise Refused("a_counter_is_its_clerks", words % facts)


def sat_at(counter: Counter, by: User) -> Sitting:
    """The clerk's own sitting, locked: nobody does two things at one counter at once."""
    sitting = SAT.first(clerk=by.pk, counter=counter.pk)
    if sitting is None:
        words = _("You do not sit at %(counter)s: open it first.") % {"counter": counter}
        raise Refused("a_counter_is_its_clerks", words)
    return sitting


def show(ticket: Ticket) -> None:
    """Wake the pages of the hall, and the one of this number."""
    live.tell(ticket.topic, ticket.own_topic)
