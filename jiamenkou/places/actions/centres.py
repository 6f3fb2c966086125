"""What can be done with a centre: open, amend and close it, and record what is known of it."""

import datetime
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Required, TypedDict, Unpack

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from jiamenkou.audit.actions import record
from jiamenkou.audit.facts import typed
from jiamenkou.lib.constraints import refusing
from jiamenkou.lib.refusal import Refused
from jiamenkou.places.actions.norms import renew_findings
from jiamenkou.places.boundaries import (
    TOLERANCE_METRES,
    bounding_areas,
    geometry_of,
    metres_outside,
)
from jiamenkou.places.models import Area, Centre, FloorArea, Room, SharingAgreement, WalkFact
from jiamenkou.places.points import place
from jiamenkou.places.spelling import spelled


class CentreFacts(TypedDict, total=False):
    """What may be said of a centre; lon and lat as they were entered, in `crs`."""

    name: str
    level: str
    lon: float
    lat: float
    crs: str
    address: str
    phone: str
    ownership: str
    step_free: bool | None
    hall_floor: int | None
    has_lift: bool | None
    opened_on: datetime.date | None


class RoomFacts(TypedDict, total=False):
    """A room: its use, and its size in square metres; floor 1 is the ground floor."""

    name: Required[str]
    kind: Required[str]
    square_metres: Required[Decimal]
    floor: int
    capacity: int | None


class FloorAreaFacts(TypedDict, total=False):
    """A floor area: what was measured, when, and by whose word."""

    kind: Required[str]
    square_metres: Required[Decimal]
    measured_on: Required[datetime.date]
    source: Required[str]
    file: "UploadedFile[Any] | None"


class WalkFigures(TypedDict, total=False):
    """What was measured of the walk to a centre; shares between 0 and 1, lengths in metres."""

    measured_on: datetime.date
    people: int
    share_within_300: Decimal
    share_within_500: Decimal
    share_within_1000: Decimal
    rural_metres: int | None
    share_within_rural: Decimal | None
    mean_metres: int
    p95_metres: int
    best_mean_metres: int | None
    metres_from_best: int | None
    method: str
    layer_name: str


@transaction.atomic
def open_centre(
    area: Area, *, by: Model | None, serves: Iterable[Area] = (), **facts: Unpack[CentreFacts]
) -> Centre:
    """A new centre that stands in `area` and serves `serves` (or else `area`)."""
    centre = Centre(area=area)
    _say(centre, facts)
    _refuse_outside(centre)
    with refusing(Centre):
        centre.save(force_insert=True)
    centre.serves.set(serves or [area])
    record("places.open_centre", centre, by=by, name=typed(centre.name), area=area.code)
    _renew(centre)
    return centre


@transaction.atomic
def amend_centre(
    centre: Centre,
    *,
    by: Model | None,
    serves: Iterable[Area] | None = None,
    area: Area | None = None,
    **facts: Unpack[CentreFacts],
) -> Centre:
    """Correct what is said of a centre; what is not mentioned stays."""
    centre = Centre.objects.select_for_update().get(pk=centre.pk)
    centre.area = area or centre.area
    _say(centre, facts)
    if area or "lon" in facts:
        _refuse_outside(centre)
    with refusing(Centre):
        centre.save()
    if serves is not None:
        centre.serves.set(serves)
    record("places.amend_centre", centre, by=by, changed=sorted(facts))
    _renew(centre)
    return centre


@transaction.atomic
def close_centre(centre: Centre, *, on: datetime.date, by: Model | None) -> Centre:
    centre = Centre.objects.select_for_update().get(pk=centre.pk)
    if centre.closed_on:
        raise Refused("centre_is_open", _("The centre is already closed."))
    centre.closed_on = on
    with refusing(Centre):
        centre.save(update_fields=["closed_on"])
    record("places.close_centre", centre, by=by, on=on.isoformat())
    _renew(centre)
    return centre


