"""Groups that are joined pair by pair."""

from __future__ import annotations

from typing import Generic, TypeVar

Member = TypeVar("Member", int, str)


class Groups(Generic[Member]):
    """Disjoint groups; each is known by its smallest member, so the order of joining is nothing."""

    def __init__(self) -> None:
        self._up: dict[Member, Member] = {}

    def of(self, one: Member) -> Member:
        """The smallest member of its group."""
        root = one
        while (up := self._up.get(root, root)) != root:
            root = up
        while (up := self._up.get(one, one)) != root:
            self._up[one], one = root, up
        return root

    def join(self, one: Member, other: Member) -> None:
        """The groups of both become one."""
        a, b = self.of(one), self.of(other)
        if a != b:
            self._up[max(a, b)] = min(a, b)
