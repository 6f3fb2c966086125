"""Live pages: one LISTEN connection a process, fanned out to any number of open pages.

A notice carries a topic and nothing else; the page that hears it reads its fragment again.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any, TypeAlias

from asgiref.sync import sync_to_async
from django.db import connection, connections
from django.http import HttpRequest, StreamingHttpResponse
from psycopg import AsyncConnection, Error
from psycopg.conninfo import make_conninfo

Application: TypeAlias = Callable[[Any, Any, Any], Awaitable[None]]
CHANNEL = "jiamenkou_live"
KEEP_ALIVE_SECONDS = 15
OPENING_AT_ONCE = 20
FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS = 0.2, 10.0


def tell(topic: str) -> None:
    """Wake every page that shows `topic`, once the surrounding transaction commits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, topic])


async def stream(_request: HttpRequest, topic: str) -> StreamingHttpResponse:
    """Answer a page that listens to `topic`, as server-sent events, until it goes away.

    Whoever calls this has checked that the person may see the topic.
    """
    # The check may have opened a connection; a page open all day must not hold it all day.
    await sync_to_async(connections.close_all)()
    answer = StreamingHttpResponse(hub.events(topic), content_type="text/event-stream")
    answer.headers["Cache-Control"] = "no-cache, no-transform"
    answer.headers["X-Accel-Buffering"] = "no"
    return answer


def gated(app: Application) -> Application:
    """`app`, opening few streams at a time: each asks the database who it is before it waits.

    After a restart every open page comes back at once; the database takes about a hundred.
    """
    free = asyncio.Semaphore(OPENING_AT_ONCE)

    async def answering(scope: Any, receive: Any, send: Any) -> None:
        async with contextlib.AsyncExitStack() as opening:
            await opening.enter_async_context(free)

            async def sending(message: Any) -> None:
                await opening.aclose()  # its first word: the next may come in
                await send(message)

            await app(scope, receive, sending)

    return answering


class Hub:
    """The pages open in this process, by topic."""

    def __init__(self) -> None:
        self.open_pages: defaultdict[str, set[asyncio.Event]] = defaultdict(set)
        self.listener: asyncio.Task[None] | None = None
        self.listening = asyncio.Event()

    async def events(self, topic: str) -> AsyncIterator[bytes]:
        """`changed` once the line stands (the page may be older than it), then at every change."""
        self._ensure_listening()
        with self._page(topic) as woken:
            yield b"retry: 3000\n\n"
            await self.listening.wait()
            woken.set()
            while True:
                try:
                    await asyncio.wait_for(woken.wait(), KEEP_ALIVE_SECONDS)
                except TimeoutError:
                    yield b": still here\n\n"
                else:
                    woken.clear()
                    yield b"data: changed\n\n"

    @contextlib.contextmanager
    def _page(self, topic: str) -> Iterator[asyncio.Event]:
        woken = asyncio.Event()
        self.open_pages[topic].add(woken)
        try:
            yield woken
        finally:
            self.open_pages[topic].discard(woken)
            if not self.open_pages[topic]:
                del self.open_pages[topic]

    def _ensure_listening(self) -> None:
        loop = asyncio.get_running_loop()
        task = self.listener
        if task is None or task.done() or task.get_loop() is not loop:
            self.listening = asyncio.Event()
            self.listener = loop.create_task(self._listen())

    async def _listen(self) -> None:
        wait = FIRST_WAIT_SECONDS
        while True:
            try:
                async with await AsyncConnection.connect(_address(), autocommit=True) as line:
                    await line.execute(f"LISTEN {CHANNEL}".encode())
                    wait = FIRST_WAIT_SECONDS
                    self.listening.set()
                    self._wake(*self.open_pages)  # something may have been missed: all read again
                    async for notice in line.notifies():
                        self._wake(notice.payload)
            except Error:
                await asyncio.sleep(wait)
                wait = min(wait * 2, LONGEST_WAIT_SECONDS)

    def _wake(self, *topics: str) -> None:
        for topic in topics:
            for woken in self.open_pages.get(topic, ()):
                woken.set()


def _address() -> str:
    """Django's own database, without the settings that only Django understands."""
    known = connection.get_connection_params()
    named = {name: value for name, value in known.items() if isinstance(value, str)}
    return make_conninfo(**{**named, "application_name": "jiamenkou live"})


hub = Hub()
