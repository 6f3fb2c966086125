"""What every door shares: where to go on to, from which address, how a form says no."""

from __future__ import annotations

from urllib.parse import quote

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from jiamenkou.lib.refusal import Refused
from jiamenkou.people import actions, sessions
from jiamenkou.people.actions.tries import SHUT
from jiamenkou.people.models import User


def come_in(
    request: HttpRequest, account: User, *, way: str, twice: bool, onward: str
) -> HttpResponse:
    """The first factor was right: ask for the second if there is one, else begin."""
    if settings.SECOND_FACTOR and not twice and account.second_factors.exists():
        sessions.begin_half(request, account, way=way)
        return redirect(with_next("second-factor", onward))
    sessions.begin(request, account, way=way, twice=twice)
    actions.note_sign_in(account, way=way, twice=twice, by=account)
    return redirect(onward or first_page(account))


def wanted(request: HttpRequest) -> str:
    """The page asked for by `next`, if it is one of ours; else nothing."""
    page = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(
        page, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return page if ours else ""


def first_page(account: User) -> str:
    return reverse(settings.LOGIN_REDIRECT_URL if account.current_roles else "account")


def with_next(name: str, page: str) -> str:
    return f"{reverse(name)}?next={quote(page)}" if page else reverse(name)


def address_of(request: HttpRequest) -> str:
    """As the server saw it; behind a trusted proxy it puts the visitor's own in its place."""
    return str(request.META.get("REMOTE_ADDR", ""))


def say_no(form: forms.Form, refused: Refused) -> int:
    """Put the words where the person looks; the status that tells programs."""
    form.add_error(refused.field if refused.field in form.fields else None, refused.words)
    return 429 if refused.rule == SHUT else 200
