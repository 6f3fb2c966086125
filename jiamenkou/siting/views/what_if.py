"""What if: a plan with a few changes drawn by hand, its state in the address."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from jiamenkou.siting.changes import Change, apply_changes, change_words, read_changes
from jiamenkou.siting.kept import outcome_of, outcome_with
from jiamenkou.siting.models import ScenarioRun
from jiamenkou.siting.shown.offers import offers
from jiamenkou.siting.shown.what_if_map import what_if_map
from jiamenkou.siting.shown.whatif import beside, broken_rules, heads, lines
from jiamenkou.web.access import Allowed, may

PART = "what-if"


@may("siting.see")
@require_GET
def what_if(request: Allowed, run_id: int) -> HttpResponse:
    runs = ScenarioRun.objects.within(request.reach).with_answer().select_related("scenario__area")
    run = get_object_or_404(runs, pk=run_id)
    plan = outcome_of(run)
    changes = read_changes(request.GET.getlist("change"), plan.case)
    part = request.headers.get("HX-Target", "").endswith(PART)
    if added := _typed(request):
        changes += read_changes([added], plan.case)
        if not part:
            return redirect(_address(run, changes))
    after = outcome_with(plan, apply_changes(plan.case, plan.plan.chosen, changes))
    context = {
        "run": run,
        "part": PART,
        "lines": lines([plan.summary, after.summary]),
        "heads": heads([plan.summary], [_("the plan"), _("changed")]),
        "beside": beside(plan, after),
        "broken": broken_rules(after) if changes else [],
        "changes": _undoable(run, plan.case, changes),
        "typed": [str(one) for one in changes],
        "offers": offers(after),
        "map": what_if_map(run, after, lambda one: _address(run, [*changes, one])),
    }
    answer = render(request, f"siting/what_if{'_part' if part else ''}.html", context)
    answer.headers["HX-Push-Url"] = _address(run, changes)
    patch_vary_headers(answer, ["HX-Target"])
    return answer


def _typed(request: HttpRequest) -> str:
    """The change a form of the page asks for: a verb, what, and where to; numbers come first."""
    verb = request.GET.get("verb", "")
    numbers = [request.GET.get(name, "").partition(" ")[0] for name in ("what", "to")]
    if not verb:
        return ""
    if not numbers[0]:
        raise BadRequest("Choose what to change.")
    return "-".join(part for part in (verb, *numbers) if part)


def _undoable(run: ScenarioRun, case: Any, changes: list[Change]) -> list[tuple[str, str]]:
    """Each change in words, with the address that leaves it out."""
    return [
        (change_words(one, case), _address(run, [*changes[:at], *changes[at + 1 :]]))
        for at, one in enumerate(changes)
    ]


def _address(run: ScenarioRun, changes: list[Change]) -> str:
    page = reverse("siting:what-if", args=[run.pk])
    words = urlencode([("change", str(one)) for one in changes])
    return f"{page}?{words}" if words else page
