"""Files put aside between two steps of a page: seen first, then confirmed or forgotten."""

from __future__ import annotations

import secrets
import shutil
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest
from django.utils.text import get_valid_filename

MOST_KEPT = 4
DAY_SECONDS = 24 * 3600


@dataclass(frozen=True, kw_only=True)
class Kept:
    """An upload that waits: where it lies, and what was said with it."""

    token: str
    path: Path
    facts: Mapping[str, Any]

    @property
    def file(self) -> str:
        """What the person called it."""
        return self.path.name


def keep(request: HttpRequest, file: UploadedFile[bytes], **facts: Any) -> str:
    """Put `file` aside for this session; the token finds it again. The oldest make room."""
    _sweep()
    waiting = request.session.get("uploads", {})
    for token in list(waiting)[: max(0, len(waiting) - MOST_KEPT + 1)]:
        forget(request, token)
    token = secrets.token_hex(12)
    path = _folder() / token / get_valid_filename(Path(file.name or "file").name)
    path.parent.mkdir(parents=True)
    with path.open("wb") as out:
        for chunk in file.chunks():
            out.write(chunk)
    request.session["uploads"] = {**request.session.get("uploads", {}), token: [path.name, facts]}
    return token


def kept(request: HttpRequest, token: str) -> Kept:
    """What this session put aside under `token`; anybody else's is not found."""
    name, facts = request.session.get("uploads", {}).get(token, ("", {}))
    path = _folder() / token / name
    if not name or not path.is_file():
        raise Http404
    return Kept(token=token, path=path, facts=facts)


def forget(request: HttpRequest, token: str) -> None:
    """The file is no longer needed."""
    waiting = dict(request.session.get("uploads", {}))
    if waiting.pop(token, None):
        shutil.rmtree(_folder() / token, ignore_errors=True)
        request.session["uploads"] = waiting


def _sweep() -> None:
    """What nobody came back for within a day goes."""
    yesterday = time.time() - DAY_SECONDS
    for folder in _folder().glob("*"):
        if folder.stat().st_mtime < yesterday:
            shutil.rmtree(folder, ignore_errors=True)


def _folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "uploads"
