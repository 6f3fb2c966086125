"""What is wrong with this installation, and what to do about it."""

import os
import shutil
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import django
from rich.console import Console

from jiamenkou.lib.home import home

LEAST_FREE_BYTES = 2 * 1024**3
OLDEST_POSTGRES = 150000
say = Console(highlight=False, soft_wrap=True)


def examine() -> int:
    """Print every finding; returns the number of things that need doing."""
    from jiamenkou.running import start_database

    start_database()
    django.setup()
    wrong = 0
    for check in CHECKS:
        complaints = list(_complaints(check))
        wrong += len(complaints)
        say.print(
            f"[green]✓[/] {check.__doc__}" if not complaints else f"[red]✗[/] {check.__doc__}"
        )
        for complaint in complaints:
            say.print(f"    {complaint}")
    return wrong


def _complaints(check: Callable[[], Iterator[str]]) -> Iterator[str]:
    """A check that cannot even run is a finding, not a crash."""
    try:
        yield from check()
    except Exception as fault:  # noqa: BLE001
        yield f"{type(fault).__name__}: {fault}"


def database_answers() -> Iterator[str]:
    """The database answers and is PostgreSQL 15 or newer."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        version = int(cursor.fetchone()[0])
    if version < OLDEST_POSTGRES:
        yield f"It is version {version // 10000}: upgrade to PostgreSQL 15 or newer."


def extensions_are_there() -> Iterator[str]:
    """The database has btree_gist and pg_trgm."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pg_available_extensions")
        available = {name for (name,) in cursor.fetchall()}
    for name in sorted({"btree_gist", "pg_trgm"} - available):
        yield f"{name} is missing: install PostgreSQL's contrib package."


def tables_are_current() -> Iterator[str]:
    """Every table is as this version wants it."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        yield "Run `jiamenkou manage migrate`."


def worker_is_alive() -> Iterator[str]:
    """A worker is taking jobs."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_workers"
            " WHERE last_heartbeat > now() - interval '1 minute'"
        )
        alive = cursor.fetchone()[0]
    if not alive:
        yield "None has been heard of for a minute: start `jiamenkou worker`."


def secrets_are_private() -> Iterator[str]:
    """Secrets in the home folder can be read by their owner only."""
    for file in (home() / "secret-key", home() / "postgres-password"):
        if file.exists() and file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            yield f"Run `chmod 600 {file}`."


def disk_has_room() -> Iterator[str]:
    """There is room on the disk."""
    existing = next(place for place in (home(), *home().parents) if place.exists())
    free = shutil.disk_usage(existing).free
    if free < LEAST_FREE_BYTES:
        yield f"Only {free // 1024**2} MiB are free at {existing}: make room."


def pages_are_collected() -> Iterator[str]:
    """Style sheets, scripts and maps are in place."""
    from django.conf import settings

    if not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        yield "Run `jiamenkou manage collectstatic`."


def public_site_is_safe() -> Iterator[str]:
    """A site others can reach is not in debug mode and keeps its cookies to HTTPS."""
    from django.conf import settings

    hosts = os.environ.get("JIAMENKOU_HOSTS", "")
    if hosts and settings.DEBUG:
        yield "Unset JIAMENKOU_DEBUG."
    if hosts and not settings.SESSION_COOKIE_SECURE:
        yield "Serve it behind HTTPS and set JIAMENKOU_HTTPS=1."


CHECKS = (
    database_answers,
    extensions_are_there,
    tables_are_current,
    worker_is_alive,
    secrets_are_private,
    disk_has_room,
    pages_are_collected,
    public_site_is_safe,
)
