"""Swaps: offer a duty of mine, answer an offer, and all of them for who leads the centre."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db.models import Q
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from jiamenkou.lib.refusal import Refused
from jiamenkou.rota import actions
from jiamenkou.rota.forms.mine import OfferForm
from jiamenkou.rota.models import Duty, Swap
from jiamenkou.rota.shown.mine import duty_words, return_words, swap_facts
from jiamenkou.rota.shown.swaps_table import SwapTable
from jiamenkou.web.access import Allowed, may

SPAN = datetime.timedelta(days=31)
VERDICTS = {
    "accept": actions.accept_swap,
    "decline": actions.decline_swap,
    "withdraw": actions.withdraw_swap,
}


@may("rota.see")
@require_GET
def swap_list(request: Allowed) -> HttpResponseBase:
    table = SwapTable(request, Swap.objects.within(request.reach))
    shown: dict[str, object] = {
        "heading": _("Swaps"),
        "lede": _("Colleagues agree among themselves; the rules are checked when one accepts."),
        "here": "swaps",
    }
    return table.answer("rota/list.html", shown)


@may("rota.mine")
def my_duty(request: Allowed, duty_id: int) -> HttpResponse:
    """One duty of mine, and the form that offers it."""
    duty = get_object_or_404(_published(), pk=duty_id, person=request.user)
    form = OfferForm(request.POST or None, duty=duty, wanted=_wanted(duty))
    standing = swap_facts(Swap.objects.open().filter(duty=duty)).first()
    if not standing and form.is_valid():
        try:
            actions.offer_swap(duty, by=request.user, **form.cleaned_data)
        except Refused as no:
            form.add_error(no.field if no.field in form.fields else None, no.words)
        else:
            messages.success(request, _("It is offered; you are told when somebody answers."))
            return redirect("rota:mine")
    shown = {
        "duty": duty,
        "words": duty_words(duty),
        "form": form,
        "swap": standing,
        "over": duty.during.lower <= timezone.now(),
    }
    return render(request, "rota/my_duty.html", shown, status=409 if form.errors else 200)


@may("rota.mine")
def my_swap(request: Allowed, swap_id: int) -> HttpResponse:
    """An offer that concerns me, and my answer."""
    me = request.user
    mine = Q(offered_by=me) | Q(to=me) | Q(taken_by=me)
    concerned = Swap.objects.filter(Q(pk__in=Swap.objects.answerable_by(me)) | mine)
    swap = get_object_or_404(swap_facts(concerned), pk=swap_id)
    refusal = ""
    if request.method == "POST":
        verdict = VERDICTS.get(request.POST.get("verdict", ""))
        if verdict is None:
            raise BadRequest(_("An offer is accepted, declined or withdrawn."))
        try:
            verdict(swap, by=me)
        except Refused as no:
            refusal = no.words
        else:
            messages.success(request, _("It is recorded."))
            return redirect("rota:mine")
    shown = {
        "swap": swap,
        "words": duty_words(swap.duty),
        "gives": return_words(swap),
        "mine": swap.offered_by_id == me.pk,
        "open": swap.state == Swap.State.OFFERED,
        "refusal": refusal,
    }
    return render(request, "rota/my_swap.html", shown, status=409 if refusal else 200)


def _published() -> Any:
    return Duty.objects.published().select_related("pattern", "person", "roster__centre")


def _wanted(duty: Duty) -> Any:
    """Duties of colleagues near it, still to come."""
    theirs = _published().filter(roster__centre=duty.roster.centre_id).ahead(timezone.now())
    near = theirs.between(duty.day - SPAN, duty.day + SPAN)
    return near.exclude(person=duty.person_id).order_by("during", "pk")
