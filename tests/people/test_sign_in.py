"""The door of the staff: right, wrong, too often; and what a session is bound to."""

from __future__ import annotations

import re
import statistics
import time
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from jiamenkou.audit.models import Event
from jiamenkou.lib.refusal import Refused
from jiamenkou.people import actions
from jiamenkou.people.models import Door, Session, Tally, User
from jiamenkou.people.models.tally import LIMITS, key_of
from tests import make

pytestmark = pytest.mark.django_db
PASSWORD = "a-long-and-quiet-word"  # noqa: S105 - invented
ENGLISH = {"Accept-Language": "en"}
WRONG = "The user name or password is not right."
SHUT = "Too many tries. Please try again in 15 minutes."


@pytest.fixture
def visitor() -> Client:
    return Client(headers={**ENGLISH, "User-Agent": "Firefox/125.0 (Linux)"})


@pytest.fixture
def clerk() -> User:
    clerk = actions.add_account("clerk", name="赵六", password=PASSWORD, by=None)
    make.role(holder=clerk, kind="clerk")
    return clerk


def tries(visitor: Client, username: str = "clerk", password: str = PASSWORD, **more: str):  # type: ignore[no-untyped-def]
    return visitor.post("/sign-in/", {"username": username, "password": password, **more})


def error_in(page: bytes) -> str:
    found = re.search(r'<div class="notice error".*?<span>(.*?)</span>', page.decode(), re.DOTALL)
    return found.group(1) if found else ""


def shut_out(visitor: Client, username: str = "clerk") -> None:
    for _ in range(LIMITS[Door.ACCOUNT].tries + 1):
        answer = tries(visitor, username, "wrong")
    assert answer.status_code == 429


def test_the_right_password_opens_and_is_recorded(visitor: Client, clerk: User) -> None:
    assert tries(visitor, next="/styleguide/")["Location"] == "/styleguide/"
    assert visitor.get("/account/").status_code == 200
    recorded = Event.objects.get(verb="people.sign_in")
    assert (recorded.by_id, recorded.facts) == (clerk.pk, {"way": "password", "twice": False})


def test_passwords_are_kept_under_argon2(clerk: User) -> None:
    assert clerk.password.startswith("argon2$argon2id$")


@pytest.mark.parametrize(("username", "password"), [("clerk", "wrong"), ("nobody", PASSWORD)])
@pytest.mark.usefixtures("clerk")
def test_a_wrong_name_and_a_wrong_password_are_answered_alike(
    visitor: Client, username: str, password: str
) -> None:
    answer = tries(visitor, username, password)
    assert (answer.status_code, error_in(answer.content)) == (200, WRONG)
    assert "_auth_user_id" not in visitor.session
    refused = Event.objects.get(verb="people.refuse_sign_in")
    assert "clerk" not in str(refused.facts)


@pytest.mark.usefixtures("clerk")
def test_a_closed_account_is_answered_like_a_wrong_password(visitor: Client) -> None:
    User.objects.update(is_active=False)
    assert error_in(tries(visitor).content) == WRONG


@pytest.mark.parametrize("username", ["clerk", "nobody"])
@pytest.mark.usefixtures("clerk")
def test_guessing_shuts_the_account_with_or_without_one(visitor: Client, username: str) -> None:
    shut_out(visitor, username)
    answer = tries(Client(headers=ENGLISH, REMOTE_ADDR="10.9.9.9"), username)
    assert (answer.status_code, error_in(answer.content)) == (429, SHUT)
    assert Event.objects.filter(verb="people.shut_door").count() == 1


@pytest.mark.usefixtures("clerk")
def test_a_shut_account_opens_by_itself(visitor: Client) -> None:
    shut_out(visitor)
    Tally.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert tries(visitor).status_code == 302


def test_letters_large_or_small_are_one_account_name_to_guessing(visitor: Client) -> None:
    for name in ("clerk", "CLERK", " clerk ", "Clerk", "cLerk", "clerK"):
        answer = tries(visitor, name, "wrong")
    assert answer.status_code == 429


@pytest.mark.usefixtures("clerk")
def test_guessing_at_many_accounts_shuts_the_address_only(visitor: Client) -> None:
    Tally.objects.create(
        door=Door.ADDRESS,
        key=key_of("127.0.0.1"),
        tries=LIMITS[Door.ADDRESS].tries,
        since=timezone.now(),
    )
    assert error_in(tries(visitor).content) == SHUT
    elsewhere = Client(headers=ENGLISH, REMOTE_ADDR="10.1.1.1")
    assert tries(elsewhere).status_code == 302


