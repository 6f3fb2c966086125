"""The papers of a case: ticked, one more asked for, and the notice of what is missing."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from jiamenkou.services import actions
from jiamenkou.services.forms.papers import PaperForm, TicksForm
from jiamenkou.services.models import CaseMaterial
from jiamenkou.services.views.cases import answer, found
from jiamenkou.web.access import Allowed, may


@may("services.serve")
@never_cache
@require_POST
def ticks(request: Allowed, case_id: int) -> HttpResponse:
    case = found(request, case_id)
    form = TicksForm(request.POST, papers=list(case.materials.select_related("material")))
    return answer(
        request, case, "ticks", form,
        lambda: actions.tick(
            case, ticks=form.ticks, by=request.user, key=form.cleaned_data["key"]
        ),
    )  # fmt: skip


@may("services.serve")
@never_cache
@require_POST
def new_paper(request: Allowed, case_id: int) -> HttpResponse:
    case, form = found(request, case_id), PaperForm(request.POST)
    return answer(
        request, case, "paper", form,
        lambda: actions.ask_for(case, name=form.cleaned_data["name"], by=request.user),
    )  # fmt: skip


@may("services.see")
@never_cache
@require_GET
def notice_page(request: Allowed, case_id: int, number: int) -> HttpResponse:
    """The notice as it was given, on one sheet."""
    case = found(request, case_id)
    notice = get_object_or_404(case.notices.select_related("by"), number=number)
    states = dict(CaseMaterial.State.choices)
    lines = [{**line, "words": states.get(line["state"], line["state"])} for line in notice.lines]
    return render(request, "services/notice.html", {"case": case, "notice": notice, "lines": lines})
