"""Two plans of one area side by side: where they differ, and who walks farther under which."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from jiamenkou.siting.models import PlanSite, ScenarioRun
from jiamenkou.siting.outcome import Outcome
from jiamenkou.siting.points import band_words
from jiamenkou.siting.shown.wording import Action


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A place that the two plans treat differently; a plan that leaves it alone says nothing."""

    name: str
    first: PlanSite | None
    second: PlanSite | None


@dataclass(frozen=True, kw_only=True)
class Farther:
    """Of one group of people, how many walk farther under which plan, and by how much at most."""

    group: str
    first: int
    second: int
    most_first: int
    most_second: int


def differences(first: ScenarioRun, second: ScenarioRun) -> list[Difference]:
    """Centres and places with another action, place or area in one plan than in the other."""
    sites = [{_key(one): one for one in run.plan_sites.order_by("pk")} for run in (first, second)]
    return [
        Difference(name=(sites[0].get(key) or sites[1][key]).name, first=one, second=other)
        for key in dict.fromkeys((*sites[0], *sites[1]))
        for one, other in [(sites[0].get(key), sites[1].get(key))]
        if _fate(one) != _fate(other)
    ]


def _key(one: PlanSite) -> tuple[object, ...]:
    """What it is: a centre, premises, or a free point."""
    if one.centre_id or one.premises_id:
        return one.centre_id, None if one.centre_id else one.premises_id
    return round(one.lon, 6), round(one.lat, 6)


def _fate(one: PlanSite | None) -> tuple[object, ...]:
    if one is None:
        return ()
    if one.action == Action.CLOSE:
        return (one.action,)
    return one.action, round(one.lon, 6), round(one.lat, 6), one.area_m2


def who_walks_farther(first: Outcome, second: Outcome) -> list[Farther]:
    """Everybody first, then by age band; empty where the plans share no people."""
    here, there = _shared(first, second)
    if len(here) == 0:
        return []
    change = second.report.charged(second.plan.metres)[there]
    change -= first.report.charged(first.plan.metres)[here]
    people = {"": first.case.demand.people[here]}
    bands = {band_words(name): band[here] for name, band in first.case.demand.bands.items()}
    return [_farther(group, living, change) for group, living in {**people, **bands}.items()]


def _shared(first: Outcome, second: Outcome) -> tuple[Any, Any]:
    """Where the points of one plan stand in the other; nothing where their people differ."""
    mine, other = first.case.demand, second.case.demand
    _ids, here, there = np.intersect1d(mine.ids, other.ids, return_indices=True)
    same = mine.people[here] == other.people[there]
    return here[same], there[same]


def _farther(group: str, living: Any, change: Any) -> Farther:
    lived = living > 0
    return Farther(
        group=group,
        first=int(living[change < 0].sum()),
        second=int(living[change > 0].sum()),
        most_first=int(max(0, -change[lived].min(initial=0))),
        most_second=int(max(0, change[lived].max(initial=0))),
    )
