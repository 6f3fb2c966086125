"""The rows of the database: out as they are at one moment, and back in one transaction."""

from __future__ import annotations

import contextlib
import subprocess
import tempfile
from importlib import import_module
from pathlib import Path
from typing import IO, Any

import psycopg
from django.conf import settings
from django.utils import timezone
from psycopg import sql

from jiamenkou import VERSION
from jiamenkou.lib.refusal import Refused
from jiamenkou.operations.manifest import Manifest, ring_mark
from jiamenkou.operations.tools import Tools, environment, tools_for

EMPTY_IT = "BEGIN; SET lock_timeout = '30s'; DROP SCHEMA public CASCADE; CREATE SCHEMA public;\n"


def dump_rows(dump: Path, *, url: str) -> Manifest:
    """The database as it is at one moment, into `dump`; the manifest of that moment."""
    with psycopg.connect(url) as line:
        line.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        line.read_only = True
        moment = _one(line, "SELECT pg_export_snapshot()")
        server = int(_one(line, "SHOW server_version_num")) // 10000
        tools = tools_for(server)
        _run_dump(tools, dump, moment=moment, url=url)
        return Manifest(
            made_at=timezone.localtime().isoformat(timespec="seconds"),
            jiamenkou=VERSION,
            server=server,
            programs=tools.major,
            migrations=migrations_of(line),
            tables=_dumped(counts_of(line)),
            ring=ring_mark(),
        )


def _run_dump(tools: Tools, dump: Path, *, moment: str, url: str) -> None:
    words = ["-Fc", "--no-owner", "--no-comments", f"--snapshot={moment}", f"--file={dump}"]
    words.append(f"--exclude-table-data=public.{_sessions()}")
    command = tools.command("pg_dump", url, *words)
    done = subprocess.run(  # noqa: S603
        command, env=environment(url), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Refused("the_database_can_be_read", f"pg_dump failed: {done.stderr.strip()}")


def _dumped(counts: dict[str, int]) -> dict[str, int]:
    return {table: 0 if table == _sessions() else rows for table, rows in counts.items()}


def _sessions() -> str:
    """A table left empty: whoever signed out since the backup stays signed out."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    return str(store.get_model_class()._meta.db_table)


def counts_of(line: psycopg.Connection[Any]) -> dict[str, int]:
    """The rows of every table."""
    names = line.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
    ).fetchall()
    count = sql.SQL("SELECT count(*) FROM public.{}")
    return {name: _one(line, count.format(sql.Identifier(name))) for (name,) in names}


def migrations_of(line: psycopg.Connection[Any]) -> list[str]:
    """The steps the tables have taken, as app.step."""
    found = line.execute("SELECT app || '.' || name FROM public.django_migrations ORDER BY id")
    return [name for (name,) in found]


def _one(line: psycopg.Connection[Any], question: str | sql.Composed) -> Any:
    answer = line.execute(question).fetchone()
    assert answer is not None  # noqa: S101
    return answer[0]


def replace_rows(tools: Tools, dump: Path, manifest: Manifest, *, url: str) -> None:
    """One transaction: it commits only after the whole dump is in and every count is right."""
    words = ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-v", "VERBOSITY=terse"]
    with tempfile.TemporaryFile("w+") as said:
        psql = subprocess.Popen(  # noqa: S603
            tools.command("psql", url, *words),
            env=environment(url),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=said,
        )
        whole = _poured(psql, tools, dump, said=said, ending=_checked(manifest))
        ended = psql.wait()
        said.seek(0)
        complaints = said.read().strip()
    if ended or not whole:
        words_of_it = f"The database is as it was. PostgreSQL says: {complaints[-500:]}"
        raise Refused("the_database_takes_the_backup", words_of_it)
    with psycopg.connect(url, autocommit=True) as line:
        line.execute("ANALYZE")


def _poured(psql: Any, tools: Tools, dump: Path, *, said: IO[str], ending: str) -> bool:
    """Without the ending, which commits, psql leaves everything as it was."""
    words = ["--no-owner", "--no-privileges", "--file=-", str(dump)]
    command = [str(tools.folder / "pg_restore"), *words]
    with contextlib.suppress(BrokenPipeError), psql.stdin as into:
        into.write(EMPTY_IT.encode())
        into.flush()
        poured = subprocess.run(command, stdout=into, stderr=said, check=False)  # noqa: S603
        if not poured.returncode:
            into.write(ending.encode())
            return True
    return False


def _checked(manifest: Manifest) -> str:
    """SQL that refuses to commit unless every table holds as many rows as the manifest says."""
    check = sql.SQL(
        "IF (SELECT count(*) FROM public.{table}) <> {rows} THEN"
        " RAISE EXCEPTION 'the table % has not the rows it should', {name}; END IF;"
    )
    checks = sql.SQL(" ").join(
        check.format(table=sql.Identifier(table), rows=sql.Literal(rows), name=sql.Literal(table))
        for table, rows in manifest.tables.items()
    )
    return f"\nDO $checks$ BEGIN {checks.as_string()} END $checks$;\nCOMMIT;\n"
