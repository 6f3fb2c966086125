"""The second factor: set up, given, used once, limited, lost."""

from __future__ import annotations

import re
import time

import pytest
from django.db import connection
from django.test import Client
from pytest_django import Settings

from jiamenkou.audit.models import Event
from jiamenkou.lib.constraints import refusing
from jiamenkou.lib.refusal import Refused
from jiamenkou.people import actions, sessions
from jiamenkou.people.actions.second_factor import STEP_SECONDS, totp
from jiamenkou.people.models import Door, RecoveryCode, SecondFactor, User
from jiamenkou.people.models.tally import LIMITS
from jiamenkou.web.access import TWICE
from tests import make

pytestmark = pytest.mark.django_db
PASSWORD = "a-long-and-quiet-word"  # noqa: S105 - invented
PAGE = "/sign-in/second/"
SECRET = bytes(range(20))
WRONG = "This code is not right, or was used already."


@pytest.fixture
def visitor() -> Client:
    return Client(headers={"Accept-Language": "en"})


@pytest.fixture
def clerk() -> User:
    clerk = actions.add_account("clerk", name="赵六", password=PASSWORD, by=None)
    make.role(holder=clerk, kind="clerk")
    return clerk


@pytest.fixture
def codes(clerk: User) -> list[str]:
    """The recovery codes of a clerk with a second factor, whose first code is long past."""
    codes = actions.set_up_second_factor(clerk, secret=SECRET, code=code_of(SECRET), by=clerk)
    SecondFactor.objects.update(last_step=0)
    return codes


def code_of(secret: bytes, steps: int = 0) -> str:
    return totp(secret).generate(int(time.time()) + steps * STEP_SECONDS).decode()


def half_in(visitor: Client, onward: str = "") -> str:
    door = f"/sign-in/?next={onward}" if onward else "/sign-in/"
    return str(visitor.post(door, {"username": "clerk", "password": PASSWORD})["Location"])


def test_it_is_set_up_with_a_key_and_a_picture_then_leads_on(visitor: Client, clerk: User) -> None:
    visitor.force_login(clerk)
    page = visitor.get(f"{PAGE}?next=/account/").content.decode()
    key = re.search(r"<code>([A-Z2-7 ]+)</code>", page)
    assert key
    picture = visitor.get("/sign-in/second/qr.svg")
    assert picture["Content-Type"] == "image/svg+xml"
    assert b"style" not in picture.content
    from base64 import b32decode

    code = code_of(b32decode(key.group(1).replace(" ", "")))
    answer = visitor.post(f"{PAGE}?next=/account/", {"code": code}).content.decode()
    assert answer.count("<li><code>") == 10
    assert 'href="/account/"' in answer
    assert visitor.session[TWICE] is True
    assert visitor.get("/sign-in/second/qr.svg").status_code == 404


def test_a_wrong_code_sets_up_nothing(visitor: Client, clerk: User) -> None:
    visitor.force_login(clerk)
    visitor.get(PAGE)
    assert WRONG in visitor.post(PAGE, {"code": "000000"}).content.decode()
    assert not SecondFactor.objects.exists()


