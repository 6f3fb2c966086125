"""What every step of a visit is asked: does it follow, and is the clerk at that counter?"""

from __future__ import annotations

from django.utils.translation import gettext as _

from jiamenkou.hall.models import Counter, Sitting, Ticket
from jiamenkou.lib.refusal import Refused
from jiamenkou.people.models import User
from jiamenkou.web import live


def locked_ticket(ticket: Ticket) -> Ticket:
    """As it is now, for us alone until the transaction ends."""
    found = Ticket.objects.select_for_update(of=["self"])
    return found.select_related("centre__area", "item", "counter").get(pk=ticket.pk)


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
    if not Sitting.objects.open().of(by).filter(counter=ticket.counter).exists():
        words = _("%(ticket)s is at %(counter)s; you do not sit there.")
        facts = {"ticket": ticket, "counter": ticket.counter}
        raise Refused("a_counter_is_its_clerks", words % facts)


def sat_at(counter: Counter, by: User) -> Sitting:
    """The clerk's own sitting, locked: nobody does two things at one counter at once."""
    found = Sitting.objects.select_for_update(of=["self"]).open().of(by).filter(counter=counter)
    sitting = found.select_related("counter__centre__area").first()
    if sitting is None:
        words = _("You do not sit at %(counter)s: open it first.") % {"counter": counter}
        raise Refused("a_counter_is_its_clerks", words)
    return sitting


def show(ticket: Ticket) -> None:
    """Wake the pages of the hall, and the one of this number."""
    live.tell(ticket.topic)
    live.tell(ticket.own_topic)
