"""The secret address of somebody's own duties: open it, close it, find whose it is."""

from __future__ import annotations

import hashlib
import secrets

from django.db import transaction
from django.utils import timezone

from jiamenkou.audit.actions import record
from jiamenkou.lib.constraints import refusing
from jiamenkou.people.models import User
from jiamenkou.rota.models import Feed


@transaction.atomic
def open_feed(person: User, *, by: User | None) -> tuple[Feed, str]:
    """A new address, and its secret, which is shown once and kept nowhere; an old one closes."""
    now = timezone.now()
    Feed.objects.filter(person=person, closed_at=None).update(closed_at=now)
    secret = secrets.token_urlsafe(32)
    with refusing(Feed):
        feed = Feed.objects.create(person=person, secret_hash=_hash(secret), opened_at=now)
    record("rota.open_feed", feed, by=by)
    return feed, secret


@transaction.atomic
def close_feed(feed: Feed, *, by: User | None) -> None:
    """Whoever knows the address reads nothing there any more."""
    if Feed.objects.filter(pk=feed.pk, closed_at=None).update(closed_at=timezone.now()):
        record("rota.close_feed", feed, by=by)


def feed_of(secret: str) -> Feed | None:
    """The standing feed of this secret."""
    standing = Feed.objects.standing().select_related("person")
    return standing.filter(secret_hash=_hash(secret)).first()


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode(errors="replace")).digest()
