"""Checks of the database."""

import datetime
import os
from collections.abc import Iterator
from typing import Any

OLDEST_POSTGRES = 150000
MOST_DRIFT = datetime.timedelta(seconds=5)


def database_answers() -> Iterator[str]:
    """The database answers and is PostgreSQL 15 or newer."""
    version = int(_asked("SHOW server_version_num")[0][0])
    if version < OLDEST_POSTGRES:
        yield f"It is version {version // 10000}: upgrade to PostgreSQL 15 or newer."


def extensions_are_there() -> Iterator[str]:
    """The database has btree_gist and pg_trgm."""
    available = {name for (name,) in _asked("SELECT name FROM pg_available_extensions")}
    for name in sorted({"btree_gist", "pg_trgm"} - available):
        yield f"{name} is missing: install PostgreSQL's contrib package."


def tables_are_current() -> Iterator[str]:
    """Every table is as this version wants it."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        yield "Run `jiamenkou manage migrate`."


def role_is_not_all_powerful() -> Iterator[str]:
    """On a server of yours, the pages' role is no superuser."""
    role = _asked("SELECT rolname, rolsuper FROM pg_roles WHERE rolname = current_user")[0]
    if os.environ.get("DATABASE_URL") and role[1]:
        yield f"Run `ALTER ROLE {role[0]} NOSUPERUSER`, and let it own the database."


def clocks_agree() -> Iterator[str]:
    """The database's clock and this machine's agree."""
    before = datetime.datetime.now(datetime.UTC)
    theirs: datetime.datetime = _asked("SELECT clock_timestamp()")[0][0]
    after = datetime.datetime.now(datetime.UTC)
    drift = max(before - theirs, theirs - after)
    if drift > MOST_DRIFT:
        yield f"They are {drift.total_seconds():.0f} seconds apart: run NTP (chrony) on both."


def _asked(question: str) -> list[tuple[Any, ...]]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(question)
        return list(cursor.fetchall())