@transaction.atomic
def add_room(centre: Centre, *, by: Model | None, **facts: Unpack[RoomFacts]) -> Room:
    with refusing(Room):
        room = Room.objects.create(centre=centre, **facts)
    record("places.add_room", room, by=by, centre=centre.pk, name=typed(room.name), kind=room.kind)
    _renew(centre)
    return room


@transaction.atomic
def measure_floor_area(
    centre: Centre, *, by: Model | None, **facts: Unpack[FloorAreaFacts]
) -> FloorArea:
    with refusing(FloorArea):
        measured = FloorArea.objects.create(centre=centre, **facts)
    record("places.measure_floor_area", measured, by=by, centre=centre.pk, kind=measured.kind)
    _renew(centre)
    return measured


@transaction.atomic
def agree_sharing(
    host: Centre,
    *,
    guest: Centre,
    during: DateRange,
    shares: Iterable[str],
    by: Model | None,
    terms: str = "",
) -> SharingAgreement:
    """`shares` are any of rooms, activities, staff; `during` ends before its upper day."""
    given = set(shares)
    with refusing(SharingAgreement):
        agreement = SharingAgreement.objects.create(
            host=host,
            guest=guest,
            during=during,
            shares_rooms="rooms" in given,
            shares_activities="activities" in given,
            shares_staff="staff" in given,
            terms=terms,
        )
    record("places.agree_sharing", agreement, by=by, host=host.pk, guest=guest.pk)
    return agreement


@transaction.atomic
def end_sharing(
    agreement: SharingAgreement, *, on: datetime.date, by: Model | None
) -> SharingAgreement:
    """The agreement no longer holds from `on`."""
    agreement = SharingAgreement.objects.select_for_update().get(pk=agreement.pk)
    start, end = agreement.during.lower, agreement.during.upper
    if on <= start or (end and on >= end):
        raise Refused("sharing_ends_within", _("Choose a day within the agreement."), field="on")
    agreement.during = DateRange(start, on)
    agreement.save(update_fields=["during"])
    record("places.end_sharing", agreement, by=by, on=on.isoformat())
    return agreement


@transaction.atomic
def record_walks(
    centre: Centre, *, by: Model | None, renew: bool = True, **figures: Unpack[WalkFigures]
) -> WalkFact:
    """What was measured; measuring again on the same day by the same method replaces it.

    Who measures many centres passes renew=False and calls `diagnose` for all of them at the end.
    """
    with refusing(WalkFact):
        fact, _made = WalkFact.objects.update_or_create(
            centre=centre,
            measured_on=figures["measured_on"],
            layer_name=figures["layer_name"],
            method=figures["method"],
            defaults={**figures},
        )
    record("places.record_walks", fact, by=by, centre=centre.pk)
    if renew:
        _renew(centre)
    return fact


def _say(centre: Centre, facts: CentreFacts) -> None:
    if "lon" in facts:
        place(centre, lon=facts["lon"], lat=facts["lat"], crs=facts["crs"])
    for name, value in facts.items():
        if name not in {"lon", "lat", "crs"}:
            setattr(centre, name, value)
    if "name" in facts:
        centre.name_pinyin, centre.name_initials = spelled(centre.name)


def _refuse_outside(centre: Centre) -> None:
    found = bounding_areas([centre.area_id]).get(centre.area_id)
    if not found or not found.boundary:
        return
    metres = float(metres_outside(geometry_of(found.boundary), centre.lon, centre.lat)[0])
    if metres > TOLERANCE_METRES:
        words = _(
            "The point lies %(metres)s m outside %(area)s: are longitude and latitude swapped, "
            "is the coordinate system right?"
        )
        facts = {"metres": f"{metres:,.0f}", "area": found.name}
        raise Refused("centre_stands_in_its_area", words % facts, field="lon")


def _renew(centre: Centre) -> None:
    renew_findings([centre], on=timezone.localdate())
