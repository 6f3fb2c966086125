"""Counting tries, shutting a door, opening it again. Rows, so that every process counts alike."""

from __future__ import annotations

import math
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import ngettext

from jiamenkou.audit.actions import record
from jiamenkou.lib.refusal import Refused
from jiamenkou.people.models import Door, PhoneCode, Session, Tally, User
from jiamenkou.people.models.tally import LIMITS, key_of

KEPT = timedelta(days=2)
SHUT = "a_door_shuts_after_too_many_tries"


def count_try(door: Door, *, key: str, account: User | None = None) -> Tally:
    """One more try, counted before it is judged; Refused while the door is shut."""
    tally = _counted(door, key, account, timezone.now())
    if tally.until:
        raise Refused(SHUT, shut_words(tally.until))
    return tally


@transaction.atomic
def _counted(door: Door, key: str, account: User | None, now: datetime) -> Tally:
    fresh = {"since": now, "account": account}
    tally, _made = Tally.objects.select_for_update().get_or_create(
        door=door, key=key_of(key), defaults=fresh
    )
    if tally.until and tally.until > now:
        return tally
    limit = LIMITS[door]
    if tally.until or tally.since + limit.within <= now:
        tally.tries, tally.since, tally.until = 0, now, None
    tally.tries += 1
    if tally.tries > limit.tries:
        tally.until = now + limit.shut
        record("people.shut_door", tally, by=None, door=door.value, account=tally.account_id)
    tally.save(update_fields=["tries", "since", "until"])
    return tally


def forgive(*tallies: Tally) -> None:
    """It was right: an account begins anew, an address has this one try back."""
    for tally in tallies:
        if tally.door in {Door.ADDRESS, Door.CODE_ADDRESS}:
            Tally.objects.filter(pk=tally.pk, tries__gt=0).update(tries=F("tries") - 1)
        else:
            Tally.objects.filter(pk=tally.pk).delete()


@transaction.atomic
def open_doors(key: str, *, by: User | None) -> int:
    """Forget every try by this account name, address or telephone; how many doors were shut."""
    tallies = Tally.objects.select_for_update().filter(key=key_of(key))
    shut = 0
    for tally in tallies:
        shut += bool(tally.until and tally.until > timezone.now())
        record("people.open_door", tally, by=by, door=tally.door, account=tally.account_id)
    tallies.delete()
    return shut


def forget_tries() -> None:
    """Tries, codes and sessions that are over go."""
    now = timezone.now()
    over = Q(until=None) | Q(until__lt=now)
    Tally.objects.filter(over, since__lt=now - KEPT).delete()
    PhoneCode.objects.filter(until__lt=now).delete()
    Session.objects.filter(expire_date__lt=now).delete()


def shut_words(until: datetime) -> str:
    minutes = max(1, math.ceil((until - timezone.now()).total_seconds() / 60))
    words = ngettext(
        "Too many tries. Please try again in %(minutes)s minute.",
        "Too many tries. Please try again in %(minutes)s minutes.",
        minutes,
    )
    return words % {"minutes": minutes}
