"""The same thing said again: groups of messages that share most of what they say.

MinHash (Broder 1997) in bands finds who to compare, weighted Jaccard decides.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from jiamenkou.engines.topics.message import Message
from jiamenkou.engines.topics.nearness import places_agree
from jiamenkou.engines.topics.signs import Pieces, pieces
from jiamenkou.engines.topics.ties import Groups
from jiamenkou.engines.topics.weights import shares, worth

BANDS, ROWS = 16, 3
SAME = 0.5
"""Weighted share of what both say, from which two messages are one said again."""
_ODD = np.random.default_rng(7).integers(1, 1 << 62, BANDS * ROWS, dtype=np.uint64) | np.uint64(1)


def duplicates(
    messages: Sequence[Message], *, same: float = SAME, days: float | None = None
) -> list[tuple[str, ...]]:
    """Groups of two or more that say the same, ids in the order they came.

    Known places that lie apart are never the same; nor, with `days`, are moments further apart.
    """
    ordered = sorted(messages, key=lambda message: (message.at, message.id))
    of = twins(ordered, [pieces(message) for message in ordered], same=same, days=days)
    groups: dict[int, list[str]] = {}
    for number, first in enumerate(of):
        groups.setdefault(first, []).append(ordered[number].id)
    return [tuple(group) for group in groups.values() if len(group) > 1]


def twins(
    messages: Sequence[Message],
    found: Sequence[Pieces],
    *,
    same: float = SAME,
    days: float | None = None,
) -> list[int]:
    """For each message the first of its group; messages come in the order of time."""
    count = shares(found)
    groups: Groups[int] = Groups()
    firsts: list[dict[int, list[int]]] = [{} for _ in range(BANDS)]
    for number, message in enumerate(messages):
        rare = worth(count[found[number].number], len(messages))
        for band, key in enumerate(_keys(found[number].number)):
            met = firsts[band].setdefault(key, [])
            for first in met:
                if groups.of(first) == groups.of(number):
                    break
                if not _near(messages[first], message, days):
                    continue
                if alike(found[first], found[number], rare, count, len(messages)) >= same:
                    groups.join(first, number)
                    break
            else:
                met[4:] = []
                met.append(number)
    return [groups.of(number) for number in range(len(messages))]


def alike(
    one: Pieces, other: Pieces, rare: NDArray[np.float64], count: NDArray[np.int64], many: int
) -> float:
    """Weighted Jaccard of two messages' pieces; `rare` is what those of the other are worth."""
    shared = float(rare[np.isin(other.number, one.number, assume_unique=True)].sum())
    total = float(rare.sum() + worth(count[one.number], many).sum()) - shared
    return shared / total if total > 0 else float(np.array_equal(one.number, other.number))


def _keys(number: NDArray[np.int64]) -> list[int]:
    """One key a band; messages that share it are compared."""
    if not len(number):
        return []
    mixed = number.astype(np.uint64)[:, None] * _ODD
    mixed ^= mixed >> np.uint64(31)
    least = ((mixed * np.uint64(0x94D049BB133111EB)) >> np.uint64(20)).min(axis=0)
    bands = least.reshape(BANDS, ROWS)
    return [hash(tuple(row)) for row in bands.tolist()]


def _near(one: Message, other: Message, days: float | None) -> bool:
    apart = abs((other.at - one.at).total_seconds()) / 86400
    return places_agree(one.place, other.place) and (days is None or apart <= days)
