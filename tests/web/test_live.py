import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.db import connections, transaction

from jiamenkou.web import live

pytestmark = pytest.mark.django_db(transaction=True)
CHANGED = b"data: changed\n\n"


def test_what_is_told_reaches_every_page_of_its_topic_and_no_other() -> None:
    async def told() -> tuple[bytes, bytes, bool]:
        hub = live.Hub()
        one, two = await page(hub, "solve-1"), await page(hub, "solve-1")
        other = asyncio.ensure_future(anext(await page(hub, "solve-2")))
        await sync_to_async(tell)("solve-1")
        return await soon(one), await soon(two), other.done()

    assert asyncio.run(told()) == (CHANGED, CHANGED, False)


def test_what_is_rolled_back_is_told_to_nobody() -> None:
    async def told() -> tuple[bytes, bool]:
        hub = live.Hub()
        kept, undone = await page(hub, "kept"), await page(hub, "undone")
        waiting = asyncio.ensure_future(anext(undone))
        await sync_to_async(tell)("undone", keep=False)
        await sync_to_async(tell)("kept")
        return await soon(kept), waiting.done()

    assert asyncio.run(told()) == (CHANGED, False)


def test_a_page_that_leaves_is_forgotten() -> None:
    async def left() -> int:
        hub = live.Hub()
        events = hub.events("solve-1")
        await anext(events)
        await events.aclose()  # type: ignore[attr-defined]
        return len(hub.open_pages)

    assert asyncio.run(left()) == 0


def test_streams_open_a_few_at_a_time_and_then_stay_open() -> None:
    opening, most, opened = 0, 0, 0

    async def stream(_scope: object, _receive: object, send: Any) -> None:
        nonlocal opening, most, opened
        opening += 1
        most = max(most, opening)
        await asyncio.sleep(0)
        opening -= 1
        await send("start")
        opened += 1
        await everybody_in.wait()

    async def said(_message: str) -> None:
        if opened + 1 == 50:
            everybody_in.set()

    async def crowd() -> None:
        app = live.gated(stream)
        await asyncio.wait_for(asyncio.gather(*(app({}, None, said) for _ in range(50))), 10)

    everybody_in = asyncio.Event()
    asyncio.run(crowd())
    assert most == live.OPENING_AT_ONCE


async def page(hub: live.Hub, topic: str) -> AsyncIterator[bytes]:
    """An open page whose line to the database stands, past its opening words."""
    events = hub.events(topic)
    assert await soon(events) == b"retry: 3000\n\n"
    assert await soon(events) == CHANGED
    return events


async def soon(events: AsyncIterator[bytes]) -> bytes:
    return await asyncio.wait_for(anext(events), 10)


def tell(topic: str, *, keep: bool = True) -> None:
    with transaction.atomic():
        live.tell(topic)
        transaction.set_rollback(not keep)
    connections.close_all()
