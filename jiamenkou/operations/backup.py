"""One file that holds everything: database, uploaded files, and, if it is sealed, the keys.

The rows of the dump and the counts of the manifest are of one moment (an exported snapshot).
Files are copied after that moment: a file is written before its row commits, so every row of the
dump finds its file, unless both were erased while the backup ran.
"""

from __future__ import annotations

import hashlib
import io
import os
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.utils import timezone

from jiamenkou.lib.home import home
from jiamenkou.lib.refusal import Refused
from jiamenkou.lib.sealed_files import Lock, Sealer
from jiamenkou.operations import notes
from jiamenkou.operations.manifest import DUMP, KEYS, NAME, Manifest, Part
from jiamenkou.operations.rows import dump_rows

ENDINGS = (".tar", ".tar.sealed")


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What a backup holds, and what opens it."""

    lock: Lock | None = None
    with_keys: bool = False
    keep: int | None = None


def back_up(place: Path, wish: Wish, *, url: str) -> tuple[Path, Manifest]:
    """Write the backup to `place`, a folder or a file that is not there yet."""
    file = _named(place, sealed=wish.lock is not None)
    draft = file.with_name(f"{file.name}.partial")
    try:
        with _private(draft) as out:
            manifest = _write(out, wish, url=url)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    draft.rename(file)
    notes.note_backup(file, manifest)
    if wish.keep:
        _drop_older(file.parent, keep=wish.keep)
    return file, manifest


def _write(out: BinaryIO, wish: Wish, *, url: str) -> Manifest:
    sealer = Sealer(out, wish.lock) if wish.lock else None
    with tarfile.open(fileobj=sealer or out, mode="w|", format=tarfile.PAX_FORMAT) as tar:  # type: ignore[call-overload]
        manifest = _write_parts(tar, wish, url=url)
    if sealer:
        sealer.close()
    return manifest


def _write_parts(tar: tarfile.TarFile, wish: Wish, *, url: str) -> Manifest:
    parts: dict[str, Part] = {}
    with tempfile.TemporaryDirectory(dir=home(), prefix="backup-") as folder:
        dump = Path(folder) / DUMP
        manifest = dump_rows(dump, url=url)
        _add(tar, parts, DUMP, dump)
    for name, path in _files():
        _add(tar, parts, name, path)
    for key in KEYS if wish.lock or wish.with_keys else ():
        if (home() / key).exists():
            _add(tar, parts, f"keys/{key}", home() / key)
    manifest = replace(manifest, parts=parts)
    written = manifest.written()
    head = tarfile.TarInfo(NAME)
    head.size = len(written)
    tar.addfile(head, io.BytesIO(written))
    return manifest


def _files() -> Iterator[tuple[str, Path]]:
    root = Path(settings.MEDIA_ROOT)
    for path in sorted(root.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield f"files/{path.relative_to(root).as_posix()}", path


def _add(tar: tarfile.TarFile, parts: dict[str, Part], name: str, path: Path) -> None:
    """Read once: what is hashed is what is written. A file erased meanwhile is left out."""
    try:
        source = path.open("rb")
    except FileNotFoundError:
        return
    with source:
        head = tarfile.TarInfo(name)
        head.size, head.mtime = os.fstat(source.fileno()).st_size, int(path.stat().st_mtime)
        hashed = _Hashed(source)
        tar.addfile(head, hashed)
    parts[name] = Part(bytes=head.size, sha256=hashed.sum.hexdigest())


class _Hashed:
    """A source that sums up what is read from it."""

    def __init__(self, source: BinaryIO) -> None:
        self.source, self.sum = source, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        content = self.source.read(size)
        self.sum.update(content)
        return content


def _named(place: Path, *, sealed: bool) -> Path:
    if not place.is_dir():
        if place.exists():
            raise Refused("a_backup_is_a_new_file", f"{place} is there already: name another file.")
        if not place.parent.is_dir():
            raise Refused("a_backup_has_a_folder", f"There is no folder {place.parent}: make it.")
        return place
    moment = timezone.localtime().strftime("%Y%m%d-%H%M%S")
    return _named(place / f"jiamenkou-{moment}{ENDINGS[sealed]}", sealed=sealed)


@contextmanager
def _private(draft: Path) -> Iterator[BinaryIO]:
    """A new file of its owner's only, safe on the disk at the end."""
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        yield out
        out.flush()
        os.fsync(out.fileno())


def _drop_older(folder: Path, *, keep: int) -> None:
    ours = [
        file for ending in ENDINGS for file in folder.glob(f"jiamenkou-????????-??????{ending}")
    ]
    for old in sorted(ours, key=lambda file: file.name)[:-keep]:
        old.unlink()
