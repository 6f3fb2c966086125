"""What every template may ask for."""

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from jiamenkou.web.preferences import wants_elder_mode
from jiamenkou.web.rail import rail


def shell(request: HttpRequest) -> dict[str, object]:
    return {
        "elder": wants_elder_mode(request),
        "rail": lambda: rail(request),
        "now": timezone.now(),
        "languages": settings.LANGUAGES,
        "demo": settings.JIAMENKOU_DEMO,
    }
