"""What every test stands on."""

from pathlib import Path

import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def _static_files_as_they_lie(settings: Settings, tmp_path: Path) -> None:
    """Tests of pages do not wait for collectstatic; uploads go where the test ends."""
    plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": plain}}
    settings.STATIC_ROOT = tmp_path
    settings.MEDIA_ROOT = tmp_path
