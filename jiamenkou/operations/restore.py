"""A backup becomes the installation again: all of it or nothing.

Everything is unpacked and compared with the manifest first. The database is replaced in one
transaction that also counts the rows; only then do files and keys take their places, by renaming.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import psycopg
from django.conf import settings
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from jiamenkou.lib.home import home
from jiamenkou.lib.refusal import Refused
from jiamenkou.lib.sealed_files import Lock
from jiamenkou.operations.archive import unpack
from jiamenkou.operations.manifest import DUMP, Manifest, ring_mark
from jiamenkou.operations.rows import counts_of, replace_rows
from jiamenkou.operations.tools import Tools, ask_whether_restorable, tools_for

FROM_MIGRATIONS = ("django_", "auth_permission", "procrastinate_")
"""Tables with rows as soon as there are tables."""


@dataclass(frozen=True, kw_only=True)
class Restored:
    """What was done, and what the operator should know."""

    manifest: Manifest
    replaced: dict[str, int]
    migrated: bool
    warnings: list[str]


def restore(file: Path, *, lock: Lock | None, replace: bool, url: str) -> Restored:
    """Database, files and keys of `file` into the database of `url` and this home folder."""
    home().mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home(), prefix="restoring-") as name:
        unpacked = Path(name)
        manifest = unpack(file, lock, into=unpacked)
        older = _ask_version(manifest)
        tools, filled, others = _look(manifest, url=url)
        if filled and not replace:
            raise _would_overwrite(filled, url=url)
        replace_rows(tools, unpacked / DUMP, manifest, url=url)
        if older:
            _migrate(url=url)
        _place_files(unpacked / "files")
        _place_keys(unpacked / "keys")
    warnings = [*_about_others(others), *_about_keys(manifest)]
    return Restored(manifest=manifest, replaced=filled, migrated=older, warnings=warnings)


def _ask_version(manifest: Manifest) -> bool:
    """Whether the backup is older than this version; refuses one that is newer."""
    known = {f"{app}.{step}" for app, step in _known_steps()}
    strange = sorted(set(manifest.migrations) - known)
    if strange:
        raise Refused(
            "a_backup_is_not_newer",
            f"It was made by version {manifest.jiamenkou}, whose tables this version does not know"
            f" ({strange[0]}): install that version or a newer one.",
        )
    return bool(known - set(manifest.migrations))


def _known_steps() -> set[tuple[str, str]]:
    loader = MigrationLoader(None)
    replaced = {old for step in loader.disk_migrations.values() for old in step.replaces}
    return set(loader.disk_migrations) | set(replaced)


def _look(manifest: Manifest, *, url: str) -> tuple[Tools, dict[str, int], int]:
    """The programs to use, the rows that stand in the way, and how many others are connected."""
    with psycopg.connect(url) as line:
        server = line.info.server_version // 10000
        tools = tools_for(server, at_least=manifest.programs)
        ask_whether_restorable(tools, server)
        filled = {
            name: rows
            for name, rows in counts_of(line).items()
            if rows and not name.startswith(FROM_MIGRATIONS)
        }
        others = line.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        ).fetchone()
    return tools, filled, others[0] if others else 0


def _would_overwrite(filled: dict[str, int], *, url: str) -> Refused:
    name = psycopg.conninfo.conninfo_to_dict(url).get("dbname")
    largest = sorted(filled, key=lambda table: -filled[table])[:5]
    rows = ", ".join(f"{table} {filled[table]:,}" for table in largest)
    return Refused(
        "a_restore_overwrites_nothing_unasked",
        f"The database {name} holds {sum(filled.values()):,} rows in {len(filled)} tables ({rows});"
        f" they, the files in {settings.MEDIA_ROOT} and the keys in {home()} would be replaced."
        " Name an empty database, or say --replace.",
    )


def _migrate(*, url: str) -> None:
    """In a process of its own, on the database that was restored."""
    command = [sys.executable, "-m", "jiamenkou", "manage", "migrate", "--no-input"]
    where = {**os.environ, "DATABASE_URL": url, "JIAMENKOU_HOME": str(home())}
    done = subprocess.run(command, env=where, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise Refused(
            "the_tables_reach_this_version",
            "The rows are restored, the files are not: bringing the tables to this version failed."
            f" Restore again with the version that made the backup. {done.stderr.strip()[-500:]}",
        )


def _place_files(unpacked: Path) -> None:
    """The old folder goes only once the new one stands in its place."""
    root = Path(settings.MEDIA_ROOT)
    before = root.with_name(f"{root.name}.before")
    shutil.rmtree(before, ignore_errors=True)
    unpacked.mkdir(exist_ok=True)
    _give_to_owner(unpacked)
    if root.exists():
        root.rename(before)
    unpacked.rename(root)
    shutil.rmtree(before, ignore_errors=True)


def _place_keys(unpacked: Path) -> None:
    """Keys that are replaced are kept beside: without them other backups could not be read."""
    moment = timezone.localtime().strftime("%Y%m%d-%H%M%S")
    for key in sorted(unpacked.iterdir()) if unpacked.exists() else ():
        there = home() / key.name
        if there.exists() and there.read_bytes() != key.read_bytes() and key.name != "secret-key":
            there.rename(there.with_name(f"{there.name}.before-{moment}"))
        _give_to_owner(key)
        key.replace(there)


def _give_to_owner(place: Path) -> None:
    """What root restores belongs to whom the home folder belongs to."""
    owner = home().stat()
    if os.geteuid() == 0 and owner.st_uid:
        for path in (place, *place.rglob("*")):
            os.chown(path, owner.st_uid, owner.st_gid)


def _about_others(others: int) -> list[str]:
    if not others:
        return []
    return [
        f"{others} other connections were open: restart pages and worker, which may hold what was."
    ]


def _about_keys(manifest: Manifest) -> list[str]:
    warnings = []
    if manifest.ring != ring_mark():
        warnings.append(
            "The ring of field keys here is not the one the rows were sealed with:"
            f" put the right field-keys.json into {home()}."
        )
    if "secret-key" not in manifest.keys:
        warnings.append("The backup held no keys: those of this home folder stay.")
    return warnings
