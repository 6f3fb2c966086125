"""How people walk: along streets, or straight with a detour."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jiamenkou.engines.reach import NOWHERE, Reach
from jiamenkou.engines.streets import Streets, straight_line, walks
from jiamenkou.siting.points import Floats, Ints


@dataclass(frozen=True, kw_only=True)
class Walker:
    """How people walk in this run: along streets, or straight with a detour."""

    streets: Streets | None
    detour: float
    limit_metres: int
    snap_metres: int

    def reach(self, points: Floats, places: Floats, most: int | None = None) -> Reach:
        """Walks from points (n, 2) to places (m, 2)."""
        if self.streets is None:
            return straight_line(
                from_lonlat=points,
                to_lonlat=places,
                detour=self.detour,
                limit_metres=self.limit_metres,
                most=most,
            )
        return walks(
            self.streets,
            from_lonlat=points,
            to_lonlat=places,
            limit_metres=self.limit_metres,
            most=most,
            snap_metres=self.snap_metres,
        )

    def nearest(self, points: Floats, places: Floats) -> tuple[Ints, Ints]:
        """The nearest place of each point, -1 for none, and the metres there."""
        return first_of(self.reach(points, places, most=1))


def first_of(reach: Reach) -> tuple[Ints, Ints]:
    """The nearest listed place of each point, -1 for none, and the metres there."""
    some = np.diff(reach.start) > 0
    place = np.full(reach.points, -1, dtype=np.int32)
    metres = np.full(reach.points, NOWHERE, dtype=np.int32)
    first = reach.start[:-1][some]
    place[some], metres[some] = reach.place[first], reach.metres[first]
    return place, metres
