"""What each piece is worth, and a message as the few pieces that are worth most."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from jiamenkou.engines.topics.signs import BUCKETS, TITLE, Pieces

Vector = tuple[NDArray[np.int64], NDArray[np.float64]]
"""Pieces and what they are worth, of length one."""

KEPT = 48
"""Pieces of a message that are kept."""
FEW = 5
"""A piece two people share says no more than one that so many share."""
LITTLE = 24
"""Squared length, in rarest pieces, of a title that names a place and a thing."""


def shares(found: Sequence[Pieces]) -> NDArray[np.int64]:
    """(buckets,) how many messages have each piece."""
    count = np.zeros(BUCKETS, dtype=np.int64)
    for each in found:
        count[each.number] += 1
    return count


def worth(count: NDArray[np.int64], messages: int) -> NDArray[np.float64]:
    """Of pieces that `count` of all messages have: ln((1 + n) / max(count, FEW)), at least 0."""
    rare = np.log((FEW + messages) / np.maximum(count, FEW))
    return np.maximum(rare, 0.0)


def vector(
    found: Pieces, count: NDArray[np.int64], messages: int, *, open_to: bool = False
) -> Vector:
    """The pieces somebody else has too, damped by count and squared by rarity.

    Who says little that others say is not made longer than `LITTLE` rare pieces. With `open_to`
    also what the title alone says, at no cost in length: the next message may say it too.
    """
    has = count[found.number]
    rare = worth(has, messages)
    value = (1 + np.log(found.times)) * rare * rare
    best = np.argsort(-value * (has > 1), kind="stable")[:KEPT]
    best = best[(value[best] > 0) & (has[best] > 1)]
    least = LITTLE * float(worth(np.array([FEW]), messages)[0]) ** 4
    length = float(np.sqrt(max((value[best] ** 2).sum(), least)))
    if open_to:
        title = np.flatnonzero((has == 1) & (found.times >= TITLE))[:KEPT]
        best = np.concatenate((best, title))
    best = np.sort(best)
    return found.number[best], value[best] / length if length else value[best]
