"""A month being filled by the engine: how far, how good, what could not be met."""

from __future__ import annotations

from typing import Any

from asgiref.sync import sync_to_async
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from jiamenkou.rota import actions
from jiamenkou.rota.models import Generation
from jiamenkou.rota.shown.making import (
    doing_words,
    figures,
    outcome_tone,
    outcome_words,
    trace_chart,
    troubles,
    unmet,
)
from jiamenkou.rota.views.rosters import above, found
from jiamenkou.web.access import Allowed, may
from jiamenkou.web.live import stream

PROGRESS = "progress"


@may("rota.see")
@require_GET
def generation_page(request: Allowed, generation_id: int) -> HttpResponse:
    """Progress while it is made, then how it went; asked by the live page, the part."""
    run = _run(request, generation_id)
    part = request.headers.get("HX-Target", "")
    if run.under_way and part == PROGRESS:
        return render(request, "rota/progress.html", _progress(run))
    if part == PROGRESS:
        answer = HttpResponse()
        answer.headers["HX-Refresh"] = "true"  # it has become another page
        return answer
    shown = _progress(run) if run.under_way else _ended(run)
    shown |= {"above": above(run.roster), "heading": _("Filled by the engine")}
    return render(request, "rota/generation.html", shown)


@may("rota.keep")
@require_POST
def new_generation(request: Allowed, roster_id: int) -> HttpResponse:
    roster, with_gaps = found(request, roster_id), "gaps" in request.POST
    run = actions.generate(roster, with_gaps=with_gaps, by=request.user)
    return redirect("rota:generation", run.pk)


@may("rota.keep")
@require_POST
def stop(request: Allowed, generation_id: int) -> HttpResponse:
    actions.stop(_run(request, generation_id), by=request.user)
    return redirect("rota:generation", generation_id)


@may("rota.see")
async def live_generation(request: Allowed, generation_id: int) -> StreamingHttpResponse:
    """Wakes the open pages of a generation whenever something about it changes."""
    run = await sync_to_async(_run)(request, generation_id)
    return await stream(request, run.topic)


def _run(request: Allowed, generation_id: int) -> Generation:
    known = Generation.objects.within(request.reach).select_related("roster__centre__area")
    return get_object_or_404(known, pk=generation_id)


def _progress(run: Generation) -> dict[str, Any]:
    began = run.started_at or run.asked_at
    passed = (timezone.now() - began).total_seconds()
    solving = run.state == Generation.State.SOLVING
    return {
        "run": run,
        "part": PROGRESS,
        "lede": _("The month appears by itself when it is filled."),
        "doing": doing_words(run),
        "passed": round(passed),
        "limit": run.most_seconds,
        "share": min(passed / run.most_seconds, 1.0) if solving else None,
        "chart": trace_chart(run),
    }


def _ended(run: Generation) -> dict[str, Any]:
    hard, soft = unmet(run)
    return {
        "run": run,
        "tone": outcome_tone(run),
        "word": run.get_state_display(),
        "sentence": outcome_words(run),
        "facts": figures(run),
        "troubles": troubles(run),
        "hard": hard,
        "soft": soft,
        "chart": trace_chart(run),
        "back": reverse("rota:roster", args=[run.roster_id]),
        "infeasible": run.state == Generation.State.INFEASIBLE,
        "again": not run.roster.published,
    }
