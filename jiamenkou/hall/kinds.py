"""What the hall tells people of."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from jiamenkou.notices.kinds import Kind
from jiamenkou.notices.models import Message

OUT = (Message.Channel.SMS, Message.Channel.CALL)

KINDS = (
    Kind(
        name="hall.booked",
        label=_("An appointment was booked or moved"),
        title=_("Your appointment: %(day)s %(time)s"),
        body=_("%(item)s, %(day)s at %(time)s at %(centre)s."),
        text=_("Your appointment: %(day)s at %(time)s, %(centre)s. Come ten minutes early."),
        channels=OUT,
        private=frozenset({"item"}),
    ),
    Kind(
        name="hall.cancelled",
        label=_("An appointment was cancelled"),
        title=_("Your appointment is cancelled"),
        body=_("%(item)s, %(day)s at %(time)s at %(centre)s: cancelled."),
        text=_("Your appointment on %(day)s at %(time)s at %(centre)s is cancelled."),
        channels=OUT,
        private=frozenset({"item"}),
    ),
)