@pytest.mark.usefixtures("clerk")
def test_a_success_begins_the_count_anew(visitor: Client) -> None:
    for _ in range(3):
        for _ in range(LIMITS[Door.ACCOUNT].tries - 1):
            tries(visitor, password="wrong")
        assert tries(visitor).status_code == 302


def test_tries_are_counted_in_one_place_only() -> None:
    from jiamenkou.lib.constraints import refusing

    actions.tries.count_try(Door.ACCOUNT, key="clerk")
    row = Tally.objects.get()
    with pytest.raises(Refused, match="tries_are_counted_in_one_place"), refusing(Tally):
        Tally.objects.create(door=row.door, key=row.key, since=timezone.now())
    assert Tally.objects.get().tries == 1, "tries_are_counted_in_one_place"


@pytest.mark.usefixtures("clerk")
def test_an_operator_opens_a_shut_account(client: Client, visitor: Client) -> None:
    shut_out(visitor)
    client.force_login(make.user(kind="operator"))
    page = client.get(reverse("help-in")).content.decode()
    assert "赵六" in page
    client.post(reverse("help-in"), {"username": "clerk", "what": "open"})
    assert tries(visitor).status_code == 302
    assert Event.objects.filter(verb="people.open_door").exists()


def test_an_operator_elsewhere_helps_nobody_here(client: Client, visitor: Client) -> None:
    here = make.area()
    account = actions.add_account("clerk", name="赵六", password=PASSWORD, by=None)
    make.role(holder=account, kind="clerk", area=here)
    shut_out(visitor)
    client.force_login(make.user(kind="operator", area=make.area(code="361103001001")))
    answer = client.post(reverse("help-in"), {"username": "clerk", "what": "open"})
    assert answer.status_code == 200
    assert tries(visitor).status_code == 429


def test_the_page_of_operators_does_not_exist_for_others(client: Client) -> None:
    client.force_login(make.user(kind="planner"))
    assert client.get(reverse("help-in")).status_code == 404


@pytest.mark.usefixtures("clerk")
def test_signing_in_changes_the_key_of_the_session(visitor: Client) -> None:
    visitor.get(reverse("city-sign-in"))
    visitor.session.save()
    visitor.cookies["session"] = "fixed-by-somebody-else-32-letter"
    tries(visitor)
    assert visitor.cookies["session"].value != "fixed-by-somebody-else-32-letter"
    assert not Session.objects.filter(pk="fixed-by-somebody-else-32-letter").exists()


def test_signing_out_ends_the_session_for_whoever_kept_its_key(
    visitor: Client, clerk: User
) -> None:
    tries(visitor)
    stolen = visitor.cookies["session"].value
    visitor.post("/sign-out/")
    visitor.cookies["session"] = stolen
    assert visitor.get("/account/").status_code == 302
    assert Event.objects.get(verb="people.sign_out").by_id == clerk.pk


@pytest.mark.usefixtures("clerk")
def test_a_session_in_another_browser_asks_to_sign_in_again(visitor: Client) -> None:
    tries(visitor)
    thief = Client(headers={"User-Agent": "curl/8.0"})
    thief.cookies["session"] = visitor.cookies["session"].value
    assert thief.get("/account/")["Location"] == "/sign-in/?next=/account/"
    assert visitor.get("/account/").status_code == 302


@pytest.mark.usefixtures("clerk")
def test_a_browser_that_was_updated_stays_signed_in(visitor: Client) -> None:
    tries(visitor)
    newer = {**ENGLISH, "User-Agent": "Firefox/126.1 (Linux)"}
    assert visitor.get("/account/", headers=newer).status_code == 200


def test_an_idle_session_ends_and_a_used_one_slides(visitor: Client, clerk: User) -> None:
    tries(visitor)
    row = Session.objects.get(holder=clerk)
    assert row.expire_date - timezone.now() < timedelta(minutes=30, seconds=1)
    store = visitor.session
    store["seen"] -= 600
    store.save()
    Session.objects.update(expire_date=timezone.now() + timedelta(minutes=1))
    visitor.get("/account/")
    assert Session.objects.get().expire_date > timezone.now() + timedelta(minutes=29)
    Session.objects.update(expire_date=timezone.now())
    assert visitor.get("/account/").status_code == 302


@pytest.mark.usefixtures("clerk")
def test_no_session_runs_for_ever(visitor: Client, settings: Settings) -> None:
    tries(visitor)
    store = visitor.session
    store["began"] -= settings.MOST_SECONDS + 1
    store.save()
    assert visitor.get("/account/").status_code == 302


