"""The steps of a case: one form each, one verb each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from jiamenkou.services import actions
from jiamenkou.services.views.cases import STEP_FORMS, answer, found
from jiamenkou.web.access import Allowed, may

VERBS: dict[str, Callable[..., Any]] = {
    "submission": actions.submit_case,
    "acceptance": actions.accept_case,
    "work": actions.begin_work,
    "notice": actions.give_notice,
    "decision": actions.decide,
    "delivery": actions.deliver,
    "rejection": actions.reject,
    "withdrawal": actions.withdraw,
}


@may("services.serve")
@never_cache
@require_POST
def step(request: Allowed, case_id: int, step: str) -> HttpResponse:
    case = found(request, case_id)
    if step not in VERBS:
        raise Http404
    form = STEP_FORMS[step](request.POST, auto_id=f"{step}-%s")
    return answer(
        request, case, step, form, lambda: VERBS[step](case, by=request.user, **form.cleaned_data)
    )
