import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued

from jiamenkou.schedule import take_up_again
from jiamenkou.siting import actions
from jiamenkou.siting.models import ScenarioRun
from tests import make

WORKER = [sys.executable, "-m", "jiamenkou", "worker"]


def start_worker() -> subprocess.Popen[bytes]:
    """A real process on this test's database."""
    found = connection.settings_dict
    address = (
        f"postgresql://{found['USER']}:{found['PASSWORD']}@/{found['NAME']}?host={found['HOST']}"
    )
    return subprocess.Popen(WORKER, env={**os.environ, "DATABASE_URL": address})


def wait_for(answer: Callable[[], bool], seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not answer():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.django_db(transaction=True)
def test_a_run_whose_worker_was_killed_is_taken_up_by_the_next_one() -> None:
    make.premises()
    run = actions.solve(make.scenario(), by=None)
    first = start_worker()
    wait_for(lambda: ProcrastinateJob.objects.filter(status="doing").exists())
    first.send_signal(signal.SIGKILL)
    first.wait()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 hour'"
        )
    with suppress(AlreadyEnqueued):
        take_up_again.configure().defer(timestamp=0)  # what the clock does every minute
    second = start_worker()
    wait_for(lambda: not ScenarioRun.objects.get(pk=run.pk).under_way)
    second.terminate()
    assert second.wait(30) == 0
    assert ScenarioRun.objects.get(pk=run.pk).answered
