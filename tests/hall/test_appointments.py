"""Appointments: as much as clerks have time, held for a while, moved and given back once."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from jiamenkou.hall import actions
from jiamenkou.hall.lanes import starts
from jiamenkou.hall.models import Appointment
from jiamenkou.notices.models import Message
from jiamenkou.places.models import Opening
from jiamenkou.rota import actions as rota
from jiamenkou.services.models import Offer, Skill
from tests import make
from tests.hall.halls import ONE_DAY, OTHER_PHONE, PHONE, Hall, begun, hall_of, refused, tomorrow

pytestmark = pytest.mark.django_db
State = Appointment.State


@pytest.fixture
def hall() -> Hall:
    """Two clerks on duty tomorrow from nine to five; the item takes twenty minutes."""
    made = hall_of(clerks=2)
    made.duties(timezone.localdate() + ONE_DAY)
    return made


def free_at(hall: Hall, hour: int) -> int:
    day = timezone.localdate() + ONE_DAY
    found = starts(hall.items[0], hall.centre, day, now=timezone.now())
    return next((len(one.free) for one in found if one.begins == tomorrow(hour)), 0)


def test_there_is_as_much_as_the_clerks_on_duty_have_time(hall: Hall) -> None:
    day = timezone.localdate() + ONE_DAY
    found = starts(hall.items[0], hall.centre, day, now=timezone.now())
    assert [f"{one.begins:%H:%M}" for one in found[:3]] == ["09:00", "09:20", "09:40"]
    assert len(found) == 24
    assert {one.seats for one in found} == {2}


def test_the_third_of_two_is_refused(hall: Hall) -> None:
    hall.book(tomorrow(10))
    hall.book(tomorrow(10), phone=OTHER_PHONE)
    with refused("a_clerks_time_is_promised_once"):
        hall.book(tomorrow(10), phone="13700137000")


def test_who_is_on_leave_or_not_certified_is_not_promised(hall: Hall) -> None:
    leave = make.leave(person=hall.clerks[0], first=timezone.localdate() + ONE_DAY)
    rota.approve_leave(leave, by=None)
    assert free_at(hall, 10) == 1
    Skill.objects.filter(person=hall.clerks[1]).delete()
    assert free_at(hall, 10) == 0


def test_two_items_share_the_time_of_one_clerk() -> None:
    hall = hall_of(clerks=1, items=2, minutes=30)
    hall.duties(timezone.localdate() + ONE_DAY)
    hall.book(tomorrow(10))
    with refused("a_clerks_time_is_promised_once"):
        actions.book_slot(
            hall.items[1], centre=hall.centre, begins=tomorrow(10), name="李四",
            phone=PHONE, by=None,
        )  # fmt: skip


def test_what_is_held_is_nobody_elses_until_it_runs_out(hall: Hall) -> None:
    first, second = hall.hold(tomorrow(10)), hall.hold(tomorrow(10))
    assert free_at(hall, 10) == 0
    Appointment.objects.filter(pk=first.pk).update(held_until=timezone.now())
    assert free_at(hall, 10) == 1
    hall.book(tomorrow(10))
    assert Appointment.objects.get(pk=first.pk).state == State.LAPSED
    assert actions.book(second, name="李四", phone=OTHER_PHONE).state == State.BOOKED


def test_a_hold_that_ran_out_is_not_booked(hall: Hall) -> None:
    held = hall.hold(tomorrow(10))
    Appointment.objects.filter(pk=held.pk).update(held_until=timezone.now())
    with refused("a_hold_is_taken_up_in_time"):
        actions.book(held, name="张三", phone=PHONE)


def test_who_holds_another_time_lets_the_first_one_go(hall: Hall) -> None:
    hall.hold(tomorrow(10), owner="me")
    hall.hold(tomorrow(11), owner="me")
    assert free_at(hall, 10) == 2
    assert free_at(hall, 11) == 1


def test_holds_that_ran_out_are_freed_once(hall: Hall) -> None:
    held = hall.hold(tomorrow(10))
    Appointment.objects.filter(pk=held.pk).update(held_until=timezone.now())
    assert [actions.lapse_holds(), actions.lapse_holds()] == [1, 0]
    assert not actions.let_go(held, by=None)


def test_the_same_key_books_once(hall: Hall) -> None:
    by = make.user(kind="clerk")
    first = hall.book(tomorrow(10), by=by, key="k")
    assert hall.book(tomorrow(10), by=by, key="k") == first
    assert free_at(hall, 10) == 1


def test_a_telephone_books_two_a_day(hall: Hall) -> None:
    hall.book(tomorrow(9))
    hall.book(tomorrow(10))
    with refused("a_phone_books_so_many_a_day"):
        hall.book(tomorrow(11))
    held = hall.hold(tomorrow(11))
    with refused("a_phone_books_so_many_a_day"):
        actions.book(held, name="张三", phone="138 0013 8000")
    assert free_at(hall, 11) == 1


def test_cancelled_it_is_free_once_and_again_anybodys(hall: Hall) -> None:
    made = hall.book(tomorrow(10))
    for _click in range(2):
        assert actions.cancel(made, by=None).state == State.CANCELLED
    assert free_at(hall, 10) == 2
    assert Message.objects.filter(kind="hall.cancelled").count() == 1


def test_moved_it_frees_the_old_time_and_keeps_what_was_typed(hall: Hall) -> None:
    made = hall.book(tomorrow(10), name="王奶奶")
    moved = actions.move(made, begins=tomorrow(11), by=None)
    assert (moved.pk, moved.name, moved.sequence) == (made.pk, "王奶奶", 1)
    assert [free_at(hall, 10), free_at(hall, 11)] == [2, 1]


def test_moved_to_a_time_that_is_taken_it_stays_where_it_was(hall: Hall) -> None:
    made = hall.book(tomorrow(10))
    hall.hold(tomorrow(11))
    hall.hold(tomorrow(11))
    with refused("a_clerks_time_is_promised_once"):
        actions.move(made, begins=tomorrow(11), by=None)
    assert Appointment.objects.get(pk=made.pk).begins == tomorrow(10)


def test_a_past_time_is_refused(hall: Hall) -> None:
    with refused("an_appointment_lies_ahead"):
        hall.book(timezone.now() - ONE_DAY)


def test_a_closed_day_is_refused(hall: Hall) -> None:
    Opening.objects.all().delete()
    with refused("an_appointment_is_in_opening_hours"):
        hall.book(tomorrow(10))


def test_a_time_that_is_no_start_is_refused(hall: Hall) -> None:
    with refused("an_appointment_is_in_opening_hours"):
        hall.book(tomorrow(10) + datetime.timedelta(minutes=7))


def test_what_cannot_be_booked_is_refused(hall: Hall) -> None:
    Offer.objects.update(by_appointment=False)
    with refused("what_is_booked_can_be_booked"):
        hall.book(tomorrow(10))


@pytest.mark.parametrize(
    ("said", "rule"),
    [({"name": " "}, "who_books_says_who_they_are"), ({"phone": "12"}, "a_phone_can_be_called")],
)
def test_who_books_says_who_they_are(hall: Hall, said: dict[str, str], rule: str) -> None:
    with refused(rule):
        hall.book(tomorrow(10), **said)
    assert free_at(hall, 10) == 2


def test_nobody_checks_in_on_another_day(hall: Hall) -> None:
    with refused("an_appointment_is_for_its_day"):
        actions.check_in(hall.book(tomorrow(10)), way="kiosk", by=None)


def test_checked_in_twice_it_is_one_number(hall: Hall) -> None:
    made = hall.booked_for_now()
    first = actions.check_in(made, way="kiosk", by=None)
    assert actions.check_in(made, way="phone", by=None) == first


def test_who_comes_late_waits_like_everybody_else(hall: Hall) -> None:
    late = begun(hall.book(tomorrow(9)), timezone.now() - datetime.timedelta(minutes=16))
    Appointment.objects.filter(pk=late.pk).update(day=timezone.localdate())
    assert actions.check_in(late, way="kiosk", by=None).due_at is None


def test_an_appointment_nobody_came_to_is_missed(hall: Hall) -> None:
    made = hall.book(tomorrow(10))
    actions.end_day(made.day + ONE_DAY)
    assert Appointment.objects.get(pk=made.pk).state == State.MISSED
