"""One throw-away PostgreSQL for the run, one database for each worker.

A plugin (`-p tests.database`), because settings are read before any conftest.py is.
"""

import os
import shutil
import tempfile
from pathlib import Path

import pytest

from jiamenkou.lib.postgres import Server

FOLDER = tempfile.TemporaryDirectory(prefix="jiamenkou-tests-", ignore_cleanup_errors=True)
SERVER = Server(folder=Path(FOLDER.name) / "postgres", throw_away=True)
STARTED = not os.environ.get("DATABASE_URL")  # else this is a worker of a parallel run, or a wish

if STARTED:
    os.environ["JIAMENKOU_HOME"] = FOLDER.name
    SERVER.start()
    os.environ["DATABASE_URL"] = SERVER.url("postgres")


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    """Stop what this process started, and leave nothing behind."""
    if STARTED:
        SERVER.stop()
        shutil.rmtree(SERVER.root, ignore_errors=True)
