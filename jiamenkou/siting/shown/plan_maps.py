"""Maps of a plan: today's centres, the plan's, those one could try, and points nobody reaches."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from jiamenkou.places.models import Area, Centre
from jiamenkou.siting.models import PlanSite, ScenarioRun
from jiamenkou.siting.points import Demand
from jiamenkou.siting.shown.population import dots_of
from jiamenkou.siting.shown.wording import Action, action_count
from jiamenkou.web.formats import m2, metres, money, people
from jiamenkou.web.maps import Door, Dots, Legend, Map, Shape, Tone

MOST_CIRCLES = 150
TONES: dict[str, Tone] = {
    Action.KEEP: "keep",
    Action.EXTEND: "ok",
    Action.RELOCATE: "move",
    Action.OPEN: "open",
    Action.CLOSE: "close",
}


def plan_map(run: ScenarioRun, sites: Sequence[PlanSite], demand: Demand) -> Map:
    """Every site of the plan, coloured by what is done there, a line where a centre moves."""
    counts = run.summary["count"]
    moves = [one for one in sites if one.action == Action.RELOCATE and one.centre]
    legend = [
        Legend(tone=TONES[action], words=action_count(action, counts[action]))
        for action in Action
        if counts.get(action)
    ]
    if moves:
        legend.append(Legend(tone="close", words=_("moves from here")))
    return Map(
        title=_("The plan on the map"),
        doors=[
            *(_door(run, one, circle=len(sites) <= MOST_CIRCLES) for one in sites),
            *(_left_behind(one.centre) for one in moves if one.centre),
        ],
        shapes=[*outline(run.scenario.area), *(_move(one) for one in moves)],
        dots=dots(demand),
        legend=legend,
    )


def today_map(run: ScenarioRun, sites: Sequence[PlanSite], demand: Demand) -> Map:
    """The centres that stand today."""
    standing = [one.centre for one in sites if one.centre]
    radius = circle_metres(run) if len(standing) <= MOST_CIRCLES else 0
    return Map(
        title=_("Today on the map"),
        doors=[
            Door(
                lon=centre.lon, lat=centre.lat, title=centre.name, radius_metres=radius,
                href=reverse("places:centre", args=[centre.pk]),
            )
            for centre in standing
        ],
        shapes=outline(run.scenario.area),
        dots=dots(demand),
        legend=[
            Legend(tone="keep", words=_("centres today: %(count)d") % {"count": len(standing)})
        ],
    )  # fmt: skip


def trouble_map(area: Area, points: Iterable[dict[str, Any]]) -> Map:
    """The points that no site is near enough to."""
    doors = [
        Door(
            lon=one["lon"], lat=one["lat"], title=one["key"], tone="late",
            note=_("%(people)s people") % {"people": people(one["people"])},
        )
        for one in points
    ]  # fmt: skip
    return Map(title=_("Where nobody is near enough"), doors=doors, shapes=outline(area))


def circle_metres(run: ScenarioRun) -> float:
    """The radius on the map: a walk bends, so it reaches less far than its length."""
    said = run.parameters
    return float(said["radius_metres"] / (1.0 if said["network"] else said["detour"]))


def site_note(one: PlanSite) -> str:
    said = [_("%(people)s people") % {"people": people(one.people)}]
    if one.mean_metres is not None:
        said.append(_("mean walk %(metres)s") % {"metres": metres(one.mean_metres)})
    if one.area_m2:
        said.append(m2(one.area_m2))
    if one.cost:
        said.append(money(one.cost))
    return " · ".join(said)


def site_rows(run: ScenarioRun) -> QuerySet[PlanSite]:
    return run.plan_sites.select_related("centre", "premises").order_by("pk")


def outline(area: Area) -> list[Shape]:
    return [Shape(geometry=area.boundary, title=area.name)] if area.boundary else []


def dots(demand: Demand) -> Dots:
    return dots_of(demand.lon, demand.lat, demand.people)


def _door(run: ScenarioRun, one: PlanSite, *, circle: bool) -> Door:
    closes = one.action == Action.CLOSE
    return Door(
        lon=one.lon,
        lat=one.lat,
        title=one.name,
        tone=TONES[one.action],
        word=str(Action(one.action).label),
        note="" if closes else site_note(one),
        href=reverse("siting:run-site", args=[run.pk, one.pk]),
        radius_metres=circle_metres(run) if circle and not closes else 0,
    )


def _left_behind(centre: Centre) -> Door:
    page = reverse("places:centre", args=[centre.pk])
    return Door(
        lon=centre.lon, lat=centre.lat, title=centre.name, tone="close", word=_("moves from here"),
        href=page,
    )  # fmt: skip


def _move(one: PlanSite) -> Shape:
    assert one.centre  # noqa: S101 - a move has the centre it moves, by constraint
    line = [[one.centre.lon, one.centre.lat], [one.lon, one.lat]]
    return Shape(
        geometry={"type": "LineString", "coordinates": line},
        title=one.name,
        tone="move",
        note=_("moves"),
    )
