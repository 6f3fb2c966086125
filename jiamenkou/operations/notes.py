"""The note a backup leaves in the home folder, for whoever asks when the last one was."""

from __future__ import annotations

import datetime
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from jiamenkou.lib.home import home
from jiamenkou.operations.manifest import Manifest


@dataclass(frozen=True, kw_only=True)
class LastBackup:
    """When, where to, how large, and whether the keys are in it."""

    at: str
    file: str
    bytes: int
    keys: list[str]

    @property
    def age(self) -> datetime.timedelta:
        return datetime.datetime.now(datetime.UTC) - datetime.datetime.fromisoformat(self.at)


def note_backup(file: Path, manifest: Manifest) -> None:
    """Whole or not at all."""
    note = LastBackup(
        at=manifest.made_at,
        file=str(file.absolute()),
        bytes=file.stat().st_size,
        keys=manifest.keys,
    )
    draft = _place().with_suffix(".draft")
    draft.write_text(json.dumps(asdict(note), ensure_ascii=False))
    draft.replace(_place())


def last_backup() -> LastBackup | None:
    if not _place().exists():
        return None
    return LastBackup(**json.loads(_place().read_text()))


def _place() -> Path:
    return home() / "last-backup.json"
