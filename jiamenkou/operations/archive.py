"""Opening a backup: nothing is believed before its hash is right."""

from __future__ import annotations

import hashlib
import os
import tarfile
from pathlib import Path
from typing import IO, BinaryIO

from jiamenkou.lib.refusal import Refused
from jiamenkou.lib.sealed_files import Lock, Opener, is_sealed
from jiamenkou.operations.manifest import DUMP, NAME, Manifest, Part, ask_part_name

READ_BYTES = 1 << 20


def unpack(file: Path, lock: Lock | None, *, into: Path) -> Manifest:
    """All parts of `file` below `into`, each as the manifest says it should be."""
    if not file.is_file():
        raise Refused("a_backup_is_a_file", f"There is no file {file}.")
    with file.open("rb") as source:
        found = _unpacked(_opened(file, source, lock), into)
    manifest_file = into / NAME
    if not manifest_file.exists():
        words = "The file ends before its manifest: it is cut off, or no backup of ours."
        raise Refused("a_backup_has_its_manifest", words)
    manifest = Manifest.read(manifest_file.read_bytes())
    _compare(manifest, found)
    return manifest


def _opened(file: Path, source: BinaryIO, lock: Lock | None) -> BinaryIO:
    if not is_sealed(file):
        return source
    if lock is None:
        raise Refused(
            "a_backup_opens_with_its_key",
            "The backup is sealed: set JIAMENKOU_BACKUP_PASSPHRASE, or name its --key-file.",
        )
    return Opener(source, lock)  # type: ignore[return-value]


def _unpacked(source: BinaryIO, into: Path) -> dict[str, Part]:
    found = {}
    try:
        with tarfile.open(fileobj=source, mode="r|") as tar:
            for member in tar:
                found[member.name] = _kept(tar, member, into)
        while source.read(
            READ_BYTES
        ):  # to the end, whose seal is the proof that nothing is missing
            pass
    except (tarfile.TarError, EOFError, UnicodeDecodeError) as fault:
        words = "The file is damaged or cut off, or no backup of ours: copy it again."
        raise Refused("a_backup_is_whole", words) from fault
    found.pop(NAME, None)
    return found


def _kept(tar: tarfile.TarFile, member: tarfile.TarInfo, into: Path) -> Part:
    ask_part_name(member.name)
    content = tar.extractfile(member) if member.isreg() else None
    place = into / member.name
    if content is None or place.exists():
        raise Refused("a_backup_holds_known_parts", f"It holds {member.name!r} in a strange way.")
    place.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(
        os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _mode(member)), "wb"
    ) as out:
        return _copied(content, out)


def _mode(member: tarfile.TarInfo) -> int:
    return 0o644 if member.name.startswith("files/") else 0o600


def _copied(content: IO[bytes], out: BinaryIO) -> Part:
    total, size = hashlib.sha256(), 0
    while chunk := content.read(READ_BYTES):
        out.write(chunk)
        total.update(chunk)
        size += len(chunk)
    return Part(bytes=size, sha256=total.hexdigest())


def _compare(manifest: Manifest, found: dict[str, Part]) -> None:
    wrong = sorted(
        name
        for name in manifest.parts.keys() | found.keys() | {DUMP}
        if name not in found or manifest.parts.get(name) != found[name]
    )
    if wrong:
        raise Refused(
            "a_backup_is_whole",
            f"{len(wrong)} parts are not as the manifest says, {wrong[0]} first:"
            " the file is damaged. Take another.",
        )
