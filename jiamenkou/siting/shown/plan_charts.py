"""Charts of a run and of its plan."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from jiamenkou.siting.models import ScenarioRun
from jiamenkou.siting.points import band_words
from jiamenkou.siting.shown.wording import worth
from jiamenkou.web.charts import Chart, Series
from jiamenkou.web.formats import money


def trace_chart(run: ScenarioRun) -> Chart:
    """The best found and what nothing can be better than, second by second."""
    unit, scaled = worth(run.parameters["goal"])
    steps = run.trace
    return Chart(
        title=_("How good so far"),
        kind="line",
        x=[f"{step['seconds']:.1f}" for step in steps],
        x_label=_("seconds"),
        y_label=unit,
        series=[
            Series(name=_("best found"), values=[scaled(one["objective"]) for one in steps]),
            Series(
                name=_("no plan is better"), values=[_bound(one, scaled) for one in steps],
                tone="quiet",
            ),
        ],
    )  # fmt: skip


def _bound(step: dict[str, Any], scaled: Callable[[float], float]) -> float | None:
    """Before the first bound there is none to draw."""
    return scaled(step["bound"]) if step["gap"] < 1 else None


def ages_chart(run: ScenarioRun) -> Chart | None:
    """The mean walk of each age band, today and under the plan."""
    bands = run.summary["bands"]
    if not bands:
        return None
    before = [_whole(band["mean_before"]) for band in bands.values()]
    series = [
        Series(
            name=_("the plan"), values=[_whole(one["mean"]) for one in bands.values()], tone="door"
        )
    ]
    if None not in before:
        series.insert(0, Series(name=_("today"), values=before, tone="quiet"))
    return Chart(
        title=_("Mean walk by age"),
        kind="bar",
        x=[band_words(name) for name in bands],
        x_label=_("age"),
        y_label=_("metres"),
        series=series,
    )


def frontier_chart(run: ScenarioRun) -> Chart | None:
    """What less or more money, or fewer or more centres, would give."""
    points = frontier_points(run)
    if len(points) < 2:
        return None
    by_cost = run.parameters["budget"] is not None
    return Chart(
        title=_("What the next yuan gives") if by_cost else _("How many are worth opening"),
        kind="line",
        x=[money(one["cost"]) if by_cost else one["centres"] for one in points],
        x_label=_("cost") if by_cost else _("centres"),
        y_label=_("mean walk, metres"),
        series=[Series(name=_("mean walk"), values=[round(p["mean_metres"], 1) for p in points])],
        marked=next((at for at, one in enumerate(points) if one["here"]), None),
    )


def frontier_points(run: ScenarioRun) -> list[dict[str, Any]]:
    """The run's frontier with this plan on it, cheapest first, none twice."""
    if not run.frontier:
        return []
    walks, here = run.summary["all"], (_centres(run), sum(run.summary["cost"].values()))
    plan = {
        "centres": here[0], "cost": here[1], "mean_metres": walks["mean"],
        "share_within": walks["within"], "gap": run.gap,
    }  # fmt: skip
    found = {(one["cost"], one["centres"]): one for one in [*run.frontier, plan]}
    return [
        {**found[key], "here": key == (here[1], here[0])}
        for key in sorted(found)
    ]  # fmt: skip


def _centres(run: ScenarioRun) -> int:
    counts: dict[str, int] = run.summary["count"]
    return sum(count for action, count in counts.items() if action != "close")


def _whole(value: float | None) -> int | None:
    return None if value is None else round(value)
