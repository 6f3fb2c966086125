"""When centres are open: near a place now, one centre's month, and its feed. For everybody."""

from __future__ import annotations

import datetime
import hashlib
from typing import Any

from django.db.models import Avg
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_GET

from jiamenkou.places.calendar import the_calendar
from jiamenkou.places.feed import feed
from jiamenkou.places.hours import openings_of, rules_of
from jiamenkou.places.models import Area, Centre, Layer
from jiamenkou.places.models.area import full_code
from jiamenkou.places.month_of_hours import month_of_hours
from jiamenkou.places.nearest import open_near, opens_next
from jiamenkou.places.opening import state_at
from jiamenkou.web.access import anyone

FEED_DAYS = 60
MOST_AREAS = 30


@anyone
@require_GET
def near(request: HttpRequest) -> HttpResponse:
    """Who is open now, from a position or from an area chosen by name."""
    place, area = _position(request), None
    if not place and (code := request.GET.get("area")):
        area = get_object_or_404(Area, pk=full_code(code))
        place = _middle(area)
    now = timezone.localtime()
    shown: dict[str, Any] = {"now": now, "area": area, "place": place, "q": _typed(request)}
    if place:
        shown["found"] = found = open_near(lon=place[0], lat=place[1], at=now)
        shown["later"] = [] if found else opens_next(lon=place[0], lat=place[1], at=now)
    else:
        shown["areas"] = _areas(_typed(request))
    return render(request, "places/near.html", shown)


@anyone
@require_GET
def centre_hours(request: HttpRequest, centre_id: int) -> HttpResponse:
    centre = get_object_or_404(Centre, pk=centre_id)
    rules, shown = rules_of([centre.pk]).get(centre.pk, []), the_calendar()
    first = _month_asked(request)
    return render(
        request,
        "places/hours.html",
        {
            "centre": centre,
            "state": state_at(rules, timezone.localtime(), shown) if rules else None,
            "month": month_of_hours(rules, first, shown),
            "layers": Layer.choices,
            "rows": centre.opening_rules.order_by("layer", "during"),
        },
    )


@anyone
@require_GET
def centre_feed(request: HttpRequest, centre_id: int) -> HttpResponse:
    centre = get_object_or_404(Centre, pk=centre_id)
    today = timezone.localdate()
    last = today + datetime.timedelta(days=FEED_DAYS)
    rules = rules_of([centre.pk]).get(centre.pk, [])
    page = request.build_absolute_uri(reverse("openings:centre", args=[centre.pk]))
    written = feed(centre, openings_of(rules, today, last, the_calendar()), page=page)
    etag = f'"{hashlib.sha256(written).hexdigest()[:32]}"'
    answer = HttpResponse(written, content_type="text/calendar; charset=utf-8")
    answer.headers["ETag"] = etag
    answer.headers["Content-Disposition"] = 'inline; filename="hours.ics"'
    return get_conditional_response(request, etag=etag, response=answer) or answer


def _position(request: HttpRequest) -> tuple[float, float] | None:
    """The longitude and latitude in the address, where both are such."""
    try:
        lon, lat = (float(request.GET[name]) for name in ("lon", "lat"))
    except (KeyError, ValueError):
        return None
    return (lon, lat) if -180 <= lon <= 180 and -90 <= lat <= 90 else None


def _middle(area: Area) -> tuple[float, float] | None:
    """The middle of the centres that stand in an area or serve it."""
    standing = Centre.objects.under(area.code) | Centre.objects.filter(
        pk__in=Centre.objects.filter(serves=area)
    )
    mean = standing.aggregate(lon=Avg("lon"), lat=Avg("lat"))
    return None if mean["lon"] is None else (mean["lon"], mean["lat"])


def _areas(q: str) -> list[Area]:
    """Streets and communities of that name; before anything is typed, the streets."""
    areas = Area.objects.select_related("parent").order_by("code")
    found = areas.filter(name__icontains=q) if q else areas.filter(level=Area.Level.TOWN)
    return list(found[:MOST_AREAS])


def _typed(request: HttpRequest) -> str:
    return request.GET.get("q", "").replace("\0", "").strip()[:40]


def _month_asked(request: HttpRequest) -> datetime.date:
    asked = request.GET.get("month", "")
    if not asked:
        return timezone.localdate().replace(day=1)
    try:
        return datetime.datetime.strptime(asked, "%Y-%m").date()  # noqa: DTZ007
    except ValueError as wrong:
        raise Http404 from wrong
