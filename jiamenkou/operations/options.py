"""The words after `jiamenkou backup`, `restore` and `operator`."""

import argparse
from collections.abc import Mapping
from pathlib import Path


def add_options(commands: Mapping[str, argparse.ArgumentParser]) -> None:
    """Loaded at every start, so nothing slow is imported here."""
    _add_backup_options(commands["backup"])
    _add_restore_options(commands["restore"])
    _add_operator_options(commands["operator"])


def _add_backup_options(backup: argparse.ArgumentParser) -> None:
    backup.add_argument("place", type=Path, help="a folder, or a file that is not there yet")
    _add_key_file(backup)
    backup.add_argument(
        "--with-keys", action="store_true", help="keys and secrets also into a backup not sealed"
    )
    backup.add_argument(
        "--keep", type=int, metavar="N", help="of the backups in the folder, keep the newest N"
    )


def _add_restore_options(restore: argparse.ArgumentParser) -> None:
    restore.add_argument("file", type=Path, help="what `jiamenkou backup` wrote")
    _add_key_file(restore)
    restore.add_argument(
        "--replace", action="store_true", help="overwrite a database that is not empty"
    )


def _add_operator_options(operator: argparse.ArgumentParser) -> None:
    operator.add_argument("username", metavar="NAME", help="what they sign in as")
    operator.add_argument("--called", default="", help="the name that others see")
    operator.add_argument(
        "--password-stdin", action="store_true", help="read the password from standard input"
    )


def _add_key_file(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--key-file",
        type=Path,
        help="what seals it; without one, the passphrase in JIAMENKOU_BACKUP_PASSPHRASE",
    )
