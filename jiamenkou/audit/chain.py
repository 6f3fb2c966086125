"""How an event is written down for ever: its canonical form, its digest, the hash of its link.

The digest is HMAC-SHA-256 (RFC 2104, FIPS 180-4) under a key of this installation; a link's hash is
SHA-256 over the hash before it and the event's canonical form, so anybody can follow the chain.
"""

from __future__ import annotations

import datetime
import hashlib
import hmac
import json
from collections.abc import Sequence
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from jiamenkou.lib.home import kept_secret

if TYPE_CHECKING:
    from jiamenkou.audit.models import Event

KEY = "audit-key"
FORM = 1
COLUMNS = ("id", "at", "by_id", "verb", "thing", "thing_key", "area_code", "reading", "facts")
"""Every column of an event but its digest, in the order of the canonical form."""
AS_JSON = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
START = ""
"""What the very first link stands on."""


def values_of(event: Event) -> tuple[Any, ...]:
    """The values of COLUMNS."""
    return tuple(attrgetter(*COLUMNS)(event))


def canonical(values: Sequence[Any]) -> bytes:
    """The values of COLUMNS as JSON that is the same before and after the database."""
    number, at, *rest = values
    moment = at.astimezone(datetime.UTC).isoformat(timespec="microseconds")
    form = [FORM, number, moment, *rest]
    return AS_JSON.encode(form).encode()


def digest(form: bytes) -> str:
    """What only the holder of the key can make of a canonical form: 64 hexadecimal digits."""
    return hmac.digest(_key(), form, "sha256").hex()


def fits(form: bytes, kept: str) -> bool:
    """Whether `kept` is the digest of a canonical form."""
    return hmac.compare_digest(digest(form), kept)


def link_hash(before: str, form: bytes) -> str:
    """The hash of a link: 64 hexadecimal digits; `before` is the hash of the link before it."""
    return hashlib.sha256(before.encode() + b"\n" + form).hexdigest()


@cache
def _key() -> bytes:
    return kept_secret(KEY).encode()
