"""The page of one centre."""

from decimal import Decimal
from typing import Any

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from jiamenkou.audit.history import history_for
from jiamenkou.places.calendar import the_calendar
from jiamenkou.places.hours import state_now
from jiamenkou.places.models import Centre, FloorArea, SharingAgreement
from jiamenkou.places.tables import TONES, verdict
from jiamenkou.places.views.network import lines_above
from jiamenkou.web.access import Allowed, may
from jiamenkou.web.maps import Door, Map, Shape


@may("places.see")
@require_GET
def centre_page(request: Allowed, centre_id: int) -> HttpResponse:
    judged = Centre.objects.within(request.reach).judged().select_related("area")
    centre = get_object_or_404(judged, pk=centre_id)
    findings = centre.findings.select_related("norm").order_by("kind", "-severity", "norm__code")
    served = list(centre.serves.order_by("code"))
    floor_areas = list(centre.floor_areas.order_by("-measured_on", "kind", "-pk"))
    rooms, agreements = _rooms(centre), _agreements(centre)
    return render(
        request,
        "places/centre.html",
        {
            "centre": centre,
            "verdict": verdict(centre),
            "tone": TONES[verdict(centre)],
            "above": [*lines_above(centre.area, request.reach), centre.area],
            "served": [(area, request.reach.holds(area.code)) for area in served],
            "findings": findings,
            "floor_areas": floor_areas,
            "agreements": agreements,
            "walks": centre.walks.order_by("-measured_on", "-pk")[:10],
            "state": state_now(centre, the_calendar()),
            "map": _map(centre, served),
            "history": history_for(
                request.user, centre, *rooms["rooms"], *floor_areas, *agreements
            ),
            **rooms,
        },
    )


@may("places.see")
@require_GET
def evidence(request: Allowed, floor_area_id: int) -> FileResponse:
    """The file a floor area was recorded with, to download."""
    fact = get_object_or_404(FloorArea.objects.within(request.reach), pk=floor_area_id)
    if not fact.file:
        raise Http404
    return FileResponse(fact.file.open("rb"), as_attachment=True)


def _rooms(centre: Centre) -> dict[str, Any]:
    """The rooms, their sum, and what is missing to (or too much for) the usable area."""
    rooms = list(centre.rooms.order_by("floor", "name"))
    total = sum((room.square_metres for room in rooms), Decimal(0))
    usable = centre.floor_areas.filter(kind="usable").on(timezone.localdate()).first()
    gap = usable.square_metres - total if usable and rooms else None
    return {"rooms": rooms, "rooms_total": total, "usable": usable, "gap": gap}


def _agreements(centre: Centre) -> list[SharingAgreement]:
    sharing = SharingAgreement.objects.select_related("host", "guest").order_by("-during")
    return list(sharing.filter(host=centre) | sharing.filter(guest=centre))


def _map(centre: Any, served: list[Any]) -> Map:
    door = Door(
        lon=centre.lon,
        lat=centre.lat,
        title=centre.name,
        tone=TONES[verdict(centre)],
        word=verdict(centre).label,
        radius_metres=500,
    )
    drawn = [area for area in served if area.boundary]
    return Map(
        title=_("Where %(centre)s stands, with a circle of 500 m") % {"centre": centre.name},
        doors=[door],
        shapes=[Shape(geometry=area.boundary, title=area.name) for area in drawn],
    )
