"""Many at once, in processes of their own, on the real database."""

from __future__ import annotations

from collections import Counter as Tally

import pytest
from django.utils import timezone

from jiamenkou.hall.models import Appointment, Series, Ticket
from tests.hall.halls import ONE_DAY, hall_of, tomorrow
from tests.hall.workers import (
    PROCESSES,
    at_once,
    book_one,
    call_and_finish,
    lapse,
    take_some,
    take_with_key,
)

pytestmark = pytest.mark.django_db(transaction=True)


def test_numbers_are_unique_and_without_gaps() -> None:
    hall = hall_of()
    asked = [(hall.centre.pk, hall.items[0].pk, 15)] * 8
    given = [number for some in at_once(take_some, *asked) for number in some]
    assert sorted(given) == list(range(1, 121))
    assert Series.objects.get().last == Ticket.objects.count() == 120


def test_one_key_at_once_is_one_number() -> None:
    hall = hall_of()
    given = at_once(take_with_key, *[(hall.centre.pk, hall.items[0].pk, "one click")] * 12)
    assert given == [1] * 12
    assert Series.objects.get().last == 1


def test_two_counters_never_call_the_same_person() -> None:
    hall = hall_of(clerks=PROCESSES)
    hall.open()
    waiting = {hall.take().pk for _ in range(60)}
    asked = [(hall.counters[one].pk, hall.clerks[one].pk, 60) for one in range(PROCESSES)]
    called = [pk for some in at_once(call_and_finish, *asked) for pk in some]
    assert Tally(called) == Tally(waiting)
    assert set(Ticket.objects.values_list("calls", flat=True)) == {1}


def test_no_more_is_booked_than_there_is_time() -> None:
    hall = hall_of(clerks=2, minutes=60)
    hall.duties(timezone.localdate() + ONE_DAY)
    phones = [f"138001380{number:02}" for number in range(40)]
    asked = [
        (hall.centre.pk, hall.items[0].pk, tomorrow(9 + number % 4), phone)
        for number, phone in enumerate(phones)
    ]
    answers = Tally(at_once(book_one, *asked))
    assert answers == {"booked": 8, "a_clerks_time_is_promised_once": 32}
    assert Appointment.objects.standing().count() == 8


def test_one_telephone_at_once_books_two() -> None:
    hall = hall_of(clerks=2, minutes=60)
    hall.duties(timezone.localdate() + ONE_DAY)
    asked = [
        (hall.centre.pk, hall.items[0].pk, tomorrow(9 + number), "13800138000")
        for number in range(5)
    ]
    answers = Tally(at_once(book_one, *asked))
    assert answers == {"booked": 2, "a_phone_books_so_many_a_day": 3}


def test_a_hold_is_freed_once() -> None:
    hall = hall_of(clerks=2, minutes=60)
    hall.duties(timezone.localdate() + ONE_DAY)
    for number in range(12):
        hall.hold(tomorrow(9 + number // 2))
    Appointment.objects.update(held_until=timezone.now())
    assert sum(at_once(lapse, *[()] * 8)) == 12
