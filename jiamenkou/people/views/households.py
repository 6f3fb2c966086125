"""Households: who lives together at an address."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from jiamenkou.lib.refusal import Refused
from jiamenkou.people import actions
from jiamenkou.people.forms.residents import JoinForm, UnmaskForm
from jiamenkou.people.models import Household
from jiamenkou.people.tables import page_of
from jiamenkou.people.views.facts import one_by_number
from jiamenkou.people.views.residents import found as found_resident
from jiamenkou.people.views.shown import looks_at, masked_fields
from jiamenkou.web.access import Allowed, may


@may("people.see_residents")
@never_cache
@require_GET
def household_page(request: Allowed, household_id: int) -> HttpResponse:
    return _page(request, _found(request, household_id))


@may("people.keep_residents")
@never_cache
@require_POST
def found(request: Allowed, resident_id: int) -> HttpResponse:
    resident = found_resident(request, resident_id)
    try:
        household = actions.found_household(resident, by=request.user)
    except Refused as no:
        messages.error(request, no.words)
        return redirect(page_of(resident))
    return redirect("people:household", household.pk)


@may("people.keep_residents")
@never_cache
@require_POST
def join(request: Allowed, household_id: int) -> HttpResponse:
    household, form = _found(request, household_id), JoinForm(request.POST)
    if form.is_valid():
        try:
            resident = one_by_number(request, form)
            part = form.cleaned_data["part"]
            actions.join_household(household, resident=resident, part=part, by=request.user)
        except Refused as no:
            form.add_error(no.field, no.words)
        else:
            messages.success(request, _("It is recorded."))
            return redirect("people:household", household.pk)
    return _page(request, household, join=form)


@may("people.keep_residents")
@never_cache
@require_POST
def leave(request: Allowed, household_id: int, resident_id: int) -> HttpResponse:
    household = _found(request, household_id)
    membership = get_object_or_404(household.memberships, resident_id=resident_id)
    left = actions.leave_household(membership.resident, by=request.user)
    messages.success(request, _("It is recorded."))
    return redirect("people:household", left.pk) if left else redirect("people:residents")


@may("people.unmask")
@never_cache
@require_POST
def unmasking(request: Allowed, household_id: int) -> HttpResponse:
    """The address in clear, in this answer alone."""
    household, form = _found(request, household_id), UnmaskForm(request.POST)
    if form.is_valid():
        try:
            value = actions.unmask(household, by=request.user, **form.cleaned_data)
        except Refused as no:
            form.add_error(no.field, no.words)
        else:
            return _page(request, household, clear={form.cleaned_data["field"]: value})
    return _page(request, household, unmask=form)


def _page(
    request: Allowed,
    household: Household,
    clear: dict[str, str] | None = None,
    **asked: forms.Form,
) -> HttpResponse:
    members = household.memberships.select_related("resident__area").order_by("part", "pk")
    shown = {
        "household": household,
        "masked": masked_fields(household, clear or {}),
        "looked": bool(clear),
        "members": [(one, request.reach.holds(one.resident.area_id)) for one in members],
        "looks": looks_at(household),
        "may_keep": request.user.may("people.keep_residents"),
        "may_unmask": request.user.may("people.unmask"),
        "join": JoinForm(),
        **asked,
    }
    status = 409 if any(form.errors for form in asked.values()) else 200
    return render(request, "people/household.html", shown, status=status)


def _found(request: Allowed, household_id: int) -> Household:
    known = Household.objects.within(request.reach).select_related("area")
    return get_object_or_404(known, pk=household_id)
