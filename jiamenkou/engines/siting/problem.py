"""What is asked of the siting engine: who lives where, what could stand where, and the rules."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum

import numpy as np
from numpy.typing import NDArray

from jiamenkou.engines.reach import NOWHERE, Reach

UNLIMITED = -1
"""Capacity of a level that may serve anyone who comes."""


class Goal(StrEnum):
    """What is made small or large; the classical names are in docs/engines/siting.md."""

    WALK = "walk"
    COVER = "cover"
    FEWEST = "fewest"
    FARTHEST = "farthest"
    BUDGET = "budget"


class Action(IntEnum):
    """What choosing a level means; an existing site none of whose levels is chosen closes."""

    KEEP = 0
    EXTEND = 1
    RELOCATE = 2
    OPEN = 3


@dataclass(frozen=True, kw_only=True)
class Levels:
    """What could stand where: L choices, of which at most one a site and at most one a place.

    `site`     int32 (L,): group of mutually exclusive levels, numbered from 0 without holes.
    `place`    int32 (L,): column of the reach the level stands at.
    `action`   int8 (L,): an `Action`.
    `cost`     int64 (L,): yuan, >= 0.
    `capacity` int64 (L,): load it may serve (a hard limit under WALK), or `UNLIMITED`.
    `area_m2`  int32 (L,): usable square metres, 0 when not used.

    Raises ValueError naming the field.
    """

    site: NDArray[np.int32]
    place: NDArray[np.int32]
    action: NDArray[np.int8]
    cost: NDArray[np.int64]
    capacity: NDArray[np.int64]
    area_m2: NDArray[np.int32]

    def __post_init__(self) -> None:
        _check_lengths(self)
        _check_levels(self)

    @classmethod
    def one_each(cls, places: int) -> Levels:
        """Level j = site j = place j, opened for nothing and unlimited: the plain models."""
        each = np.arange(places, dtype=np.int32)
        return cls(
            site=each,
            place=each,
            action=np.full(places, Action.OPEN, dtype=np.int8),
            cost=np.zeros(places, dtype=np.int64),
            capacity=np.full(places, UNLIMITED, dtype=np.int64),
            area_m2=np.zeros(places, dtype=np.int32),
        )

    @property
    def count(self) -> int:
        """Number of levels L."""
        return len(self.site)

    @property
    def sites(self) -> int:
        """Number of sites S."""
        return int(self.site.max()) + 1


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One siting question over n demand points, m places, L levels of S sites.

    `people`   int64 (n,): weight of each demand point, >= 0.
    `load`     int64 (n,): what a point takes of a capacity; its people when None.
    `number`   exactly this many centres (WALK, COVER, FARTHEST); else `at_least`..`at_most`.
    `radius_metres`  for COVER and FEWEST, and for BUDGET when `far_metres` is charged.
    `budget`   yuan the chosen levels may cost together.
    `required` bool (S,): a level of this site must be chosen.
    `unserved_metres`  charged per person whom no listed open place serves; None means the
               largest walk or `beyond` of the reach. A longer walk is charged as this one.
    `far_metres`  BUDGET: charged on top per person who walks more than the radius.
    `m2_per_1000_people`, `missing_m2_metres`  BUDGET: the area norm, and the person-metres
               charged per square metre missing at a centre for those who are nearest to it.

    Raises ValueError naming the field.
    """

    reach: Reach
    people: NDArray[np.int64]
    levels: Levels
    goal: Goal
    number: int | None = None
    at_least: int = 0
    at_most: int | None = None
    radius_metres: int | None = None
    budget: int | None = None
    required: NDArray[np.bool_] | None = None
    unserved_metres: int | None = None
    far_metres: int = 0
    m2_per_1000_people: int = 0
    missing_m2_metres: int = 0
    load: NDArray[np.int64] | None = None

    def __post_init__(self) -> None:
        _check_demand(self)
        _check_places(self)
        _check_counts(self)
        _check_goal(self)
        _check_charges(self)

    @property
    def unserved(self) -> int:
        """Metres charged per person whom nobody serves, the default worked out."""
        if self.unserved_metres is not None:
            return self.unserved_metres
        known = self.reach.beyond[self.reach.beyond < NOWHERE]
        return max(int(self.reach.metres.max()), int(known.max(initial=0)))

    @property
    def count_range(self) -> tuple[int, int]:
        """Fewest and most levels a plan may choose."""
        if self.number is not None:
            return self.number, self.number
        limit = _most_possible(self)
        return self.at_least, limit if self.at_most is None else min(self.at_most, limit)

    @property
    def loads(self) -> NDArray[np.int64]:
        """What each point takes of a capacity, int64 (n,)."""
        return self.people if self.load is None else self.load

    @property
    def capacitated(self) -> bool:
        """Whether some level may turn people away."""
        return bool(np.any(self.levels.capacity != UNLIMITED))


def _most_possible(problem: Problem) -> int:
    return min(problem.levels.sites, len(np.unique(problem.levels.place)))


