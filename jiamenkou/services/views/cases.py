"""Cases: the list, and one of them with everything on one page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from jiamenkou.lib.refusal import Refused
from jiamenkou.services.forms.cases import (
    DecisionForm,
    DeliveryForm,
    KeyForm,
    RejectionForm,
    WithdrawalForm,
)
from jiamenkou.services.forms.papers import FileForm, PaperForm, TicksForm
from jiamenkou.services.forms.ratings import SaidRatingForm
from jiamenkou.services.forms.skills import TransferForm
from jiamenkou.services.models import Case, able
from jiamenkou.services.shown.case import case_shown, next_steps
from jiamenkou.services.shown.case_table import CaseTable, page_of
from jiamenkou.web.access import Allowed, may

STEP_FORMS: dict[str, type[KeyForm]] = {
    "submission": KeyForm,
    "acceptance": KeyForm,
    "work": KeyForm,
    "notice": KeyForm,
    "decision": DecisionForm,
    "delivery": DeliveryForm,
    "rejection": RejectionForm,
    "withdrawal": WithdrawalForm,
}


@may("services.see")
@require_GET
def case_list(request: Allowed) -> HttpResponseBase:
    table = CaseTable(request, Case.objects.within(request.reach))
    return table.answer("services/cases.html", {"here": "cases"})


@may("services.see")
@never_cache
@require_GET
def case_page(request: Allowed, case_id: int) -> HttpResponse:
    return page(request, found(request, case_id))


def page(request: Allowed, case: Case, asked: dict[str, forms.Form] | None = None) -> HttpResponse:
    """The case's page; `asked` are the forms to show as they were typed, with their faults."""
    said = asked or {}
    shown = case_shown(request.user, case) | _forms(case, said) | said
    status = 409 if any(form.errors for form in said.values()) else 200
    return render(request, "services/case.html", shown, status=status)


def found(request: Allowed, case_id: int) -> Case:
    """Only within the reach; elsewhere it does not exist."""
    related = ("first_clerk", "guardian", "resident__area", "centre__area")
    known = Case.objects.within(request.reach).with_names().select_related(*related)
    return get_object_or_404(known, pk=case_id)


def answer(
    request: Allowed, case: Case, name: str, form: forms.Form, act: Callable[[], object]
) -> HttpResponse:
    """What was asked, done; or the case's page with the form `name` and what is wrong."""
    if form.is_valid():
        try:
            act()
        except Refused as no:
            form.add_error(no.field if no.field in form.fields else None, no.words)
        else:
            messages.success(request, _("It is recorded."))
            return redirect(page_of(case))
    return page(request, found(request, case.pk), asked={name: form})


def _forms(case: Case, said: dict[str, forms.Form]) -> dict[str, Any]:
    papers = list(case.materials.select_related("material"))
    step_forms = [
        {"name": name, "words": words, "form": said.get(name) or _step_form(name), "key": place}
        for place, (name, words) in enumerate(next_steps(case), start=1)
    ]
    return {
        "step_forms": step_forms,
        "ticks": TicksForm(papers=papers),
        "paper": PaperForm(),
        "file": FileForm(papers=case.materials.all()),
        "transfer_form": TransferForm(able=able_instead(case)),
        "rating_form": SaidRatingForm(),
    }


def able_instead(case: Case) -> Any:
    """Colleagues who could take the case over."""
    today = timezone.localdate()
    return (
        able(case.version.item, case.centre, today).exclude(pk=case.clerk_id or 0).order_by("name")
    )


def _step_form(name: str) -> KeyForm:
    return STEP_FORMS[name](auto_id=f"{name}-%s")
