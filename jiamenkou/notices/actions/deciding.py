"""What an operator decides about a message: send it again, count it as sent, withdraw it."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jiamenkou.audit.actions import record
from jiamenkou.lib.refusal import Refused
from jiamenkou.notices.actions.delivering import deliver
from jiamenkou.notices.models import Message
from jiamenkou.people.models import User

State = Message.State


@transaction.atomic
def send_again(message: Message, *, by: User | None) -> Message:
    """One that failed, or of which nobody knows, goes out anew."""
    message = _stepped(message, State.QUEUED)
    message.claimed_at, message.ended_at = None, None
    message.attempts, message.fault, message.not_before = 0, "", timezone.now()
    message.save()
    record("notices.send_again", message, by=by)
    if message.channel in Message.CARRIED:
        deliver.defer(message_ids=[message.pk])
    return message


def count_as_sent(message: Message, *, by: User | None) -> Message:
    """Somebody found out that it arrived."""
    return _ended(message, State.SENT, "notices.count_as_sent", by=by)


def withdraw(message: Message, *, by: User | None) -> Message:
    """It does not go out any more."""
    return _ended(message, State.WITHDRAWN, "notices.withdraw", by=by)


@transaction.atomic
def _ended(message: Message, state: Message.State, verb: str, *, by: User | None) -> Message:
    message = _stepped(message, state)
    message.ended_at = timezone.now()
    message.save(update_fields=["state", "ended_at"])
    record(verb, message, by=by)
    return message


def _stepped(message: Message, to: State) -> Message:
    message = Message.objects.select_for_update().get(pk=message.pk)
    if to not in message.steps or message.state == State.SENDING:
        words = _("A message that is “%(now)s” cannot become “%(next)s”.")
        facts = {"now": message.get_state_display(), "next": to.label}
        raise Refused("messages_go_step_by_step", words % facts)
    message.state = to
    return message
