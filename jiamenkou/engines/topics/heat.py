"""How many people stand behind messages, and how hot that is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from math import sqrt

from jiamenkou.engines.topics.message import Message

MOST_GROWTH = 4.0


def voices_of(messages: Sequence[Message]) -> int:
    """Distinct users, and of each the supporters of the message that has most."""
    behind: dict[str, int] = {}
    for message in messages:
        behind[message.user] = max(behind.get(message.user, 0), message.supporters)
    return len(behind) + sum(behind.values())


def growth_of(messages: Sequence[Message], now: datetime, window_days: int) -> float:
    """Voices of the last window against the one before, one added to both."""
    window = timedelta(days=window_days)
    recent = [message for message in messages if now - window < message.at <= now]
    before = [message for message in messages if now - 2 * window < message.at <= now - window]
    return (voices_of(recent) + 1) / (voices_of(before) + 1)


def heat_of(messages: Sequence[Message], now: datetime, window_days: int) -> float:
    """Voices, a person's halved per window since last heard, times the root of growth (1 to 4)."""
    last: dict[str, datetime] = {}
    for message in messages:
        last[message.user] = max(last.get(message.user, message.at), message.at)
    warmth = 0.0
    for user, at in last.items():
        mine = [message for message in messages if message.user == user]
        age = max((now - at).total_seconds() / 86400, 0.0)
        warmth += voices_of(mine) * 2.0 ** (-age / window_days)
    growth = min(max(growth_of(messages, now, window_days), 1.0), MOST_GROWTH)
    return warmth * sqrt(growth)
