"""What could stand where: centres, premises and free points of an area as places and levels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from statistics import median

import numpy as np
from django.utils import timezone
from django.utils.translation import gettext as _

from jiamenkou.engines.siting import UNLIMITED, Action, Levels
from jiamenkou.lib.crs import haversine_metres
from jiamenkou.places.models import Centre, FloorArea
from jiamenkou.siting.models import Premises, Scenario, SiteRule
from jiamenkou.siting.points import Demand

RELOCATION_METRES = 1500
"""A centre moves no farther than this: its people must still find it."""
RENT_YEARS = 5
"""Rent of so many years counts as cost of taking premises."""
METRES_A_DEGREE = 111_320.0


@dataclass(frozen=True, kw_only=True)
class Place:
    """A point where a centre stands or could stand; `street` is the code of its street or town."""

    name: str
    lon: float
    lat: float
    street: str
    area_m2: int | None
    cost: int = 0
    centre: int | None = None
    premises: int | None = None

    @property
    def free(self) -> bool:
        """Whether nothing is there yet: a point of the grid."""
        return self.centre is None and self.premises is None


@dataclass(frozen=True, kw_only=True)
class Level:
    """One thing that may be done: at most one level of a site, and one at a place, is chosen."""

    site: int
    place: int
    action: Action
    cost: int
    area_m2: int


@dataclass(frozen=True, kw_only=True)
class Candidates:
    """Every place and every level, and the sites that must keep one."""

    places: tuple[Place, ...]
    levels: tuple[Level, ...]
    required: tuple[bool, ...]
    notes: tuple[str, ...] = ()

    @property
    def arrays(self) -> Levels:
        """The levels as the engine takes them."""
        columns = {name: [getattr(one, name) for one in self.levels] for name in LEVEL_FIELDS}
        return Levels(
            site=np.array(columns["site"], dtype=np.int32),
            place=np.array(columns["place"], dtype=np.int32),
            action=np.array(columns["action"], dtype=np.int8),
            cost=np.array(columns["cost"], dtype=np.int64),
            capacity=np.full(len(self.levels), UNLIMITED, dtype=np.int64),
            area_m2=np.array(columns["area_m2"], dtype=np.int32),
        )


LEVEL_FIELDS = ("site", "place", "action", "cost", "area_m2")


def candidates_of(scenario: Scenario, demand: Demand, streets: list[str]) -> Candidates:
    """All that may be kept, extended, moved or opened; `streets` names each point's street."""
    centres, unmeasured = _standing(scenario)
    offered = _offered(scenario)
    free = _free_points(scenario, demand, streets)
    places = (*centres, *offered, *free)
    rules = {rule.centre_id: rule for rule in scenario.site_rules.all()}
    required = [_must_stand(scenario, rules.get(place.centre or 0)) for place in centres]
    levels = [
        level
        for site, place in enumerate(centres)
        for level in _levels_of(site, place, scenario, rules.get(place.centre or 0), places)
    ]
    levels += [
        Level(
            site=site, place=site, action=Action.OPEN, cost=place.cost, area_m2=place.area_m2 or 0
        )
        for site, place in enumerate(places)
        if place.centre is None
    ]
    return Candidates(
        places=places,
        levels=tuple(levels),
        required=(*required, *(False for _ in (*offered, *free))),
        notes=_notes(unmeasured),
    )


def _standing(scenario: Scenario) -> tuple[list[Place], int]:
    """The centres open today; where nobody measured one, the median of the others stands in."""
    today = timezone.localdate()
    centres = list(
        Centre.objects.under(scenario.area_id).open_on(today).select_related("area").order_by("pk")
    )
    usable = FloorArea.objects.on(today).filter(kind=FloorArea.Kind.USABLE, centre__in=centres)
    measured = {fact.centre_id: round(fact.square_metres) for fact in usable}
    usual = round(median(measured.values())) if measured else None
    places = [
        Place(
            name=centre.name,
            lon=centre.lon,
            lat=centre.lat,
            street=street_of(centre.area_id),
            area_m2=measured.get(centre.pk, usual),
            centre=centre.pk,
        )
        for centre in centres
    ]
    return places, len(centres) - len(measured)


def _offered(scenario: Scenario) -> list[Place]:
    today = timezone.localdate()
    offered = Premises.objects.under(scenario.area_id).free_on(today).order_by("pk")
    return [
        Place(
            name=one.name,
            lon=one.lon,
            lat=one.lat,
            street=street_of(one.area_id),
            area_m2=one.usable_m2,
            cost=one.fit_out_cost + RENT_YEARS * one.rent_per_year,
            premises=one.pk,
        )
        for one in offered
    ]


def _free_points(scenario: Scenario, demand: Demand, streets: list[str]) -> list[Place]:
    """Middles of the grid cells where people live; the street is that of their first point."""
    if scenario.free_grid_metres is None:
        return []
    narrow = np.cos(np.radians(demand.lat.mean()))
    step = scenario.free_grid_metres / METRES_A_DEGREE
    cells = np.column_stack((demand.lon * narrow // step, demand.lat // step)).astype(np.int64)
    cells[demand.people == 0] = np.iinfo(np.int64).max
    _unique, firsts = np.unique(cells, axis=0, return_index=True)
    return [
        Place(
            name=_("New site %(number)d") % {"number": number},
            lon=float((cells[first, 0] + 0.5) * step / narrow),
            lat=float((cells[first, 1] + 0.5) * step),
            street=streets[first],
            area_m2=scenario.free_site_m2,
            cost=scenario.free_site_cost,
        )
        for number, first in enumerate(sorted(int(i) for i in firsts), start=1)
        if demand.people[first] > 0
    ]


def _levels_of(
    site: int, place: Place, scenario: Scenario, rule: SiteRule | None, places: tuple[Place, ...]
) -> Iterator[Level]:
    area = place.area_m2 or 0
    yield Level(site=site, place=site, action=Action.KEEP, cost=0, area_m2=area)
    if scenario.goal != Scenario.Goal.BUDGET:
        return
    most, price = scenario.extend_m2, scenario.extend_yuan_per_m2
    if rule:
        most, price = rule.extend_m2, rule.extend_yuan_per_m2
    for more in sorted({most // 2, most} - {0}):
        yield Level(
            site=site, place=site, action=Action.EXTEND, cost=more * price, area_m2=area + more
        )
    if scenario.may_relocate and not (rule and rule.must_stay):
        yield from _moves(site, place, places)


def _moves(site: int, place: Place, places: tuple[Place, ...]) -> Iterator[Level]:
    for number, other in enumerate(places):
        if other.premises is None:
            continue
        away = haversine_metres(place.lon, place.lat, other.lon, other.lat)
        if away <= RELOCATION_METRES:
            yield Level(
                site=site,
                place=number,
                action=Action.RELOCATE,
                cost=other.cost,
                area_m2=other.area_m2 or 0,
            )


def _must_stand(scenario: Scenario, rule: SiteRule | None) -> bool:
    if rule:
        return not rule.may_close
    return not scenario.may_close


def _notes(unmeasured: int) -> tuple[str, ...]:
    if not unmeasured:
        return ()
    words = _("%(count)d centres have no measured usable area; the median of the others stands in.")
    return (words % {"count": unmeasured},)


def street_of(code: str) -> str:
    """The code of the street or town an area lies in."""
    return code[:9].ljust(12, "0")


def place_facts(place: Place) -> dict[str, object]:
    """A place as JSON keeps it."""
    return asdict(place)
