"""Checks of secrets and keys."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from jiamenkou.lib import sealing
from jiamenkou.lib.home import home
from jiamenkou.operations.manifest import KEYS

OTHERS = stat.S_IRWXG | stat.S_IRWXO
LEAST_SECRET_LETTERS, LEAST_DIFFERENT_LETTERS = 40, 10


def secrets_are_private() -> Iterator[str]:
    """Secrets in the home folder can be read by their owner only."""
    kept = [home() / name for name in (*KEYS, "postgres-password")]
    for file in (*kept, *home().glob("*.before-*")):
        if file.exists() and file.stat().st_mode & OTHERS:
            yield f"Run `chmod 600 {file}`."


def keys_are_there() -> Iterator[str]:
    """The keys of sealed fields and of the audit chain are there and can be read."""
    for name in ("field-keys.json", "audit-key"):
        if not (home() / name).exists():
            yield from _missing(home() / name)
    if sealing.ring_file().exists():
        try:
            sealing.ring()
        except (ValueError, KeyError, TypeError):
            yield f"{sealing.ring_file()} is damaged: put it back from a backup."


def secrets_are_strong() -> Iterator[str]:
    """What signs sessions cannot be guessed."""
    from django.conf import settings

    secret = settings.SECRET_KEY
    if len(secret) < LEAST_SECRET_LETTERS or len(set(secret)) < LEAST_DIFFERENT_LETTERS:
        where = "JIAMENKOU_SECRET_KEY" if os.environ.get("JIAMENKOU_SECRET_KEY") else "secret-key"
        yield f"{where} is weak: set it to what `openssl rand -base64 48` prints."


def _missing(file: Path) -> Iterator[str]:
    """New keys are made at first use; where rows are there already, old ones have been lost."""
    from jiamenkou.doctor.advice import Advice
    from jiamenkou.people.models import User

    if User.objects.count() > 1:
        yield Advice(
            f"{file} is missing: if anything was ever sealed or chained here, put it back from a"
            " backup before it is made anew."
        )
