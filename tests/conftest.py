"""What every test stands on."""

import shutil
from pathlib import Path
from typing import Any

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


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """How often somebody tried an address for the access tests."""
    passed = terminalreporter.stats.get("passed", ())
    tried = [said for one in passed for name, said in one.user_properties if name == "access"]
    if tried:
        addresses, kinds = (len(set(words)) for words in zip(*map(str.split, tried), strict=True))
        terminalreporter.write_line(
            f"Access: {len(tried)} requests, {addresses} addresses x {kinds} roles."
        )


@pytest.fixture(autouse=True)
def _static_files_as_they_lie(settings: Settings, tmp_path: Path) -> None:
    """Tests of pages do not wait for collectstatic; uploads go where the test ends."""
    plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": plain}}
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()
    settings.MEDIA_ROOT = tmp_path / "files"
