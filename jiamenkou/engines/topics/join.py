"""Messages that are alike grow together, the most alike first.

The likeness of two groups is the cosine of the sums of their messages, read from the edges:
between / sqrt(inside one * inside other). Two groups a person parted never meet.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from heapq import heapify, heappop, heappush
from math import sqrt

from jiamenkou.engines.topics.edges import Edges


class Growing:
    """Groups while they grow, each known by its smallest message."""

    def __init__(self, many: int, edges: Edges) -> None:
        self.of = list(range(many))
        self.members = [[number] for number in range(many)]
        self.inside = [1.0] * many
        self.near: list[dict[int, float]] = [{} for _ in range(many)]
        self.parted: list[set[int]] = [set() for _ in range(many)]
        for (one, other), like in edges.items():
            self.near[one][other] = self.near[other][one] = like

    def like(self, one: int, other: int) -> float:
        """Cosine of two groups."""
        return self.near[one][other] / sqrt(self.inside[one] * self.inside[other])

    def join(self, one: int, other: int) -> int:
        """The larger number's group goes into the smaller's."""
        stays, goes = min(one, other), max(one, other)
        self.inside[stays] += self.inside[goes] + 2 * self.near[stays].pop(goes, 0.0)
        self.near[goes].pop(stays, None)
        for third, like in self.near[goes].items():
            self.near[third].pop(goes)
            total = self.near[stays].get(third, 0.0) + like
            self.near[stays][third] = self.near[third][stays] = total
        for third in self.parted[goes]:
            self.parted[third] = (self.parted[third] - {goes}) | {stays}
        self.parted[stays] |= self.parted[goes]
        for member in self.members[goes]:
            self.of[member] = stays
        self.members[stays] += self.members[goes]
        self.members[goes], self.near[goes] = [], {}
        return stays


def grown(
    many: int,
    edges: Edges,
    alike: float,
    joined: Iterable[tuple[int, int]],
    parted: Iterable[tuple[int, int]],
) -> list[int]:
    """For each message the smallest number of its group."""
    growing = Growing(many, edges)
    for one, other in joined:
        if growing.of[one] != growing.of[other]:
            growing.join(growing.of[one], growing.of[other])
    for one, other in parted:
        growing.parted[growing.of[one]].add(growing.of[other])
        growing.parted[growing.of[other]].add(growing.of[one])
    _grow(growing, alike)
    return growing.of


def _grow(growing: Growing, alike: float) -> None:
    heap = [
        (-growing.like(one, other), one, other)
        for one in range(len(growing.near))
        for other in growing.near[one]
        if one < other
    ]
    heapify(heap)
    while heap:
        score, one, other = heappop(heap)
        if -score < alike:
            return
        if _stale(growing, one, other, score):
            continue
        stays = growing.join(one, other)
        for third in growing.near[stays]:
            pair = sorted((stays, third))
            heappush(heap, (-growing.like(stays, third), pair[0], pair[1]))


def _stale(growing: Growing, one: int, other: int, score: float) -> bool:
    return (
        other not in growing.near[one]
        or other in growing.parted[one]
        or -growing.like(one, other) != score
    )


def first_of(groups: Sequence[int]) -> dict[int, list[int]]:
    """Members of each group, by its smallest."""
    found: dict[int, list[int]] = {}
    for number, group in enumerate(groups):
        found.setdefault(group, []).append(number)
    return found
