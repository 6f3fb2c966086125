"""Numbers, appointments, calls and screens under load: how fast, how dear, and is anything wrong?

`python -m benchmarks.hall` starts PostgreSQL and two web workers on loopback over a database of
its own, asks them by the API with 8 and with 32 clients, and prints one JSON line a question; bare
`INSERT … COMMIT` of the same rows comes beside. Exit status 1 when a promise was broken. Everything
it started ends with it.
"""

from __future__ import annotations

import asyncio
import json
import os
import queue
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil

from jiamenkou.lib.postgres import Server

if TYPE_CHECKING:
    from tests.hall.halls import Hall

SECONDS = float(os.environ.get("SECONDS", "6"))
CLIENTS = tuple(int(one) for one in os.environ.get("CLIENTS", "8,32").split(","))
SCREENS = int(os.environ.get("SCREENS", "500"))
CLERKS, DAYS, WAITING, CALLS, MINUTES = 8, 13, 500, 160, 10
SECRETS = ("JIAMENKOU_API_A_MINUTE", "JIAMENKOU_API_STRANGERS_A_MINUTE")


def main() -> None:
    """Each question, then what is wrong in the database after it."""
    with _house() as house:
        hall = _furnish(house)
        _warm_up(house, hall)
        for clients in CLIENTS:
            _say("tickets", clients, _asked(house, clients, _ticket_writer(house, hall)))
            _say("appointments", clients, _asked(house, clients, _booking_writer(house, hall)))
            _say("bare insert", clients, _bare(house, hall, clients))
        for counters in (1, CLERKS):
            said = _calls(house, hall, counters)
            print(json.dumps({"asked": "call next", "waiting": WAITING, **said}))
        print(json.dumps({"asked": "screens", "open": SCREENS, **_screens(house, hall)}))
        wrong = _violations(hall)
    print(json.dumps({"violations": wrong}), flush=True)
    if any(wrong.values()):
        sys.exit("a promise was broken")


def _warm_up(house: House, hall: Hall) -> None:
    """Until every thread of both workers has answered once: the first request reads much."""
    said = json.dumps({"item": hall.items[0].code}).encode()

    def ask(_number: int) -> None:
        post = _poster(house.port, house.token)
        for _ in range(12):
            post(f"/api/v1/centres/{hall.centre.pk}/tickets", said)

    _together(32, ask)


@dataclass
class House:
    """What was started, and the keys to it."""

    folder: Path
    server: Server
    port: int
    web: subprocess.Popen[bytes] | None = None
    token: str = ""
    clerks: tuple[str, ...] = ()

    def processes(self) -> list[psutil.Process]:
        """Web workers and PostgreSQL, with all their children."""
        if self.web is None:
            raise RuntimeError("the pages do not run")
        postmaster = int((self.server.data / "postmaster.pid").read_text().split()[0])
        roots = [psutil.Process(self.web.pid), psutil.Process(postmaster)]
        return [one for root in roots for one in (root, *root.children(recursive=True))]

    def cpu_seconds(self) -> float:
        return sum(self._cpu(one) for one in self.processes())

    @staticmethod
    def _cpu(process: psutil.Process) -> float:
        try:
            times = process.cpu_times()
        except psutil.NoSuchProcess:
            return 0.0
        return float(times.user + times.system)


@dataclass
class Told:
    """Seconds each write took, and what they cost together."""

    took: list[float]
    seconds: float
    cpu_seconds: float
    refused: int = 0


def _say(asked: str, clients: int, told: Told) -> None:
    writes = len(told.took)
    line: dict[str, Any] = {"asked": asked, "clients": clients, "writes": writes}
    line["writes_a_second"] = round(writes / told.seconds)
    line |= _quantiles(told.took)
    line["cpu_ms_a_write"] = round(told.cpu_seconds * 1000 / max(writes, 1), 1)
    print(json.dumps(line | ({"refused": told.refused} if told.refused else {})), flush=True)


def _quantiles(took: list[float]) -> dict[str, float]:
    cuts = statistics.quantiles(took, n=20)
    return {"p50_ms": round(cuts[9] * 1000, 1), "p95_ms": round(cuts[18] * 1000, 1)}


