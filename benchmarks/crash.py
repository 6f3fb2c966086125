"""kill -9 of pages, worker and database amid mixed writes: is anything lost, or done twice?

`python -m benchmarks.crash` starts all three on loopback over a database of its own, writes through
the API and the outbox, kills each of them several times, starts them again, and then counts. It
prints one JSON line; exit status 1 when a promise was broken. Everything it started ends with it.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil

from jiamenkou.lib.postgres import Server

if TYPE_CHECKING:
    from jiamenkou.places.models import Area

PATIENCE_SECONDS = 240
PAUSE_SECONDS = 0.3
SENT = "SENT_TO"
"""The environment variable that names the file of our gateway, the outside world of this run."""


def main() -> None:
    """Write, kill, start again, count."""
    given = _asked()
    with _house() as house:
        area, token = _begin()
        writes = Writes(house=house, token=token, area=area, number=given.writes)
        began = time.perf_counter()
        kills = writes.run(clients=given.clients, kills=given.kills, seed=given.seed)
        seconds = time.perf_counter() - began
        found = _count(writes, house)
    told = {"writes": given.writes, "acknowledged": len(writes.done), "asked_again": writes.again}
    told |= {"killed": dict(kills), "seconds": round(seconds, 1), **found}
    print(json.dumps(told), flush=True)
    broken = [name for name in BROKEN if found[name]]
    if broken or len(writes.done) < given.writes:
        sys.exit(f"broken: {', '.join(broken) or 'some writes were never acknowledged'}")


BROKEN = (
    "missing", "twice", "events_without_rows", "undelivered", "delivered_twice", "chain_wrong",
    "chain_waiting",
)  # fmt: skip


def file_gateway(phone: str, words: str, *, key: str) -> None:  # noqa: ARG001
    """A gateway that knows its keys again: a line a message in a file that survives us."""
    with Path(os.environ[SENT]).open("a+") as sent:
        sent.seek(0)
        if f"{key}\n" not in sent.readlines():
            sent.write(f"{key}\n")
            sent.flush()
            os.fsync(sent.fileno())


file_gateway.idempotent = True  # type: ignore[attr-defined]


@dataclass
class House:
    """The three that are killed, and started again."""

    folder: Path
    port: int
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def server(self) -> Server:
        return Server(folder=self.folder / "postgres")

    def ensure(self) -> None:
        """Start what is down, as a service manager would."""
        if not self.server.running():
            self.server.start()
        said = (self.folder / "said").open("ab")  # they complain of each other's deaths
        commands = {"web": ["serve", "--port", str(self.port)], "worker": ["worker"]}
        for name, words in commands.items():
            if name not in self.running or self.running[name].poll() is not None:
                command = [sys.executable, "-m", "jiamenkou", *words]
                self.running[name] = subprocess.Popen(command, stdout=said, stderr=said)  # noqa: S603

    def kill(self, name: str) -> None:
        """Kill -9, the database with all its children."""
        if name != "database":
            self.running[name].kill()
            self.running[name].wait()
            return
        postmaster = psutil.Process(
            int((self.server.data / "postmaster.pid").read_text().split()[0])
        )
        for one in [postmaster, *postmaster.children()]:
            try:
                one.kill()
            except psutil.NoSuchProcess:
                continue

    def stop(self) -> None:
        for process in self.running.values():
            process.kill()
            process.wait()
        self.server.stop()


@dataclass
class Writes:
    """What is to be written, and what was acknowledged."""

    house: House
    token: str
    area: Area
    number: int
    done: dict[int, str] = field(default_factory=dict)
    again: int = 0
    centre: int = 0

    def run(self, *, clients: int, kills: int, seed: int) -> Counter[str]:
        """All of them, by so many clients, while each of the three is killed `kills` times."""
        self.centre = json.loads(self._until_answered(0, *self._centre(0)))["id"]
        self.done[0] = "centre"
        stop = threading.Event()
        killed: Counter[str] = Counter()
        killer = threading.Thread(target=self._killing, args=(kills, seed, killed, stop))
        killer.start()
        with ThreadPoolExecutor(clients) as pool:
            list(pool.map(self._write, range(1, self.number)))
        stop.set()
        killer.join()
        return killed

    def _killing(self, kills: int, seed: int, killed: Counter[str], stop: threading.Event) -> None:
        """In a shuffled order, evenly over the writes; whatever is down is started again."""
        drawn = random.Random(seed)
        order = ["web", "worker", "database"] * kills
        drawn.shuffle(order)
        marks = [self.number * (at + 1) // (len(order) + 1) for at in range(len(order))]
        while marks or not stop.is_set():
            stop.wait(PAUSE_SECONDS)
            if marks and len(self.done) >= marks[0]:
                marks.pop(0)
                name = order[len(order) - len(marks) - 1]
                self.house.kill(name)
                killed[name] += 1
            self.house.ensure()

    def _write(self, number: int) -> None:
        kinds: tuple[tuple[str, Callable[[int], Any]], ...] = (
            ("centre", self._centre), ("room", self._room), ("premises", self._premises),
        )  # fmt: skip
        if number % 4 == 3:
            self._until_told(number)
            self.done[number] = "message"
            return
        kind, request = kinds[number % 4]
        self._until_answered(number, *request(number))
        self.done[number] = kind

    def _centre(self, number: int) -> tuple[str, dict[str, Any]]:
        point = {"lon": 118.0, "lat": 28.4, "crs": "wgs84"}
        said = {"name": f"虚构中心{number}", "level": "community", "area": self.area.pk}
        return "centres", {**said, "point": point}

    def _room(self, number: int) -> tuple[str, dict[str, Any]]:
        said = {"name": f"虚构房间{number}", "kind": "reading", "floor": 1, "square_metres": 20}
        return f"centres/{self.centre}/rooms", said

    def _premises(self, number: int) -> tuple[str, dict[str, Any]]:
        point = {"lon": 118.0, "lat": 28.4, "crs": "wgs84"}
        said = {"name": f"虚构房屋{number}", "kind": "idle_state_asset", "owner": "虚构"}
        money = {"usable_m2": 100, "fit_out_cost": 1000}
        return "premises", {**said, **money, "area": self.area.pk, "point": point}

    def _until_answered(self, number: int, path: str, said: dict[str, Any]) -> bytes:
        """Ask again with the same key until it is acknowledged, as a careful program does."""
        headers = {
            "Authorization": f"Bearer {self.token}",
            "Content-Type": "application/json",
            "Idempotency-Key": f"write-{number}",
        }
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            try:
                line = HTTPConnection("127.0.0.1", self.house.port, timeout=20)
                line.request("POST", f"/api/v1/{path}", json.dumps(said), headers)
                answer = line.getresponse()
                body = answer.read()
            except (OSError, HTTPException):
                pass
            else:
                if answer.status == 201:
                    return body
                if answer.status < 500 and answer.status not in {401, 409, 429}:
                    raise SystemExit(f"{path} answered {answer.status}: {body.decode()}")
            finally:
                line.close()
            self.again += 1
            time.sleep(PAUSE_SECONDS)
        raise SystemExit(f"{path} was never acknowledged")

    def _until_told(self, number: int) -> None:
        """A message, told by its key until the transaction is known to have been committed."""
        from django.db import Error, connection

        from jiamenkou.notices.actions import To, tell

        to = To(name="虚构居民", phone="13800138000", area_code=self.area.pk)
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            try:
                key, title = f"crash-{number}", f"消息{number}"
                tell(to, "notices.announcement", key=key, title=title, news="虚构的消息。")
            except Error:
                connection.close()
                self.again += 1
                time.sleep(PAUSE_SECONDS)
            else:
                connection.close()
                return
        raise SystemExit("a message was never told")


def _begin() -> tuple[Area, str]:
    """One area, and a planner's token."""
    from django.utils import timezone

    from jiamenkou.people import actions as people
    from jiamenkou.people.models import User
    from tests import make

    area = make.area()
    planner = User.objects.create_user("crash", name="虚构规划员")
    people.give_role(planner, kind="planner", area=area, begins=timezone.localdate(), by=None)
    scopes = ["places.see", "places.amend", "premises.see", "premises.amend"]
    tomorrow = timezone.localdate() + timedelta(days=1)
    _token, secret = people.make_token(
        planner, name="crash", scopes=scopes, expires_on=tomorrow, by=None
    )
    return area, secret