def test_the_secret_and_the_recovery_codes_are_not_kept_readable(codes: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM people_secondfactor")
        kept = bytes(cursor.fetchone()[0])
    assert SECRET.hex().encode() not in kept
    assert SECRET not in kept
    assert not any(codes[0].encode() in bytes(one.code) for one in RecoveryCode.objects.all())


@pytest.mark.usefixtures("codes")
def test_a_password_alone_does_not_sign_in_who_has_one(visitor: Client) -> None:
    assert half_in(visitor, "/account/") == f"{PAGE}?next=/account/"
    assert visitor.get("/account/").status_code == 302
    answer = visitor.post(f"{PAGE}?next=/account/", {"code": code_of(SECRET)})
    assert answer["Location"] == "/account/"
    assert visitor.session[TWICE] is True
    assert Event.objects.get(verb="people.sign_in").facts["twice"] is True


@pytest.mark.usefixtures("codes")
def test_it_leads_nowhere_else(visitor: Client) -> None:
    half_in(visitor)
    answer = visitor.post(f"{PAGE}?next=//evil.example/", {"code": code_of(SECRET)})
    assert answer["Location"] == "/"


@pytest.mark.usefixtures("codes")
def test_a_code_opens_once(visitor: Client) -> None:
    code = code_of(SECRET)
    half_in(visitor)
    assert visitor.post(PAGE, {"code": code}).status_code == 302
    again = Client(headers={"Accept-Language": "en"})
    half_in(again)
    assert WRONG in again.post(PAGE, {"code": code}).content.decode()


@pytest.mark.parametrize(("steps", "status"), [(-3, 200), (-1, 302), (1, 302), (3, 200)])
@pytest.mark.usefixtures("codes")
def test_a_clock_may_be_off_by_half_a_minute(visitor: Client, steps: int, status: int) -> None:
    half_in(visitor)
    assert visitor.post(PAGE, {"code": code_of(SECRET, steps)}).status_code == status


@pytest.mark.usefixtures("codes")
def test_guessing_codes_is_limited_for_the_account(visitor: Client) -> None:
    half_in(visitor)
    for _ in range(LIMITS[Door.SECOND].tries + 1):
        answer = visitor.post(PAGE, {"code": "000000"})
    assert answer.status_code == 429
    assert visitor.post(PAGE, {"code": code_of(SECRET)}).status_code == 429


@pytest.mark.usefixtures("codes")
def test_a_half_sign_in_is_forgotten(visitor: Client) -> None:
    half_in(visitor)
    store = visitor.session
    store[sessions.HALF] = {**store[sessions.HALF], "at": 0}
    store.save()
    assert visitor.post(PAGE, {"code": code_of(SECRET)})["Location"].startswith("/sign-in/?next=")


def test_who_gave_nothing_is_sent_to_sign_in(visitor: Client) -> None:
    assert visitor.get(PAGE)["Location"].startswith("/sign-in/?next=")
    assert visitor.get("/sign-in/second/qr.svg").status_code == 302


def test_a_recovery_code_opens_once_however_it_is_typed(visitor: Client, codes: list[str]) -> None:
    half_in(visitor)
    assert visitor.post(PAGE, {"code": codes[0].upper().replace("-", " ")}).status_code == 302
    again = Client()
    half_in(again)
    assert again.post(PAGE, {"code": codes[0]}).status_code == 200


def test_new_recovery_codes_and_removal_ask_for_a_code(visitor: Client, codes: list[str]) -> None:
    half_in(visitor)
    visitor.post(PAGE, {"code": codes[0]})
    own = "/account/second-factor/"
    assert visitor.post(own, {"code": "000000", "what": "remove"}).status_code == 200
    assert SecondFactor.objects.exists()
    page = visitor.post(own, {"code": codes[1], "what": "codes"}).content.decode()
    fresh = re.findall(r"<li><code>(.+?)</code>", page)
    assert not set(fresh) & set(codes)
    visitor.post(own, {"code": fresh[0], "what": "remove"})
    assert not SecondFactor.objects.exists()
    assert visitor.session[TWICE] is False


@pytest.mark.usefixtures("codes")
def test_an_operator_removes_a_lost_one(visitor: Client, client: Client) -> None:
    client.force_login(make.user(kind="operator"))
    client.post("/operations/sign-in/", {"username": "clerk", "what": "factor"})
    assert half_in(visitor) == "/"


@pytest.mark.usefixtures("codes")
def test_a_demo_asks_for_none(visitor: Client, settings: Settings) -> None:
    settings.SECOND_FACTOR = False
    assert half_in(visitor) == "/"


@pytest.mark.usefixtures("codes")
def test_a_person_has_one_second_factor(clerk: User) -> None:
    with pytest.raises(Refused) as twice:
        actions.set_up_second_factor(clerk, secret=SECRET, code=code_of(SECRET), by=clerk)
    assert twice.value.rule == "a_person_has_one_second_factor"


@pytest.mark.usefixtures("codes")
def test_a_recovery_code_is_given_once(clerk: User) -> None:
    given = RecoveryCode.objects.all()[0]
    with pytest.raises(Refused) as twice, refusing(RecoveryCode):
        RecoveryCode.objects.create(holder=clerk, code=given.code)
    assert twice.value.rule == "a_recovery_code_is_given_once"


def test_a_half_sign_in_ends_that_of_who_sat_there_before(
    visitor: Client, clerk: User, codes: list[str]
) -> None:
    visitor.force_login(make.user(username="before"))
    half_in(visitor)
    assert visitor.get("/account/").status_code == 302
    visitor.post(PAGE, {"code": codes[0]})
    assert clerk.username in visitor.get("/account/").content.decode()
