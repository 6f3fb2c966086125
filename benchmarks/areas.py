"""Loading lists of areas, beside a bare COPY of the same rows.

    python -m benchmarks.areas FILE…

Prints one JSON object: the rows, the seconds of reading and loading, of loading again, and of
copying the same rows into a table without keys or checks. Uses a database of its own.
"""

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiamenkou.settings")


def main(files: list[Path]) -> None:
    """Start a PostgreSQL in a temporary folder, load the files twice, copy them once, stop it."""
    from jiamenkou.lib.postgres import Server

    with tempfile.TemporaryDirectory() as folder:
        os.environ["JIAMENKOU_HOME"] = folder
        server = Server(folder=Path(folder) / "postgres")
        server.start()
        os.environ["DATABASE_URL"] = server.url("postgres")
        try:
            print(json.dumps(measure(files)))
        finally:
            server.stop()


def measure(files: list[Path]) -> dict[str, object]:
    """The figures; lengths of time in seconds."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, skip_checks=True)
    from jiamenkou.places.actions import load_areas
    from jiamenkou.places.divisions import read

    divisions = read(files, known=set())
    return {
        "rows": len(divisions),
        "read_seconds": seconds(lambda: read(files, known=set())),
        "load_seconds": seconds(lambda: load_areas(divisions, by=None)),
        "again_seconds": seconds(lambda: load_areas(divisions, by=None)),
        "bare_copy_seconds": seconds(lambda: bare_copy(divisions)),
    }


def bare_copy(rows: Sequence[tuple[str, str, str, str | None]]) -> None:
    """The same rows into a table that checks nothing."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bare (code text, name text, level text, parent text)")
        with cursor.copy("COPY bare FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)


def seconds(work: Callable[[], object]) -> float:
    """How long `work` takes by the clock on the wall."""
    start = time.perf_counter()
    work()
    return round(time.perf_counter() - start, 2)


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]])
