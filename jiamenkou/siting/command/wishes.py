"""What the options wish for, and whether it can be had at all."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from django.utils.translation import gettext as _

from jiamenkou.engines.siting import UNLIMITED, Goal
from jiamenkou.lib.crs import CRS
from jiamenkou.siting.layers import BadInput, Sites

LAYERS = ("demand", "sites")


def goal_of(given: argparse.Namespace) -> Goal:
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


def check_walks(given: argparse.Namespace, goal: Goal) -> None:
    """Raises BadInput where nobody could walk as the options say."""
    if limit_of(given, goal) <= 0:
        facts = {"metres": given.limit_metres}
        raise BadInput(_("--limit-metres %(metres)d: more than 0 is needed.") % facts)
    if given.detour < 1:
        raise BadInput(_("--detour: no walk is shorter than a straight line; 1 or more is needed."))


def limit_of(given: argparse.Namespace, goal: Goal) -> int:
    """Metres nobody walks beyond: at least the radius where that is asked for."""
    metres: int = given.limit_metres
    return max(metres, given.radius) if goal in {Goal.COVER, Goal.FEWEST} else metres


def columns_given(given: argparse.Namespace) -> dict[str, dict[str, str]]:
    """`demand.people=pop,sites.cost=造价` by layer and field, and the column of --existing."""
    found: dict[str, dict[str, str]] = {layer: {} for layer in LAYERS}
    if given.existing and not is_file(given.existing):
        found["sites"]["existing"] = given.existing
    for word in filter(None, given.columns.split(",")):
        left, _equals, header = word.partition("=")
        layer, _dot, field = left.strip().partition(".")
        if layer not in LAYERS or not field or not header:
            raise BadInput(
                _("--columns: “%(word)s” should read like demand.people=HEADER.") % {"word": word}
            )
        found[layer][field] = header.strip()
    return found


def is_file(word: str) -> bool:
    """Whether --existing names a file, not a column."""
    return Path(word).suffix.lower() in {".csv", ".xlsx", ".xls", ".gpkg", ".geojson", ".json"}


def crs_given(words: str) -> dict[str, CRS]:
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


def check_wishes(given: argparse.Namespace, goal: Goal, sites: Sites) -> None:
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
