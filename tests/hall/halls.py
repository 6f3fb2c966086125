"""A hall with items, clerks and counters, so that a test says only what it is about."""

from __future__ import annotations

import datetime
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest
from django.utils import timezone

from jiamenkou.hall import actions
from jiamenkou.hall.models import Appointment, Counter, PriorityClass, Ticket
from jiamenkou.lib.refusal import Refused
from jiamenkou.people.models import User
from jiamenkou.places.models import Centre
from jiamenkou.places.opening import Span
from jiamenkou.rota.models import Roster, ShiftPattern
from jiamenkou.services.models import ServiceItem
from tests import make

SINCE = datetime.date(2026, 1, 1)
ALWAYS = Span(opens=0, closes=1440)
ONE_DAY = datetime.timedelta(days=1)
PHONE, OTHER_PHONE = "13800138000", "13900139000"
numbers = count(1)


@dataclass
class Hall:
    """Open day and night; every clerk may serve every item unless a test says otherwise."""

    centre: Centre
    items: list[ServiceItem]
    clerks: list[User]
    counters: list[Counter]

    def take(self, item: int = 0, **facts: Any) -> Ticket:
        given: dict[str, Any] = {"way": "kiosk", "by": None} | facts
        return actions.take_ticket(self.items[item], centre=self.centre, **given)

    def open(self, *which: int) -> None:
        for one in which or range(len(self.counters)):
            actions.open_counter(self.counters[one], by=self.clerks[one])

    def next(self, which: int = 0) -> Ticket | None:
        return actions.call_next(self.counters[which], by=self.clerks[which])

    def called(self, which: int = 0) -> Ticket:
        """A number taken, and called to that counter, which is open."""
        self.take()
        ticket = self.next(which)
        assert ticket
        return ticket

    def serving(self, which: int = 0) -> Ticket:
        return actions.start(self.called(which), by=self.clerks[which])

    def duties(self, day: datetime.date, *, clerks: int | None = None) -> Roster:
        """A published roster: the clerks are there on `day` from nine to five."""
        kept: dict[str, Any] = {"starts": datetime.time(9), "minutes": 480, "begins": SINCE}
        pattern = ShiftPattern.objects.filter(centre=self.centre).first()
        pattern = pattern or make.pattern(centre=self.centre, **kept)
        roster = Roster.objects.of_month(day).filter(centre=self.centre).first()
        roster = roster or make.roster(centre=self.centre, month=day.replace(day=1))
        for person in self.clerks[:clerks]:
            make.duty(roster=roster, person=person, pattern=pattern, day=day)
        return roster if roster.published else make.published(roster)

    def hold(self, begins: datetime.datetime, **facts: Any) -> Appointment:
        given: dict[str, Any] = {"owner": f"browser-{next(numbers)}"} | facts
        return actions.hold_slot(self.items[0], centre=self.centre, begins=begins, **given)

    def book(self, begins: datetime.datetime, **facts: Any) -> Appointment:
        given: dict[str, Any] = {"name": "张三", "phone": PHONE, "by": None} | facts
        return actions.book_slot(self.items[0], centre=self.centre, begins=begins, **given)

    def booked_for_now(self, **facts: Any) -> Appointment:
        """An appointment that begins this minute, as if booked days ago."""
        made = self.book(tomorrow(9), **facts)
        return begun(made, timezone.now())


def begun(made: Appointment, begins: datetime.datetime) -> Appointment:
    """The appointment, as if it had been booked for that moment."""
    during = type(made.during)(begins, begins + datetime.timedelta(minutes=20))
    day = timezone.localdate(begins)
    Appointment.objects.filter(pk=made.pk).update(day=day, during=during)
    made.refresh_from_db()
    return made


def hall_of(*, clerks: int = 2, items: int = 1, minutes: int = 20) -> Hall:
    centre = make.centre()
    make.hours(centre=centre, rule=make.opening_rule("weekly", ALWAYS))
    make.hours(centre=centre, rule=make.opening_rule("holiday", ALWAYS))
    hall = Hall(
        centre=centre,
        items=[item_at(centre, minutes=minutes) for _ in range(items)],
        clerks=[make.posting(centre=centre).person for _ in range(clerks)],
        counters=[actions.add_counter(centre, number=one + 1, by=None) for one in range(clerks)],
    )
    for clerk in hall.clerks:
        for item in hall.items:
            make.skill(person=clerk, item=item)
    return hall


def item_at(centre: Centre, *, minutes: int = 20, by_appointment: bool = True) -> ServiceItem:
    item = make.item(minutes=minutes)
    make.offer(item=item, centre=centre, by_appointment=by_appointment)
    return item


def priority(code: str = "elderly", rank: int = 10) -> PriorityClass:
    return actions.keep_class(code, name="老年人", name_en="Elderly", rank=rank, by=None)


def tomorrow(hour: int, minute: int = 0) -> datetime.datetime:
    day = timezone.localdate() + ONE_DAY
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(hour, minute)))


def refused(rule: str) -> AbstractContextManager[pytest.ExceptionInfo[Refused]]:
    """What follows is refused by this rule."""
    return pytest.raises(Refused, check=lambda no: no.rule == rule)
