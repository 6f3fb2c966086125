"""The diagnosis: what each norm says of a centre, and how the number was made.

One function a criterion. Unknown is unknown, never zero.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from jiamenkou.places.models import Centre, Finding, FloorArea, Headcount, Norm, Room, WalkFact

THOUSANDTH, ZERO, ONE = Decimal("0.001"), Decimal(0), Decimal(1)
LISTED_COUNTS = 6
Verdict = Finding.Verdict


@dataclass(frozen=True, kw_only=True)
class Households:
    """The households of the areas a centre serves: the counts found, the areas without one."""

    counts: tuple[Headcount, ...]
    uncounted: tuple[str, ...] = ()

    @property
    def total(self) -> int | None:
        if self.uncounted or not self.counts:
            return None
        return sum(one.households or 0 for one in self.counts)


@dataclass(frozen=True, kw_only=True)
class Facts:
    """All that is known of a centre on a day."""

    centre: Centre
    households: Households
    rooms: tuple[Room, ...] = ()
    floor_areas: Mapping[str, FloorArea] = field(default_factory=dict)
    walk: WalkFact | None = None


class Measure(NamedTuple):
    """A number (None: unknown) and how it was made."""

    value: Decimal | None
    how: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """What kind of matter it is, how it is measured, and whether less is better."""

    kind: Finding.Kind
    measure: Callable[[Facts, Norm], Measure]
    less_is_better: bool = False


class Ruling(NamedTuple):
    """What one norm says of one centre, ready to be written as a Finding."""

    centre_id: int
    norm_id: int
    kind: str
    value: Decimal | None
    verdict: str
    shortfall: Decimal | None
    severity: Decimal
    how: dict[str, Any]


def judge(facts: Facts, norm: Norm) -> Ruling:
    """What `norm` says of a centre; severity is the shortfall as a part of the threshold."""
    criterion = CRITERIA[norm.criterion]
    measured = criterion.measure(facts, norm)
    shortfall = _shortfall(measured.value, norm.threshold, criterion)
    return Ruling(
        centre_id=facts.centre.pk,
        norm_id=norm.pk,
        kind=criterion.kind.value,
        value=measured.value,
        verdict=_verdict(measured.value, shortfall).value,
        shortfall=shortfall,
        severity=min(ONE, shortfall / norm.threshold) if shortfall else ZERO,
        how=measured.how,
    )


def _shortfall(value: Decimal | None, threshold: Decimal, by: Criterion) -> Decimal | None:
    if value is None:
        return None
    lacking = value - threshold if by.less_is_better else threshold - value
    return lacking if lacking > ZERO else None


def _verdict(value: Decimal | None, shortfall: Decimal | None) -> Verdict:
    if value is None:
        return Verdict.UNKNOWN
    return Verdict.SHORT if shortfall else Verdict.MEETS


def _area_per_100_households(facts: Facts, _norm: Norm) -> Measure:
    usable = facts.floor_areas.get(FloorArea.Kind.USABLE)
    households = facts.households.total
    how = {**_floor_area_words(usable), **_household_words(facts.households)}
    if not usable or not households:
        return Measure(value=None, how=how)
    exact = usable.square_metres * 100 / households
    return Measure(value=exact.quantize(THOUSANDTH), how=how)


def _floor_area(facts: Facts, _norm: Norm) -> Measure:
    """The gross area where it is known: complexes are stated so; else the usable area, a part."""
    gross, usable = (facts.floor_areas.get(kind) for kind in ("gross", "usable"))
    found = gross or usable
    return Measure(value=found.square_metres if found else None, how=_floor_area_words(found))


def _functions(facts: Facts, _norm: Norm) -> Measure:
    return _kinds_of_rooms(facts, {room.kind for room in facts.rooms})


def _required_rooms(facts: Facts, norm: Norm) -> Measure:
    wanted = set(norm.required_kinds)
    there = {room.kind for room in facts.rooms} & wanted
    measured = _kinds_of_rooms(facts, there)
    return Measure(value=measured.value, how={**measured.how, "lacking": sorted(wanted - there)})


def _kinds_of_rooms(facts: Facts, kinds: set[str]) -> Measure:
    """A centre none of whose rooms is on record is unknown: every centre has a room."""
    known = bool(facts.rooms)
    how = {"rooms": len(facts.rooms), "kinds": sorted(kinds)}
    return Measure(value=Decimal(len(kinds)) if known else None, how=how)


def _hall_access(facts: Facts, _norm: Norm) -> Measure:
    floor, lift = facts.centre.hall_floor, facts.centre.has_lift
    how = {"hall_floor": floor, "has_lift": lift}
    if floor == 1 or lift:
        return Measure(value=Decimal(1), how=how)
    known = floor is not None and lift is not None
    return Measure(value=Decimal(0) if known else None, how=how)


def _step_free(facts: Facts, _norm: Norm) -> Measure:
    known = facts.centre.step_free
    return Measure(value=None if known is None else Decimal(int(known)), how={"step_free": known})


def _share_within(facts: Facts, norm: Norm) -> Measure:
    walk = facts.walk
    shares = {walk.rural_metres: walk.share_within_rural} if walk else {}
    if walk:
        shares |= {300: walk.share_within_300, 500: walk.share_within_500}
        shares |= {1000: walk.share_within_1000}
    how = {**_walk_words(walk), "radius_metres": norm.radius_metres}
    return Measure(value=shares.get(norm.radius_metres), how=how)


def _mean_walk(facts: Facts, _norm: Norm) -> Measure:
    walk = facts.walk
    return Measure(value=Decimal(walk.mean_metres) if walk else None, how=_walk_words(walk))


def _p95_walk(facts: Facts, _norm: Norm) -> Measure:
    walk = facts.walk
    return Measure(value=Decimal(walk.p95_metres) if walk else None, how=_walk_words(walk))


def _floor_area_words(found: FloorArea | None) -> dict[str, Any]:
    if not found:
        return {"square_metres": None}
    return {
        "square_metres": str(found.square_metres),
        "area_kind": found.kind,
        "area_source": found.source,
        "measured_on": found.measured_on.isoformat(),
    }


def _household_words(households: Households) -> dict[str, Any]:
    counts = [
        {
            "area": count.area.name,
            "households": count.households,
            "source": count.source,
            "as_of": count.as_of.isoformat(),
        }
        for count in households.counts[:LISTED_COUNTS]
    ]
    return {
        "households": households.total,
        "counts": counts,
        "counted_areas": len(households.counts),
        "uncounted": list(households.uncounted[:LISTED_COUNTS]),
        "uncounted_areas": len(households.uncounted),
    }


def _walk_words(walk: WalkFact | None) -> dict[str, Any]:
    if not walk:
        return {"walk_people": None}
    return {
        "walk_people": walk.people,
        "measured_on": walk.measured_on.isoformat(),
        "method": walk.method,
        "layer": walk.layer_name,
    }


_C, _K = Norm.Criterion, Finding.Kind
CRITERIA: Mapping[str, Criterion] = {
    _C.AREA_PER_100_HOUSEHOLDS: Criterion(kind=_K.AREA, measure=_area_per_100_households),
    _C.FLOOR_AREA: Criterion(kind=_K.AREA, measure=_floor_area),
    _C.FUNCTIONS: Criterion(kind=_K.LAYOUT, measure=_functions),
    _C.REQUIRED_ROOMS: Criterion(kind=_K.LAYOUT, measure=_required_rooms),
    _C.HALL_ACCESS: Criterion(kind=_K.ACCESS, measure=_hall_access),
    _C.STEP_FREE: Criterion(kind=_K.ACCESS, measure=_step_free),
    _C.SHARE_WITHIN: Criterion(kind=_K.LOCATION, measure=_share_within),
    _C.MEAN_WALK: Criterion(kind=_K.LOCATION, measure=_mean_walk, less_is_better=True),
    _C.P95_WALK: Criterion(kind=_K.LOCATION, measure=_p95_walk, less_is_better=True),
}
