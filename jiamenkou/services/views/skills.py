"""Who may serve what: the matrix, where cover is thin, certificates, and what centres offer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from jiamenkou.lib.refusal import Refused
from jiamenkou.places.models import Centre
from jiamenkou.services import actions
from jiamenkou.services.cover import thin
from jiamenkou.services.forms.skills import EndSkillForm, OfferForm, SkillForm
from jiamenkou.services.models import Offer, Skill
from jiamenkou.services.shown.matrix import matrix, staffed
from jiamenkou.services.shown.offer_table import OfferTable
from jiamenkou.web.access import Allowed, may


@may("services.see_skills")
@require_GET
def matrix_page(request: Allowed) -> HttpResponse:
    """Clerk by item, of one centre."""
    centres = staffed(request.reach)
    centre = _chosen(request, centres)
    shown: dict[str, Any] = {"centres": centres, "centre": centre, "here": "skills"}
    if centre:
        shown["matrix"] = matrix(centre, timezone.localdate())
    return render(request, "services/skills.html", shown)


@may("services.see_skills")
@require_GET
def cover_page(request: Allowed) -> HttpResponse:
    """Which item has fewer than two able clerks on duty today."""
    today = timezone.localdate()
    shown = {"centres": thin(request.reach, today), "day": today, "here": "cover"}
    return render(request, "services/cover.html", shown)


@may("services.certify")
def new_skill(request: Allowed) -> HttpResponse:
    initial = {name: request.GET.get(name, "") for name in ("person", "item")}
    form = SkillForm(request.POST or None, reach=request.reach)
    form.initial.update({name: said for name, said in initial.items() if said})
    if form.is_valid():
        try:
            actions.certify(form.cleaned_data.pop("person"), by=request.user, **form.cleaned_data)
        except Refused as no:
            form.add_error(no.field if no.field in form.fields else None, no.words)
        else:
            messages.success(request, _("It is recorded."))
            return redirect("skills:matrix")
    shown = {"form": form, "heading": _("Certify a clerk"), "here": "skills"}
    return render(request, "services/form.html", shown, status=409 if form.errors else 200)


@may("services.see_skills")
def skill_page(request: Allowed, skill_id: int) -> HttpResponse:
    """One certificate, and its end."""
    known = Skill.objects.within(request.reach).select_related("person", "item")
    skill = get_object_or_404(known, pk=skill_id)
    form = EndSkillForm(request.POST or None)
    if request.method == "POST" and request.user.may("services.certify") and form.is_valid():
        try:
            actions.end_skill(skill, by=request.user, **form.cleaned_data)
        except Refused as no:
            form.add_error(no.field if no.field in form.fields else None, no.words)
        else:
            messages.success(request, _("It is recorded."))
            return redirect("skills:matrix")
    shown = {"skill": skill, "form": form, "today": timezone.localdate(), "here": "skills"}
    return render(request, "services/skill.html", shown, status=409 if form.errors else 200)


@may("services.see_skills")
@require_GET
def offer_list(request: Allowed) -> HttpResponseBase:
    table = OfferTable(request, Offer.objects.within(request.reach))
    return table.answer("services/offers.html", {"here": "offers"})


@may("services.certify")
def new_offer(request: Allowed) -> HttpResponse:
    form = OfferForm(request.POST or None, reach=request.reach)
    if form.is_valid():
        try:
            actions.offer(form.cleaned_data.pop("item"), by=request.user, **form.cleaned_data)
        except Refused as no:
            form.add_error(no.field if no.field in form.fields else None, no.words)
        else:
            messages.success(request, _("It is recorded."))
            return redirect("skills:offers")
    shown = {"form": form, "heading": _("Offer a service"), "here": "offers"}
    return render(request, "services/form.html", shown, status=409 if form.errors else 200)


@may("services.see_skills")
def offer_page(request: Allowed, offer_id: int) -> HttpResponse:
    """One offer, and its end."""
    known = Offer.objects.within(request.reach).select_related("item", "centre")
    offer = get_object_or_404(known, pk=offer_id)
    form = EndSkillForm(request.POST or None)
    if request.method == "POST" and request.user.may("services.certify") and form.is_valid():
        try:
            actions.end_offer(offer, by=request.user, **form.cleaned_data)
        except Refused as no:
            form.add_error(no.field if no.field in form.fields else None, no.words)
        else:
            messages.success(request, _("It is recorded."))
            return redirect("skills:offers")
    shown = {"offer": offer, "form": form, "here": "offers"}
    return render(request, "services/offer.html", shown, status=409 if form.errors else 200)


def _chosen(request: Allowed, centres: list[Centre]) -> Centre | None:
    wanted = request.GET.get("centre", "")
    return next((one for one in centres if str(one.pk) == wanted), centres[0] if centres else None)
