"""Scans of papers: looked at by content, sized, sealed at rest, read for a reason."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from jiamenkou.audit.models import Event
from jiamenkou.services import actions
from jiamenkou.services.actions.files import MOST_BYTES
from jiamenkou.services.models import Case, CaseFile
from jiamenkou.services.scanning import EICAR
from tests import make
from tests.services.test_cases import refused

pytestmark = pytest.mark.django_db
JPEG = b"\xff\xd8\xff\xe0" + b"picture" * 100


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def sealed(folder: Path) -> list[Path]:
    return [one for one in folder.rglob("*") if one.is_file()]


def add(case: Case, content: bytes = JPEG, name: str = "户口簿.jpg") -> CaseFile:
    return actions.add_file(case, upload=SimpleUploadedFile(name, content), by=case.clerk)


def test_a_scan_is_sealed_at_rest_and_read_for_a_reason(folder: Path) -> None:
    case = make.case()
    assert case.clerk
    file = add(case)
    (kept,) = sealed(folder)
    assert b"picture" not in kept.read_bytes()
    assert file.scan == "not_scanned"
    assert b"".join(actions.read_file(file, why="service", by=case.clerk)) == JPEG
    event = Event.objects.get(verb="services.read_file")
    assert (event.reading, event.facts["why"]) == (True, "service")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("photo.jpg", b"MZ\x90\x00 a program"),
        ("photo.jpg", b"%PDF-1.7"),
        ("page.html", b"<script>"),
        ("scan.exe", JPEG),
    ],
)
def test_a_disguised_file_is_refused_and_leaves_nothing(
    folder: Path, name: str, content: bytes
) -> None:
    case = make.case()
    refused("a_scan_is_a_picture_or_a_pdf", lambda: add(case, content, name), "file")
    assert not sealed(folder)


@pytest.mark.parametrize("size", [0, MOST_BYTES + 1])
def test_a_file_of_the_wrong_size_is_refused_before_it_is_kept(folder: Path, size: int) -> None:
    upload = SimpleUploadedFile("a.pdf", b"%PDF-")
    upload.size = size
    case = make.case()
    refused(
        "a_scan_is_no_larger_than_it_need_be",
        lambda: actions.add_file(case, upload=upload, by=case.clerk),
        "file",
    )
    assert not sealed(folder)


def test_what_the_scanner_finds_is_not_kept(folder: Path, settings: Any) -> None:
    settings.SCANNER = "jiamenkou.services.scanning.known_samples"
    case = make.case()
    content = b"%PDF-" + b" " * (1 << 20) + EICAR
    refused("a_scan_carries_no_virus", lambda: add(case, content, "a.pdf"), "file")
    assert not sealed(folder)


def test_the_same_scan_is_kept_once(folder: Path) -> None:
    case = make.case()
    add(case)
    refused("a_file_is_added_once_a_case", lambda: add(case))
    assert len(sealed(folder)) == 1
