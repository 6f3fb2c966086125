"""Deadlines that run by the calendar: an app names its own in the setting RUNNING_CLOCKS.

When days are announced, each app's deadlines are counted again and those that move are written by
the app itself, inside the transaction of the announcement.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from django.conf import settings
from django.db.models import Model
from django.utils.module_loading import import_string

from jiamenkou.engines.workdays import Calendar, Clock, Moved, moved

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from jiamenkou.places.models import Announcement

PAGE = 1000
"""Deadlines read and written at a time."""


@dataclass(frozen=True, kw_only=True)
class Running:
    """One deadline: the key of its row, its clock, what it is for, and the page that shows it."""

    key: int
    clock: Clock
    words: str
    page: str = ""


@dataclass(frozen=True, kw_only=True)
class Shifted:
    """A deadline that moves: `moved.old` and `moved.new` are its days."""

    running: Running
    moved: Moved


class Reads(Protocol):
    """The running deadlines after key `after`, by key, at most `most`; `lock` keeps their rows."""

    def __call__(self, *, after: int, most: int, lock: bool) -> Sequence[Running]: ...


class Writes(Protocol):
    """Write the new days down beside the old ones, which stay on record."""

    def __call__(
        self, shifted: Sequence[Shifted], *, announcement: Announcement, by: Model | None
    ) -> None: ...


@dataclass(frozen=True, kw_only=True)
class Clocks:
    """One sort of deadline of an app; both functions ask a constant number of queries a call."""

    name: str  # app.what
    label: StrOrPromise
    running: Reads
    write: Writes


def known_clocks() -> list[Clocks]:
    """Those of every app, in the order of the setting."""
    return [import_string(name) for name in settings.RUNNING_CLOCKS]


def shifted_by(
    old: Calendar, new: Calendar, *, lock: bool = False
) -> Iterator[tuple[Clocks, list[Shifted]]]:
    """The deadlines that move from one calendar to the other, sort by sort, page by page."""
    for clocks in known_clocks():
        for page in _pages(clocks, lock=lock):
            ends = moved([running.clock for running in page], old, new)
            pairs = zip(page, ends, strict=True)
            yield clocks, [Shifted(running=one, moved=end) for one, end in pairs if end.days]


def _pages(clocks: Clocks, *, lock: bool) -> Iterator[Sequence[Running]]:
    after = 0
    while page := clocks.running(after=after, most=PAGE, lock=lock):
        yield page
        after = page[-1].key
