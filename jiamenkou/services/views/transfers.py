"""Handing a case on: offered to a colleague, answered by them."""

from __future__ import annotations

from django import forms
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from jiamenkou.services import actions
from jiamenkou.services.forms.skills import TransferForm
from jiamenkou.services.models import Transfer
from jiamenkou.services.views.cases import able_instead, answer, found
from jiamenkou.web.access import Allowed, may

VERDICTS = {
    "accept": actions.accept_transfer,
    "decline": actions.decline_transfer,
    "withdraw": actions.withdraw_transfer,
}


@may("services.serve")
@never_cache
@require_POST
def new_transfer(request: Allowed, case_id: int) -> HttpResponse:
    case = found(request, case_id)
    form = TransferForm(request.POST, able=able_instead(case))
    return answer(
        request, case, "transfer_form", form,
        lambda: actions.offer_transfer(case, by=request.user, **form.cleaned_data),
    )  # fmt: skip


@may("services.serve")
@never_cache
@require_POST
def transfer_answer(request: Allowed, transfer_id: int) -> HttpResponse:
    known = Transfer.objects.within(request.reach)
    transfer = get_object_or_404(known, pk=transfer_id)
    verdict = VERDICTS.get(request.POST.get("verdict", ""))
    if verdict is None:
        raise BadRequest(_("A case is accepted, declined or taken back."))
    case, form = found(request, transfer.case_id), forms.Form(request.POST)
    return answer(
        request, case, "transfer_answer", form, lambda: verdict(transfer, by=request.user)
    )
