"""What every test stands on."""

import shutil
from pathlib import Path

import pytest
from pytest_django import Settings

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def browser_path() -> str | None:
    """The browser that journeys use, if this machine has one."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """What was not tried is the last thing said."""
    if not hasattr(config, "workerinput") and browser_path() is None:
        print("No browser on this machine: the journeys through the pages were SKIPPED.")  # noqa: T201


@pytest.fixture(autouse=True)
def _static_files_as_they_lie(settings: Settings, tmp_path: Path) -> None:
    """Tests of pages do not wait for collectstatic; uploads go where the test ends."""
    plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": plain}}
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()
    settings.MEDIA_ROOT = tmp_path / "files"
