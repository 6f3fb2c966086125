"""Delivery: what arrives, what is tried again, and what a person must decide."""

import datetime

import pytest
from django.core import mail
from django.utils import timezone
from pytest_django import Settings

from jiamenkou.lib.refusal import Refused
from jiamenkou.notices import actions
from jiamenkou.notices.actions.delivering import LOST_AFTER, WAITS
from jiamenkou.notices.models import Message
from jiamenkou.people import actions as people
from tests import make
from tests.notices import gateways

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


@pytest.fixture(autouse=True)
def _gateway(settings: Settings) -> None:
    settings.QUIET_HOURS = None
    settings.JIAMENKOU_SMS = "tests.notices.gateways.remembering"
    gateways.SENT.clear()


def again(message: Message) -> Message:
    return Message.objects.get(pk=message.pk)


def lose(message: Message) -> None:
    """As somebody who died after taking it up leaves it."""
    long_ago = timezone.now() - LOST_AFTER - HOUR
    Message.objects.filter(pk=message.pk).update(state="sending", claimed_at=long_ago, attempts=1)


def test_a_text_message_goes_out_under_its_own_key() -> None:
    message = make.notice()
    actions.deliver([message.pk])
    words = "周五放电影: 周五晚上七点，院子里放电影。"
    assert [(make.PHONE, words, message.ticket.hex)] == gateways.SENT
    assert again(message).state == "sent"


def test_mail_goes_out_with_its_title_and_number() -> None:
    message = make.notice(make.to(phone="", email="li@example.org"))
    actions.deliver([message.pk])
    (sent,) = mail.outbox
    assert (sent.subject, sent.to) == ("周五放电影", ["li@example.org"])
    assert message.ticket.hex in sent.extra_headers["Message-ID"]


def test_delivering_twice_sends_once() -> None:
    message = make.notice()
    actions.deliver([message.pk])
    actions.deliver([message.pk])
    assert actions.deliver_due() == 0
    assert len(gateways.SENT) == 1


def test_a_gateway_that_is_down_is_tried_again_later_and_later_then_it_has_failed(
    settings: Settings,
) -> None:
    settings.JIAMENKOU_SMS = "tests.notices.gateways.down"
    message = make.notice()
    for wait in WAITS:
        before = timezone.now()
        assert actions.deliver_due() == 1
        message = again(message)
        assert message.state == "queued"
        assert before + wait <= message.not_before <= timezone.now() + wait
        assert actions.deliver_due() == 0
        Message.objects.update(not_before=timezone.now())
    assert actions.deliver_due() == 1
    message = again(message)
    assert (message.state, message.attempts) == ("failed", 6)
    assert message.fault == "ConnectionRefusedError: nobody answers for …"


def test_a_number_that_does_not_exist_has_failed_at_once(settings: Settings) -> None:
    settings.JIAMENKOU_SMS = "tests.notices.gateways.refusing"
    message = make.notice()
    actions.deliver_due()
    assert (again(message).state, again(message).attempts) == ("failed", 1)


def test_when_nobody_can_know_a_person_decides(settings: Settings) -> None:
    settings.JIAMENKOU_SMS = "tests.notices.gateways.silent"
    message = make.notice()
    actions.deliver_due()
    assert again(message).state == "uncertain"


def test_what_a_dead_process_took_up_is_uncertain_with_an_ordinary_gateway() -> None:
    message = make.notice()
    lose(message)
    assert actions.deliver_due() == 0
    assert again(message).state == "uncertain"
    assert gateways.SENT == []


def test_what_a_dead_process_took_up_goes_again_where_the_gateway_knows_its_key(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(gateways.remembering, "idempotent", True, raising=False)
    message = make.notice()
    lose(message)
    assert actions.deliver_due() == 1
    assert again(message).state == "sent"
    assert gateways.SENT[0][2] == message.ticket.hex


def test_what_somebody_is_sending_now_is_left_alone() -> None:
    message = make.notice()
    Message.objects.update(state="sending", claimed_at=timezone.now())
    assert actions.deliver_due() == 0
    assert again(message).state == "sending"


def test_an_uncertain_message_is_sent_again_counted_as_sent_or_withdrawn() -> None:
    one, two, three = (make.notice(make.to(phone=f"1380013800{n}")) for n in range(3))
    for message in (one, two, three):
        lose(message)
    actions.deliver_due()
    actions.send_again(one, by=None)
    actions.count_as_sent(two, by=None)
    actions.withdraw(three, by=None)
    assert actions.deliver_due() == 1
    assert [phone for phone, _words, _key in gateways.SENT] == ["13800138000"]
    assert [again(one).state, again(two).state, again(three).state] == ["sent", "sent", "withdrawn"]


def test_what_was_sent_is_not_sent_again_nor_withdrawn() -> None:
    message = make.notice()
    actions.deliver_due()
    for step in (actions.send_again, actions.withdraw, actions.count_as_sent):
        with pytest.raises(Refused) as no:
            step(message, by=None)
        assert no.value.rule == "messages_go_step_by_step"


def test_what_is_older_than_half_a_year_is_erased() -> None:
    old, young = make.notice(), make.notice(make.user())
    half_a_year_ago = timezone.now() - datetime.timedelta(days=181)
    Message.objects.filter(pk=old.pk).update(asked_at=half_a_year_ago)
    people.enforce_retention(by=None)
    assert list(Message.objects.all()) == [young]
