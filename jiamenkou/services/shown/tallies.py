"""What ratings come to, by item and by centre: counts, never shares of too few."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, Count, Q

from jiamenkou.services.models import Rating

FEWEST = 5
"""With fewer ratings than this no figure is published: it would tell who rated."""
GOOD = 4


@dataclass(frozen=True, kw_only=True)
class Tallied:
    """Of how many ratings, how many are satisfied (level 4 or 5), and each level's count."""

    name: str
    key: str
    count: int
    good: int
    mean: float
    levels: list[int]

    @property
    def share(self) -> float:
        return self.good / self.count


def by_item() -> list[Tallied]:
    return _tallied("case__version__item__name", "case__version__item__code")


def by_centre() -> list[Tallied]:
    return _tallied("case__centre__name", "case__centre_id")


def _tallied(name: str, key: str) -> list[Tallied]:
    """One query; what too few rated is left out."""
    levels: dict[str, Any] = {
        f"n{one}": Count("pk", filter=Q(level=one)) for one in range(5, 0, -1)
    }
    rows = (
        Rating.objects.counting()
        .values(name, key)
        .annotate(count=Count("pk"), mean=Avg("level"), **levels)
        .filter(count__gte=FEWEST)
        .order_by("-count", name)
    )
    return [
        Tallied(
            name=row[name],
            key=str(row[key]),
            count=row["count"],
            good=row["n5"] + row["n4"],
            mean=float(row["mean"]),
            levels=[row[f"n{one}"] for one in range(5, 0, -1)],
        )
        for row in rows
    ]
