"""Who may open a page. Every view wears exactly one of these; a test walks the URLs to prove it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest

if TYPE_CHECKING:
    from jiamenkou.people.models import User

View = TypeVar("View", bound=Callable[..., Any])


class SignedIn(HttpRequest):
    """A request whose user is known."""

    user: User


def anyone(view: View) -> View:
    return _declared(view, "anyone")


def signed_in(view: View) -> View:
    return _declared(login_required(view), "signed in")


def _declared(view: View, access: str) -> View:
    if hasattr(view, "access"):
        raise TypeError(f"{view.__name__} already says who may open it: {view.access}")
    view.access = access  # type: ignore[attr-defined]
    return view
