"""What the engine answers: topics, each with its people, its phrases and its heat."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Topic:
    """Messages about one thing.

    `key`       the id of its first message: stays when later ones join.
    `ids`       in the order they came; `examples` are those nearest to what all say.
    `people`    distinct users; `voices` these and who stands behind them (of several messages of
                one person the one with most supporters counts).
    `phrases`   what they share and others do not, the most telling first.
    `places`    area codes, the most frequent first.
    `growth`    (voices in the last window + 1) / (in the window before + 1).
    `heat`      voices, each halved per window since it was last heard, times the root of growth.
    """

    key: str
    ids: tuple[str, ...]
    people: int
    voices: int
    phrases: tuple[str, ...]
    examples: tuple[str, ...]
    places: tuple[str, ...]
    first: datetime
    last: datetime
    growth: float
    heat: float


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Every message's group; groups with enough people behind them are `topics`, hottest first.

    `of`          message id -> key of its group, for every message.
    `duplicates`  ids of messages that say the same thing again.
    """

    of: dict[str, str]
    topics: tuple[Topic, ...]
    duplicates: tuple[tuple[str, ...], ...]
