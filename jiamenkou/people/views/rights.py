"""Rights of a person: consent, a copy of everything, erasure; and how long things are kept."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from jiamenkou.lib.refusal import Refused
from jiamenkou.people import actions
from jiamenkou.people.actions.erasure import obstacles_to_erasure
from jiamenkou.people.export import zipped
from jiamenkou.people.forms.residents import EndForm, UnmaskForm
from jiamenkou.people.forms.rights import ConsentForm, ErasureForm, HealthForm
from jiamenkou.people.models import Consent, HealthNote, RetentionRun
from jiamenkou.people.retention import policies
from jiamenkou.people.views.facts import answer
from jiamenkou.people.views.residents import found, page
from jiamenkou.web.access import Allowed, may


@may("people.keep_residents")
@never_cache
@require_POST
def new_consent(request: Allowed, resident_id: int) -> HttpResponse:
    resident = found(request, resident_id)
    form = ConsentForm(request.POST, request.FILES, resident=resident)
    return answer(
        request,
        resident,
        "consent",
        form,
        lambda: actions.give_consent(resident, by=request.user, **form.cleaned_data),
    )


@may("people.keep_residents")
@never_cache
@require_POST
def withdrawal(request: Allowed, consent_id: int) -> HttpResponse:
    consent, form = _consent(request, consent_id), EndForm(request.POST)
    return answer(
        request,
        consent.resident,
        "end",
        form,
        lambda: actions.withdraw_consent(consent, by=request.user, **form.cleaned_data),
    )


@may("people.unmask")
@never_cache
@require_GET
def consent_file(request: Allowed, consent_id: int) -> FileResponse:
    consent = _consent(request, consent_id)
    if not consent.file:
        raise Http404
    sheet = actions.read_consent_sheet(consent, by=request.user)
    return FileResponse(sheet.open(), as_attachment=True)


@may("people.keep_residents")
@never_cache
@require_POST
def new_health_note(request: Allowed, resident_id: int) -> HttpResponse:
    resident, form = found(request, resident_id), HealthForm(request.POST)
    today = timezone.localdate()
    return answer(
        request,
        resident,
        "health",
        form,
        lambda: actions.note_health(resident, on=today, by=request.user, **form.cleaned_data),
    )


@may("people.unmask")
@never_cache
@require_POST
def health_unmasking(request: Allowed, note_id: int) -> HttpResponse:
    """One note in clear, in this answer alone."""
    known = HealthNote.objects.within(request.reach).select_related("consent__resident__area")
    note, form = get_object_or_404(known, pk=note_id), UnmaskForm(request.POST)
    resident = note.consent.resident
    if form.is_valid():
        try:
            words = actions.unmask(note, by=request.user, **form.cleaned_data)
        except Refused as no:
            form.add_error(no.field, no.words)
        else:
            return page(request, resident, clear={f"note-{note.pk}": words})
    return page(request, resident, asked={"unmask": form})


@may("people.answer_for_data")
@never_cache
@require_POST
def export(request: Allowed, resident_id: int) -> HttpResponse:
    resident = found(request, resident_id)
    told = actions.export_person(resident, by=request.user)
    file = HttpResponse(zipped(resident, told), content_type="application/zip")
    file["Content-Disposition"] = f'attachment; filename="resident-{resident.pk}.zip"'
    return file


@may("people.answer_for_data")
@never_cache
def erasure(request: Allowed, resident_id: int) -> HttpResponse:
    resident = found(request, resident_id)
    form = ErasureForm(request.POST or None)
    if form.is_valid():
        try:
            actions.erase_person(resident, by=request.user)
        except Refused as no:
            form.add_error(None, no.words)
        else:
            messages.success(request, _("What was kept of this resident has been erased."))
            return redirect("people:residents")
    shown = {"resident": resident, "form": form, "obstacles": obstacles_to_erasure(resident)}
    status = 409 if form.errors else 200
    return render(request, "people/erasure.html", shown, status=status)


@may("people.see_retention")
@require_GET
def retention(request: Allowed) -> HttpResponse:
    """The table in words, and what the last runs took away."""
    latest = RetentionRun.objects.order_by("-at").first()
    touched = latest.touched if latest else {}
    rows = [(policy, touched.get(policy.rule)) for policy in policies()]
    return render(request, "people/retention.html", {"rows": rows, "latest": latest})


def _consent(request: Allowed, consent_id: int) -> Consent:
    known = Consent.objects.within(request.reach).select_related("resident__area")
    return get_object_or_404(known, pk=consent_id)
