import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_pages_worker_and_database_are_killed_and_nothing_is_lost_or_done_twice() -> None:
    command = [sys.executable, "-m", "benchmarks.crash", "--writes", "120", "--kills", "1"]
    run = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=300)  # noqa: PLW1510
    assert run.returncode == 0, run.stdout + run.stderr
    told = json.loads(run.stdout)
    assert told["acknowledged"] == 120
    assert told["killed"] == {"web": 1, "worker": 1, "database": 1}
    assert told["delivered"] == told["rows"]["message"] == 30