def _count(writes: Writes, house: House) -> dict[str, Any]:
    """Rows against acknowledgements, records against rows, deliveries, and the chain."""
    from django.db import connection

    from jiamenkou.audit.models import Event
    from jiamenkou.audit.verifying import verify
    from jiamenkou.notices.models import Message
    from jiamenkou.places.models import Centre, Room
    from jiamenkou.siting.models import Premises

    connection.close()  # the server it knew was killed
    rows = {
        "centre": Counter(Centre.objects.values_list("name", flat=True)),
        "room": Counter(Room.objects.values_list("name", flat=True)),
        "premises": Counter(Premises.objects.values_list("name", flat=True)),
        "message": Counter(Message.objects.values_list("key", flat=True)),
    }
    words = {"centre": "虚构中心", "room": "虚构房间", "premises": "虚构房屋", "message": "crash-"}
    expected = Counter(writes.done.values())
    missing = [n for n, kind in writes.done.items() if f"{words[kind]}{n}" not in rows[kind]]
    verbs = ("places.open_centre", "places.add_room", "siting.offer_premises")
    recorded = Event.objects.filter(verb__in=verbs).count()
    written = sum(rows[kind].total() for kind in ("centre", "room", "premises"))
    tickets, sent = _drain(house)
    found = verify()
    return {
        "rows": {kind: rows[kind].total() for kind in expected},
        "missing": len(missing),
        "twice": sum(count - 1 for kind in rows for count in rows[kind].values()),
        "events_without_rows": recorded - written,
        "delivered": len(set(sent)),
        "undelivered": len(tickets - set(sent)),
        "delivered_twice": len(sent) - len(set(sent)),
        "chain_events": found.linked,
        "chain_wrong": found.wrong,
        "chain_waiting": Event.objects.unlinked().count(),
    }


