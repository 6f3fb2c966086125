"""The figures of a report: how far people walk, who walks less and who walks more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jiamenkou.siting.points import Counts, Ints
from jiamenkou.siting.reports.report import Report

NEAR_METRES = (300, 500, 1000)
"""The 5-, 10- and 15-minute circles."""


@dataclass(frozen=True, kw_only=True)
class Walks:
    """How one group of people walks; `before` figures are None where nothing stands today."""

    people: int
    mean_before: float | None
    mean: float
    within_before: float | None
    within: float
    less: int
    more: int
    most_more: int


@dataclass(frozen=True, kw_only=True)
class Served:
    """One centre's people: how many, how far, and how many walk less or more than today."""

    people: int
    mean: float
    farthest: int
    less: int
    more: int


def mean_walk(report: Report, metres: Ints, people: Counts | None = None) -> float:
    """Metres a person walks on average, everybody counted; 0 where nobody lives."""
    weights = report.demand.people if people is None else people
    total = int(weights.sum())
    return float(weights @ report.charged(metres)) / total if total else 0.0


def share_within(report: Report, metres: Ints, radius: int, people: Counts | None = None) -> float:
    """Share of people, 0 to 1, who walk no farther than `radius` metres."""
    weights = report.demand.people if people is None else people
    total = int(weights.sum())
    return int(weights[metres <= radius].sum()) / total if total else 0.0


def percentile_walk(report: Report, metres: Ints, share: float) -> int:
    """Metres that this share of the people, 0 to 1, walk at most."""
    charged = report.charged(metres)
    order = np.argsort(charged)
    reached = np.cumsum(report.demand.people[order])
    if len(reached) == 0 or reached[-1] == 0:
        return 0
    return int(charged[order[np.searchsorted(reached, share * reached[-1])]])


def walks_of(report: Report, people: Counts | None = None) -> Walks:
    """The figures of everybody, or of a band of them (int64, one a point)."""
    weights = report.demand.people if people is None else people
    change = change_metres(report)
    before = report.metres_before
    more = (change > 0) & (weights > 0)
    return Walks(
        people=int(weights.sum()),
        mean_before=None if before is None else mean_walk(report, before, weights),
        mean=mean_walk(report, report.metres, weights),
        within_before=None
        if before is None
        else share_within(report, before, report.radius_metres, weights),
        within=share_within(report, report.metres, report.radius_metres, weights),
        less=int(weights[change < 0].sum()),
        more=int(weights[more].sum()),
        most_more=int(change[more].max(initial=0)),
    )


def walks_by_band(report: Report) -> dict[str, Walks]:
    """The same by age band, youngest first; empty where ages are not known."""
    bands = sorted(report.demand.bands.items(), key=lambda band: int(band[0].split("_")[1]))
    return {name: walks_of(report, people) for name, people in bands}


def change_metres(report: Report) -> NDArray[np.float64]:
    """Metres each point walks more than today, below 0 where less; all 0 without a today."""
    if report.metres_before is None:
        return np.zeros(len(report.demand.ids))
    return report.charged(report.metres) - report.charged(report.metres_before)


def served_at(report: Report) -> list[Served]:
    """The people of each site, in the order of `report.sites`."""
    change, people = change_metres(report), report.demand.people
    served = report.served_by >= 0
    at, count = report.served_by[served], len(report.sites)

    def total(weights: NDArray[np.generic]) -> NDArray[np.float64]:
        counted = np.bincount(at, weights=weights[served].astype(np.float64), minlength=count)
        return counted.astype(np.float64)

    farthest = np.zeros(count, dtype=np.int64)
    np.maximum.at(farthest, at, np.where(people[served] > 0, report.metres[served], 0))
    heads, walked = total(people), total(people * report.charged(report.metres))
    less, more = total(people * (change < 0)), total(people * (change > 0))
    return [
        Served(
            people=int(heads[i]),
            mean=float(walked[i] / heads[i]) if heads[i] else 0.0,
            farthest=int(farthest[i]),
            less=int(less[i]),
            more=int(more[i]),
        )
        for i in range(count)
    ]


def distribution(report: Report, metres: Ints, *, step: int, steps: int) -> list[int]:
    """People by walk: `steps` classes of `step` metres, then one for all who walk farther.

    A class holds its upper edge: 0 to 100, above 100 to 200, …
    """
    farther = np.minimum(np.maximum(-(-metres // step) - 1, 0), steps)
    counted = np.bincount(farther, weights=report.demand.people, minlength=steps + 1)
    return [int(people) for people in counted]


def fair_step(report: Report) -> int:
    """A round class width that puts nearly everybody into ten classes: 50, 100, 200, … metres."""
    far = percentile_walk(report, report.metres, 0.98)
    return next(width for width in _widths() if width * 10 >= far)


def _widths() -> Iterator[int]:
    size = 10
    while True:
        yield from (size, 2 * size, 5 * size // 2, 5 * size)
        size *= 10
