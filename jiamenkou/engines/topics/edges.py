"""Which messages are alike: the nearest of each by shared rare pieces, place and time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jiamenkou.engines.topics.message import Message
from jiamenkou.engines.topics.nearness import ELSEWHERE, faded, places_agree
from jiamenkou.engines.topics.signs import BUCKETS
from jiamenkou.engines.topics.weights import Vector

LEAST = 0.06
"""Less likeness than this is none."""
MOST = 60
"""Neighbours kept of each message."""
ROWS = 1000

Edges = dict[tuple[int, int], float]
"""Pairs, the smaller number first, and how alike they are: 0 to 1."""


def edges_of(messages: Sequence[Message], vectors: Sequence[Vector], half_life: float) -> Edges:
    """Likeness of every message to its nearest."""
    table, found = table_of(vectors), Edges()
    turned = table.T.tocsr()
    days = np.array([message.at.timestamp() for message in messages]) / 86400
    for begin in range(0, len(messages), ROWS):
        block = table[begin : begin + ROWS] @ turned
        for row in range(block.shape[0]):
            one, span = begin + row, slice(block.indptr[row], block.indptr[row + 1])
            near = _nearest(one, block.indices[span], block.data[span], days, half_life)
            for other, like in near:
                score = like * agreement(messages[one].place, messages[other].place)
                if score >= LEAST:
                    found[min(one, other), max(one, other)] = score
    return found


def table_of(vectors: Sequence[Vector]) -> Any:
    """(messages, buckets) sparse rows."""
    from scipy.sparse import csr_array

    sizes = [0, *(len(number) for number, _ in vectors)]
    numbers = np.concatenate([number for number, _ in vectors] or [np.empty(0, dtype=np.int64)])
    values = np.concatenate([value for _, value in vectors] or [np.empty(0)])
    return csr_array((values, numbers, np.cumsum(sizes)), shape=(len(vectors), BUCKETS))


def agreement(one: str | None, other: str | None) -> float:
    """What places leave of a likeness."""
    return 1.0 if places_agree(one, other) else ELSEWHERE


def _nearest(
    one: int,
    others: NDArray[np.int32],
    like: NDArray[np.float64],
    days: NDArray[np.float64],
    half_life: float,
) -> list[tuple[int, float]]:
    score = like * faded(days[others] - days[one], half_life)
    keep = np.flatnonzero((score >= LEAST) & (others != one))
    if len(keep) > MOST:
        keep = keep[np.lexsort((others[keep], -score[keep]))[:MOST]]
    return list(zip(others[keep].tolist(), score[keep].tolist(), strict=True))
