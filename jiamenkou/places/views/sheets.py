"""Importing a sheet: upload it, see what it would do and what is wrong with it, confirm."""

from __future__ import annotations

import io
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
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
from jiamenkou.web.access import SignedIn, signed_in

COLUMNS: Mapping[str, Sequence[Column]] = {
    "centres": centres.COLUMNS,
    "headcounts": headcounts.COLUMNS,
    "rooms": rooms.COLUMNS,
}
MOST_SHOWN = 200


@signed_in
def upload(request: SignedIn) -> HttpResponse:
    form = UploadForm(request.POST or None, request.FILES or None)
    district = request.user.area
    if district and form.is_valid():
        given = form.cleaned_data
        try:
            content = given["file"].read()
            read_sheet(content, given["file"].name)
        except Unreadable as unreadable:
            form.add_error("file", _(unreadable.template) % unreadable.facts)
        else:
            return redirect("places:trial", _keep(request, content, given))
    shown = {"form": form, "district": district, "columns": COLUMNS}
    return render(request, "places/import.html", shown, status=409 if form.errors else 200)


@signed_in
def trial_page(request: SignedIn, token: str) -> HttpResponse:
    kept = request.session.get("sheets", {}).get(token)
    if not kept or not request.user.area:
        raise Http404
    trial = _try(kept, request.user.area, request.GET)
    if request.method == "POST" and not trial.problems:
        written = _write(request, kept["kind"], request.user.area, trial)
        _forget(request, token)
        words = ngettext("%(n)d row was written.", "%(n)d rows were written.", len(written))
        messages.success(request, words % {"n": len(written)})
        return redirect("places:area", request.user.area.pk)
    shown = {"trial": trial, "kept": kept, "district": request.user.area, "most": MOST_SHOWN}
    return render(request, "places/trial.html", shown)


@signed_in
@require_GET
def blank(_request: HttpRequest, kind: str) -> FileResponse:
    """An empty sheet with the headers we know."""
    if kind not in COLUMNS:
        raise Http404
    out = io.BytesIO()
    write_xlsx(out, [column.headers[0] for column in COLUMNS[kind]], [], name=kind)
    out.seek(0)
    return FileResponse(out, as_attachment=True, filename=f"{kind}.xlsx")


def _try(kept: Mapping[str, str], district: Area, asked: Mapping[str, str]) -> Trial[Any]:
    with default_storage.open(kept["path"], "rb") as file:
        sheet = read_sheet(file.read(), kept["file"])
    given = {column.field: asked.get(column.field, "") for column in COLUMNS[kept["kind"]]}
    if kept["kind"] == "centres":
        return centres.try_centres(sheet, district=district, crs=kept["crs"], given=given)
    if kept["kind"] == "headcounts":
        return headcounts.try_headcounts(sheet, district=district, given=given)
    return rooms.try_rooms(sheet, district=district, given=given)


def _write(request: SignedIn, kind: str, district: Area, trial: Trial[Any]) -> Sequence[object]:
    if kind == "centres":
        return actions.import_centres(district, trial=trial, by=request.user)
    if kind == "headcounts":
        return actions.import_headcounts(district, trial=trial, by=request.user)
    return actions.import_rooms(district, trial=trial, by=request.user)


def _keep(request: HttpRequest, content: bytes, given: Mapping[str, Any]) -> str:
    """Put the sheet aside until it is confirmed; one at a time for each person's session."""
    for token in list(request.session.get("sheets", {})):
        _forget(request, token)
    token = secrets.token_urlsafe(12)
    path = default_storage.save(f"imports/{token}", ContentFile(content))
    kept = {"path": path, "file": given["file"].name, "kind": given["kind"], "crs": given["crs"]}
    request.session["sheets"] = {token: kept}
    return token


def _forget(request: HttpRequest, token: str) -> None:
    kept = request.session.get("sheets", {})
    if token in kept:
        default_storage.delete(kept.pop(token)["path"])
        request.session["sheets"] = kept
