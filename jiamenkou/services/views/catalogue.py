"""Services for everybody: searched, by field, one with its guidance."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from jiamenkou.services.models import ServiceItem
from jiamenkou.services.searching import LONGEST_QUERY, search
from jiamenkou.services.shown.guidance import fields, offered_near
from jiamenkou.web.access import anyone
from jiamenkou.web.middleware import asks_for_part


@anyone
@require_GET
def search_page(request: HttpRequest) -> HttpResponse:
    """What people type, answered; without words, all fields."""
    today = timezone.localdate()
    typed = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_QUERY]
    shown: dict[str, Any] = {"q": typed, "field": request.GET.get("field", "")}
    shown["found"] = search(typed, day=today) if typed else []
    if not shown["found"]:
        shown["fields"] = fields(today, only=shown["field"])
    template = "services/found.html" if asks_for_part(request) else "services/search.html"
    return render(request, template, shown)


@anyone
@require_GET
def item_page(request: HttpRequest, code: str) -> HttpResponse:
    """What a service asks and gives today, on one sheet, and who offers it."""
    today = timezone.localdate()
    known = ServiceItem.objects.in_force(today).select_related("category__parent")
    item = get_object_or_404(known, code=code)
    version, place = item.version_on(today), _position(request)
    shown = {
        "item": item,
        "version": version,
        "materials": version.materials.all() if version else [],
        "place": place,
        "where": offered_near(item, today, place),
    }
    return render(request, "services/item.html", shown)


def _position(request: HttpRequest) -> tuple[float, float] | None:
    """The longitude and latitude in the address, where both are such."""
    try:
        lon, lat = (float(request.GET[name]) for name in ("lon", "lat"))
    except (KeyError, ValueError):
        return None
    return (lon, lat) if -180 <= lon <= 180 and -90 <= lat <= 90 else None
