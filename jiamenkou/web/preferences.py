"""How a person wants to see the pages: kept in two cookies, no account needed."""

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.http import url_has_allowed_host_and_scheme

ELDER_COOKIE = "elder"
YEAR_SECONDS = 365 * 24 * 3600


def wants_elder_mode(request: HttpRequest) -> bool:
    return request.COOKIES.get(ELDER_COOKIE) == "1"


def remember(answer: HttpResponseBase, request: HttpRequest) -> None:
    """Keep what was posted: `elder` (1 or 0) or `language` (one of ours); all else is ignored."""
    elder, language = request.POST.get("elder"), request.POST.get("language")
    if elder in {"0", "1"}:
        _keep(answer, request, ELDER_COOKIE, elder)
    if language in dict(settings.LANGUAGES):
        _keep(answer, request, settings.LANGUAGE_COOKIE_NAME, language)


def way_back(request: HttpRequest) -> str:
    """The page the person came from, if it is one of ours; else the front door."""
    wanted = request.POST.get("next") or request.headers.get("Referer") or "/"
    ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if ours else "/"


def _keep(answer: HttpResponseBase, request: HttpRequest, name: str, value: str) -> None:
    answer.set_cookie(
        name, value, max_age=YEAR_SECONDS, secure=request.is_secure(), httponly=True, samesite="Lax"
    )
