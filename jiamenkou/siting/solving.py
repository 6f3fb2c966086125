"""From rows to a siting problem, and from a plan to rows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, BinaryIO

import numpy as np
from django.core.files import File
from django.utils.translation import gettext as _

from jiamenkou.engines.reach import Reach
from jiamenkou.engines.siting import Action, Goal, Levels, Plan, Problem, assess
from jiamenkou.engines.streets import Streets
from jiamenkou.lib.refusal import Refused
from jiamenkou.siting.candidates import Candidates, Place, candidates_of, place_facts, street_of
from jiamenkou.siting.models import Scenario
from jiamenkou.siting.models.layer import BANDS, PopulationLayer, StreetNetwork
from jiamenkou.siting.points import Counts, Demand, Ints
from jiamenkou.siting.walking import Walker

MOST_PLACES_LISTED = 60
"""Nearest free points kept for each demand point; a plan rarely leaves all sixty unused."""
SNAP_METRES = 500
LEVEL_NAMES = ("site", "place", "action", "cost", "capacity", "area_m2")
REACH_NAMES = ("start", "place", "metres", "beyond")


@dataclass(frozen=True, kw_only=True)
class Case:
    """A scenario as numbers: its people, its places, its problem, and the levels of today."""

    demand: Demand
    places: tuple[Place, ...]
    problem: Problem
    notes: tuple[str, ...] = ()

    @property
    def today(self) -> Ints:
        """The levels that keep every centre as it is, int32."""
        return np.flatnonzero(self.problem.levels.action == Action.KEEP).astype(np.int32)

    @cached_property
    def standing(self) -> Plan:
        """The network as it stands, judged; what-if asks for it again and again."""
        return assess(self.problem, self.today)

    @property
    def inputs_hash(self) -> str:
        """Names the problem: equal hashes, equal numbers in."""
        problem, digest = self.problem, hashlib.sha256()
        for array in (*_arrays(problem).values(), problem.people, self.demand.lon, self.demand.lat):
            digest.update(np.ascontiguousarray(array).tobytes())
        digest.update(json.dumps(_rules(problem), sort_keys=True).encode())
        return digest.hexdigest()


def case_of(scenario: Scenario) -> Case:
    """All of a scenario's rows as one problem. Raises Refused where they make none."""
    demand, streets = demand_of(scenario.layer, scenario.area_id)
    candidates = candidates_of(scenario, demand, streets)
    if not candidates.levels:
        words = _(
            "There is nothing to choose from: no centre, no premises and no grid in this area."
        )
        raise Refused("a_plan_has_candidates", words)
    _refuse_odd_counts(scenario, candidates)
    reach = _reach(scenario, demand, streets, candidates.places)
    if not len(reach.place):
        words = _("Nobody reaches any centre or site within %(metres)d m: look farther.")
        raise Refused("a_plan_has_walks", words % {"metres": scenario.limit_metres})
    problem = _problem(scenario, demand, reach, candidates)
    return Case(demand=demand, places=candidates.places, problem=problem, notes=candidates.notes)


def walker_of(scenario: Scenario) -> Walker:
    """How people walk in a scenario: along its street network, or straight with a detour."""
    network = scenario.network
    return Walker(
        streets=_streets(network) if network else None,
        detour=scenario.detour,
        limit_metres=scenario.limit_metres,
        snap_metres=SNAP_METRES,
    )


def _streets(network: StreetNetwork) -> Streets:
    if not network.file:
        words = _("The street network %(network)s is not built yet.")
        raise Refused("a_network_is_built", words % {"network": network.name}, field="network")
    return Streets.load(network.file.path)


def demand_of(layer: PopulationLayer, code: str) -> tuple[Demand, list[str]]:
    """The people of an area as a layer has them, and the street of each point.

    Points that name no area count everywhere in the layer's area.
    """
    points = layer.demand_points.under(code).union(
        layer.demand_points.filter(area_code=""), all=True
    )
    fields = ("key", "lon", "lat", "people", "households", "area_code", *BANDS)
    rows = list(points.order_by("key").values_list(*fields))
    if not rows:
        words = _("The layer %(layer)s has nobody living in this area.")
        raise Refused("a_plan_has_people", words % {"layer": layer.name})
    key, lon, lat, people, households, area, *bands = zip(*rows, strict=True)
    known = None not in bands[0]
    demand = Demand(
        ids=key,
        lon=np.array(lon),
        lat=np.array(lat),
        people=np.array(people, dtype=np.int64),
        households=None if None in households else np.array(households, dtype=np.int64),
        bands={
            name: np.array(values, dtype=np.int64)
            for name, values in zip(BANDS, bands, strict=True)
        }
        if known
        else {},
    )
    return demand, [street_of(code) if code else "" for code in area]


def save(case: Case, chosen: Ints, file: BinaryIO) -> None:
    """Everything needed to look at the plan again, as one compressed file of arrays."""
    words = {
        "places": [place_facts(place) for place in case.places],
        "rules": _rules(case.problem),
        "notes": list(case.notes),
    }
    demand = case.demand
    columns: dict[str, Any] = {f"band_{name}": values for name, values in demand.bands.items()}
    if demand.households is not None:
        columns["households"] = demand.households
    np.savez_compressed(
        file,
        words=np.frombuffer(json.dumps(words, ensure_ascii=False).encode(), dtype=np.uint8),
        ids=np.array(demand.ids),
        lon=demand.lon,
        lat=demand.lat,
        people=case.problem.people,
        chosen=chosen,
        **columns,
        **_arrays(case.problem),
    )


