"""One throw-away PostgreSQL for the run, one database for each worker."""

import os
import tempfile
from pathlib import Path

import pytest

_folder = tempfile.TemporaryDirectory(prefix="jiamenkou-tests-", ignore_cleanup_errors=True)


def pytest_configure(config: pytest.Config) -> None:
    """Runs before settings are read; workers of a parallel run inherit the address."""
    if os.environ.get("DATABASE_URL"):
        return
    os.environ["JIAMENKOU_HOME"] = _folder.name
    from jiamenkou.lib.postgres import Server

    config.stash[SERVER] = Server(folder=Path(_folder.name) / "postgres", throw_away=True)
    config.stash[SERVER].start()
    os.environ["DATABASE_URL"] = config.stash[SERVER].url("postgres")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop what this process started."""
    if SERVER in config.stash:
        config.stash[SERVER].stop()


SERVER = pytest.StashKey["Server"]()  # type: ignore[name-defined]
