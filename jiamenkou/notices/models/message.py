"""One message to one person by one channel: the outbox, the inbox and the phone list."""

from __future__ import annotations

import datetime
from typing import Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jiamenkou.lib.scope import ScopedQuerySet
from jiamenkou.lib.sealed import SealedField
from jiamenkou.people.models import User


class MessageQuerySet(ScopedQuerySet["Message"]):
    """Questions asked of messages."""

    scope = "area_code"

    def inbox(self, user: User) -> Self:
        """What `user` finds in the app."""
        return self.filter(user=user, channel=Message.Channel.IN_APP)

    def unread(self) -> Self:
        return self.filter(read_at=None)

    def carried(self) -> Self:
        """By something outside: a gateway, a mail server."""
        return self.filter(channel__in=Message.CARRIED)

    def due(self, now: datetime.datetime) -> Self:
        return self.filter(state=Message.State.QUEUED, not_before__lte=now)

    def lost(self, since: datetime.datetime) -> Self:
        """Taken up before `since` and never heard of again."""
        return self.filter(state=Message.State.SENDING, claimed_at__lt=since)

    def to_call(self, now: datetime.datetime) -> Self:
        return self.filter(channel=Message.Channel.CALL).due(now)


class Message(models.Model):
    """Words to one person by one channel, and how far they came."""

    class Channel(models.TextChoices):
        IN_APP = "in_app", _("In the app")
        SMS = "sms", _("Text message")
        MAIL = "mail", _("E-mail")
        CALL = "call", _("Telephone call")

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        SENDING = "sending", _("On its way")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")
        UNCERTAIN = "uncertain", _("Uncertain")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    CARRIED = (Channel.SMS, Channel.MAIL)
    NEXT = {
        State.QUEUED: {State.SENDING, State.SENT, State.FAILED, State.WITHDRAWN},
        State.SENDING: {State.SENT, State.QUEUED, State.FAILED, State.UNCERTAIN},
        State.UNCERTAIN: {State.SENT, State.QUEUED, State.WITHDRAWN},
        State.FAILED: {State.QUEUED, State.WITHDRAWN},
        State.SENT: set[State](),
        State.WITHDRAWN: set[State](),
    }

    ticket = models.UUIDField(default=uuid4, unique=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+"
    )
    recipient = models.CharField(max_length=80)  # who, as a key that tells nothing
    key = models.CharField(max_length=120, blank=True)
    kind = models.CharField(_("kind"), max_length=60)
    channel = models.CharField(_("channel"), max_length=6, choices=Channel)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.QUEUED)
    urgent = models.BooleanField(default=False)
    area_code = models.CharField(max_length=15, blank=True)
    about = models.CharField(max_length=60, blank=True)
    about_key = models.CharField(max_length=40, blank=True)
    words = SealedField()  # the title, and under it the body
    address = SealedField()  # the telephone number or mail address; none in the app
    name = SealedField()
    asked_at = models.DateTimeField(_("asked"))
    not_before = models.DateTimeField(_("not before"))
    claimed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)
    read_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(_("tries"), default=0)
    fault = models.CharField(max_length=200, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_person_is_told_once",
                fields=["recipient", "channel", "key"],
                condition=~Q(key=""),
                violation_error_message=_("This person has been told that already."),
            ),
            models.CheckConstraint(
                name="a_message_on_its_way_was_taken_up",
                condition=~Q(state="sending") | Q(claimed_at__isnull=False),
                violation_error_message=_("A message on its way says since when."),
            ),
            models.CheckConstraint(
                name="a_message_that_ended_has_its_moment",
                condition=Q(state__in=["queued", "sending"], ended_at__isnull=True)
                | (~Q(state__in=["queued", "sending"]) & Q(ended_at__isnull=False)),
                violation_error_message=_("A message that ended says when, no other does."),
            ),
            models.CheckConstraint(
                name="a_message_goes_to_somebody",
                condition=Q(channel="in_app", user__isnull=False)
                | (~Q(channel="in_app") & Q(address__isnull=False)),
                violation_error_message=_("A message goes to an account or an address."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["not_before", "id"],
                condition=Q(state__in=["queued", "sending"]),
                name="message_under_way",
            ),
            models.Index(fields=["user", "channel", "-id"], name="message_inbox"),
            models.Index(
                fields=["user"],
                condition=Q(channel="in_app", read_at__isnull=True),
                name="message_unread",
            ),
            models.Index(fields=["state", "-id"], name="message_by_state"),
            models.Index(
                fields=["area_code", "id"],
                condition=Q(channel="call", state="queued"),
                name="message_to_call",
            ),
            models.Index(fields=["asked_at"], name="message_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} · {self.get_channel_display()}"

    @property
    def lies_in(self) -> str:
        return self.area_code

    @property
    def title(self) -> str:
        return self.words.partition("\n")[0]

    @property
    def body(self) -> str:
        return self.words.partition("\n")[2]

    @property
    def steps(self) -> set[Message.State]:
        """Where it may go from here."""
        return self.NEXT[self.State(self.state)]
