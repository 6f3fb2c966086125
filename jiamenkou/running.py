"""Starting and stopping what the house runs: database, pages, worker, demo."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TypeVar

import django
from rich.console import Console

from jiamenkou.lib.home import home
from jiamenkou.lib.postgres import Server

Answer = TypeVar("Answer")
GRACE_SECONDS = 3
say = Console(highlight=False, soft_wrap=True)


def run_demo(*, host: str, port: int) -> None:
    """Database, tables, demo district, worker and pages, in that order; stops all it started."""
    os.environ["JIAMENKOU_DEMO"] = "1"
    os.environ.setdefault("JIAMENKOU_SECOND_FACTOR", "0")
    signal.signal(signal.SIGTERM, _as_interrupt)
    with _database(), _prepared():
        from jiamenkou.demo.actions import build

        _step("Demo district", build)
        with _worker_beside():
            _print_welcome(host, port)
            _serve(host, port)


def run_server(*, host: str, port: int) -> None:
    """The pages, on the database of DATABASE_URL or the one in the home folder."""
    signal.signal(signal.SIGTERM, _as_interrupt)
    with _database(), _prepared():
        _serve(host, port)


def run_worker() -> None:
    """The jobs; SIGTERM lets the running one finish its step."""
    start_database()
    django.setup()
    from procrastinate.contrib.django import app

    with app.replace_connector(app.connector.get_worker_connector()):  # type: ignore[attr-defined]
        app.run_worker(listen_notify=True, wait=True)


def turn_keys(*, drop_old: bool) -> int:
    """Seal everything with a new key, or forget the keys that are of no use any more; 0 if done."""
    start_database()
    django.setup()
    from jiamenkou.lib import resealing
    from jiamenkou.lib.sealing import ring

    if not drop_old:
        say.print(f"{resealing.turn_keys()} values sealed again, with key {ring().newest}.")
        return 0
    try:
        say.print(f"Keys forgotten: {resealing.drop_old_keys() or 'none'}.")
    except resealing.TooSoon as why:
        say.print(str(why))
        return 1
    return 0


def start_database() -> bool:
    """Start the server in the home folder where DATABASE_URL names no other; True if we did."""
    if os.environ.get("DATABASE_URL"):
        return False
    server = Server(folder=home() / "postgres")
    ours = not server.running()
    server.start()
    _make_database(server)
    return ours


@contextmanager
def _database() -> Iterator[None]:
    ours = _step("PostgreSQL", start_database)
    try:
        yield
    finally:
        if ours:
            Server(folder=home() / "postgres").stop()


def _make_database(server: Server) -> None:
    import psycopg

    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = 'jiamenkou'")
        if not found.fetchone():
            connection.execute("CREATE DATABASE jiamenkou")


@contextmanager
def _prepared() -> Iterator[None]:
    """Tables and static files as this version wants them."""
    django.setup()
    from django.core.management import call_command

    _step("Tables", lambda: call_command("migrate", verbosity=0, interactive=False))
    _step("Pages and maps", _collect_static)
    yield


def _collect_static() -> None:
    """Once a version: the newest source file's time is kept beside what was collected."""
    from django.conf import settings
    from django.core.management import call_command

    sources = Path(__file__).parent.rglob("static/**/*")
    newest = str(max(file.stat().st_mtime_ns for file in sources))
    noted = Path(settings.STATIC_ROOT) / ".collected"
    if noted.exists() and noted.read_text() == newest:
        return
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    noted.write_text(newest)


@contextmanager
def _worker_beside() -> Iterator[None]:
    """A process of its own: a solver never runs in a web thread."""
    process = subprocess.Popen([sys.executable, "-m", "jiamenkou", "worker"])
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(GRACE_SECONDS * 3)
        except subprocess.TimeoutExpired:
            process.kill()


def _serve(host: str, port: int) -> None:
    import uvicorn

    uvicorn.run(
        "jiamenkou.asgi:application",
        host=host,
        port=port,
        log_level="warning",
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )


def _print_welcome(host: str, port: int) -> None:
    from jiamenkou.demo.actions import ACCOUNTS, PASSWORD

    say.print(f"\n[bold red]家门口 Jiamenkou[/]  http://{host}:{port}/")
    for account in ACCOUNTS:
        say.print(f"  {account.username:10} {PASSWORD}   {account.name}")
    say.print("Everybody and every household in it is invented. Ctrl-C stops it.\n")


def _step(name: str, work: Callable[[], Answer]) -> Answer:
    with say.status(name):
        answer = work()
    say.print(f"[green]✓[/] {name}")
    return answer


def _as_interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
