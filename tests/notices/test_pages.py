"""Inbox, preferences, outbox and phone list: who sees what, and what they can do there."""

import asyncio
import datetime
from typing import Any

import pytest
from django.test import AsyncClient, Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from jiamenkou.audit.models import Event
from jiamenkou.notices import actions
from jiamenkou.notices.models import Message, Preference
from jiamenkou.people.models import User
from jiamenkou.web import live
from tests import make

pytestmark = pytest.mark.django_db
INBOX, OUTBOX, CALLS = (reverse(name) for name in ("notices:inbox", "outbox:list", "calls:list"))


@pytest.fixture(autouse=True)
def _plain_day(settings: Settings) -> None:
    settings.QUIET_HOURS, settings.SECOND_FACTOR = None, False


def page_for(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def somebody(kind: str = "", code: str = make.COMMUNITY) -> tuple[User, Client]:
    user = make.user(kind=kind, area=make.area(code=code) if kind else None)
    return user, page_for(user)


def words_of(client: Client, address: str, **asked: str) -> str:
    answer = client.get(address, asked)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_inbox_shows_ones_own_messages_the_newest_first() -> None:
    user, client = somebody()
    make.notice(user, title="旧消息")
    make.notice(user, title="新消息")
    make.notice(make.user(), title="别人的")
    shown = words_of(client, INBOX)
    assert shown.index("新消息") < shown.index("旧消息")
    assert "别人的" not in shown


def test_opening_a_message_reads_it_and_another_persons_does_not_exist() -> None:
    user, client = somebody()
    mine, other = make.notice(user), make.notice(make.user())
    assert "院子里放电影" in words_of(client, reverse("notices:message", args=[mine.pk]))
    assert Message.objects.get(pk=mine.pk).read_at is not None
    assert client.get(reverse("notices:message", args=[other.pk])).status_code == 404
    assert Message.objects.get(pk=other.pk).read_at is None


def test_the_unread_alone_and_all_read_at_once() -> None:
    user, client = somebody()
    actions.mark_read(make.notice(user, title="读过的"), by=user)
    make.notice(user, title="没读的")
    shown = words_of(client, INBOX, show="unread")
    assert "没读的" in shown
    assert "读过的" not in shown
    client.post(reverse("notices:reading"))
    assert "没读的" not in words_of(client, INBOX, show="unread")


def test_every_page_of_staff_says_how_many_are_unread() -> None:
    user, client = somebody("manager")
    assert 'class="tag late"' not in words_of(client, reverse("notices:count"))
    for _ in range(3):
        make.notice(user)
    for page in ("notices:count", "today", "notices:inbox"):
        assert 'class="tag late">3<' in words_of(client, reverse(page))


def test_a_long_inbox_has_pages_and_costs_the_same(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    user, client = somebody()
    for n in range(35):
        make.notice(user, title=f"第{n}条")
    with django_assert_max_num_queries(6):
        answer = client.get(INBOX)
    older = client.get(INBOX, {"after": answer.context["page"].after})
    assert [one.title for one in older.context["page"].rows] == [
        f"第{n}条" for n in range(4, -1, -1)
    ]


def test_what_is_unticked_no_longer_comes_by_mail() -> None:
    user, client = somebody()
    user.email = "staff@example.org"
    user.save()
    client.post(reverse("notices:preferences"), {"language": "en"})
    assert Preference.objects.get().language == "en"
    make.notice(user)
    client.post(
        reverse("notices:preferences"), {"language": "en", "notices.announcement:mail": "on"}
    )
    make.notice(user)
    assert [one.channel for one in Message.objects.order_by("pk")] == ["in_app", "in_app", "mail"]


def test_a_language_nobody_speaks_is_refused_at_its_field() -> None:
    _user, client = somebody()
    answer = client.post(reverse("notices:preferences"), {"language": "xx"})
    assert answer.status_code == 409
    assert list(answer.context["form"].errors) == ["language"]
    assert not Preference.objects.exists()


def test_operators_see_the_outbox_of_their_area_without_what_residents_are_told() -> None:
    _user, client = somebody("operator")
    message = make.notice()
    make.notice(make.to(area_code="110101001001", name="外区人"))
    shown = words_of(client, OUTBOX)
    assert [one.pk for one in client.get(OUTBOX).context["table"].page.rows] == [message.pk]
    shown += words_of(client, reverse("outbox:message", args=[message.pk]))
    for secret in (make.PHONE, "测试居民", "放电影"):
        assert secret not in shown
    assert "138****00" in shown


def test_the_figures_of_the_outbox_open_their_rows() -> None:
    _user, client = somebody("operator")
    failed = make.notice()
    Message.objects.filter(pk=failed.pk).update(state="failed", ended_at=timezone.now())
    make.notice()
    answer = client.get(OUTBOX)
    assert [(str(state), n) for state, n, _tone in answer.context["figures"]][:3] == [
        ("failed", 1),
        ("uncertain", 0),
        ("queued", 1),
    ]
    rows = client.get(OUTBOX, {"state": "failed"}).context["table"].page.rows
    assert [one.pk for one in rows] == [failed.pk]


def test_an_operator_sends_again_and_withdraws_and_what_cannot_be_is_refused() -> None:
    _user, client = somebody("operator")
    message = make.notice()
    Message.objects.update(state="uncertain", ended_at=timezone.now())
    address = reverse("outbox:decision", args=[message.pk])
    client.post(address, {"state": "queued"})
    assert Message.objects.get().state == "queued"
    client.post(address, {"state": "withdrawn"})
    assert Message.objects.get().state == "withdrawn"
    assert client.post(address, {"state": "queued"}).status_code == 409


@pytest.mark.parametrize("kind", ["planner", "manager", "auditor"])
def test_the_outbox_does_not_exist_for_others(kind: str) -> None:
    _user, client = somebody(kind)
    message = make.notice()
    for name, keys in (("list", []), ("message", [message.pk]), ("decision", [message.pk])):
        assert client.get(reverse(f"outbox:{name}", args=keys)).status_code == 404


def test_the_phone_list_is_of_the_area_and_masks_until_somebody_rings() -> None:
    _user, client = somebody("clerk")
    message = make.notice(make.to(call=True))
    make.notice(make.to(call=True, area_code="110101001001"))
    answer = client.get(CALLS)
    assert [one.pk for one in answer.context["table"].page.rows] == [message.pk]
    assert make.PHONE not in answer.content.decode()
    assert make.PHONE in words_of(client, reverse("calls:call", args=[message.pk]))
    assert Event.objects.filter(verb="notices.look_at_number").count() == 1
    assert Event.objects.get(verb="notices.look_at_number").reading
    assert Event.objects.get(verb="notices.look_at_number").area_code == make.COMMUNITY


def test_somebody_elses_call_does_not_exist_nor_does_the_list_for_planners() -> None:
    foreign = make.notice(make.to(call=True, area_code="110101001001"))
    for kind in ("clerk", "planner"):
        _user, client = somebody(kind)
        assert client.get(reverse("calls:call", args=[foreign.pk])).status_code == 404
    assert client.get(CALLS).status_code == 404


def test_a_call_is_ticked_off() -> None:
    user, client = somebody("steward")
    message = make.notice(make.to(call=True))
    address = reverse("calls:call", args=[message.pk])
    assert client.post(address, {"outcome": "reached"})["Location"] == CALLS
    assert Message.objects.get().state == "sent"
    assert Event.objects.get(verb="notices.note_call").by_id == user.pk
    assert client.post(address, {"outcome": "reached"}).status_code == 409
    assert client.post(address, {"outcome": "asleep"}).status_code == 409


def test_who_is_not_reached_is_called_again_later_and_in_the_end_no_more() -> None:
    user, _client = somebody("steward")
    message = make.notice(make.to(call=True))
    for _ in range(4):
        actions.note_call(message, outcome="not_reached", by=user)
        assert not Message.objects.to_call(timezone.now()).exists()
        assert Message.objects.to_call(timezone.now() + datetime.timedelta(hours=3)).exists()
    actions.note_call(message, outcome="not_reached", by=user)
    assert Message.objects.get().state == "failed"


def test_a_wrong_number_is_not_called_again() -> None:
    user, _client = somebody("steward")
    make.notice(make.to(call=True))
    message = actions.note_call(Message.objects.get(), outcome="wrong_number", by=user)
    assert (message.state, message.fault) == ("failed", "wrong_number")


@pytest.mark.parametrize("page", ["outbox:list", "calls:list"])
def test_long_lists_ask_the_same_number_of_questions(
    page: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    _user, client = somebody("operator" if page == "outbox:list" else "clerk")
    for _ in range(12):
        make.notice(make.to(call=True))
        make.notice(make.user())
    with django_assert_max_num_queries(8):
        client.get(reverse(page))


@pytest.mark.django_db(transaction=True)
def test_the_live_count_listens_to_ones_own_inbox_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "hub", live.Hub())
    user = make.user()

    async def listening() -> list[str]:
        client = AsyncClient()
        await client.aforce_login(user)
        answer: Any = await client.get(reverse("live-inbox"))
        assert answer["Content-Type"] == "text/event-stream"
        events = aiter(answer.streaming_content)
        await asyncio.wait_for(anext(events), 10)
        topics = list(live.hub.open_pages)
        await events.aclose()
        return topics

    assert asyncio.run(listening()) == [f"inbox-{user.pk}"]
