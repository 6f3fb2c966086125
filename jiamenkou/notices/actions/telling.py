"""Telling somebody something: rows in the outbox, in the transaction of the verb that tells."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import override

from jiamenkou.lib.prepared import insert
from jiamenkou.lib.sealing import blind
from jiamenkou.notices.actions.delivering import deliver
from jiamenkou.notices.kinds import Kind, kind_named
from jiamenkou.notices.models import Message, Preference
from jiamenkou.notices.quiet import after_quiet
from jiamenkou.people.models import User
from jiamenkou.web import live

Channel, State = Message.Channel, Message.State


@dataclass(frozen=True, kw_only=True)
class To:
    """Somebody by address, with or without an account.

    `call`: a person rings them up where others get a text message; `area_code` says whose list
    they are on.
    """

    user: User | None = None
    name: str = ""
    phone: str = ""
    email: str = ""
    call: bool = False
    area_code: str = ""
    language: str = settings.LANGUAGE_CODE

    @classmethod
    def account(cls, user: User) -> To:
        """A member of staff, by what their account knows."""
        code = user.area.code if user.area else ""
        return cls(user=user, name=str(user), email=user.email, area_code=code)

    @property
    def key(self) -> str:
        """Who it is, telling nothing of them."""
        if self.user:
            return f"user:{self.user.pk}"
        return blind(self.phone or self.email, purpose="notices_message.recipient").hex()


@transaction.atomic(savepoint=False)
def tell(
    recipient: User | To, kind: str, *, about: Model | None = None, key: str = "", **words: Any
) -> list[Message]:
    """Put a notice of `kind`, filled with `words`, into the outbox; call it inside the verb.

    With a `key` the same person is told once, however often the verb runs. Returns the new rows,
    one a channel. What tells records itself; the outbox is the record of the telling.
    """
    to = recipient if isinstance(recipient, To) else To.account(recipient)
    said, wish, now = kind_named(kind), _preference(to), timezone.now()
    with override(wish.language):
        rows = [
            _row(to, said, channel, words=words, now=now) for channel in _channels(to, said, wish)
        ]
    for row in rows:
        row.key = key
        row.about, row.about_key = (about._meta.label_lower, str(about.pk)) if about else ("", "")
    made = [row for row in rows if insert(row, unless_known=True)]
    _send_off(made, now)
    return made


def _preference(to: To) -> Preference:
    chosen = Preference.objects.filter(user=to.user).first() if to.user else None
    return chosen or Preference(user=to.user, language=to.language)


def _channels(to: To, kind: Kind, wish: Preference) -> Iterator[Message.Channel]:
    """Those of the kind that reach this person and that they did not switch off."""
    reached = {
        Channel.IN_APP: to.user is not None,
        Channel.SMS: bool(to.phone) and not to.call,
        Channel.MAIL: bool(to.email),
        Channel.CALL: bool(to.phone) and to.call,
    }
    for channel in kind.channels:
        if reached[channel] and (channel == Channel.IN_APP or wish.wants(kind.name, channel)):
            yield channel


def _row(
    to: To, kind: Kind, channel: Message.Channel, *, words: dict[str, Any], now: datetime.datetime
) -> Message:
    """In the app it has arrived by being written; elsewhere it waits its turn."""
    inside = channel == Channel.IN_APP
    row = Message(
        user=to.user,
        recipient=to.key,
        kind=kind.name,
        channel=channel,
        urgent=kind.urgent,
        area_code=to.area_code,
        asked_at=now,
        state=State.SENT if inside else State.QUEUED,
        not_before=now if inside or kind.urgent else after_quiet(now),
        ended_at=now if inside else None,
    )
    addresses = {Channel.SMS: to.phone, Channel.MAIL: to.email, Channel.CALL: to.phone}
    row.words, row.name = kind.worded(channel, words), to.name
    row.address = addresses.get(channel, "")
    return row


def _send_off(made: list[Message], now: datetime.datetime) -> None:
    """Wake the open pages, and a worker for what may go at once; the clock finds the rest."""
    for row in made:
        if row.channel == Channel.IN_APP:
            live.tell(f"inbox-{row.user_id}")
    ids = [row.pk for row in made if row.channel in Message.CARRIED and row.not_before <= now]
    if ids:
        deliver.defer(message_ids=ids)
