"""Files put aside between two steps of a page."""

import os
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms import Form
from django.http import Http404, HttpRequest
from django.utils.datastructures import MultiValueDict

from jiamenkou.web.fields import MIB, Upload
from jiamenkou.web.uploads import DAY_SECONDS, MOST_KEPT, forget, keep, kept


def person() -> HttpRequest:
    request = HttpRequest()
    request.session = SessionStore()
    return request


def sheet(content: bytes = b"a,b\n", name: str = "表 格.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_what_was_kept_is_found_with_its_name_and_facts_until_forgotten() -> None:
    request = person()
    token = keep(request, sheet(), crs="wgs84")
    found = kept(request, token)
    assert (found.file, found.path.read_bytes()) == ("表_格.csv", b"a,b\n")
    assert found.facts == {"crs": "wgs84"}
    forget(request, token)
    assert not found.path.exists()
    with pytest.raises(Http404):
        kept(request, token)


def test_nobody_else_finds_it() -> None:
    token = keep(person(), sheet())
    with pytest.raises(Http404):
        kept(person(), token)


def test_the_oldest_makes_room() -> None:
    request = person()
    first, *others = [keep(request, sheet()) for _ in range(MOST_KEPT + 1)]
    assert all(kept(request, token) for token in others)
    with pytest.raises(Http404):
        kept(request, first)


def test_what_nobody_came_back_for_within_a_day_goes() -> None:
    old = keep(person(), sheet())
    folder = Path(settings.MEDIA_ROOT) / "uploads" / old
    os.utime(folder, (0, time.time() - DAY_SECONDS - 1))
    keep(person(), sheet())
    assert not folder.exists()


def test_a_path_in_the_name_leads_nowhere() -> None:
    request = person()
    found = kept(request, keep(request, sheet(name="../../passwd.csv")))
    assert found.path.parent.parent == Path(settings.MEDIA_ROOT) / "uploads"


class UploadForm(Form):
    file = Upload(endings=(".csv",), most_mib=1)


@pytest.mark.parametrize("file", [sheet(name="a.exe"), sheet(b"x" * (MIB + 1))])
def test_another_kind_and_one_too_large_are_refused(file: SimpleUploadedFile) -> None:
    assert UploadForm({}, MultiValueDict({"file": [file]})).errors["file"]
    assert UploadForm({}, MultiValueDict({"file": [sheet(name="A.CSV")]})).is_valid()
