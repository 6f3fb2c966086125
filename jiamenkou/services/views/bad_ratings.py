"""Bad ratings: the list, one of them, and the steps by which it is put right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from jiamenkou.lib.refusal import Refused
from jiamenkou.services import actions
from jiamenkou.services.forms.ratings import (
    AppealForm,
    CallForm,
    FindingForm,
    RemedyForm,
    RulingForm,
)
from jiamenkou.services.models import BadRating
from jiamenkou.services.shown.bad_rating import bad_shown, steps_for
from jiamenkou.services.shown.rating_tables import BadRatingTable
from jiamenkou.web.access import Allowed, may

STEPS: dict[str, tuple[type[forms.Form], Callable[..., Any]]] = {
    "finding": (FindingForm, actions.verify),
    "remedy": (RemedyForm, actions.mend),
    "call": (CallForm, actions.call_back),
    "appeal": (AppealForm, actions.appeal),
    "ruling": (RulingForm, actions.rule),
}


@may("services.see_ratings")
@require_GET
def bad_list(request: Allowed) -> HttpResponseBase:
    table = BadRatingTable(request, BadRating.objects.within(request.reach))
    return table.answer("services/bad_ratings.html", {"here": "bad"})


@may("services.see_ratings")
@never_cache
@require_GET
def bad_page(request: Allowed, bad_id: int) -> HttpResponse:
    return _page(request, _found(request, bad_id))


@may("services.see_to_ratings")
@never_cache
@require_POST
def bad_step(request: Allowed, bad_id: int, step: str) -> HttpResponse:
    bad = _found(request, bad_id)
    if step not in steps_for(request.user, bad):
        raise Http404
    shape, verb = STEPS[step]
    form = shape(request.POST, auto_id=f"{step}-%s")
    if form.is_valid():
        try:
            verb(bad, by=request.user, **form.cleaned_data)
        except Refused as no:
            form.add_error(no.field if no.field in form.fields else None, no.words)
        else:
            messages.success(request, _("It is recorded."))
            return redirect("ratings:bad", bad.pk)
    return _page(request, _found(request, bad_id), {step: form})


def _page(
    request: Allowed, bad: BadRating, asked: dict[str, forms.Form] | None = None
) -> HttpResponse:
    said = asked or {}
    shown = bad_shown(request.user, bad)
    shown["step_forms"] = [
        {"name": name, "words": words,
         "form": said.get(name) or STEPS[name][0](auto_id=f"{name}-%s")}
        for name, words in steps_for(request.user, bad).items()
    ]  # fmt: skip
    status = 409 if said else 200
    return render(request, "services/bad_rating.html", {**shown, "here": "bad"}, status=status)


def _found(request: Allowed, bad_id: int) -> BadRating:
    related = ("rating__case__version__item", "rating__case__centre", "clerk")
    people = ("verified_by", "fixed_by", "called_by", "ruled_by")
    known = BadRating.objects.within(request.reach).select_related(*related, *people)
    return get_object_or_404(known, pk=bad_id)
