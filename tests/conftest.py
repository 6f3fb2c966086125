"""What every test stands on."""

import shutil
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, cast

import pytest
from django.apps import apps
from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.backends.postgresql.operations import DatabaseOperations
from django.utils import translation
from pytest_django import Settings
from xdist.scheduler import LoadScopeScheduling

JOURNEYS, API = ("tests/e2e/",), ("tests/api/",)
COMPILING = (
    "tests/engines/siting/",
    "tests/siting/",
    "tests/demo/",
    "tests/architecture/test_who_sees_what.py",
    "tests/notebooks/",
)
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def browser_path() -> str | None:
    """The browser that journeys use, if this machine has one."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


GUARDED = ("audit_event", "audit_link")
UNMANAGED = "procrastinate_jobs, procrastinate_periodic_defers, procrastinate_workers"
_flush = DatabaseOperations.execute_sql_flush


def _flush_past_the_guards(self: BaseDatabaseOperations, sql_list: Iterable[str]) -> None:
    """After a transactional test everything goes: what is append-only, and the jobs, too.

    The calendar that migrations brought comes back.
    """
    off = [f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in GUARDED]
    on = [f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in GUARDED]
    _flush(
        cast("DatabaseOperations", self), [*off, *sql_list, f"TRUNCATE {UNMANAGED} CASCADE", *on]
    )
    import_module("jiamenkou.places.migrations.0002_announcements").enter_what_is_shipped(
        apps, None
    )


DatabaseOperations.execute_sql_flush = _flush_past_the_guards  # type: ignore[method-assign]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first; what compiles waits a little: the demo of the journeys compiles most."""
    turns = (JOURNEYS, API, COMPILING)
    items.sort(
        key=lambda item: next((n for n, one in enumerate(turns) if item.nodeid.startswith(one)), 3)
    )


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> "Together":
    return Together(config, log)


class Together(LoadScopeScheduling):  # type: ignore[misc]
    """Tests share a worker where they share what is slow to make; other files where there is room.

    The marks of xdist's own groups do not reach workers under pytest 9.2.
    """

    def _split_scope(self, nodeid: str) -> str:
        if nodeid.startswith(JOURNEYS):
            return "one demo and one browser"
        return "what compiles" if nodeid.startswith(COMPILING) else super()._split_scope(nodeid)


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


@pytest.fixture(autouse=True)
def _passwords_cost_little(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["tests.hashing.QuickArgon2"]


@pytest.fixture(autouse=True)
def _the_language_of_the_house() -> Iterator[None]:
    """A page in English leaves its language to the thread; the next test begins in Chinese."""
    yield
    translation.deactivate()
