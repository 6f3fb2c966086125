"""Where somebody may act: areas as prefixes of codes, asked of rows in one way everywhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import ClassVar, Self, TypeVar

from django.db.models import Model, Q, QuerySet

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, kw_only=True)
class Reach:
    """Prefixes of area codes, none of them inside another; '' is everywhere, none is nowhere."""

    prefixes: tuple[str, ...]

    @classmethod
    def of(cls, prefixes: Iterable[str]) -> Reach:
        """Without those that lie in another."""
        kept: list[str] = []
        for prefix in sorted(set(prefixes)):
            if not any(prefix.startswith(wider) for wider in kept):
                kept.append(prefix)
        return cls(prefixes=tuple(kept))

    def __bool__(self) -> bool:
        return bool(self.prefixes)

    def holds(self, code: str) -> bool:
        """Whether the area of `code` lies wholly inside."""
        return any(code.startswith(prefix) for prefix in self.prefixes)

    def narrowed(self, prefix: str) -> Reach:
        """What of it lies inside `prefix`."""
        both = (max(one, prefix, key=len) for one in self.prefixes)
        return Reach.of(one for one in both if one.startswith(prefix) and self.holds(one))

    def of_codes(self, path: str) -> Q:
        """Rows whose area code, found at the lookup `path`, lies inside."""
        if "" in self.prefixes:
            return Q()
        parts = (Q(**{f"{path}__startswith": prefix}) for prefix in self.prefixes)
        return reduce(or_, parts, Q(pk__in=[]))


class ScopedQuerySet(QuerySet[Row]):
    """Rows that lie in an area; `scope` is the lookup path to its code."""

    scope: ClassVar[str] = "area__code"

    def within(self, reach: Reach) -> Self:
        """Those that exist for somebody with this reach."""
        return self.filter(reach.of_codes(self.scope))
