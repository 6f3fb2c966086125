"""How much one asker may ask a minute, counted in the database, so for all processes together."""

import time

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from jiamenkou.web.actions import count_request
from jiamenkou.web.api.problems import Problem

MINUTE = 60


def allow(request: HttpRequest, *, asker: str, most: int) -> None:
    """Count this request for `asker`; Problem when it is one too many."""
    now = int(time.time())
    left = MINUTE - now % MINUTE
    asked = count_request(asker, minute=now // MINUTE)
    request.allowance = {  # type: ignore[attr-defined]
        "RateLimit-Limit": str(most),
        "RateLimit-Remaining": str(max(0, most - asked)),
        "RateLimit-Reset": str(left),
    }
    if asked > most:
        words = _("At most %(most)s requests a minute; go on in %(left)s seconds.")
        told = words % {"most": most, "left": left}
        raise Problem("too-many", told, headers={"Retry-After": str(left)})


def allow_stranger(request: HttpRequest) -> None:
    """Somebody who did not say who they are, or not rightly, by the address they ask from."""
    address = request.META.get("REMOTE_ADDR", "")
    allow(request, asker=f"address:{address}"[:80], most=settings.API_STRANGERS_A_MINUTE)


def tell(request: HttpRequest, answer: HttpResponse) -> None:
    for name, value in getattr(request, "allowance", {}).items():
        answer[name] = value
