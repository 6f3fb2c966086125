"""From options and files to a siting problem; what cannot work is refused before anything runs."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from jiamenkou.engines.reach import NOWHERE, Reach
from jiamenkou.engines.siting import UNLIMITED, Action, Goal, Levels, Problem
from jiamenkou.engines.streets import Streets, read_osm, snap, straight_line, walks
from jiamenkou.lib.crs import CRS, from_wgs84, haversine_metres, to_wgs84
from jiamenkou.siting.layers import BadInput, Read, Sites, read_demand, read_sites
from jiamenkou.siting.points import Demand, Floats, Ints

MOST_ENTRIES = 40_000_000
"""Walks kept in memory at most, 8 bytes each, unless --most says otherwise."""
NEAR_METRES = 500
NAMED = 8
SAMPLE = 2000
LAYERS = ("demand", "sites")


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


def ask(given: argparse.Namespace) -> Question:
    """The question the options ask. Raises BadInput naming option, or file, row and column."""
    goal = _goal(given)
    demand, sites, reads = _layers(given)
    _check_wishes(given, goal, sites)
    walker = _walker(given, goal)
    most = given.most or _fitting(len(demand.ids), len(sites.ids))
    reach = walker.reach(demand.lonlat, sites.lonlat, most)
    _refuse_apart(reach, demand, sites)
    notes = [*_off_streets(walker, demand, sites), *_unreached(walker, reach, demand)]
    notes += _crs_hint(given, walker, demand)
    if goal is Goal.FEWEST:
        _refuse_too_far(reach, demand, given.radius)
    return Question(
        demand=demand,
        sites=sites,
        reads=tuple(reads),
        walker=walker,
        problem=_problem(given, goal, demand, sites, reach),
        near=given.radius or NEAR_METRES,
        notes=tuple(notes),
    )


def first_of(reach: Reach) -> tuple[Ints, Ints]:
    """The nearest listed place of each point, -1 for none, and the metres there."""
    some = np.diff(reach.start) > 0
    place = np.full(reach.points, -1, dtype=np.int32)
    metres = np.full(reach.points, NOWHERE, dtype=np.int32)
    first = reach.start[:-1][some]
    place[some], metres[some] = reach.place[first], reach.metres[first]
    return place, metres


def some_of(names: Sequence[str]) -> str:
    """The first few names, and how many more there are."""
    listed = ", ".join(names[:NAMED])
    more = len(names) - NAMED
    return listed if more <= 0 else _("%(names)s and %(count)d more") % {
        "names": listed, "count": more,
    }  # fmt: skip


def _goal(given: argparse.Namespace) -> Goal:
    if given.goal:
        goal = Goal(given.goal)
    elif given.budget is not None:
        goal = Goal.BUDGET
    elif given.number is not None:
        goal = Goal.WALK
    elif given.radius is not None:
        goal = Goal.FEWEST
    else:
        raise BadInput(_("Say what is wanted: --number N, --budget YUAN or --radius M."))
    lacking = {
        Goal.COVER: given.radius is None and "--radius",
        Goal.FEWEST: given.radius is None and "--radius",
        Goal.FARTHEST: given.number is None and "--number",
        Goal.BUDGET: given.budget is None and "--budget",
    }.get(goal)
    if lacking:
        raise BadInput(
            _("--goal %(goal)s needs %(option)s.") % {"goal": goal.value, "option": lacking}
        )
    for option in ("number", "radius", "seconds"):
        value = getattr(given, option)
        if value is not None and value <= 0:
            facts = {"option": f"--{option}", "value": value}
            raise BadInput(_("%(option)s %(value)s: more than 0 is needed.") % facts)
    return goal


def _layers(given: argparse.Namespace) -> tuple[Demand, Sites, list[Read]]:
    columns, crs = _columns_given(given.columns), _crs_given(given.crs)
    standing = Path(given.existing) if given.existing and _is_file(given.existing) else None
    if given.existing and standing is None:
        columns["sites"]["existing"] = given.existing
    demand, read = read_demand(given.demand, crs=crs["demand"], given=columns["demand"])
    sites, reads = read_sites(
        given.sites, crs=crs["sites"], given=columns["sites"], standing=standing
    )
    return demand, sites, [read, *reads]


def _is_file(word: str) -> bool:
    return Path(word).suffix.lower() in {".csv", ".xlsx", ".xls", ".gpkg", ".geojson", ".json"}


def _columns_given(words: str) -> dict[str, dict[str, str]]:
    """`demand.people=pop,sites.cost=造价` by layer and field."""
    found: dict[str, dict[str, str]] = {layer: {} for layer in LAYERS}
    for word in filter(None, words.split(",")):
        left, _equals, header = word.partition("=")
        layer, _dot, field = left.strip().partition(".")
        if layer not in LAYERS or not field or not header:
            raise BadInput(
                _("--columns: “%(word)s” should read like demand.people=HEADER.") % {"word": word}
            )
        found[layer][field] = header.strip()
    return found


def _crs_given(words: str) -> dict[str, CRS]:
    """`gcj02` for both layers, or `demand=wgs84,sites=gcj02`."""
    found = dict.fromkeys(LAYERS, CRS.WGS84)
    for word in words.split(","):
        layer, equals, name = word.strip().partition("=")
        try:
            crs = CRS(name if equals else layer)
        except ValueError:
            layer = ""
        if (equals and layer not in LAYERS) or not layer:
            raise BadInput(
                _("--crs: “%(word)s” should be wgs84, gcj02 or bd09, or demand=…,sites=….")
                % {"word": word}
            )
        found.update({layer: crs} if equals else dict.fromkeys(LAYERS, crs))
    return found


def _check_wishes(given: argparse.Namespace, goal: Goal, sites: Sites) -> None:
    kept = 0 if given.may_close else int(sites.existing.sum())
    if given.number is not None and given.number > len(sites.ids):
        facts = {"number": given.number, "sites": len(sites.ids)}
        raise BadInput(_("--number %(number)d: there are only %(sites)d sites.") % facts)
    if given.number is not None and given.number < kept:
        raise BadInput(
            _(
                "--number %(number)d: %(kept)d centres stand today and stay; ask for as many or "
                "more, or say --may-close."
            )
            % {"number": given.number, "kept": kept}
        )
    if given.capacity and (sites.capacity == UNLIMITED).all():
        raise BadInput(_("--capacity: no site says how many people it may serve."))
    if given.capacity and goal is not Goal.WALK:
        raise BadInput(_("--capacity: only --goal walk holds centres to one."))
    if given.budget is not None:
        _check_budget(given.budget, sites, kept)


def _check_budget(budget: int, sites: Sites, kept: int) -> None:
    new = ~sites.existing
    if not sites.cost.any():
        raise BadInput(_("--budget: no site says what it costs; name its column with --columns."))
    cheapest = int(np.argmin(np.where(new, sites.cost, np.iinfo(np.int64).max)))
    standing = int(sites.cost[sites.existing].sum()) if kept else 0
    if new.any() and budget - standing < sites.cost[cheapest]:
        raise BadInput(
            _(
                "--budget %(budget)s buys nothing: the cheapest site, %(site)s, takes %(cost)s in "
                "all."
            )
            % {
                "budget": f"{budget:,}",
                "site": sites.names[cheapest],
                "cost": f"{int(sites.cost[cheapest]) + standing:,}",
            }
        )


def _walker(given: argparse.Namespace, goal: Goal) -> Walker:
    limit = given.limit_metres
    if goal in {Goal.COVER, Goal.FEWEST}:
        limit = max(limit, given.radius)
    if limit <= 0:
        raise BadInput(_("--limit-metres %(metres)d: more than 0 is needed.") % {"metres": limit})
    if given.detour < 1:
        raise BadInput(_("--detour: no walk is shorter than a straight line; 1 or more is needed."))
    return Walker(
        streets=_streets(given.network) if given.network else None,
        detour=given.detour,
        limit_metres=limit,
        snap_metres=given.snap_metres,
    )


def _streets(file: Path) -> Streets:
    if not file.is_file():
        raise BadInput(_("%(file)s: there is no such file.") % {"file": file})
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


def _refuse_apart(reach: Reach, demand: Demand, sites: Sites) -> None:
    """Nobody reaches anything: the layers lie apart, and often only two columns are swapped."""
    if len(reach.place):
        return
    here = np.median(demand.lon), np.median(demand.lat)
    there = np.median(sites.lon), np.median(sites.lat)
    apart = haversine_metres(*here, *there) / 1000
    words = _(
        "No demand point reaches any site: the middle of one layer is %(apart)s km from the "
        "middle of the other. Look at --limit-metres, --crs and the files."
    ) % {"apart": f"{float(apart):,.1f}"}
    exchanged = max(abs(here[0] - there[1]), abs(here[1] - there[0]))
    if exchanged < 1 < max(abs(here[0] - there[0]), abs(here[1] - there[1])):
        words += " " + _("Longitude and latitude look swapped in one of them.")
    raise BadInput(words)


def _off_streets(walker: Walker, demand: Demand, sites: Sites) -> Iterator[str]:
    if walker.streets is None:
        return
    metres = walker.snap_metres
    for layer, ids, lonlat in (
        (_("demand points"), demand.ids, demand.lonlat),
        (_("sites"), sites.ids, sites.lonlat),
    ):
        off = snap(walker.streets, lonlat, snap_metres=metres).unsnapped
        if len(off):
            yield _(
                "%(count)d %(layer)s are farther than %(metres)d m from any street: %(names)s."
            ) % {
                "count": len(off),
                "layer": layer,
                "metres": metres,
                "names": some_of([ids[i] for i in off]),
            }


def _unreached(walker: Walker, reach: Reach, demand: Demand) -> Iterator[str]:
    """Who has no site at all in reach: charged, and said."""
    alone = np.flatnonzero((np.diff(reach.start) == 0) & (demand.people > 0))
    if len(alone):
        yield _(
            "%(count)d demand points (%(people)s people) reach no site within %(metres)d m; they "
            "count as that far: %(names)s."
        ) % {
            "count": len(alone),
            "people": f"{int(demand.people[alone].sum()):,}",
            "metres": walker.limit_metres,
            "names": some_of([demand.ids[i] for i in alone]),
        }


def _crs_hint(given: argparse.Namespace, walker: Walker, demand: Demand) -> Iterator[str]:
    """GCJ-02 taken for WGS-84 lies some 600 m off: read otherwise, points may fit the streets."""
    declared = _crs_given(given.crs)["demand"]
    if walker.streets is None:
        return
    lon, lat = from_wgs84(demand.lon[:SAMPLE], demand.lat[:SAMPLE], declared)
    away = {crs: _away(walker.streets, *to_wgs84(lon, lat, crs)) for crs in CRS}
    best = min(away, key=lambda crs: away[crs])
    if away[best] < 0.5 * away[declared]:
        yield _(
            "The demand points lie %(away)d m from the nearest street in the middle, and only "
            "%(best)d m when read as %(crs)s: is --crs right?"
        ) % {"away": away[declared], "best": away[best], "crs": best.value}


def _away(streets: Streets, lon: Floats, lat: Floats) -> float:
    """Metres from the middle one of these points to its street, 1000 where there is none."""
    met = snap(streets, np.column_stack((lon, lat)), snap_metres=1000)
    return float(np.median(np.where(met.street < 0, 10_000, met.away))) / 10


def _refuse_too_far(reach: Reach, demand: Demand, radius: int) -> None:
    _place, metres = first_of(reach)
    far = np.flatnonzero((metres > radius) & (demand.people > 0))
    if len(far) == 0:
        return
    facts: dict[str, Any] = {
        "radius": radius,
        "count": len(far),
        "names": some_of([demand.ids[i] for i in far]),
    }
    words = _(
        "--radius %(radius)d cannot be kept: %(count)d demand points have no site so near: "
        "%(names)s."
    )
    alone = int((metres[far] == NOWHERE).sum())
    if alone:
        facts["alone"] = alone
        words += " " + _("%(alone)d of them reach no site at all within --limit-metres.")
    else:
        facts["enough"] = int(metres[far].max())
        words += " " + _("The smallest radius that would do is %(enough)d m.")
    raise BadInput(words % facts)


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
