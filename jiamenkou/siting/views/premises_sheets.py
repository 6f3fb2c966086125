"""Importing premises: upload a sheet, see what it would do and what is wrong with it, confirm."""

from __future__ import annotations

import io

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from jiamenkou.lib.sheets import Unreadable, read_sheet, write_xlsx
from jiamenkou.places.imports import Trial
from jiamenkou.places.models import Area
from jiamenkou.siting import actions
from jiamenkou.siting.forms.premises import SheetForm
from jiamenkou.siting.imports import COLUMNS, FIRE_SAFETY, KINDS, STRUCTURES, try_premises
from jiamenkou.siting.models import Premises
from jiamenkou.web.access import Allowed, may
from jiamenkou.web.uploads import Kept, forget, keep, kept

MOST_SHOWN = 200


@may("premises.amend")
def upload(request: Allowed) -> HttpResponse:
    form = SheetForm(request.POST or None, request.FILES or None, initial={"crs": "gcj02"})
    district = Area.objects.widest(request.reach)
    if district and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            read_sheet(file.read(), file.name)
        except Unreadable as unreadable:
            form.add_error("file", _(unreadable.template) % unreadable.facts)
        else:
            token = keep(request, file, crs=form.cleaned_data["crs"])
            return redirect("siting:premises-trial", token)
    words = {"kinds": KINDS, "structures": STRUCTURES, "fire_safety": FIRE_SAFETY}
    shown = {"form": form, "district": district, "columns": COLUMNS, **words}
    return render(request, "siting/premises_import.html", shown, status=409 if form.errors else 200)


@may("premises.amend")
def trial_page(request: Allowed, token: str) -> HttpResponse:
    waiting, district = kept(request, token), Area.objects.widest(request.reach)
    if district is None:
        raise Http404
    trial = _try(request, waiting, district)
    if request.method == "POST" and not trial.problems:
        written = actions.import_premises(district, trial=trial, by=request.user)
        forget(request, token)
        words = ngettext("%(n)d row was written.", "%(n)d rows were written.", len(written))
        messages.success(request, words % {"n": len(written)})
        return redirect("siting:premises-list")
    shown = {"trial": trial, "kept": waiting, "district": district, "most": MOST_SHOWN}
    return render(request, "siting/premises_trial.html", shown)


@may("premises.amend")
@require_GET
def blank(_request: HttpRequest) -> FileResponse:
    """An empty sheet with the headers we know."""
    out = io.BytesIO()
    write_xlsx(out, [column.headers[0] for column in COLUMNS], [], name="premises")
    out.seek(0)
    return FileResponse(out, as_attachment=True, filename="premises.xlsx")


def _try(request: HttpRequest, waiting: Kept, district: Area) -> Trial[Premises]:
    sheet = read_sheet(waiting.path)
    given = {column.field: request.GET.get(column.field, "") for column in COLUMNS}
    return try_premises(sheet, district=district, crs=waiting.facts["crs"], given=given)
