"""Once and only once: real processes deliver, are killed at random moments, and start again."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from django.db import connection
from django.db.models import Q
from pytest_django import Settings

from jiamenkou.notices.models import Message
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).parents[2]
DELIVER = "import django; django.setup(); from jiamenkou.notices import actions as a; {}"
NUMBER = 60


@pytest.fixture
def arrived(tmp_path: Path, settings: Settings) -> Path:
    settings.QUIET_HOURS = None
    for n in range(NUMBER):
        make.notice(make.to(phone=f"138{n:08}"))
    file = tmp_path / "arrived"
    file.touch()
    return file


def start(arrived: Path, gateway: str) -> subprocess.Popen[bytes]:
    """A process that delivers all that is due, on this test's database."""
    found = connection.settings_dict
    address = (
        f"postgresql://{found['USER']}:{found['PASSWORD']}@/{found['NAME']}?host={found['HOST']}"
    )
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "jiamenkou.settings",
        "DATABASE_URL": address,
        "JIAMENKOU_QUIET_HOURS": "",
        "JIAMENKOU_SMS": f"tests.notices.gateways.{gateway}",
        "JIAMENKOU_TEST_ARRIVED": str(arrived),
    }
    code = DELIVER.format("a.deliver_due()")
    return subprocess.Popen([sys.executable, "-c", code], env=environment, cwd=ROOT)


def lines(arrived: Path) -> list[str]:
    return arrived.read_text().split()


def grow_old() -> None:
    """Time passes for what the dead took up."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE notices_message SET claimed_at = claimed_at - interval '1 hour'")


def run_until_done(arrived: Path, gateway: str) -> int:
    """Start, kill after a random number of messages if it still lives, start again; the deaths."""
    dice, deaths = random.Random(7), 0  # noqa: S311
    waiting = Message.objects.filter(Q(state="queued") | Q(state="sending"))
    while waiting.exists():
        process, enough = start(arrived, gateway), len(lines(arrived)) + dice.randint(5, 40)
        while process.poll() is None and len(lines(arrived)) < enough:
            time.sleep(0.002)
        process.kill()
        deaths += process.wait() == -signal.SIGKILL
        grow_old()
        assert deaths < NUMBER
    return deaths


def test_killed_again_and_again_each_message_arrives_once_where_the_gateway_knows_keys(
    arrived: Path,
) -> None:
    deaths = run_until_done(arrived, "killing_idempotent")
    assert deaths >= 3
    assert Counter(lines(arrived)) == {message.ticket.hex: 1 for message in Message.objects.all()}
    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}


def test_with_an_ordinary_gateway_none_arrives_twice_and_what_is_unknown_says_so(
    arrived: Path,
) -> None:
    deaths = run_until_done(arrived, "killing")
    assert deaths >= 3
    assert set(Counter(lines(arrived)).values()) == {1}
    states = Counter(Message.objects.values_list("state", flat=True))
    assert states.keys() <= {"sent", "uncertain"}
    assert 0 < states["uncertain"] <= deaths
    sent = {message.ticket.hex for message in Message.objects.filter(state="sent")}
    assert sent <= set(lines(arrived))


def test_several_deliverers_at_once_never_send_one_twice(arrived: Path) -> None:
    crowd = [start(arrived, "writing") for _ in range(4)]
    assert [process.wait(120) for process in crowd] == [0, 0, 0, 0]
    assert Counter(lines(arrived)) == {message.ticket.hex: 1 for message in Message.objects.all()}