def _check_lengths(levels: Levels) -> None:
    if levels.site.ndim != 1 or len(levels.site) == 0:
        raise ValueError("site: expected one site for every level, and at least one level")
    for field in ("site", "place", "action", "cost", "capacity", "area_m2"):
        values = getattr(levels, field)
        if values.shape != levels.site.shape:
            raise ValueError(f"{field}: expected {levels.count} values, one a level")
        if values.dtype.kind not in "iu":
            raise ValueError(f"{field}: expected whole numbers, got {values.dtype}")


def _check_levels(levels: Levels) -> None:
    if levels.site.min() < 0 or len(np.unique(levels.site)) != levels.sites:
        raise ValueError("site: expected sites numbered from 0 without holes")
    if levels.place.min() < 0:
        raise ValueError("place: expected columns of the reach, from 0")
    if not np.isin(levels.action, list(Action)).all():
        raise ValueError("action: expected KEEP, EXTEND, RELOCATE or OPEN (0 to 3)")
    if levels.cost.min() < 0:
        raise ValueError("cost: a level cannot cost less than 0 yuan")
    if levels.capacity.min() < UNLIMITED:
        raise ValueError("capacity: expected 0 or more, or UNLIMITED (-1)")
    if levels.area_m2.min() < 0:
        raise ValueError("area_m2: expected 0 or more square metres")


def _check_demand(problem: Problem) -> None:
    for field, values in (("people", problem.people), ("load", problem.loads)):
        if values.shape != (problem.reach.points,):
            raise ValueError(f"{field}: expected {problem.reach.points} values, one a demand point")
        if values.dtype.kind not in "iu":
            raise ValueError(f"{field}: expected whole numbers, got {values.dtype}")
        if len(values) and values.min() < 0:
            raise ValueError(f"{field}: expected 0 or more at every demand point")
    if len(problem.reach.place) == 0:
        raise ValueError("reach: empty, no demand point reaches any place")


def _check_places(problem: Problem) -> None:
    if problem.levels.place.max() >= problem.reach.places:
        raise ValueError(f"place: the reach has columns 0 to {problem.reach.places - 1} only")
    required = problem.required
    if required is not None and required.shape != (problem.levels.sites,):
        raise ValueError(f"required: expected {problem.levels.sites} values, one a site")


def _check_counts(problem: Problem) -> None:
    most = _most_possible(problem)
    if problem.number is not None and not 1 <= problem.number <= most:
        raise ValueError(f"number: expected 1 to {most}, the sites there are")
    if problem.number is not None and (problem.at_least or problem.at_most is not None):
        raise ValueError("number: give either number or at_least and at_most")
    if not 0 <= problem.at_least <= most:
        raise ValueError(f"at_least: expected 0 to {most}, the sites there are")
    if problem.at_most is not None and problem.at_most < max(problem.at_least, 1):
        raise ValueError("at_most: expected 1 or more, and no fewer than at_least")
    if problem.budget is not None and problem.budget < 0:
        raise ValueError("budget: expected 0 yuan or more")


def _check_goal(problem: Problem) -> None:
    goal, radius = problem.goal, problem.radius_metres
    if goal in (Goal.COVER, Goal.FEWEST) and radius is None:
        raise ValueError(f"radius_metres: {goal} needs a radius")
    if radius is not None and radius < 0:
        raise ValueError("radius_metres: expected 0 or more")
    if goal is Goal.BUDGET and problem.budget is None:
        raise ValueError("budget: the budgeted plan needs one, in yuan")
    if problem.capacitated and goal is not Goal.WALK:
        raise ValueError("capacity: only WALK holds centres to one; elsewhere it is UNLIMITED")
    _check_counted(problem)


def _check_counted(problem: Problem) -> None:
    goal = problem.goal
    if goal is Goal.FARTHEST and problem.number is None:
        raise ValueError("number: the farthest walk is made short with exactly so many centres")
    if goal in (Goal.FEWEST, Goal.FARTHEST) and problem.budget is not None:
        raise ValueError(f"budget: {goal} counts centres, not yuan; leave it out")
    if goal is Goal.FEWEST and problem.number is not None:
        raise ValueError("number: it is what FEWEST finds; leave it out")
    if goal in (Goal.WALK, Goal.COVER) and (problem.number, problem.at_most, problem.budget) == (
        (None, None, None)
    ):
        raise ValueError(f"number: {goal} needs a number, at_most or a budget")


def _check_charges(problem: Problem) -> None:
    for field in ("far_metres", "m2_per_1000_people", "missing_m2_metres"):
        value = getattr(problem, field)
        if value < 0:
            raise ValueError(f"{field}: expected 0 or more")
        if value and problem.goal is not Goal.BUDGET:
            raise ValueError(f"{field}: only the budgeted plan charges it")
    if problem.far_metres and problem.radius_metres is None:
        raise ValueError("radius_metres: far_metres is charged beyond a radius; give one")
    farthest = int(problem.reach.metres.max())
    if problem.unserved < farthest:
        raise ValueError(f"unserved_metres: expected {farthest}, the longest listed walk, or more")
    if problem.unserved + problem.far_metres >= NOWHERE:
        raise ValueError(f"unserved_metres: with far_metres it must stay below {NOWHERE}")
