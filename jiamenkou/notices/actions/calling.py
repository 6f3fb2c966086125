"""The phone list: somebody rings people up and notes what came of it."""

from __future__ import annotations

import datetime

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiamenkou.audit.actions import record, record_reading
from jiamenkou.lib.refusal import Refused
from jiamenkou.notices.models import Message
from jiamenkou.notices.quiet import after_quiet
from jiamenkou.people.models import User

State = Message.State
CALL_AGAIN_AFTER = datetime.timedelta(hours=2)
MOST_CALLS = 5


class Outcome(models.TextChoices):
    """What came of a call."""

    REACHED = "reached", gettext_lazy("Reached")
    NOT_REACHED = "not_reached", gettext_lazy("Not reached")
    WRONG_NUMBER = "wrong_number", gettext_lazy("Wrong number")


@transaction.atomic
def note_call(message: Message, *, outcome: str, by: User) -> Message:
    """`by` rang: told, to be tried again later, or given up."""
    message = Message.objects.select_for_update().get(pk=message.pk)
    if message.channel != Message.Channel.CALL or message.state != State.QUEUED:
        raise Refused("a_call_is_noted_while_it_waits", _("This call is settled already."))
    now = timezone.now()
    message.attempts += 1
    message.fault = "" if outcome == Outcome.REACHED else outcome
    if outcome == Outcome.REACHED:
        message.state, message.ended_at = State.SENT, now
    elif outcome == Outcome.WRONG_NUMBER or message.attempts >= MOST_CALLS:
        message.state, message.ended_at = State.FAILED, now
    else:
        message.not_before = after_quiet(now + CALL_AGAIN_AFTER)
    message.save()
    record("notices.note_call", message, by=by, outcome=outcome)
    return message


def look_at_number(message: Message, *, by: User) -> None:
    """Nothing changes; that `by` saw a number in clear is written down."""
    record_reading("notices.look_at_number", message, by=by, why="call")