def load(file: BinaryIO | File[bytes]) -> tuple[Case, Ints]:
    """What `save` wrote: the case and the chosen levels."""
    with np.load(file) as stored:
        arrays: dict[str, Any] = {name: stored[name] for name in stored.files}
    words = json.loads(arrays["words"].tobytes())
    rules = words["rules"]
    required = arrays.get("required")
    problem = Problem(
        reach=Reach(
            **{name: arrays[f"reach_{name}"] for name in REACH_NAMES}, places=len(words["places"])
        ),
        people=arrays["people"],
        levels=Levels(**{name: arrays[f"level_{name}"] for name in LEVEL_NAMES}),
        required=required,
        **{**rules, "goal": Goal(rules["goal"])},
    )
    demand = Demand(
        ids=tuple(arrays["ids"].tolist()),
        lon=arrays["lon"],
        lat=arrays["lat"],
        people=arrays["people"],
        households=arrays.get("households"),
        bands={name[5:]: arrays[name] for name in arrays if name.startswith("band_")},
    )
    places = tuple(Place(**facts) for facts in words["places"])
    case = Case(demand=demand, places=places, problem=problem, notes=tuple(words["notes"]))
    return case, arrays["chosen"]


def _reach(
    scenario: Scenario, demand: Demand, streets: list[str], places: Sequence[Place]
) -> Reach:
    """Walks to every known place within the limit, and to the nearest of the free points.

    Known places come first (candidates_of lists them so) and are never cut: today's walks must be
    told in full.
    """
    walker, known = walker_of(scenario), sum(not place.free for place in places)
    there = np.array([(place.lon, place.lat) for place in places])
    reach = _inside(scenario, walker.reach(demand.lonlat, there[:known]), streets, places[:known])
    if known == len(places):
        return reach
    cut_later = scenario.inside_street
    free = walker.reach(demand.lonlat, there[known:], None if cut_later else MOST_PLACES_LISTED)
    free = _inside(scenario, free, streets, places[known:])
    return reach.beside(free.first(MOST_PLACES_LISTED))


def _inside(scenario: Scenario, reach: Reach, streets: list[str], places: Sequence[Place]) -> Reach:
    """Where that is the rule, only walks inside a point's own street; without one, all walks."""
    if not scenario.inside_street:
        return reach
    home = np.array(streets)[reach.row_of()]
    there = np.array([place.street for place in places])[reach.place]
    return reach.only((home == there) | (home == ""))


def _refuse_odd_counts(scenario: Scenario, candidates: Candidates) -> None:
    most, least = len(candidates.required), sum(candidates.required)
    asked = scenario.number
    if asked is not None and not least <= asked <= most:
        words = _("%(asked)d centres were asked for; these rules allow %(least)d to %(most)d.")
        facts = {"asked": asked, "least": max(least, 1), "most": most}
        raise Refused("a_plan_has_as_many_sites", words % facts, field="number")
    if (scenario.at_least or 0) > min(most, scenario.at_most or most):
        words = _("At least %(least)d centres were asked for, but no more than %(most)d may stand.")
        facts = {"least": scenario.at_least or 0, "most": min(most, scenario.at_most or most)}
        raise Refused("a_plan_has_as_many_sites", words % facts, field="at_least")


def _problem(scenario: Scenario, demand: Demand, reach: Reach, candidates: Candidates) -> Problem:
    goal = Goal(scenario.goal)
    exactly = scenario.number is not None
    plain = Problem(
        reach=reach,
        people=demand.people,
        levels=candidates.arrays,
        goal=goal,
        number=scenario.number,
        at_least=0 if exactly else scenario.at_least or 0,
        at_most=None if exactly else scenario.at_most,
        radius_metres=scenario.radius_metres,
        budget=scenario.budget,
        required=np.array(candidates.required, dtype=np.bool_),
        unserved_metres=max(scenario.limit_metres, int(reach.metres.max(initial=0))) + 1,
    )
    if goal is not Goal.BUDGET:
        return plain
    return replace(
        plain,
        far_metres=scenario.far_metres,
        m2_per_1000_people=_m2_per_1000_people(scenario, demand),
        missing_m2_metres=scenario.missing_m2_metres,
    )


def _m2_per_1000_people(scenario: Scenario, demand: Demand) -> int:
    """The norm counts households; the layer says how many people live in one."""
    people, households = demand.total, _households(demand)
    return round(scenario.m2_per_100_households * 10 * households / people) if people else 0


def _households(demand: Demand) -> float:
    """The census of 2020 counted 2.62 people a household; used where the layer does not say."""
    known: Counts | None = demand.households
    return demand.total / 2.62 if known is None else float(known.sum())


def _arrays(problem: Problem) -> dict[str, Any]:
    found: dict[str, Any] = {f"reach_{name}": getattr(problem.reach, name) for name in REACH_NAMES}
    found |= {f"level_{name}": getattr(problem.levels, name) for name in LEVEL_NAMES}
    if problem.required is not None:
        found["required"] = problem.required
    return found


def _rules(problem: Problem) -> dict[str, Any]:
    names = (
        "number", "at_least", "at_most", "radius_metres", "budget", "unserved_metres",
        "far_metres", "m2_per_1000_people", "missing_m2_metres",
    )  # fmt: skip
    return {"goal": problem.goal.value, **{name: getattr(problem, name) for name in names}}
