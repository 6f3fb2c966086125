"""What can be done about whose a case is: offer it to a colleague, accept, decline, take back."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jiamenkou.audit.actions import record
from jiamenkou.lib.constraints import refusing
from jiamenkou.lib.refusal import Refused
from jiamenkou.notices.actions import tell
from jiamenkou.people.models import User
from jiamenkou.services.actions.steps import locked
from jiamenkou.services.models import Case, Transfer, able

State = Transfer.State


@transaction.atomic
def offer_transfer(case: Case, *, to: User, why: str, by: User) -> Transfer:
    """Ask a colleague who is able to take the case; whose it is answers for it until they do."""
    case = locked(case)
    if not case.is_open or case.clerk is None:
        words = _("Only an open case that is somebody's is handed on.")
        raise Refused("a_transfer_is_of_an_open_case", words)
    _refuse_unable(case, to)
    if not why.strip():
        raise Refused("a_transfer_says_why", _("Say why the case changes hands."), field="why")
    with refusing(Transfer):
        transfer = Transfer.objects.create(
            case=case, sender=case.clerk, to=to, why=why.strip(), offered_at=timezone.now()
        )
    record("services.offer_transfer", transfer, by=by, person=to.pk)
    facts = {"number": case.number, "item": case.version.item.name, "who": str(case.clerk)}
    tell(to, "services.case_offered", about=case, key=f"transfer-{transfer.pk}", **facts)
    return transfer


@transaction.atomic
def accept_transfer(transfer: Transfer, *, by: User) -> Case:
    """From now on the case is theirs; who was asked first stays named."""
    case = locked(transfer.case)
    transfer = _answered(transfer, State.ACCEPTED, by)
    _refuse_unable(case, by)
    case.clerk = by
    case.save(update_fields=["clerk"])
    record("services.accept_transfer", transfer, by=by)
    _tell(transfer)
    return case


@transaction.atomic
def decline_transfer(transfer: Transfer, *, by: User) -> Case:
    case = locked(transfer.case)
    transfer = _answered(transfer, State.DECLINED, by)
    record("services.decline_transfer", transfer, by=by)
    _tell(transfer)
    return case


@transaction.atomic
def withdraw_transfer(transfer: Transfer, *, by: User) -> Case:
    """The offer stands no longer."""
    case = locked(transfer.case)
    transfer = _open(transfer)
    _answer(transfer, State.WITHDRAWN)
    record("services.withdraw_transfer", transfer, by=by)
    return case


def _refuse_unable(case: Case, person: User) -> None:
    item, today = case.version.item, timezone.localdate()
    if not able(item, case.centre, today).filter(pk=person.pk).exists():
        words = _("%(person)s has no valid certificate for “%(item)s” at %(centre)s.")
        facts = {"person": person, "item": item, "centre": case.centre}
        raise Refused("a_case_goes_to_somebody_able", words % facts, field="to")


def _open(transfer: Transfer) -> Transfer:
    """As it is now; raises Refused where it was answered."""
    related = ("sender", "to", "case")
    found = Transfer.objects.select_for_update(of=["self"]).select_related(*related)
    transfer = found.get(pk=transfer.pk)
    if transfer.state != State.OFFERED:
        words = _("This offer is no longer open: %(state)s.")
        facts = {"state": transfer.get_state_display()}
        raise Refused("a_transfer_is_answered_once", words % facts)
    return transfer


def _answered(transfer: Transfer, state: Transfer.State, by: User) -> Transfer:
    transfer = _open(transfer)
    if transfer.to_id != by.pk:
        words = _("This case was offered to %(to)s.") % {"to": transfer.to}
        raise Refused("a_transfer_is_answered_by_whom_it_is_offered_to", words)
    _answer(transfer, state)
    return transfer


def _answer(transfer: Transfer, state: Transfer.State) -> None:
    transfer.state, transfer.answered_at = state, timezone.now()
    with refusing(Transfer):
        transfer.save(update_fields=["state", "answered_at"])


def _tell(transfer: Transfer) -> None:
    facts = {"answer": transfer.get_state_display(), "who": str(transfer.to)}
    tell(
        transfer.sender, "services.transfer_answered", about=transfer.case,
        key=f"transfer-{transfer.pk}-answered", number=transfer.case.number, **facts,
    )  # fmt: skip
