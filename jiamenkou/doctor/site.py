"""Checks of the machine, and of how the site faces the world."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from jiamenkou.doctor.advice import Advice
from jiamenkou.lib.home import home

LEAST_FREE_BYTES = 2 * 1024**3
CENTRES_TIME_ZONE = "Asia/Shanghai"


def disk_has_room() -> Iterator[str]:
    """There is room on the disk."""
    existing = next(place for place in (home(), *home().parents) if place.exists())
    free = shutil.disk_usage(existing).free
    if free < LEAST_FREE_BYTES:
        yield f"Only {free // 1024**2} MiB are free at {existing}: make room."


def pages_are_collected() -> Iterator[str]:
    """Style sheets, scripts and maps are in place."""
    from django.conf import settings

    if not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        yield "Run `jiamenkou manage collectstatic`."


def time_zone_is_known() -> Iterator[str]:
    """Days and hours are those of the centres."""
    from django.conf import settings

    if settings.TIME_ZONE != CENTRES_TIME_ZONE:
        yield Advice(
            f"They are those of {settings.TIME_ZONE}: unset JIAMENKOU_TIME_ZONE if that is wrong."
        )


def public_site_is_safe() -> Iterator[str]:
    """A site others can reach is not in debug mode, names its hosts, and keeps to HTTPS."""
    from django.conf import settings

    hosts = os.environ.get("JIAMENKOU_HOSTS", "")
    if hosts and settings.DEBUG:
        yield "Unset JIAMENKOU_DEBUG."
    if hosts and not settings.SESSION_COOKIE_SECURE:
        yield "Serve it behind HTTPS and set JIAMENKOU_HTTPS=1."
    if "*" in settings.ALLOWED_HOSTS:
        yield "Name the site's own host names in JIAMENKOU_HOSTS instead of *."


def second_factor_is_asked() -> Iterator[str]:
    """Pages with personal data ask for a second factor."""
    from django.conf import settings

    if not settings.SECOND_FACTOR and not settings.JIAMENKOU_DEMO:
        yield "Unset JIAMENKOU_SECOND_FACTOR: it is off for everybody."
