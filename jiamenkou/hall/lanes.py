"""When somebody can be served by appointment: the time of clerks on duty, less what is promised.

A lane is one clerk's time on one day: on a published duty, able to serve the item, not on leave,
while the centre is open. A start is free while some lane is free from there for as long as the
item takes. Nothing of this is stored, so a changed roster, a holiday or a closure counts at once.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from jiamenkou.hall.models import Appointment
from jiamenkou.hall.models.appointment import AppointmentQuerySet
from jiamenkou.lib.prepared import Prepared
from jiamenkou.places.models import Centre, Opening
from jiamenkou.rota.models import Duty, Leave, ShiftPattern
from jiamenkou.services.models import ItemVersion, ServiceItem, Skill

Span = tuple[datetime.datetime, datetime.datetime]


def _able_on_duty(item: Any, centre: Any, day: Any) -> QuerySet[Any, Any]:
    """Published duties of who may serve it; nobody on leave or on call."""
    away = Leave.objects.approved().filter(person=OuterRef("person"), during__contains=day)
    able = Skill.objects.on(day).filter(person=OuterRef("person"), item=item)
    duties = Duty.objects.published().filter(
        ~Q(pattern__kind=ShiftPattern.Kind.ON_CALL),
        Exists(able),
        ~Exists(away),
        roster__centre=centre,
        day=day,
    )
    return duties.order_by("person")


def _standing(now: Any) -> AppointmentQuerySet:
    """What takes somebody's time; a hold that ran out does not."""
    over = Q(state=Appointment.State.HELD, held_until__lte=now)
    return Appointment.objects.standing().exclude(over)


def _promised(centre: Any, day: Any, now: Any) -> QuerySet[Any, Any]:
    """Of whoever has a duty there, wherever it was promised."""
    there = Duty.objects.published().filter(roster__centre=centre, day=day)
    standing = _standing(now).filter(clerk__in=there.values("person"), day=day)
    return standing.values_list("pk", "clerk", "during")


def _there(item: Any, centre: Any, day: Any, during: Any, now: Any, but: Any) -> QuerySet[Any, Any]:
    """Who is on duty all that time; whether they are free; whether a hold that ran out is left."""
    mine = Q(clerk=OuterRef("person"), during__overlap=during) & ~Q(pk=but)
    here: QuerySet[Any, Any] = _able_on_duty(item, centre, day).filter(during__contains=during)
    free, over = ~Exists(_standing(now).filter(mine)), Appointment.objects.run_out(now).filter(mine)
    here = here.annotate(free=free, over=Exists(over))
    return here.values_list("person", "free", "over")


ON_A_DAY: dict[str, Any] = {"centre": models.BigIntegerField(), "day": models.DateField()}
OPENED = Prepared(
    lambda centre, day: (
        Opening.objects.filter(centre=centre, day=day)
        .order_by("during")
        .values_list("during", flat=True)
    ),
    **ON_A_DAY,
)
ABLE = Prepared(
    lambda item, centre, day: _able_on_duty(item, centre, day).values_list("person", "during"),
    item=models.BigIntegerField(),
    **ON_A_DAY,
)
PROMISED = Prepared(_promised, now=models.DateTimeField(), **ON_A_DAY)
THERE = Prepared(
    _there,
    item=models.BigIntegerField(),
    during=DateTimeRangeField(),
    now=models.DateTimeField(),
    but=models.BigIntegerField(),
    **ON_A_DAY,
)
NOBODY = 0
"""No row has this key."""


@dataclass(frozen=True, kw_only=True)
class Start:
    """A moment an appointment can begin, how many clerks are there for it, who of them is free."""

    begins: datetime.datetime
    ends: datetime.datetime
    seats: int
    free: tuple[int, ...]
    """Keys of clerks."""


@dataclass(frozen=True, kw_only=True)
class Lane:
    """A clerk who is on duty for a certain time."""

    clerk: int
    free: bool
    has_lapsed: bool
    """A hold that ran out still stands in their time, and is to be let go first."""


