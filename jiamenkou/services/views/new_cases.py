"""Opening a case at the desk."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from jiamenkou.lib.refusal import Refused
from jiamenkou.rota.models import Posting
from jiamenkou.services import actions
from jiamenkou.services.forms.cases import NewCaseForm
from jiamenkou.services.models import Case
from jiamenkou.services.shown.case_table import page_of
from jiamenkou.web.access import Allowed, may

SAID = ("item", "centre", "resident", "channel", "guardian", "key")


@may("services.serve")
@never_cache
def new_case(request: Allowed) -> HttpResponse:
    """Who wants what; a resident who is not on record yet is put there first."""
    initial = {"item": request.GET.get("item", ""), "centre": _own_centre(request)}
    form = NewCaseForm(request.POST or None, reach=request.reach, initial=initial)
    if form.is_valid():
        try:
            case = _opened(request, form)
        except Refused as no:
            form.add_error(no.field if no.field in form.fields else None, no.words)
        else:
            messages.success(request, _("The case is open: tick the papers that are there."))
            return redirect(page_of(case))
    status = 409 if form.errors else 200
    return render(request, "services/new_case.html", {"form": form, "here": "cases"}, status=status)


def _opened(request: Allowed, form: NewCaseForm) -> Case:
    said = {name: form.cleaned_data[name] for name in SAID}
    return actions.open_case(said.pop("item"), by=request.user, **said)


def _own_centre(request: Allowed) -> int | None:
    """Where this clerk works today."""
    postings = Posting.objects.on(timezone.localdate()).filter(person=request.user)
    return postings.values_list("centre", flat=True).first()
