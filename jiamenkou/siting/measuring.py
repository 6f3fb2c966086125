"""How far the people a centre serves walk to it, and how much nearer the best point would be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jiamenkou.lib.crs import haversine_metres
from jiamenkou.places.models import Centre
from jiamenkou.siting.models import PopulationLayer
from jiamenkou.siting.points import Counts, Demand, Floats
from jiamenkou.siting.solving import demand_of
from jiamenkou.siting.walking import Walker

RADII = (300, 500, 1000)
MOST_TRIED = 100
"""The best point is sought among at most so many points where people live, the largest ones."""


@dataclass(frozen=True, kw_only=True)
class Walk:
    """The walk to one centre; shares between 0 and 1 for each of `RADII`, lengths in metres."""

    centre: Centre
    people: int
    shares: tuple[float, ...]
    mean_metres: int
    p95_metres: int
    best_mean_metres: int
    metres_from_best: int


def walks_to(centres: list[Centre], layer: PopulationLayer, walker: Walker) -> Iterator[Walk]:
    """One walk for every centre whose people are in the layer; none for the others."""
    demand, codes = _people(layer)
    for centre in centres:
        served = [area.prefix for area in centre.serves.all()]
        here = np.zeros(len(codes), dtype=np.bool_)
        for prefix in served:
            here |= np.char.startswith(codes, prefix)
        here &= demand.people > 0
        if here.any():
            yield _walk(centre, demand, np.flatnonzero(here), walker)


def _walk(centre: Centre, demand: Demand, here: Counts, walker: Walker) -> Walk:
    points, people = demand.lonlat[here], demand.people[here]
    metres = _metres_to(walker, points, (centre.lon, centre.lat))
    tried = points[np.argsort(-people, kind="stable")[:MOST_TRIED]]
    means = [_mean_to(walker, points, people, place) for place in tried]
    best = int(np.argmin(means))
    away = haversine_metres(centre.lon, centre.lat, tried[best, 0], tried[best, 1])
    return Walk(
        centre=centre,
        people=int(people.sum()),
        shares=tuple(float(people[metres <= radius].sum() / people.sum()) for radius in RADII),
        mean_metres=round(float(people @ metres / people.sum())),
        p95_metres=_percentile(metres, people, 0.95),
        best_mean_metres=round(float(means[best])),
        metres_from_best=round(float(away)),
    )


def _mean_to(walker: Walker, points: Floats, people: Counts, place: Floats) -> float:
    """One place at a time: a district's centre may have 100,000 points."""
    return float(people @ _metres_to(walker, points, (place[0], place[1])) / people.sum())


def _metres_to(walker: Walker, points: Floats, place: tuple[float, float]) -> Counts:
    """Metres from every point to a place; whom no street leads there counts as the limit."""
    reach = walker.reach(points, np.array([place]))
    metres = np.full(len(points), walker.limit_metres, dtype=np.int64)
    metres[reach.row_of()] = reach.metres
    return metres


def _percentile(metres: Counts, people: Counts, share: float) -> int:
    """Metres that this share of the people walk at most."""
    order = np.argsort(metres)
    reached = np.cumsum(people[order])
    return int(metres[order[np.searchsorted(reached, share * reached[-1])]])


def _people(layer: PopulationLayer) -> tuple[Demand, NDArray[np.str_]]:
    """The whole layer, and the area code of each point."""
    demand, _streets = demand_of(layer, layer.area_id)
    codes = dict(layer.demand_points.values_list("key", "area_code"))
    return demand, np.array([codes[key] for key in demand.ids])