def _asked(house: House, clients: int, writer: Callable[[int], Callable[[], int]]) -> Told:
    """So many clients, each asking again as soon as it was answered."""
    took: list[list[float]] = [[] for _ in range(clients)]
    refused = [0] * clients
    until = time.perf_counter() + SECONDS

    def ask(number: int) -> None:
        write = writer(number)
        while time.perf_counter() < until:
            began = time.perf_counter()
            status = write()
            if status == 0:
                return
            if status in {200, 201}:
                took[number].append(time.perf_counter() - began)
            elif status == 409:
                refused[number] += 1
            else:
                raise RuntimeError(f"answered {status}")

    before, began = house.cpu_seconds(), time.perf_counter()
    _together(clients, ask)
    seconds, cpu = time.perf_counter() - began, house.cpu_seconds() - before
    return Told(
        took=[one for some in took for one in some],
        seconds=seconds,
        cpu_seconds=cpu,
        refused=sum(refused),
    )


def _together(clients: int, work: Callable[[int], None]) -> None:
    threads = [threading.Thread(target=work, args=(number,)) for number in range(clients)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()


def _ticket_writer(house: House, hall: Hall) -> Callable[[int], Callable[[], int]]:
    said = json.dumps({"item": hall.items[0].code}).encode()

    def begin(_number: int) -> Callable[[], int]:
        post = _poster(house.port, house.token)
        return lambda: post(f"/api/v1/centres/{hall.centre.pk}/tickets", said)[0]

    return begin


def _booking_writer(house: House, hall: Hall) -> Callable[[int], Callable[[], int]]:
    """Each seat there is, and one more of each start, in an order that makes clients meet."""
    wanted: queue.SimpleQueue[dict[str, str]] = queue.SimpleQueue()
    for number, begins in enumerate(_free_starts(hall)):
        phone = f"138{number:08}"
        wanted.put({"item": hall.items[0].code, "begins": begins, "name": "张三", "phone": phone})

    def begin(_number: int) -> Callable[[], int]:
        post = _poster(house.port, house.token)

        def write() -> int:
            try:
                said = wanted.get_nowait()
            except queue.Empty:
                return 0
            address = f"/api/v1/centres/{hall.centre.pk}/appointments"
            return post(address, json.dumps(said).encode())[0]

        return write

    return begin


def _free_starts(hall: Hall) -> list[str]:
    from django.utils import timezone

    from jiamenkou.hall.lanes import starts

    now = timezone.now()
    days = [timezone.localdate(now) + timedelta(days=number + 1) for number in range(DAYS)]
    found = [one for day in days for one in starts(hall.items[0], hall.centre, day, now=now)]
    return [one.begins.isoformat() for one in found for _ in range(len(one.free) + 1) if one.free]


def _poster(port: int, token: str) -> Callable[[str, bytes], tuple[int, bytes]]:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def post(address: str, body: bytes) -> tuple[int, bytes]:
        connection.request("POST", address, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read()

    return post


def _bare(  # noqa: PLR0915 - five statements of SQL, line by line
    house: House, hall: Hall, clients: int
) -> Told:
    """The rows of a ticket by hand: its number, itself, its first interval, its event."""
    import psycopg
    from django.db import connection

    from jiamenkou.hall.models import Ticket

    pattern = Ticket.objects.filter(centre=hall.centre).latest("pk")
    copies = {
        name: ", ".join(_columns(connection, table))
        for name, table in (("ticket", "hall_ticket"), ("interval", "hall_interval"))
    }
    interval, event = pattern.intervals.latest("pk").pk, _an_event()
    event_columns = ", ".join(_columns(connection, "audit_event"))
    took: list[list[float]] = [[] for _ in range(clients)]
    until = time.perf_counter() + SECONDS / 2
    begin_at, end_at = threading.Barrier(clients), threading.Barrier(clients + 1)

    def insert(number: int) -> None:
        with psycopg.connect(house.server.url("postgres")) as line:
            begin_at.wait()
            done = 0
            while time.perf_counter() < until:
                began, done = time.perf_counter(), done + 1
                line.execute("UPDATE hall_series SET last = last + 0 WHERE centre_id = %s", [-1])
                (made,) = line.execute(
                    f"INSERT INTO hall_ticket (prefix, number, secret, {copies['ticket']}) "  # noqa: S608
                    f"SELECT %s, %s, %s, {copies['ticket']} FROM hall_ticket WHERE id = %s "
                    "RETURNING id",
                    [f"{number:02}", done, f"{clients}-{number}-{done}", pattern.pk],
                ).fetchone() or (0,)
                line.execute(
                    f"INSERT INTO hall_interval (ticket_id, {copies['interval']}) "  # noqa: S608
                    f"SELECT %s, {copies['interval']} FROM hall_interval WHERE id = %s",
                    [made, interval],
                )
                line.execute(
                    f"INSERT INTO audit_event ({event_columns}) "  # noqa: S608
                    f"SELECT {event_columns} FROM audit_event WHERE id = %s",
                    [event],
                )
                line.commit()
                took[number].append(time.perf_counter() - began)
            end_at.wait()  # a backend that has gone cannot be asked what it cost
            end_at.wait()

    threads = [threading.Thread(target=insert, args=(number,)) for number in range(clients)]
    before, began = house.cpu_seconds(), time.perf_counter()
    for one in threads:
        one.start()
    end_at.wait()
    seconds, cpu = time.perf_counter() - began, house.cpu_seconds() - before
    end_at.wait()
    for one in threads:
        one.join()
    Ticket.objects.filter(prefix__regex=r"^\d").delete()
    return Told(took=[one for some in took for one in some], seconds=seconds, cpu_seconds=cpu)


def _columns(connection: Any, table: str) -> list[str]:
    """All but the key and what must differ from row to row."""
    own = {"id", "prefix", "number", "secret", "ticket_id"}
    with connection.cursor() as cursor:
        described = connection.introspection.get_table_description(cursor, table)
    return [f'"{one.name}"' for one in described if one.name not in own]


def _an_event() -> int:
    from jiamenkou.audit.models import Event

    return Event.objects.filter(verb="hall.take_ticket").latest("pk").pk


def _calls(house: House, hall: Hall, counters: int) -> dict[str, Any]:
    """Each counter calls one after another out of five hundred who wait, without a pause."""
    _let_wait(hall, WAITING + CALLS)
    took: list[list[float]] = [[] for _ in range(counters)]

    def serve(number: int) -> None:
        post = _poster(house.port, house.clerks[number])
        counter = hall.counters[number].pk
        for _ in range(CALLS // counters):
            began = time.perf_counter()
            status, body = post(f"/api/v1/counters/{counter}/calls", b"")
            took[number].append(time.perf_counter() - began)
            if status != 200:
                raise RuntimeError(body.decode())
            ticket = json.loads(body)["ticket"]["id"]
            for step in ("start", "finish"):
                said = json.dumps({"step": step}).encode()
                post(f"/api/v1/hall-tickets/{ticket}/steps", said)

    before, began = house.cpu_seconds(), time.perf_counter()
    _together(counters, serve)
    seconds, cpu = time.perf_counter() - began, house.cpu_seconds() - before
    flat = [one for some in took for one in some]
    return {
        "counters": counters,
        "calls": len(flat),
        **_quantiles(flat),
        "cpu_ms_a_call_with_start_and_finish": round(cpu * 1000 / len(flat), 1),
        "steps_a_second": round(3 * len(flat) / seconds),
    }


def _let_wait(hall: Hall, wanted: int) -> None:
    """So many wait, whoever waited before is gone."""
    from jiamenkou.hall.models import Interval, Ticket

    Interval.objects.filter(ticket__centre=hall.centre).delete()
    Ticket.objects.filter(centre=hall.centre).in_line().update(state="left")
    for _ in range(wanted):
        hall.take()


def _screens(house: House, hall: Hall) -> dict[str, Any]:
    """From asking for a call until the last of all screens has it."""
    return asyncio.run(_watched(house, hall))


async def _watched(house: House, hall: Hall) -> dict[str, Any]:  # noqa: PLR0915
    heard: list[float] = [0.0] * SCREENS
    wanted = {"round": 0}
    rounds = [0] * SCREENS
    lines = await asyncio.gather(*(_open(house.port, hall.centre.pk) for _ in range(SCREENS)))

    async def listen(number: int) -> None:
        reader = lines[number][0]
        while line := await reader.readline():
            if b"going-on" in line:
                heard[number], rounds[number] = time.perf_counter(), wanted["round"]

    listeners = [asyncio.create_task(listen(number)) for number in range(SCREENS)]
    await asyncio.sleep(3)
    last: list[float] = []
    before = house.cpu_seconds()
    post = _poster(house.port, house.clerks[0])
    counter = hall.counters[0].pk
    for number in range(1, 11):
        wanted["round"] = number
        began = time.perf_counter()
        _status, body = await asyncio.to_thread(post, f"/api/v1/counters/{counter}/calls", b"")
        await _until(lambda wanted=number: all(one == wanted for one in rounds))  # type: ignore[misc]
        last.append(max(heard) - began)
        ticket = json.loads(body)["ticket"]["id"]
        for step in ("start", "finish"):
            said = json.dumps({"step": step}).encode()
            await asyncio.to_thread(post, f"/api/v1/hall-tickets/{ticket}/steps", said)
        await asyncio.sleep(0.6)
    cpu = house.cpu_seconds() - before
    for one in listeners:
        one.cancel()
    for _reader, writer in lines:
        writer.close()
    return {
        "calls": len(last),
        "last_screen_p50_ms": round(statistics.median(last) * 1000),
        "last_screen_worst_ms": round(max(last) * 1000),
        "cpu_ms_a_visit": round(cpu * 1000 / len(last)),
    }


async def _until(true: Callable[[], bool]) -> None:
    for _ in range(2000):
        if true():
            return
        await asyncio.sleep(0.005)
    raise RuntimeError("a screen did not hear of a call within ten seconds")


async def _open(port: int, centre: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET /live/screens/{centre}/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
    await writer.drain()
    while await reader.readline() not in {b"\r\n", b""}:
        pass
    return reader, writer


def _violations(hall: Hall) -> dict[str, int]:
    """What must be nought."""
    from django.db import connection
    from django.db.models import Count

    from jiamenkou.hall.models import Series, Ticket

    tickets = Ticket.objects.filter(centre=hall.centre, prefix="A")
    numbers = list(tickets.order_by("number").values_list("number", flat=True))
    last = Series.objects.get(centre=hall.centre, prefix="A").last
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM hall_appointment a JOIN hall_appointment b ON a.id < b.id "
            "AND a.clerk_id = b.clerk_id AND a.during && b.during "
            "WHERE a.state = 'booked' AND b.state = 'booked'"
        )
        (doubled,) = cursor.fetchone()
    twice = tickets.filter(calls__gt=1).count()
    calls = tickets.annotate(n=Count("intervals")).filter(n__gt=3).count()
    return {
        "numbers_missing": last - len(set(numbers)),
        "numbers_twice": len(numbers) - len(set(numbers)),
        "called_twice": twice + calls,
        "clerks_time_promised_twice": doubled,
    }


def _furnish(house: House) -> Hall:
    from django.utils import timezone

    from tests import make
    from tests.hall.halls import hall_of

    hall = hall_of(clerks=CLERKS, minutes=MINUTES)
    hall.open()
    for number in range(DAYS):
        hall.duties(timezone.localdate() + timedelta(days=number + 1))
    scopes = ["hall.see", "hall.take", "hall.serve"]
    tokens = [make.token(holder=one, scopes=scopes, personal=True)[1] for one in hall.clerks]
    house.token, house.clerks = tokens[0], tuple(tokens)
    return hall


@contextmanager
def _house() -> Iterator[House]:
    """PostgreSQL, and two web workers as production runs them."""
    folder = Path(tempfile.mkdtemp(prefix="jiamenkou-hall-"))
    server = Server(folder=folder / "postgres", throw_away=True)
    os.environ |= {"JIAMENKOU_HOME": str(folder), "DJANGO_SETTINGS_MODULE": "jiamenkou.settings"}
    os.environ |= dict.fromkeys(SECRETS, "1000000000")
    os.environ.setdefault("JIAMENKOU_LOG_LEVEL", "ERROR")
    house = House(folder=folder, server=server, port=_free_port())
    try:
        server.start()
        os.environ["DATABASE_URL"] = server.url("postgres")
        _prepare()
        house.web = _serve(house.port)
        yield house
    finally:
        if house.web is not None:
            house.web.terminate()
            house.web.wait()
        server.stop()
        shutil.rmtree(server.root, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)


def _prepare() -> None:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)


def _serve(port: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "uvicorn", "jiamenkou.asgi:application", "--workers", "2"]
    command += ["--port", str(port), "--log-level", "error", "--no-access-log"]
    web = subprocess.Popen(command)  # noqa: S603 - our own program
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            time.sleep(2)  # both workers
            return web
    raise RuntimeError("the pages did not come up")


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


if __name__ == "__main__":
    main()
