"""Scenarios, runs and plans in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from jiamenkou.siting.models import PlanSite, PopulationLayer, Scenario, ScenarioRun, StreetNetwork
from jiamenkou.web.formats import NOTHING, m2, metres, money, people, percent

Goal, State, Action = Scenario.Goal, ScenarioRun.State, PlanSite.Action
TONES = {
    State.QUEUED: "plain",
    State.SOLVING: "info",
    State.SOLVED: "ok",
    State.STOPPED: "ok",
    State.INFEASIBLE: "due",
    State.FAILED: "late",
}


def plan_sentence(run: ScenarioRun) -> str:
    """What the plan does, in one line: keep 15, move 1, open 7; budget …, used …."""
    done = [action_count(action, run.summary["count"].get(action, 0)) for action in Action]
    said = _(", ").join(filter(None, done))
    spent = sum(run.summary["cost"].values())
    if run.parameters["budget"] is not None:
        facts = {"done": said, "budget": money(run.parameters["budget"]), "used": money(spent)}
        return _("%(done)s; budget %(budget)s, used %(used)s") % facts
    if spent:
        return _("%(done)s; cost %(used)s") % {"done": said, "used": money(spent)}
    return said


def action_count(action: str, count: int) -> str:
    """“open 7”; nothing where there is none."""
    if not count:
        return ""
    words = {
        Action.KEEP: _("keep %(count)d"),
        Action.EXTEND: _("extend %(count)d"),
        Action.RELOCATE: _("move %(count)d"),
        Action.OPEN: _("open %(count)d"),
        Action.CLOSE: _("close %(count)d"),
    }
    return words[Action(action)] % {"count": count}


def parameter_words(said: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The rules of a scenario (as a run keeps them) as names and values, only those that count."""
    return [*_wanted(said), *_walked(said), *_done(said), *_charged(said), *_solved(said)]


def _wanted(said: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield _("What is wanted"), str(Goal(said["goal"]).label)
    if said["number"] is not None:
        yield _("Number of centres"), people(said["number"])
    if said["budget"] is not None:
        yield _("Budget"), money(said["budget"])
    if said["at_least"] is not None:
        yield _("At least so many centres"), people(said["at_least"])
    if said["at_most"] is not None:
        yield _("At most so many centres"), people(said["at_most"])
    yield _("Near means within"), metres(said["radius_metres"])


def _walked(said: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    layer = PopulationLayer.objects.filter(pk=said["layer"]).first()
    network = StreetNetwork.objects.filter(pk=said["network"]).first()
    if layer:
        facts = {"name": layer.name, "day": layer.as_of, "people": people(layer.people)}
        yield _("Who lives where"), _("%(name)s, as of %(day)s, %(people)s people") % facts
    yield _("How walks are measured"), _walk_words(network, said["detour"])
    yield _("Longest walk looked at"), metres(said["limit_metres"])
    if said["inside_street"]:
        yield _("Who is served where"), _("everybody inside their own street or town")


def _walk_words(network: StreetNetwork | None, detour: float) -> str:
    if network:
        return _("along the streets of %(network)s") % {"network": network.name}
    return _("straight lines times %(detour)s") % {"detour": f"{detour:g}"}


def _done(said: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield _("Centres may close"), _yes(said["may_close"])
    if said["goal"] == Goal.BUDGET:
        yield _("Centres may move to premises"), _yes(said["may_relocate"])
        facts = {"area": m2(said["extend_m2"]), "cost": money(said["extend_yuan_per_m2"])}
        yield _("A centre may grow"), _("by up to %(area)s, at %(cost)s a m²") % facts
    if said["free_grid_metres"] is not None:
        facts = {
            "grid": metres(said["free_grid_metres"]),
            "area": m2(said["free_site_m2"]),
            "cost": money(said["free_site_cost"]),
        }
        words = _("on a grid of %(grid)s: %(area)s for %(cost)s each")
        yield _("New sites anywhere"), words % facts
    if rules := said.get("site_rules"):
        yield _("Centres with a rule of their own"), people(len(rules))


def _charged(said: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if said["goal"] != Goal.BUDGET:
        return
    yield (
        _("Living farther than near counts as"),
        _("%(metres)d m more each") % {"metres": said["far_metres"]},
    )
    yield (
        _("Space wanted"),
        _("%(area)s per 100 households") % {"area": m2(said["m2_per_100_households"])},
    )
    yield (
        _("Each m² missing counts as"),
        _("%(metres)s person-metres") % {"metres": people(said["missing_m2_metres"])},
    )


def _solved(said: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield _("Time it may take"), _("%(seconds)d s") % {"seconds": said["seconds"]}
    yield _("Good enough when within"), percent(said["gap"])
    yield _("Seed"), str(said["seed"])


def _yes(holds: bool) -> str:  # noqa: FBT001 - one word for one fact
    return _("yes") if holds else _("no")


def worth(goal: str) -> tuple[str, Callable[[float], float]]:
    """What a plan's objective counts, and how to bring it to that unit."""
    units: dict[str, tuple[str, Callable[[float], float]]] = {
        Goal.BUDGET: (_("walks and charges together, person-kilometres"), _thousandth),
        Goal.WALK: (_("walks together, person-kilometres"), _thousandth),
        Goal.COVER: (_("people near a centre"), float),
        Goal.FEWEST: (_("centres"), float),
        Goal.FARTHEST: (_("longest walk, metres"), float),
    }
    return units[goal]


def _thousandth(value: float) -> float:
    return round(value / 1000, 1)


def phase_words(run: ScenarioRun) -> str:
    """What the engine is doing just now."""
    if run.state == State.QUEUED:
        return _("Waiting for a worker")
    phase = run.trace[-1]["phase"] if run.trace else ""
    return {
        "start": _("Finding a first plan"),
        "swap": _("Exchanging sites to shorten walks"),
        "prices": _("Proving how short walks could be at best"),
        "cover": _("Covering everybody with as few sites as possible"),
        "core": _("Settling the sites that are still open to doubt"),
        "branch": _("Trying the last undecided sites one by one"),
    }.get(phase, _("Measuring walks"))


def state_tone(state: str) -> str:
    return TONES[State(state)]


def change_of_metres(after: float | None, before: float | None) -> str:
    """“66 m less”, “12 m more”; nothing where there was no before."""
    if after is None or before is None:
        return ""
    change = round(after) - round(before)
    if change == 0:
        return _("as today")
    words = _("%(metres)s less") if change < 0 else _("%(metres)s more")
    return words % {"metres": metres(abs(change))}


def arrow(before: str, after: str) -> str:
    """“61.4% → 83.9%”; only the second where there was no first."""
    return after if before in {"", NOTHING} else f"{before} → {after}"
