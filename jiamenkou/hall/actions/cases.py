"""The cases of a visit."""

from __future__ import annotations

from django.db import transaction

from jiamenkou.audit.actions import record
from jiamenkou.hall.actions.steps import locked_ticket, refuse_strangers, show
from jiamenkou.hall.models import Ticket
from jiamenkou.people.models import User
from jiamenkou.services import actions as services
from jiamenkou.services.models import Case, ServiceItem


@transaction.atomic
def begin_case(ticket: Ticket, *, item: ServiceItem | None = None, by: User, key: str = "") -> Case:
    """A case of this visit, for its resident; a visit may hold several."""
    ticket = locked_ticket(ticket)
    refuse_strangers(ticket, by)
    case = services.open_case(
        item or ticket.item,
        centre=ticket.centre,
        resident=ticket.resident,
        channel="hall",
        by=by,
        key=key,
    )
    ticket.cases.add(case)
    record("hall.begin_case", ticket, by=by, number=ticket.words, case=case.pk)
    show(ticket)
    return case
