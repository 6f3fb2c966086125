"""Attacks through the doors anybody can knock at; each must be refused."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pytest_django import Settings

from jiamenkou.lib.sheets import read_sheet
from jiamenkou.people.actions import add_account
from jiamenkou.people.models import Role, User
from jiamenkou.places.models import Centre, FloorArea
from jiamenkou.siting.models import Premises
from jiamenkou.web.access import TWICE
from jiamenkou.web.tables import Table
from tests import make

pytestmark = pytest.mark.django_db
PASSWORD = "a-long-and-quiet-word"  # noqa: S105 - invented
MADE_UP = {"code": make.DISTRICT, "kind": "centres", "token": "0" * 24}


def addresses(resolver: URLResolver, before: str = "/") -> Iterator[tuple[str, URLPattern]]:
    """Every page there is, its parts filled in."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from addresses(entry, before + str(entry.pattern))
        else:
            filled = re.sub(r"<(?:(\w+):)?(\w+)>", _filling, before + str(entry.pattern))
            yield filled.replace("^", "").replace("$", ""), entry


def _filling(part: re.Match[str]) -> str:
    return "1" if part[1] == "int" else MADE_UP.get(part[2], "x")


PAGES = dict(addresses(get_resolver()))
LISTS = [page for page in PAGES if not re.search(r"/(live|x|1|0{24})/|\.xlsx|/api/", page)]


@pytest.fixture
def staff(client: Client) -> Client:
    """A planner of the district, signed in with a second factor."""
    return signed_in(client)


def signed_in(client: Client) -> Client:
    client.force_login(make.user(area=make.area(code=make.DISTRICT, name="信州区")))
    session = client.session
    session[TWICE] = True
    session.save()
    make.area()
    return client


# ── a form posted from another site ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize("page", [page for page in PAGES if not page.startswith("/api/")])
def test_nothing_is_taken_from_a_form_of_another_site(page: str) -> None:
    victim = signed_in(Client(enforce_csrf_checks=True))
    assert victim.post(page, {"a": "b"}).status_code == 403
    foreign = {"Origin": "https://evil.example"}
    assert victim.post(page, {"a": "b"}, headers=foreign).status_code == 403


# ── a page in a frame, a file taken for another kind ────────────────────────────────────────────


@pytest.mark.parametrize("page", [*PAGES, "/nowhere/", "/static/nowhere.css"])
def test_no_answer_may_be_framed_or_taken_for_another_kind(staff: Client, page: str) -> None:
    staff.raise_request_exception = False
    answer = staff.get(page)
    assert answer.status_code < 500
    assert answer["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"


# ── where a sign-in leads ───────────────────────────────────────────────────────────────────────

AWAY = [
    "//evil.example", "https:evil.example", "https://evil.example/", "\\\\evil.example",
    "/\\evil.example", "javascript:alert(1)", "http:///evil.example", "\thttps://evil.example",
    "https://testserver@evil.example/", "data:text/html,x",
]  # fmt: skip


@pytest.mark.parametrize("page", AWAY)
def test_signing_in_leads_nowhere_else(client: Client, page: str) -> None:
    add_account("clerk", name="赵六", password=PASSWORD, by=None)
    typed = {"username": "clerk", "password": PASSWORD}
    assert client.post("/sign-in/", {**typed, "next": page})["Location"] == "/account/"
    from urllib.parse import quote

    other = Client()
    assert other.post(f"/sign-in/?next={quote(page)}", typed)["Location"] == "/account/"


@pytest.mark.parametrize("page", ["/a\r\nSet-Cookie: x=1", "/a\nLocation: //evil.example"])
@pytest.mark.parametrize("door", ["/sign-in/", "/preferences/"])
def test_a_header_cannot_be_slipped_into_a_redirect(client: Client, door: str, page: str) -> None:
    add_account("clerk", name="赵六", password=PASSWORD, by=None)
    typed = {"username": "clerk", "password": PASSWORD, "next": page}
    answer = client.post(door, typed)
    assert answer.status_code == 302
    assert not re.search(r"[\r\n]", answer["Location"])
    assert "x" not in answer.cookies


@pytest.mark.parametrize("host", ["evil.example", "testserver.evil.example", "a b", "x:y@z"])
@pytest.mark.parametrize("page", ["/", "/sign-in/", "/account/"])
def test_a_foreign_host_name_is_not_answered(client: Client, page: str, host: str) -> None:
    answer = client.get(page, headers={"Host": host})
    assert answer.status_code == 400
    assert "evil" not in answer.content.decode()


# ── paths that climb ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "path",
    [
        "/static/../../../etc/passwd",
        "/static/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "/static/..%2f..%2f..%2fetc%2fpasswd",
        "/static//etc/passwd",
        "/static/web/../../../settings.py",
        "/network/import/templates/..%2f..%2fsettings.xlsx",
        "/network/import/..%2f..%2fsecret-key/",
        "/planning/premises/import/....//secret-key/",
    ],
)
def test_a_path_does_not_climb_out(staff: Client, path: str) -> None:
    answer = staff.get(path)
    assert answer.status_code == 404
    assert "root:" not in answer.content.decode()


