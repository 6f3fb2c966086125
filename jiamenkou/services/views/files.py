"""Scans of papers: added, read for a reason, removed."""

from __future__ import annotations

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from jiamenkou.services import actions
from jiamenkou.services.contents import KINDS
from jiamenkou.services.forms.papers import FileForm
from jiamenkou.services.models import CaseFile
from jiamenkou.services.shown.case_table import page_of
from jiamenkou.services.views.cases import answer, found
from jiamenkou.web.access import Allowed, may


@may("services.serve")
@never_cache
@require_POST
def new_file(request: Allowed, case_id: int) -> HttpResponse:
    case = found(request, case_id)
    form = FileForm(request.POST, request.FILES, papers=case.materials.all())
    return answer(
        request, case, "file", form,
        lambda: actions.add_file(
            case, upload=form.cleaned_data["file"], paper=form.cleaned_data["paper"],
            by=request.user,
        ),
    )  # fmt: skip


@may("services.serve")
@never_cache
@require_POST
def file_content(request: Allowed, file_id: int) -> HttpResponseBase:
    """The scan in clear, always as a download; posted, so that no link or preview reads it."""
    file = _found(request, file_id)
    content = actions.read_file(file, why="service", by=request.user)
    answering = StreamingHttpResponse(content, content_type=file.kind)
    name = f"{file.case.number}-{file.pk}.{KINDS[file.kind].ending}"
    answering.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answering.headers["Content-Length"] = str(file.size)
    answering.headers["X-Content-Type-Options"] = "nosniff"
    return answering


@may("services.serve")
@never_cache
@require_POST
def file_removal(request: Allowed, file_id: int) -> HttpResponse:
    file = _found(request, file_id)
    case = file.case
    actions.remove_file(file, by=request.user)
    return redirect(page_of(case))


def _found(request: Allowed, file_id: int) -> CaseFile:
    known = CaseFile.objects.within(request.reach).select_related("case")
    return get_object_or_404(known, pk=file_id)
