"""PostgreSQL's own programs, of a version that fits the server."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from jiamenkou.lib.postgres import binaries
from jiamenkou.lib.refusal import Refused

INSTALLED = Path("/usr/lib/postgresql")
KNOWS_TRANSACTION_TIMEOUT = 17


@dataclass(frozen=True, kw_only=True)
class Tools:
    """A folder with pg_dump, pg_restore and psql of one major version."""

    folder: Path
    major: int

    def command(self, program: str, url: str, *words: str) -> list[str]:
        """`program` on the database of `url`; the password goes by `environment`, unseen."""
        told = conninfo_to_dict(url)
        told.pop("password", None)
        return [str(self.folder / program), f"--dbname={make_conninfo('', **told)}", *words]


def environment(url: str) -> dict[str, str]:
    """The surroundings in which a program knows the password of `url`."""
    password = str(conninfo_to_dict(url).get("password") or "")
    return {**os.environ, "PGPASSWORD": password, "LC_ALL": "C.UTF-8"}


def tools_for(server: int, *, at_least: int = 0) -> Tools:
    """Those of the server's own major version, else the oldest newer ones that are installed."""
    fitting = [one for one in _found() if one.major >= max(server, at_least)]
    if not fitting:
        raise Refused(
            "programs_fit_the_server",
            f"The server is PostgreSQL {server}, and pg_dump of that version or newer is not here:"
            f" install postgresql-client-{max(server, at_least)}.",
        )
    return min(fitting, key=lambda one: one.major)


def ask_whether_restorable(tools: Tools, server: int) -> None:
    """What programs of 17 and newer write, servers before 17 do not understand."""
    if tools.major >= KNOWS_TRANSACTION_TIMEOUT > server:
        raise Refused(
            "programs_fit_the_server",
            f"The backup was made with PostgreSQL {tools.major}'s programs; a server of version"
            f" {server} does not understand it. Restore into PostgreSQL 17 or newer.",
        )


def _found() -> Iterator[Tools]:
    for folder in {binaries(), *INSTALLED.glob("*/bin")}:
        if all((folder / program).exists() for program in ("pg_dump", "pg_restore", "psql")):
            asked = [str(folder / "pg_dump"), "--version"]
            said = subprocess.run(asked, capture_output=True, text=True, check=True)  # noqa: S603
            version = re.search(r"(\d+)\.?\d*", said.stdout)
            if version:
                yield Tools(folder=folder, major=int(version[1]))
