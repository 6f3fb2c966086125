import os
import subprocess
import sys
from pathlib import Path

import pytest

from jiamenkou.doctor import database, keys, work


def jiamenkou(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "jiamenkou", *words],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "COLUMNS": "200"},
    )


def test_help_names_every_command() -> None:
    words = jiamenkou("--help").stdout
    assert all(name in words for name in ("demo", "serve", "worker", "plan", "doctor", "manage"))


@pytest.mark.django_db
def test_the_doctor_finds_no_fault_with_the_database_and_misses_the_worker() -> None:
    assert not list(database.database_answers())
    assert not list(database.extensions_are_there())
    assert not list(database.tables_are_current())
    assert "jiamenkou worker" in next(work.worker_is_alive())


def test_the_doctor_names_a_secret_others_can_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JIAMENKOU_HOME", str(tmp_path))
    (tmp_path / "secret-key").write_text("x")
    (tmp_path / "secret-key").chmod(0o644)
    assert "chmod 600" in next(keys.secrets_are_private())
