"""Live pages: one LISTEN connection a process, fanned out to any number of open pages.

A notice carries a topic and nothing else; the page that hears it reads its fragment again. Where
many pages show the same, the fragment is read once a process and sent to all of them instead.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any, TypeAlias

from asgiref.sync import sync_to_async
from django.db import connection, connections
from django.http import HttpRequest, StreamingHttpResponse
from psycopg import AsyncConnection, Error
from psycopg.conninfo import make_conninfo

from jiamenkou.lib.prepared import planned

Application: TypeAlias = Callable[[Any, Any, Any], Awaitable[None]]
Part: TypeAlias = Callable[[], str]
"""Reads a fragment that is the same for everybody who listens."""
CHANNEL = "jiamenkou_live"
CHANGED = b"data: changed\n\n"
KEEP_ALIVE_SECONDS = 15
OPENING_AT_ONCE = 20
CALM_SECONDS = 0.1
"""A page that is sent its fragment is sent it no oftener."""
FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS = 0.2, 10.0


def tell(*topics: str) -> None:
    """Wake every page that shows one of `topics`, once the surrounding transaction commits."""
    with planned() as cursor:
        asked: list[Any] = [CHANNEL, list(topics)]
        cursor.execute("SELECT pg_notify(%s, topic) FROM unnest(%s::text[]) AS topic", asked)


async def stream(
    _request: HttpRequest, topic: str, *, part: Part | None = None, called: str = ""
) -> StreamingHttpResponse:
    """Answer a page that listens to `topic`, as server-sent events, until it goes away.

    Whoever calls this has checked that the person may see the topic. With `part` the events carry
    the fragment; it is read once for all that go by the same name (`called`).
    """
    # The check may have opened a connection; a page open all day must not hold it all day.
    await sync_to_async(connections.close_all)()
    events = hub.events(topic) if part is None else hub.parts(topic, part, called)
    answer = StreamingHttpResponse(events, content_type="text/event-stream")
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
        self.wakings: Counter[str] = Counter()
        self.read: dict[tuple[str, str], tuple[int, asyncio.Future[str]]] = {}

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
                    yield CHANGED

    async def parts(self, topic: str, part: Part, called: str) -> AsyncIterator[bytes]:
        """The fragment itself at every change: five hundred screens do not ask five hundred times.

        What the page has on its screen already is not sent again.
        """
        shown = ""
        async for event in self.events(topic):
            if event != CHANGED:
                yield event
                continue
            words = await self._read_once(topic, part, called)
            if words != shown:
                shown = words
                yield _event(words)
                await asyncio.sleep(CALM_SECONDS)

    async def _read_once(self, topic: str, part: Part, called: str) -> str:
        """By whichever page asks first after a change."""
        number, known = self.wakings[topic], self.read.get((topic, called))
        if known is None or known[0] != number or _spoilt(known[1]):
            reading = asyncio.ensure_future(sync_to_async(_read, thread_sensitive=False)(part))
            known = self.read[topic, called] = (number, reading)
        return await asyncio.shield(known[1])

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
                self.read = {key: one for key, one in self.read.items() if key[0] != topic}

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
        self.wakings.update(topics)
        for topic in topics:
            for woken in self.open_pages.get(topic, ()):
                woken.set()


def _spoilt(reading: asyncio.Future[str]) -> bool:
    """Of a loop that is gone, or it failed: the next page to ask reads again."""
    elsewhere = reading.get_loop() is not asyncio.get_running_loop()
    return elsewhere or (reading.done() and reading.exception() is not None)


def _read(part: Part) -> str:
    """In a thread of its own, which holds no connection when it is done."""
    try:
        return part()
    finally:
        connections.close_all()


def _event(words: str) -> bytes:
    lines = "".join(f"data: {line}\n" for line in words.splitlines() if line.strip())
    return f"{lines}\n".encode()


def _address() -> str:
    """Django's own database, without the settings that only Django understands."""
    known = connection.get_connection_params()
    named = {name: value for name, value in known.items() if isinstance(value, str)}
    return make_conninfo(**{**named, "application_name": "jiamenkou live"})


hub = Hub()
