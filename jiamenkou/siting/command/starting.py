"""What `jiamenkou plan` needs of Django: templates and languages, no database and no secret."""

from __future__ import annotations

import os
from pathlib import Path
from threading import Lock

import django
from django.apps import apps
from django.conf import settings

LANGUAGES = {"zh": "zh-hans", "en": "en"}
STARTING = Lock()
"""A worker of a cluster may begin two counties at once."""


def start_django() -> None:
    """Once a process; safe to call again."""
    with STARTING:
        if not settings.configured:
            _configure(Path(__file__).parents[2])
        if not apps.ready:
            django.setup()


def _configure(package: Path) -> None:
    engine = {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [package / "siting" / "templates"],
        "OPTIONS": {"builtins": ["jiamenkou.web.templatetags.shell"]},
    }
    settings.configure(
        INSTALLED_APPS=["django.contrib.staticfiles", "jiamenkou.web"],
        TEMPLATES=[engine],
        LANGUAGES=[("zh-hans", "Chinese"), ("en", "English")],
        LOCALE_PATHS=[package / "locale"],
        TIME_ZONE=os.environ.get("JIAMENKOU_TIME_ZONE", "Asia/Shanghai"),
        STATIC_URL="/static/",
    )
