"""All that is known of many centres on a day, in a handful of queries however many they are."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence

from jiamenkou.places.diagnosis import Facts, Households
from jiamenkou.places.models import Area, Centre, FloorArea, Headcount, Room, WalkFact
from jiamenkou.places.models.area import ancestors_of

Counted = dict[str, Households]


def facts_of(centres: Sequence[Centre], *, on: datetime.date) -> list[Facts]:
    """The facts of each centre, in the order given; a centre that serves none serves its area."""
    keys = [centre.pk for centre in centres]
    areas = _floor_areas(keys, on)
    rooms = _rooms(keys)
    walks = {walk.centre_id: walk for walk in WalkFact.objects.filter(centre__in=keys).on(on)}
    served = served_codes(centres)
    counted = households_of({code for codes in served.values() for code in codes}, on=on)
    return [
        Facts(
            centre=centre,
            households=_together(counted[code] for code in served[centre.pk]),
            rooms=tuple(rooms[centre.pk]),
            floor_areas=areas[centre.pk],
            walk=walks.get(centre.pk),
        )
        for centre in centres
    ]


def served_codes(centres: Sequence[Centre]) -> dict[int, list[str]]:
    """The areas each centre serves, without those that lie in another of them."""
    links = Centre.serves.through.objects.filter(centre__in=[centre.pk for centre in centres])
    served: defaultdict[int, set[str]] = defaultdict(set)
    for centre_id, code in links.values_list("centre_id", "area_id"):
        served[centre_id].add(code)
    return {centre.pk: _outermost(served.get(centre.pk) or {centre.area_id}) for centre in centres}


def households_of(codes: set[str], *, on: datetime.date) -> Counted:
    """The households of each area: its own latest count, else those of all the areas in it."""
    own = Headcount.objects.filter(area__in=codes, households__isnull=False).on(on)
    counted = {count.area_id: Households(counts=(count,)) for count in own.select_related("area")}
    uncounted = Area.objects.in_bulk(list(codes - counted.keys()))
    within: defaultdict[str, set[str]] = defaultdict(set)
    for child, parent in _children(uncounted):
        within[parent].add(child)
    below = households_of(set().union(*within.values()), on=on) if within else {}
    for code, area in uncounted.items():
        inner = _together(below[child] for child in sorted(within[code]))
        counted[code] = inner if inner.counts else Households(counts=(), uncounted=(area.name,))
    return counted


def _children(parents: Iterable[str]) -> list[tuple[str, str]]:
    wanted = list(parents)
    if not wanted:
        return []
    return list(Area.objects.filter(parent__in=wanted).values_list("code", "parent_id"))


def _together(parts: Iterable[Households]) -> Households:
    every = list(parts)
    return Households(
        counts=tuple(count for part in every for count in part.counts),
        uncounted=tuple(name for part in every for name in part.uncounted),
    )


def _outermost(codes: set[str]) -> list[str]:
    return sorted(code for code in codes if codes.isdisjoint(ancestors_of(code)))


def _floor_areas(
    centres: Sequence[int], on: datetime.date
) -> defaultdict[int, dict[str, FloorArea]]:
    latest: defaultdict[int, dict[str, FloorArea]] = defaultdict(dict)
    for fact in FloorArea.objects.filter(centre__in=centres).on(on):
        latest[fact.centre_id][fact.kind] = fact
    return latest


def _rooms(centres: Sequence[int]) -> defaultdict[int, list[Room]]:
    rooms: defaultdict[int, list[Room]] = defaultdict(list)
    for room in Room.objects.filter(centre__in=centres):
        rooms[room.centre_id].append(room)
    return rooms
