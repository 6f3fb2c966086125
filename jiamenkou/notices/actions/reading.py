"""What people do with their own messages: read them, and choose how they are told."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from jiamenkou.audit.actions import record
from jiamenkou.notices.models import Message, Preference
from jiamenkou.people.models import User
from jiamenkou.web import live


@transaction.atomic
def mark_read(message: Message, *, by: User) -> None:
    """Opening a message is reading it; the first time counts. No act for the audit."""
    unread = Message.objects.inbox(by).unread().filter(pk=message.pk)
    if unread.update(read_at=timezone.now()):
        live.tell(f"inbox-{by.pk}")


@transaction.atomic
def mark_all_read(user: User, *, by: User) -> None:  # noqa: ARG001 - it is one's own inbox
    """Nothing is unread any more."""
    if Message.objects.inbox(user).unread().update(read_at=timezone.now()):
        live.tell(f"inbox-{user.pk}")


@transaction.atomic
def choose_channels(
    user: User, *, language: str, muted: Collection[str], by: User | None
) -> Preference:
    """From now on `user` is told in this language, and not by what is `muted` (kind:channel)."""
    facts = {"language": language, "muted": sorted(muted)}
    chosen, _made = Preference.objects.update_or_create(user=user, defaults=facts)
    record("notices.choose_channels", chosen, by=by, muted=len(muted), language=language)
    return chosen
