"""Dated facts of a resident: groups, guardians, leaving."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from jiamenkou.lib.refusal import Refused
from jiamenkou.people import actions
from jiamenkou.people.forms.residents import CircumstanceForm, EndForm, GuardianForm
from jiamenkou.people.models import Circumstance, Guardianship, Resident
from jiamenkou.people.tables import page_of
from jiamenkou.people.views.residents import found, page
from jiamenkou.web.access import Allowed, may


@may("people.keep_residents")
@never_cache
@require_POST
def new_group(request: Allowed, resident_id: int) -> HttpResponse:
    resident, form = found(request, resident_id), CircumstanceForm(request.POST)
    return answer(
        request,
        resident,
        "circumstance",
        form,
        lambda: actions.note_circumstance(resident, by=request.user, **form.cleaned_data),
    )


@may("people.keep_residents")
@never_cache
@require_POST
def group_end(request: Allowed, circumstance_id: int) -> HttpResponse:
    known = Circumstance.objects.within(request.reach).select_related("resident__area")
    noted, form = get_object_or_404(known, pk=circumstance_id), EndForm(request.POST)
    return answer(
        request,
        noted.resident,
        "end",
        form,
        lambda: actions.end_circumstance(noted, by=request.user, **form.cleaned_data),
    )


@may("people.keep_residents")
@never_cache
@require_POST
def new_guardian(request: Allowed, resident_id: int) -> HttpResponse:
    minor, form = found(request, resident_id), GuardianForm(request.POST)
    return answer(request, minor, "guardian", form, lambda: _name_guardian(request, minor, form))


@may("people.keep_residents")
@never_cache
@require_POST
def guardian_end(request: Allowed, guardianship_id: int) -> HttpResponse:
    known = Guardianship.objects.within(request.reach).select_related("minor__area")
    named, form = get_object_or_404(known, pk=guardianship_id), EndForm(request.POST)
    return answer(
        request,
        named.minor,
        "end",
        form,
        lambda: actions.end_guardianship(named, by=request.user, **form.cleaned_data),
    )


@may("people.keep_residents")
@never_cache
@require_POST
def leaving(request: Allowed, resident_id: int) -> HttpResponse:
    resident, form = found(request, resident_id), EndForm(request.POST)
    return answer(
        request,
        resident,
        "end",
        form,
        lambda: actions.note_leaving(resident, by=request.user, **form.cleaned_data),
    )


def answer(
    request: Allowed,
    resident: Resident,
    name: str,
    form: forms.Form,
    act: Callable[[], object],
) -> HttpResponse:
    """What was asked, done; or the resident's page with the form `name` and what is wrong."""
    if form.is_valid():
        try:
            act()
        except Refused as no:
            form.add_error(no.field if no.field in form.fields else None, no.words)
        else:
            messages.success(request, _("It is recorded."))
            return redirect(page_of(resident))
    return page(request, resident, asked={name: form})


def one_by_number(request: Allowed, form: forms.Form) -> Resident:
    """The resident within reach whom a typed number names."""
    asked = {name: form.cleaned_data[name] for name in ("number", "by")}
    known = Resident.objects.within(request.reach).on_record().numbered(**asked)
    match list(known[:2]):
        case [one]:
            return one
        case []:
            words = _("Nobody with this number is on record here. Add them first.")
        case _several:
            words = _("Several residents share this telephone. Type the ID number.")
    raise Refused("a_number_names_one_resident", words, field="number")


def _name_guardian(request: Allowed, minor: Resident, form: GuardianForm) -> Guardianship:
    return actions.name_guardian(
        minor,
        guardian=one_by_number(request, form),
        relation=form.cleaned_data["relation"],
        begins=form.cleaned_data["begins"],
        by=request.user,
    )
