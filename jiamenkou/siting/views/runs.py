"""Pages of runs: while it is solved, the plan it gave, one site of it, and its live stream."""

from __future__ import annotations

from typing import Any

from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from jiamenkou.siting import actions
from jiamenkou.siting.kept import outcome_of
from jiamenkou.siting.models import PlanSite, ScenarioRun
from jiamenkou.siting.outcome import Outcome
from jiamenkou.siting.points import band_words
from jiamenkou.siting.reports.words import action_word, quality_words, run_words
from jiamenkou.siting.shown.plan_charts import (
    ages_chart,
    frontier_chart,
    frontier_points,
    trace_chart,
)
from jiamenkou.siting.shown.plan_maps import plan_map, site_rows, today_map, trouble_map
from jiamenkou.siting.shown.plan_tables import PlanSiteTable
from jiamenkou.siting.shown.whatif import heads, lines, older_mean
from jiamenkou.siting.shown.wording import (
    State,
    arrow,
    change_of_metres,
    parameter_words,
    phase_words,
    plan_sentence,
)
from jiamenkou.web.access import Allowed, may
from jiamenkou.web.formats import m2, metres, percent
from jiamenkou.web.live import stream

PROGRESS, FRONTIER = "progress", "frontier"


@may("siting.see")
@require_GET
def run_page(request: Allowed, run_id: int) -> HttpResponseBase:
    """Progress while it is solved, then the plan; asked for a part by the live page, that part."""
    run = _run(request, run_id)
    part = request.headers.get("HX-Target", "")
    if run.under_way:
        template = "progress" if part == PROGRESS else "solving"
        return render(request, f"siting/{template}.html", _progress(run))
    if part == PROGRESS:
        answer = HttpResponse()
        answer.headers["HX-Refresh"] = "true"  # it has become another page
        return answer
    if not run.answered:
        return render(request, "siting/no_plan.html", _trouble(run))
    if part == FRONTIER:
        return render(request, "siting/frontier.html", _frontier(run))
    return _plan_page(request, run)


@may("siting.see")
@require_GET
def site_page(request: Allowed, run_id: int, site_id: int) -> HttpResponse:
    """One place of the plan: what is done there, and who walks less or more, by age."""
    sites = PlanSite.objects.select_related("run__scenario__area", "centre", "premises")
    site = get_object_or_404(sites, pk=site_id, run=_run(request, run_id))
    bands = [(band_words(name), counts) for name, counts in site.by_band.items()]
    shown = {"site": site, "run": site.run, "bands": bands, "word": action_word(site.action)}
    return render(request, "siting/site.html", shown)


@may("siting.plan")
@require_POST
def stop(request: Allowed, run_id: int) -> HttpResponse:
    actions.ask_to_stop(_run(request, run_id), by=request.user)
    return redirect("siting:run", run_id)


@may("siting.plan")
@require_POST
def retry(request: Allowed, run_id: int) -> HttpResponse:
    actions.solve_again(_run(request, run_id), by=request.user)
    return redirect("siting:run", run_id)


@may("siting.see")
async def live_run(request: Allowed, run_id: int) -> StreamingHttpResponse:
    """Wakes the open pages of a run whenever something about it changes."""
    run = await sync_to_async(_run)(request, run_id)
    return await stream(request, run.topic)


def _run(request: Allowed, run_id: int) -> ScenarioRun:
    runs = ScenarioRun.objects.within(request.reach).select_related("scenario__area")
    return get_object_or_404(runs, pk=run_id)


def _progress(run: ScenarioRun) -> dict[str, Any]:
    began = run.started_at or run.asked_at
    passed = (timezone.now() - began).total_seconds()
    limit = run.parameters["seconds"]
    return {
        "run": run,
        "part": PROGRESS,
        "doing": phase_words(run),
        "passed": round(passed),
        "limit": limit,
        "share": min(passed / limit, 1.0) if run.state == State.SOLVING else None,
        "chart": trace_chart(run) if len(run.trace) > 1 else None,
        "parameters": parameter_words(run.parameters),
    }


def _trouble(run: ScenarioRun) -> dict[str, Any]:
    points, said = run.trouble.get("points", []), run.parameters
    unreached = bool(points) and run.trouble["radius_metres"] is None
    return {
        "run": run,
        "failed": run.state == State.FAILED,
        "points": points,
        "map": trouble_map(run.scenario.area, points) if points else None,
        "more": run.trouble.get("count", 0) - len(points),
        "unreached": unreached,
        "grid": max(50, said["radius_metres"] // 2) if said["free_grid_metres"] is None else None,
        "parameters": parameter_words(said),
    }


def _frontier(run: ScenarioRun) -> dict[str, Any]:
    return {
        "run": run,
        "frontier_part": FRONTIER,
        "frontier": frontier_chart(run),
        "choices": frontier_points(run),
    }


def _plan_page(request: HttpRequest, run: ScenarioRun) -> HttpResponseBase:
    outcome, sites = outcome_of(run), list(site_rows(run))
    today = request.GET.get("show") == "today"
    drawn = today_map if today else plan_map
    table = PlanSiteTable(request, run.plan_sites.all())
    context = {
        "run": run,
        "today": today,
        "sentence": plan_sentence(run),
        "map": lambda: drawn(run, sites, outcome.case.demand),
        "headline": _headline(run),
        "norms": lines([run.summary]),
        "heads": heads([run.summary], [_("the plan")]),
        "ages": ages_chart(run),
        "bands": [(band_words(name), band) for name, band in run.summary["bands"].items()],
        "money": [(action_word(action), yuan) for action, yuan in run.summary["cost"].items()],
        "spent": sum(run.summary["cost"].values()),
        "parameters": parameter_words(run.parameters),
        **_quality(run, outcome),
        **_frontier(run),
    }
    return table.answer("siting/plan.html", context)


def _headline(run: ScenarioRun) -> dict[str, Any]:
    walks, area = run.summary["all"], run.summary["area"]
    older, older_before = (older_mean(run.summary, name) for name in ("mean", "mean_before"))
    return {
        "walks": walks,
        "change": change_of_metres(walks["mean"], walks["mean_before"]),
        "worse": (walks["mean_before"] or walks["mean"]) < walks["mean"],
        "within": arrow(percent(walks["within_before"]), percent(walks["within"])),
        "older": arrow(metres(older_before), metres(older)) if older is not None else "",
        "space": arrow(
            m2(area["before"]["per_100_households"]), m2(area["after"]["per_100_households"])
        ),
    }


def _quality(run: ScenarioRun, outcome: Outcome) -> dict[str, Any]:
    report = outcome.report
    return {
        "quality": quality_words(report),
        "how": run_words(report),
        "sure": 1 - (run.gap or 0),
    }
