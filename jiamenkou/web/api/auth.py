"""Who asks: a bearer token, or the session of somebody who is signed in."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja.utils import check_csrf

from jiamenkou.lib.scope import Reach
from jiamenkou.web.access import Allowed, turned_away
from jiamenkou.web.api.limits import allow, allow_stranger
from jiamenkou.web.api.problems import Problem

if TYPE_CHECKING:
    from jiamenkou.people.models import User

SAFE = {"GET", "HEAD", "OPTIONS"}
CHALLENGE = {"WWW-Authenticate": 'Bearer realm="jiamenkou"'}


class Token(Protocol):
    """What the frame asks of a token: whose it is, and where it lets them do an action."""

    pk: int
    holder: User

    def reach(self, action: str) -> Reach: ...

    def needs_second_factor(self, action: str) -> bool: ...


TokenOf = Callable[[str], Token | None]


def admit(request: Any, access: str, *, token_of: TokenOf) -> None:
    """Find out who asks, count it, and see whether they may; Problem or Http404 if not."""
    if access == "anyone":
        return allow_stranger(request)
    token = _token(request, token_of)
    asker = f"token:{token.pk}" if token else f"user:{_signed_in(request).pk}"
    allow(request, asker=asker, most=settings.API_A_MINUTE)
    if not token and request.method not in SAFE and check_csrf(request):
        raise PermissionDenied
    if access != "signed in":
        _see_whether_they_may(request, access)
    elif token:
        raise Http404  # what is a person's own is not a program's
    return None


def _token(request: Any, token_of: TokenOf) -> Token | None:
    """The bearer of the request, its holder as `request.user`; None where it bears nothing."""
    written = request.headers.get("Authorization")
    if written is None:
        return None
    scheme, _space, secret = written.partition(" ")
    token = token_of(secret.strip()) if scheme.lower() == "bearer" else None
    if token is None:
        raise _unknown(request, _("This token is not known, has expired or was revoked."))
    request.token, request.user = token, token.holder
    return token


def _signed_in(request: Any) -> User:
    user: User = request.user
    if not user.is_authenticated:
        raise _unknown(request, _("Send a token as Authorization: Bearer …, or sign in."))
    return user


def _unknown(request: HttpRequest, words: str) -> Problem:
    allow_stranger(request)
    return Problem("unknown-caller", words, headers=CHALLENGE)


def _see_whether_they_may(request: Allowed, action: str) -> None:
    turned_away(request, request.user, action)
