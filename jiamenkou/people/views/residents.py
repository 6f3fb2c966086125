"""Residents: the list, one of them, the form, and seeing in clear what is masked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from jiamenkou.lib.refusal import Refused
from jiamenkou.people import actions
from jiamenkou.people.forms.residents import NumberForm, ResidentForm, UnmaskForm
from jiamenkou.people.models import Resident
from jiamenkou.people.tables import ResidentTable, communities, page_of
from jiamenkou.people.views.shown import resident_shown
from jiamenkou.web.access import Allowed, may

FIELD_OF = {"a_resident_lives_in_a_community": "area", "a_resident_has_a_name": "name"}


@may("people.see_residents")
@never_cache
@require_GET
def resident_list(request: Allowed) -> HttpResponseBase:
    residents = Resident.objects.within(request.reach).on_record()
    table = ResidentTable(request, residents, request.reach)
    return table.answer("people/residents.html", {"number": NumberForm()})


@may("people.see_residents")
@never_cache
@require_POST
def by_number(request: Allowed) -> HttpResponse:
    """Posted, so that no number stands in an address, a history or a log."""
    form, found = NumberForm(request.POST), []
    if form.is_valid():
        known = Resident.objects.within(request.reach).on_record().select_related("area")
        found = list(known.numbered(**form.cleaned_data).order_by("pk"))
        if len(found) == 1:
            return redirect(page_of(found[0]))
    status = 409 if form.errors else 200
    return render(request, "people/by_number.html", {"form": form, "found": found}, status=status)


@may("people.see_residents")
@never_cache
@require_GET
def resident_page(request: Allowed, resident_id: int) -> HttpResponse:
    return page(request, found(request, resident_id))


@may("people.keep_residents")
@never_cache
def new_resident(request: Allowed) -> HttpResponse:
    area = request.user.area
    initial = {"area": area.code if area and len(area.prefix) >= 12 else ""}
    form = ResidentForm(request.POST or None, reach=request.reach, initial=initial)
    return _form(
        request,
        form,
        _("Add a resident"),
        lambda facts: actions.add_resident(facts.pop("area"), by=request.user, **facts),
    )


@may("people.keep_residents")
@never_cache
def edit_resident(request: Allowed, resident_id: int) -> HttpResponse:
    resident = found(request, resident_id)
    form = ResidentForm(
        request.POST or None,
        reach=request.reach,
        resident=resident,
        initial=ResidentForm.initial_of(resident),
    )
    return _form(
        request,
        form,
        _("Amend what is said of %(resident)s") % {"resident": resident},
        lambda facts: actions.amend_resident(resident, by=request.user, **facts),
    )


@may("people.unmask")
@never_cache
@require_POST
def unmasking(request: Allowed, resident_id: int) -> HttpResponse:
    """One masked field in clear, in this answer alone."""
    resident = found(request, resident_id)
    form = UnmaskForm(request.POST)
    if form.is_valid():
        try:
            value = actions.unmask(resident, by=request.user, **form.cleaned_data)
        except Refused as no:
            form.add_error(no.field, no.words)
        else:
            return page(request, resident, clear={form.cleaned_data["field"]: value})
    return page(request, resident, asked={"unmask": form})


def page(
    request: Allowed,
    resident: Resident,
    clear: dict[str, str] | None = None,
    asked: dict[str, forms.Form] | None = None,
) -> HttpResponse:
    """The resident's page; `asked` are the forms to show as they were typed, with their faults."""
    shown = resident_shown(request.user, request.reach, resident, clear or {}) | (asked or {})
    status = 409 if any(form.errors for form in (asked or {}).values()) else 200
    return render(request, "people/resident.html", shown, status=status)


def found(request: Allowed, resident_id: int) -> Resident:
    """Only within the reach; elsewhere they do not exist."""
    known = Resident.objects.within(request.reach).on_record().select_related("area")
    return get_object_or_404(known, pk=resident_id)


def _form(
    request: Allowed,
    form: ResidentForm,
    heading: str,
    act: Callable[[dict[str, Any]], Resident],
) -> HttpResponse:
    """The form, kept as typed beside what is wrong with it; or, once it is done, the page."""
    if form.is_valid():
        try:
            resident = act(form.facts)
        except Refused as no:
            form.add_error(no.field or FIELD_OF.get(no.rule), no.words)
        else:
            messages.success(request, _("It is recorded."))
            return redirect(page_of(resident))
    shown = {"form": form, "heading": heading, "areas": communities(request.reach)}
    status = 409 if form.errors else 200
    return render(request, "people/resident_form.html", shown, status=status)
