"""Importing a sheet: upload it, see what it would do and what is wrong with it, confirm."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from jiamenkou.lib.columns import Column
from jiamenkou.lib.sheets import Unreadable, read_sheet, write_xlsx
from jiamenkou.places import actions
from jiamenkou.places.forms import UploadForm
from jiamenkou.places.imports import Trial, centres, headcounts, rooms
from jiamenkou.places.models import Area
from jiamenkou.web.access import Allowed, may
from jiamenkou.web.uploads import Kept, forget, keep, kept

COLUMNS: Mapping[str, Sequence[Column]] = {
    "centres": centres.COLUMNS,
    "headcounts": headcounts.COLUMNS,
    "rooms": rooms.COLUMNS,
}
MOST_SHOWN = 200


@may("places.amend")
def upload(request: Allowed) -> HttpResponse:
    form = UploadForm(request.POST or None, request.FILES or None)
    district = Area.objects.widest(request.reach)
    if district and form.is_valid():
        given = form.cleaned_data
        try:
            read_sheet(given["file"].read(), given["file"].name)
        except Unreadable as unreadable:
            form.add_error("file", _(unreadable.template) % unreadable.facts)
        else:
            token = keep(request, given["file"], kind=given["kind"], crs=given["crs"])
            return redirect("places:trial", token)
    shown = {"form": form, "district": district, "columns": COLUMNS}
    return render(request, "places/import.html", shown, status=409 if form.errors else 200)


@may("places.amend")
def trial_page(request: Allowed, token: str) -> HttpResponse:
    waiting, district = kept(request, token), Area.objects.widest(request.reach)
    if district is None:
        raise Http404
    trial = _try(waiting, district, request.GET)
    if request.method == "POST" and not trial.problems:
        written = _write(request, waiting.facts["kind"], district, trial)
        forget(request, token)
        words = ngettext("%(n)d row was written.", "%(n)d rows were written.", len(written))
        messages.success(request, words % {"n": len(written)})
        return redirect("places:area", district.pk)
    shown = {"trial": trial, "kept": waiting, "district": district, "most": MOST_SHOWN}
    return render(request, "places/trial.html", shown)


@may("places.amend")
@require_GET
def blank(_request: HttpRequest, kind: str) -> FileResponse:
    """An empty sheet with the headers we know."""
    if kind not in COLUMNS:
        raise Http404
    out = io.BytesIO()
    write_xlsx(out, [column.headers[0] for column in COLUMNS[kind]], [], name=kind)
    out.seek(0)
    return FileResponse(out, as_attachment=True, filename=f"{kind}.xlsx")


def _try(waiting: Kept, district: Area, asked: Mapping[str, str]) -> Trial[Any]:
    sheet, kind = read_sheet(waiting.path), waiting.facts["kind"]
    given = {column.field: asked.get(column.field, "") for column in COLUMNS[kind]}
    if kind == "centres":
        return centres.try_centres(sheet, district=district, crs=waiting.facts["crs"], given=given)
    if kind == "headcounts":
        return headcounts.try_headcounts(sheet, district=district, given=given)
    return rooms.try_rooms(sheet, district=district, given=given)


def _write(request: Allowed, kind: str, district: Area, trial: Trial[Any]) -> Sequence[object]:
    if kind == "centres":
        return actions.import_centres(district, trial=trial, by=request.user)
    if kind == "headcounts":
        return actions.import_headcounts(district, trial=trial, by=request.user)
    return actions.import_rooms(district, trial=trial, by=request.user)
