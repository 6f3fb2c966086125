"""What can be done with scans of papers: add, read, remove; each kept under a key of its own."""

from __future__ import annotations

import base64
import hashlib
import os
import secrets
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from jiamenkou.audit.actions import record, record_reading
from jiamenkou.lib.constraints import refusing
from jiamenkou.lib.refusal import Refused
from jiamenkou.lib.sealed_files import Lock, Opener, Sealer
from jiamenkou.people.models import User
from jiamenkou.services.actions.steps import locked
from jiamenkou.services.contents import ENDINGS, HEAD_BYTES, Kind, kind_of
from jiamenkou.services.models import Case, CaseFile, CaseMaterial

if TYPE_CHECKING:
    Upload = UploadedFile[Any]

MEBIBYTE = 1 << 20
MOST_BYTES = 20 * MEBIBYTE
FOLDER = "case-files"


def add_file(
    case: Case, *, upload: Upload, paper: CaseMaterial | None = None, by: User | None
) -> CaseFile:
    """Keep a scan, once it was looked at and sealed; what is refused leaves nothing behind."""
    _refuse_size(upload)
    kind = _kind(upload)
    scan = _scanned(upload)
    path, secret = _sealed(upload)
    try:
        return _noted(
            case,
            by,
            name=upload.name or f"scan.{kind.ending}",
            kind=kind.mime,
            size=upload.size,
            digest=_digest(upload),
            path=path,
            secret=secret,
            scan=scan,
            material=paper,
        )
    except BaseException:
        (Path(settings.MEDIA_ROOT) / path).unlink(missing_ok=True)
        raise


def read_file(file: CaseFile, *, why: str, by: User) -> Iterator[bytes]:
    """The scan in clear, piece by piece; that it was read, and why, is on record."""
    record_reading("services.read_file", file, by=by, why=why, case=file.case_id)
    return _opened(file)


@transaction.atomic
def remove_file(file: CaseFile, *, by: User | None) -> None:
    """The scan goes, the sealed file with it."""
    record("services.remove_file", file, by=by, case=file.case_id)
    path = Path(settings.MEDIA_ROOT) / file.path
    file.delete()
    transaction.on_commit(partial(path.unlink, missing_ok=True))


@transaction.atomic
def _noted(case: Case, by: User | None, **facts: Any) -> CaseFile:
    case = locked(case)
    if not case.is_open:
        words = _("Case %(number)s has ended: no scan is added.") % {"number": case.number}
        raise Refused("a_case_that_ended_stays_as_it_is", words, field="file")
    with refusing(CaseFile):
        file = CaseFile.objects.create(case=case, added_at=timezone.now(), added_by=by, **facts)
    record("services.add_file", file, by=by, case=case.pk, kind=file.kind)
    return file


def _refuse_size(upload: Upload) -> None:
    size = upload.size or 0
    if not 0 < size <= MOST_BYTES:
        words = _("A scan has up to %(most)d MB; this one has %(size).1f MB.")
        facts = {"most": MOST_BYTES // MEBIBYTE, "size": size / MEBIBYTE}
        raise Refused("a_scan_is_no_larger_than_it_need_be", words % facts, field="file")


def _kind(upload: Upload) -> Kind:
    """By its content; a name that says otherwise is refused."""
    upload.seek(0)
    kind = kind_of(upload.read(HEAD_BYTES))
    ending = Path(upload.name or "").suffix.lstrip(".").lower()
    if kind is None or (ending and ENDINGS.get(ending) != kind):
        words = _("“%(name)s” is not what its name says: PDF, JPG, PNG and WebP files are taken.")
        facts = {"name": Path(upload.name or "").name[-60:]}
        raise Refused("a_scan_is_a_picture_or_a_pdf", words % facts, field="file")
    return kind


def _scanned(upload: Upload) -> CaseFile.Scan:
    upload.seek(0)
    clean = import_string(settings.SCANNER)(upload)
    if clean is False:
        words = _("The virus scanner found something in this file: it is not kept.")
        raise Refused("a_scan_carries_no_virus", words, field="file")
    return CaseFile.Scan.CLEAN if clean else CaseFile.Scan.NOT_SCANNED


def _sealed(upload: Upload) -> tuple[str, str]:
    """Where the sealed file lies, under the folder of files, and what opens it."""
    key = os.urandom(32)
    path = f"{FOLDER}/{secrets.token_hex(2)}/{secrets.token_hex(16)}"
    whole = Path(settings.MEDIA_ROOT) / path
    whole.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(whole, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        sealer = Sealer(out, _lock(key))
        upload.seek(0)
        for chunk in upload.chunks():
            sealer.write(chunk)
        sealer.close()
    return path, base64.b64encode(key).decode()


def _opened(file: CaseFile) -> Iterator[bytes]:
    with (Path(settings.MEDIA_ROOT) / file.path).open("rb") as source:
        opener = Opener(source, _lock(base64.b64decode(file.secret)))
        while chunk := opener.read(MEBIBYTE):
            yield chunk


def _lock(key: bytes) -> Lock:
    return Lock(secret=key, kind=b"K")


def _digest(upload: Upload) -> str:
    upload.seek(0)
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    return digest.hexdigest()