def _drain(house: House) -> tuple[set[str], list[str]]:
    """Carry out what the dead left on their way; we wait seconds where the house waits minutes."""
    from jiamenkou.notices.actions import delivering
    from jiamenkou.notices.models import Message

    delivering.LOST_AFTER = timedelta(seconds=2)
    waiting = Message.objects.filter(channel="sms").exclude(state="sent")
    until = time.monotonic() + PATIENCE_SECONDS
    while waiting.exists() and time.monotonic() < until:
        house.ensure()
        delivering.deliver_due()
        time.sleep(PAUSE_SECONDS)
    told = Message.objects.filter(channel="sms").values_list("ticket", flat=True)
    sent = Path(os.environ[SENT]).read_text().split()
    return {one.hex for one in told}, sent


@contextmanager
def _house() -> Iterator[House]:
    """Database, pages and worker in a folder of their own, with the settings of a real site."""
    folder = Path(tempfile.mkdtemp(prefix="jiamenkou-crash-"))
    house = House(folder=folder, port=_free_port())
    (folder / "sent").touch()
    os.environ |= {
        "JIAMENKOU_HOME": str(folder),
        "DJANGO_SETTINGS_MODULE": "jiamenkou.settings",
        "JIAMENKOU_SMS": "benchmarks.crash.file_gateway",
        "JIAMENKOU_QUIET_HOURS": "",
        "JIAMENKOU_API_A_MINUTE": "1000000",
        "JIAMENKOU_LOG_LEVEL": "CRITICAL",
        SENT: str(folder / "sent"),
    }
    os.environ.pop("DATABASE_URL", None)
    try:
        _make_tables()
        house.ensure()
        yield house
    finally:
        house.stop()
        shutil.rmtree(house.server.root, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)


def _make_tables() -> None:
    import django

    from jiamenkou.running import start_database

    start_database()
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--writes", type=int, default=1000)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--kills", type=int, default=4, help="of each of the three")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    main()
