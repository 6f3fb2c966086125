"""Who may open a page. Every view wears exactly one of these; a test walks the URLs to prove it."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from hmac import compare_digest
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, TypeVar

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from jiamenkou.lib.scope import Reach
from jiamenkou.web.preferences import way_back

if TYPE_CHECKING:
    from jiamenkou.people.models import User

View = TypeVar("View", bound=Callable[..., Any])
TWICE = "signed_in_twice"
"""Set in the session of somebody who gave a second factor."""
PROXIES_SAY = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Proto", "X-Real-Ip", "Via")
API = "/api/"


class SecondFactorMissing(PermissionDenied):
    """A program asks with a session that is good for less."""


class SignedIn(HttpRequest):
    """A request whose user is known."""

    user: User


class Allowed(SignedIn):
    """A request of somebody who may; `reach` says where, and every row is asked for within it."""

    reach: Reach
    action: str


def anyone(view: View) -> View:
    return _declared(view, "anyone")


def machine(view: View) -> View:
    """For a monitor: on this machine itself, or with the token of JIAMENKOU_METRICS_TOKEN."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not (_has_token(request) or _is_of_this_machine(request)):
            raise Http404
        return view(request, *args, **kwargs)

    return _declared(guarded, "machine")  # type: ignore[return-value]


def signed_in(view: View) -> View:
    """For what is a person's own, and for pages that show nothing of the work."""
    return _declared(login_required(view), "signed in")


def may(action: str) -> Callable[[View], View]:
    """Open to those whose roles allow `action`; for the others the page does not exist."""

    def guarding(view: View) -> View:
        if inspect.iscoroutinefunction(view):
            return _declared(_guarded_stream(action, view), action)
        return _declared(_guarded_page(action, view), action)

    return guarding


def _guarded_page(action: str, view: View) -> View:
    @wraps(view)
    def guarded(request: Allowed, *args: Any, **kwargs: Any) -> Any:
        return turned_away(request, request.user, action) or view(request, *args, **kwargs)

    return guarded  # type: ignore[return-value]


def _guarded_stream(action: str, view: View) -> View:
    @wraps(view)
    async def guarded(request: Allowed, *args: Any, **kwargs: Any) -> Any:
        user = await request.auser()
        away = await sync_to_async(turned_away)(request, user, action)
        return away or await view(request, *args, **kwargs)

    return guarded  # type: ignore[return-value]


def turned_away(request: Allowed, user: Any, action: str) -> HttpResponse | None:
    """The answer to somebody who may not yet; None, with their reach noted, for who may."""
    if not user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    asker = getattr(request, "token", None) or user  # a token reaches no farther than its holder
    request.reach = asker.reach(action)
    if not request.reach:
        raise Http404
    if asker.needs_second_factor(action) and not gave_second_factor(request):
        if asked_by_program(request):
            raise SecondFactorMissing
        wanted = request.get_full_path() if request.method == "GET" else way_back(request)
        return redirect_to_login(wanted, login_url="second-factor")
    request.action = action
    return None


def asked_by_program(request: HttpRequest) -> bool:
    """Whether the answer is read by a program: no pages, no redirects."""
    return request.path.startswith(API)


def gave_second_factor(request: HttpRequest) -> bool:
    return not settings.SECOND_FACTOR or bool(request.session.get(TWICE))


def _has_token(request: HttpRequest) -> bool:
    token = settings.JIAMENKOU_METRICS_TOKEN
    given = request.headers.get("Authorization", "")
    return bool(token) and compare_digest(given.encode(), f"Bearer {token}".encode())


def _is_of_this_machine(request: HttpRequest) -> bool:
    """Not through a proxy: behind one on the same machine, everybody comes from here."""
    if any(name in request.headers for name in PROXIES_SAY):
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _declared(view: View, access: str) -> View:
    if hasattr(view, "access"):
        raise TypeError(f"{view.__name__} already says who may open it: {view.access}")
    view.access = access  # type: ignore[attr-defined]
    return view