def test_an_upload_lies_where_we_put_it_whatever_it_is_called(staff: Client) -> None:
    centre = make.centre(area=make.area())
    typed = {"kind": "usable", "square_metres": "300", "measured_on": "2023-06-01"}
    page = reverse("places:new-floor-area", args=[centre.pk])
    body = multipart({**typed, "source": "survey"}, name="../../../evil.pdf")
    staff.post(page, body, content_type="multipart/form-data; boundary=cut")
    assert FloorArea.objects.exclude(file="").exists()
    assert not (Path(project.MEDIA_ROOT).parent / "evil.pdf").exists()
    for fact in FloorArea.objects.exclude(file=""):
        inside = Path(project.MEDIA_ROOT).resolve()
        assert Path(fact.file.path).resolve().is_relative_to(inside)
        answer = staff.get(reverse("places:evidence", args=[fact.pk]))
        assert answer["Content-Disposition"].startswith("attachment")
        answer.close()


def multipart(fields: dict[str, str], *, name: str) -> bytes:
    """A form with a file called `name`, as no browser would send it."""
    parts = [
        f'Content-Disposition: form-data; name="{key}"\r\n\r\n{words}'
        for key, words in fields.items()
    ]
    head = f'Content-Disposition: form-data; name="file"; filename="{name}"'
    parts.append(f"{head}\r\nContent-Type: text/html\r\n\r\n%PDF-1.4")
    return ("".join(f"--cut\r\n{part}\r\n" for part in parts) + "--cut--\r\n").encode()


# ── fields nobody asked for ─────────────────────────────────────────────────────────────────────

GREEDY = {
    "is_superuser": "1", "is_staff": "on", "is_active": "0", "kind": "operator", "role": "operator",
    "area": "", "by": "1", "by_id": "1", "holder": "1", "id": "1", "pk": "1", "user": "1",
    "state": "allocated", "username": "operator", "given_by": "1", "signed_in_twice": "1",
}  # fmt: skip


@pytest.mark.parametrize(
    "page", [page for page in PAGES if not page.startswith(("/api/", "/live/"))]
)
def test_a_form_takes_no_more_than_it_asks_for(staff: Client, page: str) -> None:
    staff.raise_request_exception = False
    before = [*User.objects.values(), *Role.objects.values()]
    assert staff.post(page, GREEDY).status_code < 500
    after = [*User.objects.values(), *Role.objects.values()]
    assert after == before


