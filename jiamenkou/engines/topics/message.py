"""What is given: messages, what a person tied or parted, and how topics are to be counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise


@dataclass(frozen=True, kw_only=True)
class Message:
    """One thing somebody said.

    `user`        who said it: topics count people, not messages.
    `at`          when; all naive or all aware.
    `place`       an area code; a code that begins with another lies inside it. None: not known.
    `supporters`  how many others stand behind it.
    """

    id: str
    user: str
    title: str
    text: str
    at: datetime
    place: str | None = None
    supporters: int = 0


@dataclass(frozen=True, kw_only=True)
class Tie:
    """What a person decided about two messages, for good: `together` or in different topics."""

    one: str
    other: str
    together: bool


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Messages in any order.

    `ties`            merges and splits by hand; they may name messages that are gone.
    `alike`           0 to 1: how like a message must be to a topic to belong to it.
    `least_people`    with fewer voices than this a group is no topic.
    `half_life_days`  two messages so far apart in time are half as alike.
    `window_days`     growth compares the last so many days with as many before.
    `now`             None: when the last message came.
    """

    messages: tuple[Message, ...]
    ties: tuple[Tie, ...] = ()
    alike: float = 0.2
    least_people: int = 3
    half_life_days: float = 365.0
    window_days: int = 30
    now: datetime | None = None


def together(*ids: str) -> tuple[Tie, ...]:
    """A merge by hand: these stay in one topic."""
    return tuple(Tie(one=one, other=other, together=True) for one, other in pairwise(ids))


def apart(*parts: tuple[str, ...]) -> tuple[Tie, ...]:
    """A split by hand: each part stays whole, and no two parts meet again."""
    inside = [tie for part in parts for tie in together(*part)]
    between = [
        Tie(one=part[0], other=later[0], together=False)
        for number, part in enumerate(parts)
        for later in parts[number + 1 :]
    ]
    return (*inside, *between)
