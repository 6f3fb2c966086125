"""The city's sign-on: away to it, and back."""

from __future__ import annotations

import logging

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from jiamenkou.lib import oidc
from jiamenkou.lib.refusal import Refused
from jiamenkou.people import actions
from jiamenkou.people.views.coming_in import come_in, wanted
from jiamenkou.web.access import anyone

ASKED = "asked_the_city"
TWICE_THERE = {"mfa", "otp", "hwk"}
"""What RFC 8176 calls a second factor."""
LOG = logging.getLogger(__name__)


@anyone
@never_cache
@require_GET
def leave(request: HttpRequest) -> HttpResponse:
    try:
        away, kept = oidc.ask(_client(), back=_back(request))
    except oidc.Untrusted as fault:
        raise _refused(fault) from fault
    request.session[ASKED] = {**kept, "next": wanted(request)}
    return redirect(away)


@anyone
@never_cache
@require_GET
def back(request: HttpRequest) -> HttpResponse:
    """Who the city says this is, if it is the answer to what this browser asked."""
    client, kept = _client(), request.session.pop(ASKED, None)
    if kept is None:
        raise _refused(oidc.Untrusted("nothing was asked"))
    onward = kept.pop("next")
    try:
        claims = oidc.answer(client, kept, said=request.GET.dict(), back=_back(request))
    except oidc.Untrusted as fault:
        raise _refused(fault) from fault
    account = actions.recognise(
        issuer=client.issuer,
        subject=str(claims["sub"]),
        staff_number=str(claims.get(settings.OIDC_STAFF_CLAIM) or ""),
    )
    twice = settings.OIDC_ASKS_TWICE or bool(TWICE_THERE.intersection(claims.get("amr") or ()))
    return come_in(request, account, way="city", twice=twice, onward=onward)


def _client() -> oidc.Client:
    if not settings.OIDC_ISSUER:
        raise Http404
    return oidc.Client(
        issuer=settings.OIDC_ISSUER,
        client_id=settings.OIDC_CLIENT_ID,
        client_secret=settings.OIDC_CLIENT_SECRET,
    )


def _back(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("city-back"))


def _refused(fault: oidc.Untrusted) -> Refused:
    LOG.warning("City sign-on refused: %s", fault)
    words = _("The city's sign-on did not vouch for you. Please try again, or use your password.")
    return Refused("the_city_vouches_for_who_comes", words)
