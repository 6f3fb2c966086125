import io
import json
import logging
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from jiamenkou.lib.logs import JsonLines, Lines, masked
from jiamenkou.lib.postgres import Server
from tests import make

PHONE, ID_NUMBER, NAME, ADDRESS = "13800138000", "11010519491231002X", "王小明", "203.0.113.77"
TYPED = f"{NAME} {PHONE} {ID_NUMBER}"
PERSONAL = (PHONE, ID_NUMBER, NAME, ADDRESS)


@pytest.fixture(params=[Lines, JsonLines], ids=["line", "json"])
def log(request: pytest.FixtureRequest) -> Iterator[io.StringIO]:
    """What a log in this form holds."""
    written, root = io.StringIO(), logging.getLogger()
    kept = logging.StreamHandler(written)
    kept.setFormatter(request.param())
    before = root.level
    root.addHandler(kept)
    root.setLevel(logging.INFO)
    yield written
    root.removeHandler(kept)
    root.setLevel(before)


@pytest.fixture
def visitor(settings: Settings) -> Client:
    settings.ROOT_URLCONF = "tests.operations.faults"
    return Client(raise_request_exception=False, REMOTE_ADDR=ADDRESS)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("page", "status"),
    [
        ("fault", 500),
        ("taken", 500),
        ("statement", 500),
        ("refused", 409),
        ("forbidden", 403),
        ("unreadable", 400),
    ],
)
def test_what_people_type_never_reaches_the_log(
    log: io.StringIO, visitor: Client, page: str, status: int
) -> None:
    answer = visitor.post(
        f"/{page}/{PHONE}/?who={ID_NUMBER}", {"typed": TYPED}, headers={"X-Who": NAME}
    )
    assert answer.status_code == status
    assert page in log.getvalue()
    assert str(status) in log.getvalue()
    assert not [word for word in PERSONAL if word in log.getvalue()]


@pytest.mark.django_db
def test_a_page_that_is_not_there_is_not_named(log: io.StringIO, visitor: Client) -> None:
    visitor.get(f"/people/{NAME}/{PHONE}/?q={ID_NUMBER}")
    visitor.post("/sign-in/", {"username": TYPED, "password": PHONE})
    Client(enforce_csrf_checks=True).post(f"/sign-in/?next={PHONE}", {"username": TYPED})
    assert log.getvalue().count("404") == 1
    assert not [word for word in PERSONAL if word in log.getvalue()]


@pytest.mark.django_db
def test_a_fault_says_where_and_what_kind_it_was(log: io.StringIO, visitor: Client) -> None:
    visitor.post("/taken/x/", {"typed": "x"})
    assert "faults.py" in log.getvalue()
    assert "IntegrityError" in log.getvalue()
    assert "people_user_username_key" in log.getvalue()
    visitor.post("/fault/x/", {"typed": "x"})
    assert "builtins.KeyError" in log.getvalue()
    assert "builtins.ValueError" in log.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize("log", [JsonLines], indirect=True)
def test_a_request_is_one_line_with_route_status_and_account(log: io.StringIO) -> None:
    user, client = make.user(), Client(REMOTE_ADDR=ADDRESS)
    client.force_login(user)
    answer = client.get("/today/?q=x", headers={"X-Request-Id": "from-the-proxy-1"})
    said = json.loads(log.getvalue().splitlines()[-1])
    assert (said["route"], said["status"], said["user"]) == ("today", 200, user.pk)
    assert (said["level"], said["method"], said["request"]) == ("INFO", "GET", "from-the-proxy-1")
    assert re.fullmatch("[0-9a-f]{8}", said["from"])
    assert set(said) == {
        *("at", "level", "logger", "message", "method"),
        *("route", "status", "ms", "user", "from", "request"),
    }
    assert answer.headers["X-Request-Id"] == "from-the-proxy-1"


@pytest.mark.django_db
@pytest.mark.parametrize("given", ["", "short", "a b c d e f g h", "x" * 65, "line\u2028break-it"])
def test_a_strange_request_number_is_replaced(client: Client, given: str) -> None:
    answer = client.get("/healthz", headers={"X-Request-Id": given})
    assert re.fullmatch("[0-9a-f]{32}", answer.headers["X-Request-Id"])


@pytest.mark.django_db
def test_asking_for_a_page_without_people_asks_nothing_about_them(
    client: Client,
) -> None:
    client.force_login(make.user())
    with CaptureQueriesContext(connection) as asked:
        client.get("/healthz")
    assert not [one for one in asked if "people_user" in one["sql"]]


@pytest.mark.parametrize(
    "words",
    [
        PHONE,
        "+86 138-0013-8000",
        "8613800138000",
        ID_NUMBER,
        ID_NUMBER.lower(),
        "110105 19491231 002X",
        "１３８００１３８０００",
    ],
)
def test_numbers_of_people_are_masked_whoever_writes_them(log: io.StringIO, words: str) -> None:
    logging.getLogger("elsewhere").warning("sent to %s, twice", words)
    assert words not in log.getvalue()
    assert "***" in log.getvalue()


@pytest.mark.parametrize("words", ["361102001001", "2026-06-01 12:00", "1748750400000", "350"])
def test_other_numbers_stay(words: str) -> None:
    assert masked(words) == words


@pytest.mark.parametrize("log", [Lines], indirect=True)
def test_nobody_writes_a_line_of_their_own(log: io.StringIO) -> None:
    logging.getLogger("elsewhere").warning("typed: %s", "x\n2026-01-01 INFO all is well\x1b[2K")
    assert len(log.getvalue().splitlines()) == 1
    assert "\x1b" not in log.getvalue()


def test_postgresql_writes_down_no_rows_and_no_statements(tmp_path: Path) -> None:
    server = Server(folder=tmp_path / "postgres", throw_away=True)
    with psycopg.connect(server.start().replace("/jiamenkou?", "/postgres?")) as line:
        line.execute("CREATE TABLE people (name text PRIMARY KEY CHECK (length(name) < 30))")
        line.execute("INSERT INTO people VALUES (%s)", [TYPED[:20]])
        line.commit()
        for typed in (TYPED[:20], TYPED):
            with pytest.raises(psycopg.IntegrityError):
                line.execute("INSERT INTO people VALUES (%s)", [typed])
            line.rollback()
    server.stop()
    said = (server.data / "server.log").read_text()
    shutil.rmtree(server.root, ignore_errors=True)
    assert "people_pkey" in said
    assert not [word for word in (PHONE, ID_NUMBER, NAME) if word in said]
