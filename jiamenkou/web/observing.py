"""One line and a few counts for every request: what was asked by route, never by path or person."""

import hmac
import logging
import re
import time
import uuid
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from jiamenkou.lib.logs import request_id, route_of
from jiamenkou.web.metrics import count_request

LOG = logging.getLogger("jiamenkou.requests")
SLOW_MS = 1000
ID_LETTERS = re.compile(r"[A-Za-z0-9._-]{8,64}")
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


def observed(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """The outermost of all: whatever is answered, by whomever, it is counted and written down."""

    def answering(request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-Id", "")
        marked = request_id.set(given if ID_LETTERS.fullmatch(given) else uuid.uuid4().hex)
        began = time.perf_counter()
        try:
            answer = get_response(request)
            answer.headers["X-Request-Id"] = request_id.get()
            _write_down(request, answer, seconds=time.perf_counter() - began)
            return answer
        finally:
            request_id.reset(marked)

    return answering


def _write_down(request: HttpRequest, answer: HttpResponse, *, seconds: float) -> None:
    method = str(request.method) if request.method in METHODS else "OTHER"
    route, status, milliseconds = _route(request), answer.status_code, round(seconds * 1000)
    count_request(method=method, route=route, status=status, seconds=seconds)
    facts = {"method": method, "route": route, "status": status, "ms": milliseconds}
    facts |= {"user": _user(request), "from": _origin(request)}
    LOG.log(_level(status, milliseconds), "request", extra={"facts": facts})


def _level(status: int, milliseconds: int) -> int:
    """Faults and slow answers are seen even where other lines are not."""
    return logging.WARNING if status >= 500 or milliseconds > SLOW_MS else logging.INFO


def _route(request: HttpRequest) -> str:
    return "static" if request.path.startswith(settings.STATIC_URL) else route_of(request)


def _user(request: HttpRequest) -> int | None:
    """The account's number, if answering asked for it; asking now could cost a query."""
    asked = vars(request)
    user = asked.get("_cached_user") or asked.get("_acached_user")
    return getattr(user, "pk", None)


def _origin(request: HttpRequest) -> str:
    """Tells one address from another within the logs of one site, and gives none away."""
    address = str(request.META.get("REMOTE_ADDR", ""))
    key = f"log origin {settings.SECRET_KEY}".encode()
    return hmac.digest(key, address.encode(), "sha256").hex()[:8]
