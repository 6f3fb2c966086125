"""Carrying messages out: each is claimed, handed over under its key, marked; nothing goes twice.

The gateway is called outside any transaction. Whoever dies between leaves the row on its way:
a gateway that knows keys again gets it once more, with any other a person decides.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Iterable
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone

from jiamenkou.lib import sms
from jiamenkou.lib.jobs import job
from jiamenkou.notices.models import Message
from jiamenkou.notices.quiet import after_quiet, is_quiet

Channel, State = Message.Channel, Message.State
LOST_AFTER = datetime.timedelta(minutes=10)
"""Longer than any gateway takes: whoever claimed a message so long ago is dead."""
WAITS = tuple(
    datetime.timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 720)
)  # after so many tries it has failed
BEFORE_OTHER_JOBS = 10
LOG = logging.getLogger(__name__)


@job(priority=BEFORE_OTHER_JOBS)
def deliver(message_ids: list[int]) -> None:
    """Send these, as far as they are due; safe to run twice, and at the same time."""
    for pk in message_ids:
        if message := _claimed([pk]):
            _carry(message)


def deliver_due() -> int:
    """Settle what was lost, then send all that is due; returns how many were taken up."""
    _settle_lost()
    taken = 0
    while message := _claimed():
        _carry(message)
        taken += 1
    return taken


@transaction.atomic
def _claimed(only: Iterable[int] = ()) -> Message | None:
    """One that is due, marked as on its way, so that nobody else takes it."""
    now = timezone.now()
    due = Message.objects.carried().due(now)
    if is_quiet(now):
        due = due.filter(urgent=True)
    if only:
        due = due.filter(pk__in=only)
    message = due.order_by("not_before", "pk").select_for_update(skip_locked=True).first()
    if message:
        message.state, message.claimed_at = State.SENDING, now
        message.attempts += 1
        message.save(update_fields=["state", "claimed_at", "attempts"])
    return message


def _carry(message: Message) -> None:
    """Hand it over and write down what became of it."""
    try:
        _hand_over(message)
    except sms.Undeliverable as fault:
        _mark(message, State.FAILED, fault)
    except (TimeoutError, SMTPServerDisconnected) as fault:  # it may have gone out, or not
        _mark(message, State.QUEUED if _is_idempotent(message) else State.UNCERTAIN, fault)
    except Exception as fault:  # noqa: BLE001 - whatever a gateway raises, it is tried again
        _mark(message, State.QUEUED, fault)
    else:
        _mark(message, State.SENT)


def _hand_over(message: Message) -> None:
    if message.channel == Channel.SMS:
        sms.send(message.address, message.words.replace("\n", ": "), key=message.ticket.hex)
        return
    headers = {"Message-ID": f"<{message.ticket.hex}@jiamenkou.invalid>"}
    mail = EmailMessage(message.title, message.body, to=[message.address], headers=headers)
    try:
        mail.send()
    except SMTPRecipientsRefused as refused:
        raise sms.Undeliverable("the mail server knows no such address") from refused


def _is_idempotent(message: Message) -> bool:
    return message.channel == Channel.SMS and sms.is_idempotent()


def _mark(message: Message, state: Message.State, fault: Exception | None = None) -> None:
    """Unless somebody else has taken it over since; one given back waits, at last it has failed."""
    now = timezone.now()
    if state == State.QUEUED and message.attempts > len(WAITS):
        state = State.FAILED
    facts = {"state": state, "fault": _fault_words(message, fault), "ended_at": now}
    if state == State.QUEUED:
        again = now + WAITS[message.attempts - 1]
        facts |= {"ended_at": None, "claimed_at": None}
        facts["not_before"] = again if message.urgent else after_quiet(again)
    mine = Message.objects.filter(pk=message.pk, claimed_at=message.claimed_at)
    mine.filter(state__in=[State.SENDING, State.UNCERTAIN]).update(**facts)
    if fault:
        LOG.warning("Message %s: %s", message.pk, type(fault).__name__)


def _fault_words(message: Message, fault: Exception | None) -> str:
    """What went wrong, without the address it went wrong with."""
    if fault is None:
        return ""
    return f"{type(fault).__name__}: {fault}".replace(message.address, "…")[:200]


def _settle_lost() -> None:
    """What somebody who died took up: once more where that is safe, else a person decides."""
    now = timezone.now()
    lost = Message.objects.carried().lost(now - LOST_AFTER)
    if sms.is_idempotent():
        again = lost.filter(channel=Channel.SMS)
        again.update(state=State.QUEUED, claimed_at=None, not_before=now)
    lost.update(state=State.UNCERTAIN, ended_at=now, fault="")