@pytest.mark.usefixtures("clerk")
def test_a_stream_left_open_keeps_nobody_signed_in(visitor: Client) -> None:
    tries(visitor)
    store = visitor.session
    store["seen"] = seen = store["seen"] - 600
    store.save()
    visitor.get("/live/nowhere/")
    assert visitor.session["seen"] == seen


@pytest.mark.usefixtures("clerk")
def test_a_changed_password_signs_out_everywhere_else(visitor: Client) -> None:
    elsewhere = Client(headers=ENGLISH)
    assert tries(visitor).status_code == tries(elsewhere).status_code == 302
    new = "another-long-and-quiet-word"
    visitor.post("/account/password/", {"old": PASSWORD, "new": new, "again": new})
    assert visitor.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302
    assert tries(Client(headers=ENGLISH), password=new).status_code == 302


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"old": "wrong"}, "The present password is not right."),
        ({"new": "12345678", "again": "12345678"}, "This password is"),
        ({"again": "something-else"}, "This is not what was typed above."),
    ],
)
@pytest.mark.usefixtures("clerk")
def test_a_password_is_not_changed_so(visitor: Client, typed: dict[str, str], words: str) -> None:
    tries(visitor)
    new = "another-long-and-quiet-word"
    answer = visitor.post("/account/password/", {"old": PASSWORD, "new": new, "again": new} | typed)
    assert words in answer.content.decode()
    assert User.objects.get().check_password(PASSWORD)


@pytest.mark.usefixtures("clerk")
def test_guessing_the_present_password_is_limited_too(visitor: Client) -> None:
    tries(visitor)
    new = "another-long-and-quiet-word"
    for _ in range(LIMITS[Door.ACCOUNT].tries + 1):
        answer = visitor.post("/account/password/", {"old": "wrong", "new": new, "again": new})
    assert answer.status_code == 429


@pytest.mark.usefixtures("clerk")
def test_a_person_sees_where_they_are_signed_in_and_ends_it(visitor: Client) -> None:
    elsewhere = Client(headers={"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Chrome/124.0"})
    tries(visitor)
    tries(elsewhere)
    page = visitor.get("/account/sessions/").content.decode()
    assert "Firefox · Linux" in page
    assert "Chrome · Windows" in page
    assert elsewhere.cookies["session"].value not in page
    there = Session.objects.get(agent="Chrome · Windows")
    visitor.post("/account/sessions/", {"number": there.number})
    assert elsewhere.get("/account/").status_code == 302
    assert visitor.get("/account/").status_code == 200


def test_nobody_ends_the_session_of_another(visitor: Client, clerk: User, client: Client) -> None:
    tries(visitor)
    client.force_login(make.user())
    client.post("/account/sessions/", {"number": Session.objects.get(holder=clerk).number})
    client.post("/account/sessions/", {})
    assert visitor.get("/account/").status_code == 200


def test_a_page_a_role_opened_is_noted_once_a_day(client: Client, clerk: User) -> None:
    make.role(holder=clerk, kind="operator")
    client.force_login(clerk)
    client.get(reverse("help-in"))
    role = clerk.roles.get(kind="operator")
    assert role.used_on == timezone.localdate()


@pytest.mark.usefixtures("clerk")
def test_asking_to_stay_keeps_the_session_and_leads_back(visitor: Client) -> None:
    tries(visitor)
    Session.objects.update(expire_date=timezone.now() + timedelta(minutes=1))
    assert visitor.post("/account/stay/", {"next": "/account/"})["Location"] == "/account/"
    assert Session.objects.get().expire_date > timezone.now() + timedelta(minutes=29)


@pytest.mark.usefixtures("clerk")
def test_what_is_over_goes_at_night(visitor: Client) -> None:
    tries(visitor)
    tries(visitor, password="wrong")
    long_ago = timezone.now() - timedelta(days=9)
    Tally.objects.update(since=long_ago)
    Session.objects.update(expire_date=long_ago)
    actions.forget_tries()
    assert not Tally.objects.exists()
    assert not Session.objects.exists()


@pytest.mark.usefixtures("clerk")
def test_the_time_of_an_answer_does_not_tell_whether_an_account_exists(
    visitor: Client, settings: Settings
) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    User.objects.update(password=make_password(PASSWORD))
    times: dict[str, list[float]] = {"clerk": [], "nobody": []}
    for _ in range(9):
        for name, took in times.items():  # in turn, so that a busy machine is busy for both
            Tally.objects.all().delete()
            began = time.perf_counter()
            tries(visitor, name, "wrong")
            took.append(time.perf_counter() - began)
    ratio = statistics.median(times["clerk"]) / statistics.median(times["nobody"])
    assert 0.6 < ratio < 1.67, times
