"""What a resident is told of their cases, and what is forgotten with them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from jiamenkou.services import about, actions
from jiamenkou.services.models import CaseFile, Rating
from tests import make

pytestmark = pytest.mark.django_db


def test_an_open_case_stands_in_the_way_of_forgetting_somebody() -> None:
    case = make.case(resident=make.resident())
    assert case.resident
    assert len(list(about.obstacles(case.resident))) == 1
    actions.withdraw(case, by=case.clerk)
    assert not list(about.obstacles(case.resident))


def test_what_is_told_and_then_forgotten(
    settings: Any, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    resident = make.resident()
    case = make.case(resident=resident)
    scan = SimpleUploadedFile("户口簿.pdf", b"%PDF-1.7 scan")
    actions.add_file(case, upload=scan, by=case.clerk)
    make.rating(case=make.delivered(case), words="谢谢")
    told = about.tell(resident)
    assert [len(told[name]) for name in ("cases", "papers", "scans", "ratings")] == [1] * 4
    assert told["scans"][0]["file"] == "户口簿.pdf"
    with django_capture_on_commit_callbacks(execute=True):
        about.forget(resident)
    case.refresh_from_db()
    assert case.resident is None
    assert not CaseFile.objects.exists()
    assert not [one for one in tmp_path.rglob("*") if one.is_file()]
    assert Rating.objects.get().words == ""
