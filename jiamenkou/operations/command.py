"""`jiamenkou backup`, `restore` and `operator`: from words on the command line to words on it."""

import argparse
import getpass
import os
import sys
from pathlib import Path

import django
from rich.console import Console

from jiamenkou.lib.home import home
from jiamenkou.lib.postgres import database_url
from jiamenkou.lib.refusal import Refused
from jiamenkou.lib.sealed_files import Lock

say = Console(highlight=False, soft_wrap=True)


def run_backup(given: argparse.Namespace) -> None:
    """Says where it is, how large, and what is not in it."""
    _begin()
    from jiamenkou.operations.backup import Wish, back_up

    if given.keep is not None and given.keep < 1:
        raise Refused("a_backup_is_kept", "--keep: a number of backups, 1 or more.")
    lock = _lock(given.key_file)
    wish = Wish(lock=lock, with_keys=given.with_keys, keep=given.keep)
    file, manifest = back_up(given.place, wish, url=database_url())
    rows, size = sum(manifest.tables.values()), file.stat().st_size / 1024**2
    say.print(f"[green]✓[/] {file}", markup=True)
    say.print(f"  {rows:,} rows, {len(manifest.files):,} files, {size:,.1f} MiB")
    say.print(f"  {_about_keys(lock, manifest.keys)}")


def run_restore(given: argparse.Namespace) -> None:
    """Says what was put back, and what to look at."""
    _begin()
    from jiamenkou.operations.restore import restore

    lock = _lock(given.key_file)
    done = restore(given.file, lock=lock, replace=given.replace, url=database_url())
    rows = sum(done.manifest.tables.values())
    say.print(f"[green]✓[/] Restored what was backed up at {done.manifest.made_at}:")
    say.print(
        f"  {rows:,} rows in {len(done.manifest.tables)} tables, all counted;"
        f" {len(done.manifest.files):,} files; keys: {', '.join(done.manifest.keys) or 'none'}"
    )
    if done.replaced:
        say.print(f"  {sum(done.replaced.values()):,} rows that were there are gone.")
    if done.migrated:
        say.print("  The tables were brought to this version.")
    for warning in done.warnings:
        say.print(f"[yellow]![/] {warning}")
    say.print("  Start pages and worker again, and run `jiamenkou doctor`.")


def run_operator(given: argparse.Namespace) -> None:
    """The first account of an installation, or one more."""
    _begin()
    from jiamenkou.operations.accounts import add_operator

    password = _password(from_stdin=given.password_stdin)
    account = add_operator(given.username, name=given.called, password=password)
    say.print(f"[green]✓[/] {account.username} is an operator everywhere, from today.")


def _begin() -> None:
    from jiamenkou.running import start_database

    start_database()
    django.setup()


def _lock(key_file: Path | None) -> Lock | None:
    key_file = key_file or Path(os.environ.get("JIAMENKOU_BACKUP_KEY_FILE", ""))
    if key_file != Path():
        return Lock.of_key_file(key_file)
    passphrase = os.environ.get("JIAMENKOU_BACKUP_PASSPHRASE", "")
    return Lock.of_passphrase(passphrase) if passphrase else None


def _about_keys(lock: Lock | None, keys: list[str]) -> str:
    if lock:
        return "Sealed, keys and all. Keep what opens it somewhere else: without it nobody can."
    if keys:
        return (
            "[yellow]Not sealed, and the keys are in it:[/] whoever has this file reads everything."
        )
    return (
        "[yellow]Not sealed, and without the keys:[/] copy secret-key, field-keys.json and"
        f" audit-key from {home()} to a safe place apart, or sealed values are lost."
    )


def _password(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\n")
    password = getpass.getpass("Password: ")
    if getpass.getpass("Again: ") != password:
        raise Refused("a_password_is_typed_twice", "The two passwords differ: start again.")
    return password
