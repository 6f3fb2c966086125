"""What can be done with leave: ask for it, approve, refuse, withdraw."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from django.utils.translation import gettext as _

from jiamenkou.audit.actions import record
from jiamenkou.lib.constraints import refusing
from jiamenkou.lib.refusal import Refused
from jiamenkou.notices.actions import tell
from jiamenkou.people.models import User
from jiamenkou.rota.actions.ledger import give_back_days, take_days
from jiamenkou.rota.actions.locks import lock_people, lock_rosters, note_change
from jiamenkou.rota.days import ONE_DAY
from jiamenkou.rota.keepers import keepers_of
from jiamenkou.rota.models import Duty, Leave, Posting, Roster, ShiftPattern

State = Leave.State


@dataclass(frozen=True, kw_only=True)
class Opening:
    """A shift of a roster that lost somebody."""

    roster: Roster
    pattern: ShiftPattern
    day: datetime.date


@transaction.atomic
def ask_leave(
    person: User, *, first: datetime.date, last: datetime.date, kind: str, by: User | None
) -> Leave:
    """`person` would like to be away from `first` to `last`, both days among it."""
    if last < first:
        words = _("Leave has a first and a last day, the last not before.")
        raise Refused("leave_has_a_first_and_a_last_day", words, field="last")
    lock_people(person)
    now, during = timezone.now(), DateRange(first, last + ONE_DAY)
    posting = refuse_outside_postings(person, during)
    with refusing(Leave):
        leave = Leave.objects.create(person=person, during=during, kind=kind, asked_at=now)
    record("rota.ask_leave", leave, by=by, person=person.pk, kind=kind)
    for keeper in keepers_of(posting.centre.area, on=timezone.localdate(now)):
        if keeper != by:
            tell(keeper, "rota.leave_asked", about=leave, key="", who=str(person), **_days(leave))
    return leave


@transaction.atomic
def approve_leave(leave: Leave, *, by: User | None) -> list[Opening]:
    """They are away; their duties of those days are taken off them and stand open."""
    lock_rosters(_duties_within(leave).values_list("roster", flat=True))
    lock_people(leave.person)
    leave = _step(leave, State.APPROVED, by=by)
    refuse_outside_postings(leave.person, leave.during)
    if leave.kind == Leave.Kind.IN_LIEU:
        take_days(leave, by=by)
    opened = _take_off(leave)
    record("rota.approve_leave", leave, by=by, person=leave.person_id, opened=len(opened))
    _tell_answer(leave, by)
    return opened


@transaction.atomic
def refuse_leave(leave: Leave, *, by: User | None) -> Leave:
    leave = _step(leave, State.REFUSED, by=by)
    record("rota.refuse_leave", leave, by=by, person=leave.person_id)
    _tell_answer(leave, by)
    return leave


@transaction.atomic
def withdraw_leave(leave: Leave, *, by: User | None) -> Leave:
    """Not wanted any more; duties that were given to others stay theirs."""
    lock_people(leave.person)
    leave = _step(leave, State.WITHDRAWN, by=by)
    give_back_days(leave, by=by)
    record("rota.withdraw_leave", leave, by=by, person=leave.person_id)
    return leave


def take_off_duty(duties: Iterable[Duty]) -> list[Opening]:
    """The duties go; whoever was worked already stays. Their rosters are locked by the caller."""
    openings = []
    for duty in duties:
        if duty.entries.exists():
            words = _("%(person)s was on duty on %(day)s, and it is in the ledger already.")
            facts = {"person": duty.person, "day": duty.day}
            raise Refused("a_day_in_the_ledger_stays", words % facts, field="first")
        openings.append(Opening(roster=duty.roster, pattern=duty.pattern, day=duty.day))
        duty.delete()
    note_change(*{one.roster.pk: one.roster for one in openings}.values())
    return openings


def _take_off(leave: Leave) -> list[Opening]:
    found = _duties_within(leave).select_related("roster__centre", "pattern", "person")
    return take_off_duty(found.order_by("day"))


def _duties_within(leave: Leave) -> models.QuerySet[Duty]:
    return Duty.objects.filter(
        person=leave.person_id, day__gte=leave.during.lower, day__lt=leave.during.upper
    )


def _step(leave: Leave, to: Leave.State, *, by: User | None) -> Leave:
    leave = Leave.objects.select_for_update(of=["self"]).select_related("person").get(pk=leave.pk)
    if to not in Leave.NEXT.get(State(leave.state), set()):
        words = _("This leave is already: %(state)s.") % {"state": leave.get_state_display()}
        raise Refused("leave_is_answered_once", words)
    leave.state, leave.answered_by, leave.answered_at = to, by, timezone.now()
    with refusing(Leave):
        leave.save(update_fields=["state", "answered_by", "answered_at"])
    return leave


def refuse_outside_postings(person: User, during: DateRange) -> Posting:
    """The posting its first day lies in; every day lies in one."""
    first, until = during.lower, during.upper
    postings = Posting.objects.between(first, until).filter(person=person)
    found = list(postings.select_related("centre__area").order_by("during"))
    day = first
    for posting in found:
        if posting.during.lower <= day:
            day = posting.during.upper or until
    if not found or day < until:
        words = _("%(person)s works for no centre on %(day)s: leave lies inside a posting.")
        raise Refused(
            "leave_lies_in_a_posting", words % {"person": person, "day": day}, field="first"
        )
    return found[0]


def _tell_answer(leave: Leave, by: User | None) -> None:
    if by != leave.person:
        answer = leave.get_state_display()
        tell(leave.person, "rota.leave_answered", about=None, key="", answer=answer, **_days(leave))


def _days(leave: Leave) -> dict[str, str]:
    return {"first": leave.first.isoformat(), "last": leave.last.isoformat()}
