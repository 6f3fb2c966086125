"""What can be done with premises: offer, amend, reserve, take, give back."""

import datetime
from typing import TypedDict, Unpack

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Model
from django.utils.translation import gettext as _

from jiamenkou.audit.actions import record
from jiamenkou.audit.facts import typed
from jiamenkou.lib.constraints import refusing
from jiamenkou.lib.refusal import Refused
from jiamenkou.places.actions.imports import writable, write
from jiamenkou.places.boundaries import (
    TOLERANCE_METRES,
    bounding_areas,
    geometry_of,
    metres_outside,
)
from jiamenkou.places.imports import Trial
from jiamenkou.places.models import Area
from jiamenkou.places.points import place
from jiamenkou.siting.models import Premises


class PremisesFacts(TypedDict, total=False):
    """What may be said of premises; lon and lat as they were entered, in `crs`."""

    name: str
    kind: str
    owner: str
    address: str
    lon: float
    lat: float
    crs: str
    usable_m2: int
    floor: int
    has_lift: bool | None
    structure: str
    fire_safety: str
    rent_per_year: int
    fit_out_cost: int
    available_from: datetime.date | None
    available_to: datetime.date | None


@transaction.atomic
def offer_premises(area: Area, *, by: Model | None, **facts: Unpack[PremisesFacts]) -> Premises:
    """New premises that stand in `area`; `available_to` is the first day they no longer are."""
    premises = Premises(area=area, available=DateRange())
    _say(premises, facts)
    with refusing(Premises):
        premises.save(force_insert=True)
    record("siting.offer_premises", premises, by=by, name=typed(premises.name), area=area.code)
    return premises


@transaction.atomic
def amend_premises(
    premises: Premises,
    *,
    by: Model | None,
    area: Area | None = None,
    **facts: Unpack[PremisesFacts],
) -> Premises:
    """Correct what is said of premises; what is not mentioned stays."""
    premises = Premises.objects.select_for_update().get(pk=premises.pk)
    premises.area = area or premises.area
    _say(premises, facts)
    with refusing(Premises):
        premises.save()
    record("siting.amend_premises", premises, by=by, changed=sorted(facts))
    return premises


@transaction.atomic
def import_premises(district: Area, *, trial: Trial[Premises], by: Model | None) -> list[Premises]:
    """The premises of a sheet that are new or changed; the same sheet again changes nothing."""
    with refusing(Premises):
        written = write(Premises, writable(trial))
    record(
        "siting.import_premises",
        district,
        by=by,
        file=typed(trial.sheet.file),
        new=trial.new,
        changed=trial.changed,
    )
    return written


def reserve_premises(premises: Premises, *, area: Area, by: Model | None) -> Premises:
    """Keep premises for an area until it takes them or lets them go."""
    verb, to = "siting.reserve_premises", Premises.State.RESERVED
    return _step(premises, to, verb=verb, for_area=area, by=by)


def take_premises(premises: Premises, *, by: Model | None) -> Premises:
    """The area they are reserved for moves in."""
    verb, to = "siting.take_premises", Premises.State.ALLOCATED
    return _step(premises, to, verb=verb, for_area=premises.offered_to, by=by)


def offer_again(premises: Premises, *, by: Model | None) -> Premises:
    """Nobody's any more: whoever reserved them lets go, or the owner offers them once more."""
    verb, to = "siting.offer_premises_again", Premises.State.OFFERED
    return _step(premises, to, verb=verb, for_area=None, by=by)


def give_back(premises: Premises, *, by: Model | None) -> Premises:
    """The owner has them back."""
    verb, to = "siting.give_back_premises", Premises.State.RETURNED
    return _step(premises, to, verb=verb, for_area=None, by=by)


@transaction.atomic
def _step(
    premises: Premises, to: Premises.State, *, verb: str, for_area: Area | None, by: Model | None
) -> Premises:
    premises = Premises.objects.select_for_update().get(pk=premises.pk)
    if to not in Premises.NEXT[Premises.State(premises.state)]:
        words = _("Premises that are “%(now)s” cannot become “%(next)s”.")
        facts = {"now": premises.get_state_display(), "next": to.label}
        raise Refused("premises_go_step_by_step", words % facts)
    premises.state, premises.offered_to = to, for_area
    with refusing(Premises):
        premises.save(update_fields=["state", "offered_to"])
    record(verb, premises, by=by, area=for_area.code if for_area else None)
    return premises


def _say(premises: Premises, facts: PremisesFacts) -> None:
    said = dict(facts)
    if "lon" in said:
        lon, lat = float(str(said.pop("lon"))), float(str(said.pop("lat")))
        place(premises, lon=lon, lat=lat, crs=str(said.pop("crs")))
    if "available_from" in said or "available_to" in said:
        start, end = said.pop("available_from", None), said.pop("available_to", None)
        premises.available = _during(start, end)
    for name, value in said.items():
        setattr(premises, name, value)
    _refuse_outside(premises)


def _refuse_outside(premises: Premises) -> None:
    """Against the nearest boundary that is known, of their area or one above it."""
    found = bounding_areas([premises.area_id]).get(premises.area_id)
    if not found or not found.boundary:
        return
    metres = float(metres_outside(geometry_of(found.boundary), premises.lon, premises.lat)[0])
    if metres > TOLERANCE_METRES:
        words = _(
            "The point lies %(metres)s m outside %(area)s: are longitude and latitude swapped, "
            "is the coordinate system right?"
        )
        facts = {"metres": f"{metres:,.0f}", "area": found.name}
        raise Refused("premises_stand_in_their_area", words % facts, field="lon")


def _during(start: object, end: object) -> DateRange:
    if isinstance(start, datetime.date) and isinstance(end, datetime.date) and end <= start:
        words = _("The last day lies before the first.")
        raise Refused("premises_are_available_for_a_while", words, field="available_to")
    return DateRange(start, end)
