"""What every answer carries, and what happens when a rule says no."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from jiamenkou.lib.refusal import Refused
from jiamenkou.web.preferences import way_back

Answering = Callable[[HttpRequest], HttpResponse]


def security_headers(get_response: Answering) -> Answering:
    """A strict content policy (nothing inline, nothing from elsewhere) on every answer."""
    headers = {
        "Content-Security-Policy": content_policy(settings.JIAMENKOU_TILES_URL),
        "Permissions-Policy": "camera=(), geolocation=(self), microphone=(), payment=(), usb=()",
    }

    def answering(request: HttpRequest) -> HttpResponse:
        answer = get_response(request)
        for name, value in headers.items():
            answer.headers.setdefault(name, value)
        return answer

    return answering


def bodies_are_bounded(get_response: Answering) -> Answering:
    """What is larger than any upload may be is refused before a byte of it is read."""

    def answering(request: HttpRequest) -> HttpResponse:
        said = request.META.get("CONTENT_LENGTH") or "0"
        most = _most_bytes(request.path)
        if said.isdecimal() and int(said) <= most:
            return get_response(request)
        words = _("This is larger than the %(most)d MB that can be sent here.")
        told = words % {"most": most >> 20}
        return HttpResponse(told, status=413, content_type="text/plain; charset=utf-8")

    return answering


def _most_bytes(path: str) -> int:
    smaller = settings.SMALLER_BODIES.items()
    return next((most for begins, most in smaller if path.startswith(begins)), None) or int(
        settings.MOST_BODY_BYTES
    )


def refusals(get_response: Answering) -> Answering:
    """A rule that says no answers 409 in its own words, never as a fault."""

    def answering(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    answering.process_exception = refusal_page  # type: ignore[attr-defined]
    return answering


def refusal_page(request: HttpRequest, fault: Exception) -> HttpResponse | None:
    if not isinstance(fault, Refused):
        return None
    template = "web/refusal.html" if asks_for_part(request) else "web/409.html"
    context = {"words": fault.words, "rule": fault.rule, "back": way_back(request)}
    return render(request, template, context, status=409)


def asks_for_part(request: HttpRequest) -> bool:
    """Whether htmx asked, to put the answer into a page that stands."""
    return request.headers.get("HX-Request-Type") == "partial"


def content_policy(tiles_url: str) -> str:
    """The Content-Security-Policy; the map's tile server is the one stranger it may know."""
    tiles = f" {'/'.join(tiles_url.split('/')[:3])}" if tiles_url else ""
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            f"img-src 'self' data: blob:{tiles}",
            f"connect-src 'self'{tiles}",
            "worker-src 'self' blob:",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )
