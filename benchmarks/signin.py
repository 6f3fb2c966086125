"""Does the time of an answer tell which accounts exist, or which rows of others do?

`python -m benchmarks.signin` starts the site on loopback over a database of its own, asks it, and
prints one JSON line a question. Everything it started ends with it.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlencode

ROUNDS = int(os.environ.get("ROUNDS", "60"))
PASSWORD = "a-long-and-quiet-word"  # noqa: S105 - invented, gone with its database


def main() -> None:
    """Sign-in for accounts of every kind, then pages of rows that are hidden or missing."""
    with site() as port:
        hidden = accounts_and_rows()
        doors = {
            "account exists, wrong password": lambda n: ("exists-" + str(n), "wrong"),
            "account does not exist": lambda _n: (secrets.token_hex(6), "wrong"),
            "account is closed, right password": lambda n: ("closed-" + str(n), PASSWORD),
            "account has no password": lambda n: ("empty-" + str(n), "wrong"),
            "account exists, shut": lambda _n: ("shut", "wrong"),
            "account does not exist, shut": lambda _n: ("nobody-shut", "wrong"),
        }
        for name, account in in_turn(doors, lambda make, n: signed_in_after(port, *make(n))):
            say(name, account)
        cookie = staff_cookie(port)
        pages = {"row of another area": hidden, "row that is not there": 2**31 - 1}
        for name, times in in_turn(pages, lambda pk, _n: page_after(port, pk, cookie)):
            say(name, times)


def in_turn(
    asked: dict[str, Any], ask: Callable[[Any, int], float]
) -> Iterator[tuple[str, list[float]]]:
    """Each question once a round, so that a busy machine is busy for all of them."""
    times: dict[str, list[float]] = {name: [] for name in asked}
    shuffled = Random(1)  # nothing always follows the slow one
    for number in range(-2, ROUNDS):  # two rounds warm up
        for name, what in shuffled.sample(list(asked.items()), len(asked)):
            took = ask(what, max(number, 0))
            if number >= 0:
                times[name].append(took)
        forget_addresses()
    yield from times.items()


def say(name: str, times: list[float]) -> None:
    """One line: the median and the 95th percentile, in milliseconds."""
    p95 = statistics.quantiles(times, n=20)[-1]
    told = {"asked": name, "times": len(times)}
    told |= {"p50_ms": round(statistics.median(times) * 1000, 1), "p95_ms": round(p95 * 1000, 1)}
    print(json.dumps(told), flush=True)


def signed_in_after(port: int, username: str, password: str) -> float:
    """Seconds until the sign-in form answers."""
    body = urlencode({"username": username, "password": password, "csrfmiddlewaretoken": "a" * 32})
    headers = {"Cookie": f"csrf={'a' * 32}", "Content-Type": "application/x-www-form-urlencoded"}
    status, _headers, took = asked(port, "POST", "/sign-in/", body, headers)
    if status not in {200, 429}:
        raise SystemExit(f"sign-in answered {status}")
    return took


def page_after(port: int, premises: int, cookie: str) -> float:
    """Seconds until the page of premises this person may not see, or that are not there."""
    status, _headers, took = asked(port, "GET", page_of(premises), "", {"Cookie": cookie})
    if status != 404:
        raise SystemExit(f"{page_of(premises)} answered {status}")
    return took


def page_of(row: int) -> str:
    return f"/planning/premises/{row}/"


def staff_cookie(port: int) -> str:
    """The session of a planner of another district."""
    body = urlencode({"username": "far", "password": PASSWORD, "csrfmiddlewaretoken": "a" * 32})
    headers = {"Cookie": f"csrf={'a' * 32}", "Content-Type": "application/x-www-form-urlencoded"}
    _status, told, _took = asked(port, "POST", "/sign-in/", body, headers)
    return next(value.split(";")[0] for name, value in told if value.startswith("session="))


def asked(
    port: int, method: str, path: str, body: str, headers: dict[str, str]
) -> tuple[int, list[tuple[str, str]], float]:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    began = time.perf_counter()
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    answer.read()
    took = time.perf_counter() - began
    connection.close()
    return answer.status, answer.getheaders(), took


def accounts_and_rows() -> int:
    """The accounts asked for; premises in one district, a planner in another; the premises' key."""
    from django.utils import timezone

    from jiamenkou.people.models import Door, Tally, User
    from jiamenkou.people.models.tally import key_of
    from tests import make

    for number in range(ROUNDS):
        for kind in ("exists", "closed", "empty"):
            account = User(username=f"{kind}-{number}", is_active=kind != "closed")
            account.set_password(None if kind == "empty" else PASSWORD)
            account.save()
    now = timezone.now()
    later = now + timedelta(hours=9)
    for name in ("shut", "nobody-shut"):
        Tally.objects.create(door=Door.ACCOUNT, key=key_of(name), tries=9, since=now, until=later)
    User.objects.create(username="shut")
    far = make.user(username="far", area=make.area(code="361103000000"))
    far.set_password(PASSWORD)
    far.save()
    return make.premises(area=make.area()).pk


def forget_addresses() -> None:
    """So many tries from one address would shut it."""
    from jiamenkou.people.models import Door, Tally

    Tally.objects.exclude(door=Door.ACCOUNT, until__isnull=False).delete()


@contextmanager
def site() -> Iterator[int]:
    """The pages on a free port, over a throw-away database."""
    from jiamenkou.lib.postgres import Server

    home = Path(tempfile.mkdtemp(prefix="jiamenkou-signin-"))
    server = Server(folder=home / "postgres", throw_away=True)
    os.environ |= {"JIAMENKOU_HOME": str(home), "DJANGO_SETTINGS_MODULE": "jiamenkou.settings"}
    os.environ.setdefault("JIAMENKOU_LOG_LEVEL", "ERROR")
    try:
        server.start()
        os.environ["DATABASE_URL"] = server.url("postgres")
        with _serving() as port:
            yield port
    finally:
        server.stop()
        shutil.rmtree(server.root, ignore_errors=True)
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def _serving() -> Iterator[int]:
    import django

    django.setup()
    import uvicorn
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)
    config = uvicorn.Config("jiamenkou.asgi:application", port=0, log_level="error")
    running = uvicorn.Server(config)
    thread = threading.Thread(target=running.run)
    thread.start()
    while not running.started:
        time.sleep(0.05)
    try:
        yield int(running.servers[0].sockets[0].getsockname()[1])
    finally:
        running.should_exit = True
        thread.join()


if __name__ == "__main__":
    main()
