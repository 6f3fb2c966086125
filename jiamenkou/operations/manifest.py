"""What a backup says about itself: versions, rows of each table, the hash of each part."""

from __future__ import annotations

import datetime
import json
from dataclasses import asdict, dataclass, field
from pathlib import PurePosixPath
from typing import Any

from jiamenkou.lib import sealing
from jiamenkou.lib.refusal import Refused

FORMAT = 1
NAME, DUMP = "manifest.json", "database.dump"
KEYS = ("secret-key", "field-keys.json", "audit-key")
"""Files of the home folder that are secrets and belong to the rows."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """One file of the backup."""

    bytes: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """The last part of a backup, written once all others are."""

    made_at: str
    jiamenkou: str
    server: int
    programs: int
    migrations: list[str]
    tables: dict[str, int]
    parts: dict[str, Part] = field(default_factory=dict)
    ring: str = ""
    format: int = FORMAT

    def written(self) -> bytes:
        return json.dumps(asdict(self), ensure_ascii=False, indent=1).encode()

    @classmethod
    def read(cls, written: bytes) -> Manifest:
        """Refuses what is none, and what a later version of this format wrote."""
        try:
            said: dict[str, Any] = json.loads(written)
            parts = {name: Part(**part) for name, part in said.pop("parts").items()}
            made = cls(**said, parts=parts)
        except (ValueError, TypeError, KeyError, AttributeError) as fault:
            raise Refused("a_backup_has_its_manifest", "The manifest cannot be read.") from fault
        if made.format != FORMAT:
            words = f"This backup is of format {made.format}: restore it with a newer version."
            raise Refused("a_backup_is_not_newer", words)
        return made

    @property
    def keys(self) -> list[str]:
        return [name.removeprefix("keys/") for name in self.parts if name.startswith("keys/")]

    @property
    def files(self) -> list[str]:
        return [name for name in self.parts if name.startswith("files/")]

    @property
    def made(self) -> datetime.datetime:
        return datetime.datetime.fromisoformat(self.made_at)


def ask_part_name(name: str) -> None:
    """A part goes where a backup puts it, and nowhere else on this machine."""
    path = PurePosixPath(name)
    inside = path.parts[:1] == ("files",) and len(path.parts) > 1 and ".." not in path.parts
    known = name in {NAME, DUMP} or name in {f"keys/{key}" for key in KEYS}
    if not (known or inside) or "\0" in name or path.as_posix() != name:
        raise Refused(
            "a_backup_holds_known_parts", f"It holds a part that is none of ours: {name!r}."
        )


def ring_mark() -> str:
    """What tells one ring of field keys from another, and gives nothing away; '' without one."""
    if not sealing.ring_file().exists():
        return ""
    return sealing.blind("which ring is this", purpose="backup.ring").hex()[:32]
