"""A month to take along: for the notice board, and as a workbook."""

from __future__ import annotations

from io import BytesIO

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from jiamenkou.lib import sheets
from jiamenkou.rota.shown.month import Month
from jiamenkou.rota.shown.month_page import MonthPage
from jiamenkou.rota.shown.papers import sheet_header, sheet_rows
from jiamenkou.rota.views.rosters import found
from jiamenkou.web.access import Allowed, may

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@may("rota.see")
@require_GET
def board(request: Allowed, roster_id: int) -> HttpResponse:
    """One landscape page: names and letters, no rules, no leave, no wishes."""
    month = Month(found(request, roster_id), public=True)
    return render(request, "rota/board.html", {"month": MonthPage(month)})


@may("rota.see")
@require_GET
def month_sheet(request: Allowed, roster_id: int) -> HttpResponse:
    month = Month(found(request, roster_id))
    out = BytesIO()
    sheets.write_xlsx(out, sheet_header(month), sheet_rows(month), name="roster")
    answer = HttpResponse(out.getvalue(), content_type=XLSX)
    name = f"roster-{month.roster.centre_id}-{month.roster.month:%Y-%m}.xlsx"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
