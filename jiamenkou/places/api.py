"""The register for programs: areas and their counts, centres and their rooms, norms."""

from decimal import Decimal
from typing import Annotated, Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from ninja import Query, Router, Status

from jiamenkou.lib.scope import Reach
from jiamenkou.places import actions
from jiamenkou.places.models import Area, Centre, Headcount, Norm, Room
from jiamenkou.places.shapes import (
    AreasAsked,
    AreaShown,
    CentreChange,
    CentreSaid,
    CentresAsked,
    CentreShown,
    ClosingSaid,
    HeadcountSaid,
    HeadcountShown,
    NormShown,
    RoomSaid,
    RoomShown,
    area_said,
    facts_said,
)
from jiamenkou.web.access import Allowed, may
from jiamenkou.web.api.fields import AreaCode, Key
from jiamenkou.web.api.pages import Asking, Page, page_of
from jiamenkou.web.api.versions import must_match

router = Router(tags=["places"])


@router.get("/areas", response=Page[AreaShown], url_name="areas", summary="Areas")
@may("places.see")
def list_areas(request: Allowed, asked: Annotated[AreasAsked, Query()]) -> Any:
    areas = Area.objects.within(request.reach)
    if asked.under:
        areas = areas.under(asked.under)
    if asked.level:
        areas = areas.filter(level=asked.level)
    return page_of(request, areas, AreaShown.of, asked=asked)


@router.get("/areas/{code}", response=AreaShown, url_name="area", summary="One area")
@may("places.see")
def show_area(request: Allowed, code: AreaCode) -> AreaShown:
    return AreaShown.of(_area(request, code))


@router.get(
    "/areas/{code}/headcounts",
    response=Page[HeadcountShown],
    url_name="headcounts",
    summary="Who lives in an area, by whose count",
)
@may("places.see")
def list_headcounts(request: Allowed, code: AreaCode, asked: Annotated[Asking, Query()]) -> Any:
    counts = Headcount.objects.filter(area=_area(request, code))
    return page_of(request, counts, HeadcountShown.of, asked=asked, order="-as_of")


@router.post(
    "/areas/{code}/headcounts",
    response={201: HeadcountShown},
    url_name="headcounts",
    summary="Record who lives in an area",
)
@may("places.amend")
def record_headcount(request: Allowed, code: AreaCode, said: HeadcountSaid) -> Any:
    area = _area(request, code)
    count = actions.record_headcount(area, by=request.user, **facts_said(said))
    return Status(201, HeadcountShown.of(count))


@router.get("/centres", response=Page[CentreShown], url_name="centres", summary="Centres")
@may("places.see")
def list_centres(request: Allowed, asked: Annotated[CentresAsked, Query()]) -> Any:
    centres = Centre.objects.within(request.reach).prefetch_related("serves")
    if asked.under:
        centres = centres.under(asked.under)
    if asked.level:
        centres = centres.filter(level=asked.level)
    if asked.open_on:
        centres = centres.open_on(asked.open_on)
    return page_of(request, centres, CentreShown.of, asked=asked)


@router.post("/centres", response={201: CentreShown}, url_name="centres", summary="Open a centre")
@may("places.amend")
def open_centre(request: Allowed, response: HttpResponse, said: CentreSaid) -> Any:
    facts = _of_centre(said, request.reach)
    centre = actions.open_centre(facts.pop("area"), by=request.user, **facts)
    response["Location"] = reverse("api:centre", args=[centre.pk])
    return Status(201, CentreShown.of(centre))


@router.get("/centres/{centre_id}", response=CentreShown, url_name="centre", summary="One centre")
@may("places.see")
def show_centre(request: Allowed, centre_id: Key) -> CentreShown:
    return CentreShown.of(_centre(request, centre_id))


@router.patch(
    "/centres/{centre_id}", response=CentreShown, url_name="centre", summary="Amend a centre"
)
@may("places.amend")
@transaction.atomic
def amend_centre(request: Allowed, centre_id: Key, said: CentreChange) -> CentreShown:
    centre = _centre_as_seen(request, centre_id)
    facts = _of_centre(said, request.reach)
    return CentreShown.of(actions.amend_centre(centre, by=request.user, **facts))


@router.put(
    "/centres/{centre_id}/closing",
    response=CentreShown,
    url_name="closing",
    summary="Close a centre",
)
@may("places.amend")
@transaction.atomic
def close_centre(request: Allowed, centre_id: Key, said: ClosingSaid) -> CentreShown:
    """`If-Match` names the version of the centre; the answer is the centre as it is now."""
    centre = _centre_as_seen(request, centre_id)
    return CentreShown.of(actions.close_centre(centre, on=said.on, by=request.user))


@router.get(
    "/centres/{centre_id}/rooms",
    response=Page[RoomShown],
    url_name="rooms",
    summary="Rooms of a centre",
)
@may("places.see")
def list_rooms(request: Allowed, centre_id: Key, asked: Annotated[Asking, Query()]) -> Any:
    rooms = Room.objects.filter(centre=_centre(request, centre_id))
    return page_of(request, rooms, RoomShown.of, asked=asked)


@router.post(
    "/centres/{centre_id}/rooms",
    response={201: RoomShown},
    url_name="rooms",
    summary="Add a room",
)
@may("places.amend")
def add_room(request: Allowed, centre_id: Key, said: RoomSaid) -> Any:
    size = Decimal(str(round(said.square_metres, 2)))
    facts = {**facts_said(said), "square_metres": size}
    room = actions.add_room(_centre(request, centre_id), by=request.user, **facts)
    return Status(201, RoomShown.of(room))


@router.get("/norms", response=Page[NormShown], url_name="norms", summary="Norms in force")
@may("places.see")
def list_norms(request: Allowed, asked: Annotated[Asking, Query()]) -> Any:
    """The latest wording of each norm of the set that centres are measured by today."""
    today = Norm.objects.in_force_on(timezone.localdate())
    norms = Norm.objects.filter(pk__in=today.values("pk"))
    return page_of(request, norms, NormShown.of, asked=asked)


def _area(request: Allowed, code: str) -> Area:
    return get_object_or_404(Area.objects.within(request.reach), pk=code)


def _centre(request: Allowed, centre_id: int) -> Centre:
    return get_object_or_404(Centre.objects.within(request.reach), pk=centre_id)


def _centre_as_seen(request: Allowed, centre_id: int) -> Centre:
    """The centre, locked, if the version that the asker names is the one there is."""
    locked = Centre.objects.within(request.reach).select_for_update(of=("self",))
    centre = get_object_or_404(locked, pk=centre_id)
    must_match(request, CentreShown.of(centre))
    return centre


def _of_centre(said: CentreSaid | CentreChange, reach: Reach) -> dict[str, Any]:
    """The facts that were said, areas as rows."""
    facts = facts_said(said)
    if "area" in facts:
        facts["area"] = area_said(facts["area"], reach=reach)
    if "serves" in facts:
        facts["serves"] = [
            area_said(code, reach=reach, field=f"serves.{place}")
            for place, code in enumerate(facts["serves"])
        ]
    return facts
