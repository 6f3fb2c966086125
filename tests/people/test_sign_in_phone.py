"""Residents come in with a code sent to their telephone."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from jiamenkou.lib.constraints import refusing
from jiamenkou.lib.refusal import Refused
from jiamenkou.people import actions
from jiamenkou.people.actions.phones import MOST_TRIES
from jiamenkou.people.models import Door, PhoneAccount, PhoneCode, Resident, Session, Tally, User
from jiamenkou.people.models.tally import LIMITS, key_of
from tests import make

pytestmark = pytest.mark.django_db
PHONE = "13800138000"
SENT: list[tuple[str, str]] = []


def note_sms(phone: str, words: str, **_more: str) -> None:
    """The gateway of these tests: what it was given lies in SENT."""
    SENT.append((phone, words))


def broken_sms(_phone: str, _words: str, **_more: str) -> None:
    raise ConnectionError("the gateway is away")


@pytest.fixture(autouse=True)
def _gateway(settings: Settings) -> None:
    SENT.clear()
    settings.JIAMENKOU_SMS = f"{__name__}.note_sms"


@pytest.fixture
def resident() -> Client:
    return Client(headers={"Accept-Language": "en"})


def asks(resident: Client, phone: str = PHONE):  # type: ignore[no-untyped-def]
    return resident.post("/sign-in/phone/", {"phone": phone})


def sent_code() -> str:
    found = re.search(r"\d{6}", SENT[-1][1])
    assert found
    return found.group()


def types(resident: Client, code: str):  # type: ignore[no-untyped-def]
    return resident.post("/sign-in/phone/code/", {"code": code})


@pytest.mark.parametrize("typed", [PHONE, "138 0013 8000", "+86 138-0013-8000"])
def test_the_code_signs_in_and_makes_an_account_without_roles(resident: Client, typed: str) -> None:
    asks(resident, typed)
    assert SENT[0][0] == PHONE
    assert types(resident, sent_code())["Location"] == "/account/"
    account = User.objects.get()
    assert not account.roles.exists()
    assert not account.has_usable_password()
    assert resident.get("/account/").status_code == 200


def test_who_comes_again_is_the_same_person(resident: Client) -> None:
    for _ in range(2):
        asks(resident)
        types(resident, sent_code())
    assert User.objects.count() == 1


def test_a_known_and_an_unknown_telephone_are_answered_alike(resident: Client) -> None:
    actions.add_phone_account(PHONE, by=None)
    known, unknown = asks(resident), asks(resident, "13900139000")
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert len(SENT) == 2


def test_neither_telephone_nor_code_can_be_read_from_the_rows(resident: Client) -> None:
    asks(resident)
    row = PhoneCode.objects.get()
    assert PHONE.encode() not in bytes(row.phone_index)
    assert sent_code().encode() not in bytes(row.code)
    assert PHONE not in str(resident.session.items())
    types(resident, sent_code())
    assert PhoneAccount.objects.get().phone == PHONE
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM people_phoneaccount")
        assert PHONE.encode() not in bytes(cursor.fetchone()[0])


def test_five_wrong_codes_spoil_the_right_one(resident: Client) -> None:
    asks(resident)
    right = sent_code()
    wrong = "000000" if right != "000000" else "111111"
    for _ in range(MOST_TRIES):
        assert "This code is not right" in types(resident, wrong).content.decode()
    assert "This code is not right" in types(resident, right).content.decode()
    assert not User.objects.exists()


def test_a_code_ends_after_five_minutes_and_opens_once(resident: Client) -> None:
    asks(resident)
    PhoneCode.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert types(resident, sent_code()).status_code == 200
    asks(resident)
    assert types(resident, sent_code()).status_code == 302
    asks(Client())
    PhoneCode.objects.all().delete()
    assert types(resident, sent_code()).status_code == 302  # asked to begin anew
    assert "phone/" in types(Client(), sent_code())["Location"]


def test_a_new_code_takes_the_place_of_the_old(resident: Client) -> None:
    asks(resident)
    first = sent_code()
    asks(resident)
    assert PhoneCode.objects.count() == 1
    if first != sent_code():
        assert types(resident, first).status_code == 200
    assert types(resident, sent_code()).status_code == 302


def test_a_code_opens_no_other_telephone(resident: Client) -> None:
    asks(resident)
    stolen, other = sent_code(), Client()
    asks(other, "13900139000")
    if stolen != sent_code():
        assert types(other, stolen).status_code == 200
    assert not User.objects.exists()


def test_sending_is_limited_for_a_telephone(resident: Client) -> None:
    for _ in range(LIMITS[Door.SEND_PHONE].tries):
        assert asks(resident).status_code == 302
    shut = asks(Client(headers={"Accept-Language": "en"}, REMOTE_ADDR="10.1.1.1"))
    assert shut.status_code == 429
    assert "Too many tries. Please try again in 60 minutes." in shut.content.decode()
    assert len(SENT) == LIMITS[Door.SEND_PHONE].tries


def test_sending_is_limited_for_an_address(resident: Client) -> None:
    for number in range(LIMITS[Door.SEND_ADDRESS].tries):
        assert asks(resident, f"138001380{number:02}").status_code == 302
    assert asks(resident, "13900139000").status_code == 429


def test_trying_is_limited_for_an_address(resident: Client) -> None:
    key = key_of("127.0.0.1")
    limit, now = LIMITS[Door.CODE_ADDRESS].tries, timezone.now()
    Tally.objects.create(door=Door.CODE_ADDRESS, key=key, tries=limit, since=now)
    asks(resident)
    assert types(resident, sent_code()).status_code == 429


@pytest.mark.parametrize("typed", ["", "12345", "23800138000", "1380013800x", "138001380001"])
def test_what_is_no_telephone_is_said_beside_the_field(resident: Client, typed: str) -> None:
    answer = asks(resident, typed)
    assert answer.status_code == 200
    assert 'aria-invalid="true"' in answer.content.decode()
    assert typed in answer.content.decode()
    assert not SENT


def test_a_gateway_that_is_away_is_told_in_words(resident: Client, settings: Settings) -> None:
    settings.JIAMENKOU_SMS = f"{__name__}.broken_sms"
    assert "could not be sent" in asks(resident).content.decode()


def test_a_resident_stays_signed_in_longer(resident: Client, settings: Settings) -> None:
    asks(resident)
    types(resident, sent_code())
    ends = Session.objects.get(holder__isnull=False).expire_date
    assert ends > timezone.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE + 60)


def test_a_closed_account_stays_closed(resident: Client) -> None:
    actions.add_phone_account(PHONE, by=None)
    User.objects.update(is_active=False)
    asks(resident)
    assert "This account is closed" in types(resident, sent_code()).content.decode()


def test_one_code_stands_for_a_telephone(resident: Client) -> None:
    asks(resident)
    row = PhoneCode.objects.get()
    with pytest.raises(Refused) as twice, refusing(PhoneCode):
        PhoneCode.objects.create(phone_index=row.phone_index, code=b"x", until=row.until)
    assert twice.value.rule == "one_code_stands_for_a_telephone"


def test_a_telephone_opens_one_account() -> None:
    first = actions.add_phone_account(PHONE, by=None)
    with pytest.raises(Refused) as twice:
        actions.add_phone_account(PHONE, by=None)
    assert twice.value.rule == "a_telephone_opens_one_account"
    with pytest.raises(Refused) as second, refusing(PhoneAccount):
        PhoneAccount.objects.create(holder=first, phone="13900139000")
    assert second.value.rule == "an_account_has_one_telephone"
    assert make.user() not in User.objects.filter(phone_accounts__isnull=False)


def test_who_is_forgotten_is_a_stranger_at_the_door_again(resident: Client) -> None:
    asks(resident)
    types(resident, sent_code())
    known = make.resident()
    Resident.objects.filter(pk=known.pk).update(account=User.objects.get())
    actions.erase_person(known, by=None)
    assert resident.get("/account/").status_code == 302
    assert not PhoneAccount.objects.exists()
    asks(resident)
    assert types(resident, sent_code())["Location"] == "/account/"
    assert User.objects.filter(is_active=True).count() == 1
