"""Making, using and revoking the keys of programs."""

from __future__ import annotations

import datetime
import hashlib
import secrets
from collections.abc import Iterable
from typing import Required, TypedDict, Unpack

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jiamenkou.audit.actions import record
from jiamenkou.lib.constraints import refusing
from jiamenkou.lib.prepared import Prepared
from jiamenkou.lib.refusal import Refused
from jiamenkou.lib.scope import Reach
from jiamenkou.people.actions.roles import note_use
from jiamenkou.people.models import ApiToken, User
from jiamenkou.people.models.token import is_personal
from jiamenkou.people.policy import POLICY
from jiamenkou.places.models import Area

MARK = "jmk_"
"""Ahead of every secret, so that scanners of code know one that leaked."""
GOOD = Prepared(
    lambda today, secret_hash: (
        ApiToken.objects.good_on(today)
        .filter(secret_hash=secret_hash)
        .select_related("holder", "area")
        .defer("area__boundary")
    ),
    today=models.DateField(),
    secret_hash=models.BinaryField(),
)


class TokenFacts(TypedDict, total=False):
    """What a token is for: actions, where, how long, and whether personal data too."""

    name: Required[str]
    scopes: Required[Iterable[str]]
    area: Area | None
    expires_on: Required[datetime.date]
    personal: bool


@transaction.atomic
def make_token(
    holder: User, *, by: User | None, **facts: Unpack[TokenFacts]
) -> tuple[ApiToken, str]:
    """A new token and its secret, which is shown once and kept nowhere.

    `personal`: it may reach personal data; say so only where a second factor was given.
    """
    token = ApiToken(holder=holder, made_on=timezone.localdate(), **facts)
    token.scopes = sorted(set(token.scopes))
    _ask_what_for(token)
    secret = MARK + secrets.token_urlsafe(32)
    token.secret_hash = _hash(secret)
    with refusing(ApiToken):
        token.save(force_insert=True)
    record("people.make_token", token, by=by, scopes=token.scopes, personal=token.personal)
    return token, secret


@transaction.atomic
def revoke_token(token: ApiToken, *, by: User | None) -> ApiToken:
    token = ApiToken.objects.select_for_update().get(pk=token.pk)
    if token.revoked_at:
        raise Refused("a_token_is_revoked_once", _("This token is revoked already."))
    token.revoked_at = timezone.now()
    token.save(update_fields=["revoked_at"])
    record("people.revoke_token", token, by=by)
    return token


def use_token(secret: str) -> ApiToken | None:
    """The good token of this secret, its day of use noted once a day; None where there is none."""
    today = timezone.localdate()
    token = GOOD.first(today=today, secret_hash=_hash(secret))
    if token and token.last_used_on != today:
        ApiToken.objects.filter(pk=token.pk).update(last_used_on=today)
        known_still = (scope for scope in token.scopes if scope in POLICY)
        allowed = {role for scope in known_still for role in token.holder.roles_for(scope)}
        note_use(allowed, on=today)
    return token


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode(errors="replace")).digest()


def _ask_what_for(token: ApiToken) -> None:
    for scope in token.scopes:
        reach = token.holder.reach(scope) if scope in POLICY else Reach.of(())
        if not (reach.narrowed(token.area.prefix) if token.area else reach):
            words = _("Your own roles do not let you do that there.")
            raise Refused("a_token_does_what_its_holder_may", words, field="scopes")
        if is_personal(scope) and not token.personal:
            words = _("That reaches personal data: sign in with your second factor and say so.")
            raise Refused("a_token_for_personal_data_is_marked", words, field="scopes")