def test_premises_are_born_offered_whatever_else_is_posted(staff: Client) -> None:
    typed = {
        "name": "原粮站", "kind": "idle_state_asset", "owner": "区国资公司", "crs": "wgs84",
        "area": make.COMMUNITY, "lon": 118.0, "lat": 28.4, "usable_m2": 420, "floor": 1,
        "structure": "good", "fire_safety": "passed", "rent_per_year": 0, "fit_out_cost": 1,
    }  # fmt: skip
    staff.post(reverse("siting:new-premises"), {**typed, "state": "allocated", "id": 77, "pk": 77})
    made = Premises.objects.get()
    assert made.state == Premises.State.OFFERED
    assert made.pk != 77


# ── words that would be a query ─────────────────────────────────────────────────────────────────

QUERIES = [
    "'; DROP TABLE people_user; --", "1 OR 1=1", "') UNION SELECT password FROM people_user --",
    "-password", "holder__password", "name;SELECT pg_sleep(9)", "%", "\\", "\x00", "ü" * 3000,
]  # fmt: skip


def questions(table: type[Table[Any]]) -> Iterator[str]:
    yield from (one.name for one in table.filters)
    for below in table.__subclasses__():
        yield from questions(below)


@pytest.mark.parametrize("words", QUERIES, ids=range(len(QUERIES)))
def test_a_list_takes_no_query_for_a_search(staff: Client, words: str) -> None:
    staff.raise_request_exception = False
    make.premises(area=make.area())
    make.centre(area=make.area())
    others = ("sort", "after", "before", "page", "export", *questions(Table))
    for page in LISTS:
        for asked in ({"q": words}, dict.fromkeys(others, words)):
            answer = staff.get(page, asked)
            assert answer.status_code < 500, (page, asked)
            assert "argon2" not in getattr(answer, "content", b"").decode(errors="replace")
    assert User.objects.count() == 1


# ── cells that would be formulas ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r="])
def test_what_people_typed_is_no_formula_in_an_export(staff: Client, start: str) -> None:
    nasty = f"{start}cmd|' /C calc'!A0"
    make.premises(area=make.area(), name=nasty)
    page = reverse("siting:premises-list")
    book = _whole(staff.get(page, {"export": "xlsx"}))
    with zipfile.ZipFile(io.BytesIO(book)) as sheets:
        assert not any(b"<f>" in sheets.read(name) for name in sheets.namelist())
    lines = _whole(staff.get(page, {"export": "csv"})).decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(lines, newline="")) for cell in row]
    assert any("cmd|" in cell for cell in cells)
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)


