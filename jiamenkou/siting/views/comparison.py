"""Two plans of one area side by side."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from jiamenkou.siting.kept import outcome_of
from jiamenkou.siting.models import ScenarioRun
from jiamenkou.siting.shown.comparing import differences, who_walks_farther
from jiamenkou.siting.shown.whatif import heads, lines
from jiamenkou.siting.shown.wording import plan_sentence
from jiamenkou.web.access import Allowed, may

MOST_OFFERED = 100


@may("siting.see")
@require_GET
def comparison(request: Allowed) -> HttpResponse:
    """Choose the first plan, then the second of the same area, then see both."""
    runs = ScenarioRun.objects.within(request.reach).with_answer()
    runs = runs.select_related("scenario__area").order_by("-pk")
    first, second = (_chosen(runs, request.GET.get(name, "")) for name in ("a", "b"))
    offered = runs.filter(scenario__area=first.scenario.area) if first else runs
    context: dict[str, Any] = {
        "runs": offered[:MOST_OFFERED],
        "first": first,
        "second": second,
        "strangers": bool(first and second and first.scenario.area_id != second.scenario.area_id),
    }
    if first and second and not context["strangers"]:
        context |= _beside(first, second)
    return render(request, "siting/comparison.html", context)


def _chosen(runs: QuerySet[ScenarioRun], written: str) -> ScenarioRun | None:
    if not (written.isascii() and written.isdigit() and len(written) < 18):
        return None
    return get_object_or_404(runs, pk=int(written))


def _beside(first: ScenarioRun, second: ScenarioRun) -> dict[str, Any]:
    walkers = who_walks_farther(outcome_of(first), outcome_of(second))
    return {
        "beside": True,
        "sentences": [plan_sentence(first), plan_sentence(second)],
        "lines": lines([first.summary, second.summary]),
        "heads": heads([first.summary], ["A", "B"]),
        "differences": differences(first, second),
        "walkers": [(one.group or _("everybody"), one) for one in walkers],
    }
