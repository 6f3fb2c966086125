"""Telling: who is told by which channel, in which words, once."""

import datetime
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from jiamenkou.lib.constraints import refusing
from jiamenkou.lib.refusal import Refused
from jiamenkou.notices import actions
from jiamenkou.notices.kinds import Kind, known_kinds
from jiamenkou.notices.models import Message
from jiamenkou.notices.quiet import after_quiet
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_quiet_hours(settings: Settings) -> None:
    settings.QUIET_HOURS = None


def channels() -> list[str]:
    return sorted(Message.objects.values_list("channel", flat=True))


def test_staff_are_told_in_the_app_and_by_mail_if_they_have_an_address() -> None:
    user = make.user()
    make.notice(user)
    assert channels() == ["in_app"]
    user.email = "staff@example.org"
    make.notice(user)
    assert channels() == ["in_app", "in_app", "mail"]


def test_somebody_without_an_account_gets_a_text_message_or_a_call() -> None:
    make.notice(make.to())
    make.notice(make.to(call=True))
    assert channels() == ["call", "sms"]


def test_what_is_switched_off_does_not_come_but_the_app_always_does() -> None:
    user = make.user()
    muted = ["notices.announcement:sms", "notices.announcement:in_app"]
    actions.choose_channels(user, language="en", muted=muted, by=user)
    make.notice(make.to(user=user))
    assert channels() == ["in_app"]


def test_words_are_in_the_language_of_the_recipient() -> None:
    user = make.user()
    actions.choose_channels(user, language="en", muted=[], by=user)
    (message,) = actions.tell(user, "people.role_lapses_soon", role="Clerk", day="2026-06-01")
    assert message.title == "A role you do not use will lapse"
    assert "lapses on 2026-06-01" in message.body


def test_words_are_cut_to_what_a_title_and_a_message_hold() -> None:
    message = make.notice(title="长" * 99, news="久" * 999)
    assert (len(message.title), len(message.body)) == (40, 300)


def test_who_and_what_is_sealed_in_the_row() -> None:
    make.notice()
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(m)::text, words, address, name FROM notices_message m")
        row = cursor.fetchone()
    for secret in (make.PHONE, "测试居民", "院子"):
        assert secret not in row[0]
        assert not any(secret.encode() in bytes(column) for column in row[1:])


def test_the_same_key_tells_a_person_once_by_each_channel() -> None:
    first = make.notice(key="film-7")
    assert actions.tell(make.to(), "notices.announcement", key="film-7", title="", news="") == []
    make.notice(make.to(phone="13900139000"), key="film-7")
    others = Message.objects.exclude(pk=first.pk)
    assert others.count() == 1
    with pytest.raises(Refused) as no, refusing(Message):
        others.update(recipient=first.recipient)
    assert no.value.rule == "a_person_is_told_once"


def test_what_is_rolled_back_told_nobody_and_started_nothing() -> None:
    with transaction.atomic():
        make.notice()
        transaction.set_rollback(True)
    assert not Message.objects.exists()
    assert not ProcrastinateJob.objects.exists()


def test_a_job_to_deliver_comes_with_the_message_but_not_for_the_app() -> None:
    make.notice(make.user())
    assert not ProcrastinateJob.objects.exists()
    message = make.notice()
    assert ProcrastinateJob.objects.get().args == {"message_ids": [message.pk]}


@pytest.mark.parametrize(
    ("rule", "facts"),
    [
        ("a_message_on_its_way_was_taken_up", {"state": "sending"}),
        ("a_message_that_ended_has_its_moment", {"state": "sent"}),
        ("a_message_goes_to_somebody", {"address": ""}),
    ],
)
def test_a_message_that_cannot_be_is_not_stored(rule: str, facts: dict[str, Any]) -> None:
    message = make.notice()
    with pytest.raises(Refused) as no, refusing(Message):
        Message.objects.filter(pk=message.pk).update(**facts)
    assert no.value.rule == rule


@pytest.mark.parametrize(
    ("moment", "goes"),
    [("21:59", "21:59"), ("22:00", "07:00 tomorrow"), ("06:59", "07:00"), ("07:00", "07:00")],
)
def test_nobody_is_woken_at_night(settings: Settings, moment: str, goes: str) -> None:
    settings.QUIET_HOURS = (datetime.time(22), datetime.time(7))
    day = datetime.datetime(2026, 6, 1, tzinfo=timezone.get_current_timezone())
    time, _space, tomorrow = goes.partition(" ")
    due = after_quiet(day.replace(**_clock(moment)))
    assert due == day.replace(**_clock(time), day=2 if tomorrow else 1)


def _clock(words: str) -> dict[str, Any]:
    hour, minute = words.split(":")
    return {"hour": int(hour), "minute": int(minute)}


def test_in_quiet_hours_only_what_is_urgent_or_in_the_app_goes(settings: Settings) -> None:
    settings.QUIET_HOURS = (datetime.time.min, datetime.time.max)
    settings.JIAMENKOU_SMS = "tests.notices.gateways.remembering"
    waits = make.notice()
    assert waits.not_before > timezone.now()
    assert make.notice(make.user()).state == "sent"
    assert actions.deliver_due() == 0
    Message.objects.update(urgent=True, not_before=timezone.now())
    assert actions.deliver_due() == 1


def test_a_text_message_cannot_tell_of_other_people() -> None:
    sms = (Message.Channel.SMS,)
    with pytest.raises(ValueError, match="may not tell holder"):
        Kind(
            name="x",
            label="",
            title="",
            body="",
            channels=sms,
            text="%(holder)s is ill",
            private=frozenset({"holder"}),
        )
    with pytest.raises(ValueError, match="text of its own"):
        Kind(name="x", label="", title="", body="%(holder)s", channels=sms)


@pytest.mark.parametrize("name", sorted(known_kinds()))
def test_every_kind_is_named_as_it_is_known_and_short_enough_unfilled(name: str) -> None:
    kind = known_kinds()[name]
    assert kind.name == name
    assert len(str(kind.title)) <= 40
    assert len(str(kind.body)) <= 300
