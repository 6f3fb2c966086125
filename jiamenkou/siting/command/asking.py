"""From options and files to a siting problem; what cannot work is refused before anything runs."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from django.utils.translation import gettext as _

from jiamenkou.engines.reach import Reach
from jiamenkou.engines.siting import (
    UNLIMITED,
    Action,
    Goal,
    Levels,
    Problem,
    TooLarge,
    refuse_too_large,
)
from jiamenkou.engines.streets import Streets, read_osm
from jiamenkou.siting.command.doubts import (
    crs_hint,
    off_streets,
    refuse_apart,
    refuse_too_far,
    unreached,
)
from jiamenkou.siting.command.wishes import (
    check_walks,
    check_wishes,
    columns_given,
    crs_given,
    goal_of,
    is_file,
    limit_of,
)
from jiamenkou.siting.layers import (
    BadInput,
    Layer,
    Read,
    Sites,
    layer_of,
    read_demand,
    read_sites,
)
from jiamenkou.siting.memory import too_large_words
from jiamenkou.siting.points import Demand
from jiamenkou.siting.walking import Walker

MOST_ENTRIES = 40_000_000
"""Walks kept in memory at most, 8 bytes each, unless --most says otherwise."""
NEAR_METRES = 500


@dataclass(frozen=True, kw_only=True)
class Layers:
    """The files of one plan, opened; `standing` is a file of centres that stand today."""

    demand: Layer
    sites: tuple[Layer, ...]
    standing: Layer | None = None


@dataclass(frozen=True, kw_only=True)
class Question:
    """What was asked, ready to be solved. `near` is the walk called near; level = site = place."""

    demand: Demand
    sites: Sites
    reads: tuple[Read, ...]
    walker: Walker
    problem: Problem
    near: int
    notes: tuple[str, ...]


def opened(given: argparse.Namespace) -> Layers:
    """The files the options name. Raises BadInput."""
    standing = given.existing and is_file(given.existing)
    return Layers(
        demand=layer_of(given.demand),
        sites=tuple(layer_of(file) for file in given.sites),
        standing=layer_of(Path(given.existing)) if standing else None,
    )


def ask(given: argparse.Namespace, layers: Layers) -> Question:
    """The question the options ask. Raises BadInput naming option, or file, row and column."""
    goal = goal_of(given)
    demand, sites, reads = _read(given, layers)
    check_wishes(given, goal, sites)
    walker = _walker(given, goal)
    most = given.most or _fitting(len(demand.ids), len(sites.ids))
    reach = walker.reach(demand.lonlat, sites.lonlat, most)
    refuse_apart(reach, demand, sites)
    notes = [*off_streets(walker, demand, sites), *unreached(walker, reach, demand)]
    notes += crs_hint(crs_given(given.crs)["demand"], walker, demand)
    if goal is Goal.FEWEST:
        refuse_too_far(reach, demand, given.radius)
    problem = _problem(given, goal, demand, sites, reach)
    try:
        refuse_too_large(problem)
    except TooLarge as large:
        raise BadInput(too_large_words(large)) from large
    return Question(
        demand=demand,
        sites=sites,
        reads=tuple(reads),
        walker=walker,
        problem=problem,
        near=given.radius or NEAR_METRES,
        notes=tuple(notes),
    )


def _read(given: argparse.Namespace, layers: Layers) -> tuple[Demand, Sites, list[Read]]:
    columns, crs = columns_given(given), crs_given(given.crs)
    demand, read = read_demand(layers.demand, crs=crs["demand"], given=columns["demand"])
    sites, reads = read_sites(
        layers.sites, crs=crs["sites"], given=columns["sites"], standing=layers.standing
    )
    return demand, sites, [read, *reads]


def _walker(given: argparse.Namespace, goal: Goal) -> Walker:
    check_walks(given, goal)
    return Walker(
        streets=_streets_of(given.network) if given.network else None,
        detour=given.detour,
        limit_metres=limit_of(given, goal),
        snap_metres=given.snap_metres,
    )


def _streets_of(file: Path) -> Streets:
    if not file.is_file():
        raise BadInput(_("%(file)s: there is no such file.") % {"file": file})
    return _streets(file, file.stat().st_mtime_ns)


@lru_cache(maxsize=1)
def _streets(file: Path, _changed: int) -> Streets:
    try:
        return read_osm(file)
    except (ValueError, RuntimeError) as error:
        raise BadInput(
            _("%(file)s: no street to walk on was found in it: %(why)s.")
            % {"file": file.name, "why": str(error).rstrip(".")}
        ) from error


def _fitting(points: int, places: int) -> int | None:
    """How many sites a point may list so that all lists fit into memory; None for all of them."""
    if points * places <= MOST_ENTRIES:
        return None
    return max(60, MOST_ENTRIES // points)


def _problem(
    given: argparse.Namespace, goal: Goal, demand: Demand, sites: Sites, reach: Reach
) -> Problem:
    counted: dict[str, int | None] = {"number": given.number}
    if goal is Goal.BUDGET:
        counted = {"at_least": given.number or 0, "at_most": given.number}
    if goal is Goal.FEWEST:
        counted = {}
    charged = goal is Goal.BUDGET and given.radius is not None
    try:
        return Problem(
            reach=reach,
            people=demand.people,
            levels=_levels(sites, capacity=given.capacity),
            goal=goal,
            radius_metres=given.radius if charged or goal in {Goal.COVER, Goal.FEWEST} else None,
            budget=given.budget,
            required=None if given.may_close else sites.existing,
            unserved_metres=max(given.limit_metres, given.radius or 0, int(reach.metres.max())),
            far_metres=given.far_metres if charged else 0,
            **counted,  # type: ignore[arg-type]
        )
    except ValueError as error:
        raise BadInput(str(error)) from error


def _levels(sites: Sites, *, capacity: bool) -> Levels:
    each = np.arange(len(sites.ids), dtype=np.int32)
    return Levels(
        site=each,
        place=each,
        action=np.where(sites.existing, Action.KEEP, Action.OPEN).astype(np.int8),
        cost=sites.cost,
        capacity=sites.capacity if capacity else np.full(len(each), UNLIMITED, dtype=np.int64),
        area_m2=sites.area_m2.astype(np.int32),
    )