def _whole(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


# ── too much, and what is not what it says ──────────────────────────────────────────────────────


def test_a_body_larger_than_any_upload_is_not_read(client: Client, settings: Settings) -> None:
    settings.MOST_BODY_BYTES = 1000
    answer = client.post("/sign-in/", {"username": "x" * 2000})
    assert answer.status_code == 413
    for size in ("-1", "many", "1e9"):
        assert client.post("/sign-in/", {}, CONTENT_LENGTH=size).status_code == 413


def test_a_form_of_six_megabytes_or_of_too_many_fields_is_refused(client: Client) -> None:
    big = "username=" + "x" * 6_000_000
    form = "application/x-www-form-urlencoded"
    assert client.post("/sign-in/", big, content_type=form).status_code == 400
    many = "&".join(f"a{n}=1" for n in range(2000))
    assert client.post("/sign-in/", many, content_type=form).status_code == 400


def test_a_password_of_a_megabyte_is_not_hashed(client: Client) -> None:
    answer = client.post("/sign-in/", {"username": "clerk", "password": "x" * 1_000_000})
    assert 'aria-invalid="true"' in answer.content.decode()


def packed(parts: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, words in parts.items():
            archive.writestr(name, words)
    return out.getvalue()


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
DOC = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'  # noqa: E501
FAR = '<row r="1"><c r="A1"><v>1</v></c></row><row r="9"><c r="XFD1048576"><v>1</v></c></row>'
LAUGHS = '<!DOCTYPE l [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
)


def xlsx(rows: str, before: str = "") -> bytes:
    sheet = f'<?xml version="1.0"?>{before}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'  # noqa: E501
    book = f'<workbook xmlns="{MAIN}" xmlns:r="{DOC}"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>'  # noqa: E501
    return packed(
        {
            "[Content_Types].xml": TYPES,
            "_rels/.rels": f'<Relationships xmlns="{RELS}"><Relationship Id="rId1" Type="{DOC}/officeDocument" Target="xl/workbook.xml"/></Relationships>',  # noqa: E501
            "xl/workbook.xml": book,
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{RELS}"><Relationship Id="rId1" Type="{DOC}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',  # noqa: E501
            "xl/worksheets/sheet1.xml": sheet,
        }
    )


def lying() -> bytes:
    """A part that says it has 9 bytes and has 10 MB."""
    bomb = packed({"xl/worksheets/sheet1.xml": "0" * 10_000_000})
    size = (10_000_000).to_bytes(4, "little")
    return bomb.replace(size, (9).to_bytes(4, "little"))


NO_SHEETS: dict[str, Callable[[], bytes]] = {
    "a program": lambda: b"MZ\x90\x00" + b"\x00" * 4000,
    "a page": lambda: b"<html><script>alert(1)</script>\x00",
    "half a zip": lambda: xlsx(FAR)[:200],
    "a zip that swells": lambda: packed({f"xl/{n}.xml": "0" * 60_000_000 for n in range(6)}),
    "a zip that lies": lying,
    "a cell at the end of the world": lambda: xlsx(FAR),
    "a billion laughs": lambda: xlsx(
        '<row r="1"><c r="A1" t="inlineStr"><is><t>&j;</t></is></c></row>', LAUGHS + "]>"
    ),
    "a file of the machine": lambda: xlsx(
        '<row r="1"><c r="A1" t="inlineStr"><is><t>&a;</t></is></c></row>',
        '<!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    ),
    "rows that repeat": lambda: packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": '<o xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"><table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="16384"><p>x</p></table:table-cell></table:table-row></o>',  # noqa: E501
        }
    ),
    "too large a file": lambda: b"PK" + b"0" * 21 * 1024 * 1024,
}


@pytest.mark.parametrize("kind", NO_SHEETS)
@pytest.mark.parametrize("door", ["places:import", "siting:import-premises"])
def test_what_is_no_sheet_is_refused_in_words(staff: Client, door: str, kind: str) -> None:
    file = SimpleUploadedFile("sheet.xlsx", NO_SHEETS[kind]())
    answer = staff.post(reverse(door), {"kind": "centres", "crs": "wgs84", "file": file})
    assert answer.status_code in {200, 409}
    assert 'aria-invalid="true"' in answer.content.decode()
    assert "root:" not in answer.content.decode()
    assert not Centre.objects.exists()


def test_a_sheet_as_people_send_it_still_opens() -> None:
    rows = '<row r="1"><c r="A1" t="inlineStr"><is><t>名称</t></is></c></row>'
    assert read_sheet(xlsx(rows), "a.xlsx").headers == ("名称",)


@pytest.mark.parametrize("name", ["sheet.exe", "sheet.xlsx.exe", "sheet.html", "sheet.svg"])
def test_a_file_of_another_ending_is_refused(staff: Client, name: str) -> None:
    file = SimpleUploadedFile(name, b"a,b\n1,2\n")
    answer = staff.post(reverse("places:import"), {"kind": "centres", "crs": "wgs84", "file": file})
    assert 'aria-invalid="true"' in answer.content.decode()


# ── cookies ─────────────────────────────────────────────────────────────────────────────────────


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(client: Client) -> None:
    add_account("clerk", name="赵六", password=PASSWORD, by=None)
    client.get("/sign-in/")
    client.post("/sign-in/", {"username": "clerk", "password": PASSWORD})
    for name in (project.SESSION_COOKIE_NAME, project.CSRF_COOKIE_NAME):
        cookie = client.cookies[name]
        assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
