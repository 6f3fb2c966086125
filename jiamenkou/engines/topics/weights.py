"""What each piece is worth, and a message as the few pieces that are worth most."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from jiamenkou.engines.topics.signs import BUCKETS, Pieces

Vector = tuple[NDArray[np.int64], NDArray[np.float64]]
"""Pieces and what they are worth, of length one."""

KEPT = 48
"""Pieces of a message that are kept."""
FEW = 5
"""A piece two people share says no more than one that so many share."""


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


def vector(found: Pieces, count: NDArray[np.int64], messages: int) -> Vector:
    """The pieces somebody else has too, damped by count and squared by rarity."""
    has = count[found.number]
    rare = worth(has, messages)
    value = (1 + np.log(found.count)) * rare * rare * (has > 1)
    best = np.argsort(-value, kind="stable")[:KEPT]
    best = np.sort(best[value[best] > 0])
    length = float(np.sqrt((value[best] ** 2).sum()))
    return found.number[best], value[best] / length if length else value[best]