def starts(
    item: ServiceItem,
    centre: Centre,
    day: datetime.date,
    *,
    now: datetime.datetime,
    but: Appointment | None = None,
) -> list[Start]:
    """Those of the day that are still ahead, in order; what `but` takes counts as free."""
    takes = _minutes(item, day)
    opened = _openings(centre, day)
    if takes is None or not opened:
        return []
    lasts = datetime.timedelta(minutes=takes)
    lanes = _lanes(item, centre, day)
    taken = _taken(lanes, centre, day, now=now, but=but)
    return [
        _start(at, at + lasts, lanes, taken)
        for begins, ends in opened
        for at in _every(begins, ends, lasts)
        if at > now
        if any(_within(at, at + lasts, lane) for lane in lanes.values())
    ]


def is_start(centre: Centre, begins: datetime.datetime, lasts: datetime.timedelta) -> bool:
    """Whether the opening hours of that day have a start there."""
    return any(
        first <= begins and begins + lasts <= last and not (begins - first) % lasts
        for first, last in _openings(centre, timezone.localdate(begins))
    )


def lanes_at(
    item: ServiceItem,
    centre: Centre,
    during: DateTimeTZRange,
    *,
    now: datetime.datetime,
    but: Appointment | None = None,
) -> list[Lane]:
    """Of everybody who is there for it, in a fixed order; what `but` takes counts as free."""
    rows = THERE.all(
        item=item.pk,
        centre=centre.pk,
        day=timezone.localdate(during.lower),
        during=during,
        now=now,
        but=but.pk if but else NOBODY,
    )
    return [Lane(clerk=clerk, free=free, has_lapsed=over) for clerk, free, over in rows]


def on_duty_ahead(
    centre: Centre, now: datetime.datetime
) -> dict[tuple[int, datetime.date], list[Span]]:
    """The published duties from today on, by clerk and day, without those on leave."""
    away = Leave.objects.approved().filter(
        person=OuterRef("person"), during__contains=OuterRef("day")
    )
    duties = Duty.objects.published().filter(
        ~Exists(away), roster__centre=centre, day__gte=timezone.localdate(now)
    )
    found: defaultdict[tuple[int, datetime.date], list[Span]] = defaultdict(list)
    for clerk, day, during in duties.values_list("person", "day", "during"):
        found[clerk, day].append((during.lower, during.upper))
    return found


def _start(
    begins: datetime.datetime,
    ends: datetime.datetime,
    lanes: dict[int, list[Span]],
    taken: dict[int, list[Span]],
) -> Start:
    there = [clerk for clerk, spans in lanes.items() if _within(begins, ends, spans)]
    free = [one for one in there if not _meets(begins, ends, taken.get(one, []))]
    return Start(
        begins=timezone.localtime(begins),
        ends=timezone.localtime(ends),
        seats=len(there),
        free=tuple(free),
    )


def _minutes(item: ServiceItem, day: datetime.date) -> int | None:
    counting = ItemVersion.objects.filter(item=item, during__contains=day)
    return counting.values_list("minutes", flat=True).first()


def _openings(centre: Centre, day: datetime.date) -> list[Span]:
    return [(one.lower, one.upper) for one in OPENED.all(centre=centre.pk, day=day)]


def _lanes(item: ServiceItem, centre: Centre, day: datetime.date) -> dict[int, list[Span]]:
    """By clerk, in a fixed order; nobody on leave, on call or without the skill."""
    found: defaultdict[int, list[Span]] = defaultdict(list)
    for clerk, during in ABLE.all(item=item.pk, centre=centre.pk, day=day):
        found[clerk].append((during.lower, during.upper))
    return found


def _taken(
    lanes: dict[int, list[Span]],
    centre: Centre,
    day: datetime.date,
    *,
    now: datetime.datetime,
    but: Appointment | None,
) -> dict[int, list[Span]]:
    """What is promised of their time."""
    found: defaultdict[int, list[Span]] = defaultdict(list)
    for pk, clerk, during in PROMISED.all(centre=centre.pk, day=day, now=now):
        if clerk in lanes and (but is None or pk != but.pk):
            found[clerk].append((during.lower, during.upper))
    return found


def _every(
    begins: datetime.datetime, ends: datetime.datetime, lasts: datetime.timedelta
) -> Iterator[datetime.datetime]:
    while begins + lasts <= ends:
        yield begins
        begins += lasts


def _within(begins: datetime.datetime, ends: datetime.datetime, spans: list[Span]) -> bool:
    return any(first <= begins and ends <= last for first, last in spans)


def _meets(begins: datetime.datetime, ends: datetime.datetime, spans: list[Span]) -> bool:
    return any(first < ends and begins < last for first, last in spans)
