"""Groups that are joined pair by pair."""

from __future__ import annotations

from collections.abc import Hashable


class Groups:
    """Disjoint groups; each is known by its smallest member, so the order of joining is nothing."""

    def __init__(self) -> None:
        self._up: dict[Hashable, Hashable] = {}

    def of(self, one: Hashable) -> Hashable:
        """The smallest member of its group."""
        root = one
        while (up := self._up.get(root, root)) != root:
            root = up
        while (up := self._up.get(one, one)) != root:
            self._up[one], one = root, up
        return root

    def join(self, one: Hashable, other: Hashable) -> None:
        """The groups of both become one."""
        a, b = self.of(one), self.of(other)
        if a != b:
            self._up[max(a, b)] = min(a, b)  # type: ignore[type-var]
