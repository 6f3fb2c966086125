"""The demo's halls: four weeks of visits, a morning under way, appointments of the next days.

The past is written as rows at once, its secrets marked as the demo's; what is under way is told
through the verbs. Everybody in it is invented.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from random import Random

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from jiamenkou.demo.ground import COMMUNITY
from jiamenkou.demo.planning import STREET
from jiamenkou.hall import actions as hall
from jiamenkou.hall.lanes import starts
from jiamenkou.hall.models import (
    Appointment,
    Counter,
    Interval,
    PriorityClass,
    Series,
    Sitting,
    Ticket,
)
from jiamenkou.hall.models.ticket import EVERYBODY
from jiamenkou.people.models import User
from jiamenkou.places.models import Centre
from jiamenkou.services.models import ItemVersion, ServiceItem, Skill

CLASSES = (
    ("elderly", "70岁以上老年人", "Aged 70 and above", 10),
    ("disabled", "残疾人", "Disabled", 20),
    ("pregnant", "孕妇", "Pregnant", 30),
    ("infant", "带婴幼儿", "With an infant", 40),
)
CLERKS = {COMMUNITY: ("clerk2", "clerk3"), STREET: ("clerk7", "clerk8")}
"""Who sits at the second and third counter; the first is free for who tries the demo."""
WEEKS, A_DAY, SERVED, WAITING, COUNTERS = 4, 24, 14, 7, 4
NAMES = ("张三", "李四", "王五", "赵六", "钱七", "孙八")
EXPECTED = "13900139000"
"""The telephone of whoever has an appointment soon after the demo is started."""
ONE_DAY, MINUTE = datetime.timedelta(days=1), datetime.timedelta(minutes=1)
Kind, State = Interval.Kind, Ticket.State


@dataclass
class Past:
    """Rows of visits that are over, written in one go."""

    centre: Centre
    items: Sequence[tuple[ServiceItem, int]]
    chance: Random
    tickets: list[Ticket] = field(default_factory=list)
    times: list[tuple[datetime.timedelta, ...]] = field(default_factory=list)

    def visit(self, begins: datetime.datetime, number: int, **facts: object) -> None:
        """Somebody came; what they needed is spread around what the item is said to take."""
        item, minutes = self.chance.choice(self.items)
        waits, comes = self.chance.randint(1, 18), self.chance.uniform(0.4, 1.5)
        serves = minutes * self.chance.uniform(0.5, 1.6)
        self.times.append(tuple(MINUTE * one for one in (waits, comes, serves)))
        kept: dict[str, object] = {"state": State.DONE, "rank": EVERYBODY} | facts
        day = timezone.localdate(begins)
        self.tickets.append(
            Ticket(
                centre=self.centre, day=day, prefix="A", number=number, item=item,
                arrived_at=begins, way="kiosk",
                secret=f"demo{self.centre.pk}-{day:%m%d}-{number}"[:22], **kept,
            )
        )  # fmt: skip

    def write(self, counters: Sequence[Counter]) -> None:
        for ticket, times in zip(self.tickets, self.times, strict=True):
            if ticket.state == State.DONE:
                ticket.counter = self.chance.choice(counters)
                ticket.called_at, ticket.calls = ticket.arrived_at + times[0], 1
        Ticket.objects.bulk_create(self.tickets)
        Interval.objects.bulk_create(list(self._intervals()))

    def _intervals(self) -> Iterator[Interval]:
        for ticket, times in zip(self.tickets, self.times, strict=True):
            if ticket.state != State.DONE:
                open_ended = DateTimeTZRange(ticket.arrived_at, None)
                yield Interval(ticket=ticket, kind=Kind.WAITING, during=open_ended)
                continue
            begins = ticket.arrived_at
            for kind, lasts in zip((Kind.WAITING, Kind.CALLED, Kind.SERVING), times, strict=True):
                during = DateTimeTZRange(begins, begins + lasts)
                counter = None if kind == Kind.WAITING else ticket.counter
                yield Interval(ticket=ticket, kind=kind, counter=counter, during=during)
                begins += lasts


def tell_halls() -> bool:
    """Counters and the past once; a morning on every day the demo is started; True if told."""
    now = timezone.now()
    if Ticket.objects.filter(day=timezone.localdate(now)).exists():
        return False
    hall.end_day(timezone.localdate(now))
    for code in CLERKS:
        centre = Centre.objects.filter(area=code).earliest("pk")
        items = _items(centre, timezone.localdate(now))
        if not items:
            continue
        if not Counter.objects.filter(centre=centre).exists():
            _furnish(centre, items, now)
        _begin_morning(centre, items, now)
    return True


def _furnish(
    centre: Centre, items: Sequence[tuple[ServiceItem, int]], now: datetime.datetime
) -> None:
    """Counters, who goes first, four weeks of visits, appointments of the next days."""
    for code, name, name_en, rank in CLASSES:
        hall.keep_class(code, name=name, name_en=name_en, rank=rank, by=None)
    counters = [
        hall.add_counter(centre, number=number + 1, name="综合窗口" if number else "", by=None)
        for number in range(COUNTERS)
    ]
    past = Past(centre=centre, items=items, chance=Random(centre.pk))  # noqa: S311 - invented
    today = timezone.localdate(now)
    for day in (today - ONE_DAY * back for back in range(1, WEEKS * 7)):
        if day.weekday() < 5:
            _visits_of(past, day)
    past.write(counters)
    _book(centre, items, now)


def _visits_of(past: Past, day: datetime.date) -> None:
    opens = timezone.make_aware(datetime.datetime.combine(day, datetime.time(8, 30)))
    minutes = sorted(past.chance.randint(0, 480) for _ in range(A_DAY))
    for number, minute in enumerate(minutes, start=1):
        past.visit(opens + minute * MINUTE, number)
    Series.objects.create(centre=past.centre, day=day, prefix="A", last=A_DAY)


def _begin_morning(
    centre: Centre, items: Sequence[tuple[ServiceItem, int]], now: datetime.datetime
) -> None:
    """Some are done, two are at the counters, one on hold, the others wait."""
    counters = list(Counter.objects.in_use().filter(centre=centre).order_by("number"))
    past = Past(centre=centre, items=items, chance=Random(now.day))  # noqa: S311 - invented
    today = timezone.localdate(now)
    midnight = timezone.make_aware(datetime.datetime.combine(today, datetime.time()))
    elderly = PriorityClass.objects.get(code="elderly")
    for number in range(1, SERVED + WAITING + 1):
        minutes_ago = (SERVED + WAITING - number) * 5 + 1
        waits = number > SERVED
        begins = max(now - minutes_ago * MINUTE - (0 if waits else 1) * 45 * MINUTE, midnight)
        facts: dict[str, object] = {"state": State.WAITING} if waits else {}
        if number == SERVED + 5:
            facts |= {"priority": elderly, "rank": elderly.rank}
        past.visit(begins, number, **facts)
    past.write(counters)
    Series.objects.create(centre=centre, day=today, prefix="A", last=SERVED + WAITING)
    _sit_down(centre, counters)
    _expect(centre, now)


def _expect(centre: Centre, now: datetime.datetime) -> None:
    """Somebody with an appointment in half an hour, as if booked last week."""
    clerk = _clerk("clerk")
    served = Skill.objects.on(timezone.localdate(now)).filter(person=clerk).order_by("item")
    skill = served.select_related("item").first()
    if clerk is None or skill is None or centre.area_id != COMMUNITY:
        return
    begins = now + 30 * MINUTE
    during = DateTimeTZRange(begins, begins + 15 * MINUTE)
    Appointment.objects.create(
        centre=centre, item=skill.item, clerk=clerk, day=timezone.localdate(begins), during=during,
        state=Appointment.State.BOOKED, owner="demo", name=NAMES[0], phone=EXPECTED,
        secret=f"demo-{centre.pk}-{begins:%m%d%H%M}",
    )  # fmt: skip


def _sit_down(centre: Centre, counters: Sequence[Counter]) -> None:
    names = CLERKS.get(centre.area_id, ())
    for counter, clerk in zip(counters[1:], map(_clerk, names), strict=False):
        if clerk is None or Sitting.objects.open().of(clerk).exists():
            continue
        hall.open_counter(counter, by=clerk)
        called = hall.call_next(counter, by=clerk)
        if called and counter.number == 2:
            hall.hold(hall.start(called, by=clerk), by=clerk)
            called = hall.call_next(counter, by=clerk)
            if called:
                hall.start(called, by=clerk)


def _book(centre: Centre, items: Sequence[tuple[ServiceItem, int]], now: datetime.datetime) -> None:
    """A few a day, for the next days on which somebody is on duty who may serve it."""
    today = timezone.localdate(now)
    for ahead, (item, _minutes) in zip(range(1, 6), items, strict=False):
        found = starts(item, centre, today + ahead * ONE_DAY, now=now)
        for number, start in enumerate(islice((one for one in found if one.free), 0, 9, 3)):
            hall.book_slot(
                item, centre=centre, begins=start.begins, name=NAMES[(ahead + number) % 6],
                phone=f"1390000{ahead:02}{number:02}", by=None,
            )  # fmt: skip


def _items(centre: Centre, day: datetime.date) -> list[tuple[ServiceItem, int]]:
    """A dozen services that whoever sits there today may serve."""
    people = User.objects.filter(username__in=(*CLERKS[centre.area_id], "clerk", "street"))
    served = Skill.objects.on(day).filter(person__in=people).values("item")
    offered = ServiceItem.objects.offered_at(centre, day).filter(pk__in=served)
    offered = offered.order_by("position", "pk")
    versions = ItemVersion.objects.filter(item__in=offered, during__contains=day)
    minutes = dict(versions.values_list("item", "minutes"))
    return [(item, minutes[item.pk]) for item in offered[:12]]


def _clerk(username: str) -> User | None:
    return User.objects.filter(username=username).first()
