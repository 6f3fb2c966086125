"""Open 365 days: a centre's year day by day, and the centres of an area beside each other."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from jiamenkou.places.models import Area, Centre
from jiamenkou.rota.gaps import days_open
from jiamenkou.rota.models import ShiftPattern
from jiamenkou.rota.shown.years import YearTable, missing_days, year_months
from jiamenkou.web.access import Allowed, may

FIRST, LAST = 2000, 2100


@may("rota.see")
@require_GET
def area_year(request: Allowed, code: str) -> HttpResponseBase:
    area = get_object_or_404(Area.objects.within(request.reach), pk=code)
    year = year_of(request)
    with_shifts = ShiftPattern.objects.within(request.reach).values("centre")
    table = YearTable(request, Centre.objects.under(area.code).filter(pk__in=with_shifts), year)
    shown: dict[str, object] = {
        "heading": _("Open 365 days: %(year)d") % {"year": year},
        "lede": _("%(area)s: on how many days of the year every shift had its people.")
        % {"area": area.name},
        "extra": "rota/year_choice.html",
        **_beside(year),
    }
    return table.answer("rota/list.html", shown)


@may("rota.see")
@require_GET
def centre_year(request: Allowed, centre_id: int) -> HttpResponse:
    known = Centre.objects.within(request.reach).select_related("area")
    centre = get_object_or_404(known, pk=centre_id)
    year, today = year_of(request), timezone.localdate()
    found = days_open([centre.pk], year)[centre.pk]
    so_far = found.until(today)
    open_ = sum(day.state == "open" for day in so_far.days)
    shown: dict[str, Any] = {
        "centre": centre,
        "year": year,
        "today": today,
        "filled": so_far.filled,
        "passed": len(so_far.days),
        "open": open_,
        "months": year_months(centre, found, today),
        "missing": missing_days(centre, found, today),
        **_beside(year),
    }
    return render(request, "rota/year.html", shown)


def year_of(request: HttpRequest) -> int:
    written = request.GET.get("year", "")
    if not written:
        return timezone.localdate().year
    if not (written.isascii() and written.isdigit() and FIRST <= int(written[:9]) <= LAST):
        raise BadRequest(_("A year is written 2026."))
    return int(written)


def _beside(year: int) -> dict[str, Any]:
    return {"chosen": year, "earlier_year": year - 1, "later_year": year + 1}
