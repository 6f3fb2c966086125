"""Every rule the database keeps for the hall has a test that breaks it."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from jiamenkou.hall import actions
from jiamenkou.hall.models import (
    Appointment,
    Counter,
    Interval,
    PriorityClass,
    Series,
    Sitting,
    Ticket,
)
from jiamenkou.lib.constraints import refusing
from tests.hall.halls import ONE_DAY, PHONE, Hall, hall_of, priority, refused, tomorrow

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 6, 1, 9, tzinfo=datetime.UTC)
EMPTY = DateTimeTZRange(NOW, NOW, "[)")


@pytest.fixture
def hall() -> Hall:
    return hall_of()


def again(row: Any, **facts: Any) -> None:
    """A copy of the row, changed, goes into the database."""
    row.pk = None
    row._state.adding = True
    for name, value in facts.items():
        setattr(row, name, value)
    row.save(force_insert=True)


def changed(row: Any, **facts: Any) -> None:
    type(row).objects.filter(pk=row.pk).update(**facts)


def interval(ticket: Ticket, **facts: Any) -> Interval:
    given: dict[str, Any] = {"kind": "waiting", "during": DateTimeTZRange(NOW, NOW + ONE_DAY)}
    return Interval.objects.create(ticket=ticket, **given | facts)


def sit(hall: Hall, **facts: Any) -> Sitting:
    given: dict[str, Any] = {"counter": hall.counters[0], "clerk": hall.clerks[0]}
    given |= {"during": DateTimeTZRange(NOW, NOW + ONE_DAY)} | facts
    return Sitting.objects.create(**given)


def booked(hall: Hall) -> Appointment:
    hall.duties(timezone.localdate() + ONE_DAY)
    return hall.book(tomorrow(10))


def held(hall: Hall) -> Appointment:
    hall.duties(timezone.localdate() + ONE_DAY)
    return hall.hold(tomorrow(10))


def two_at_a_counter(hall: Hall) -> None:
    for _ in range(2):
        changed(hall.take(), state="called", counter=hall.counters[0])


def two_of_one_key(hall: Hall) -> None:
    for number in range(2):
        changed(hall.take(), key="k", number=50 + number)


def two_of_one_appointment(hall: Hall) -> None:
    made = booked(hall)
    for _ in range(2):
        changed(hall.take(), appointment=made)


def two_of_one_booking_key(hall: Hall) -> None:
    made = booked(hall)
    changed(made, key="k")
    made.refresh_from_db()
    again(made, secret="other", state="cancelled")


def two_holds_of_one(hall: Hall) -> None:
    made = held(hall)
    again(made, secret="other", clerk=hall.clerks[1])


def two_series(hall: Hall) -> None:
    hall.take()
    again(Series.objects.get())


def one_time_twice(hall: Hall) -> None:
    ticket = hall.take()
    ticket.intervals.all().delete()
    interval(ticket)
    interval(ticket)


def counter_twice(hall: Hall) -> None:
    sit(hall)
    sit(hall, clerk=hall.clerks[1])


def clerk_twice(hall: Hall) -> None:
    sit(hall)
    sit(hall, counter=hall.counters[1])


BREAKING: dict[str, Callable[[Hall], object]] = {
    "a_centre_has_a_counter_of_a_number_once": lambda hall: again(hall.counters[0]),
    "a_counter_has_a_number_one_can_call": lambda hall: changed(hall.counters[0], number=0),
    "a_counter_has_one_clerk_at_a_time": counter_twice,
    "a_clerk_sits_at_one_counter_at_a_time": clerk_twice,
    "a_sitting_begins": lambda hall: sit(hall, during=EMPTY),
    "a_class_goes_before_everybody_else": lambda _hall: changed(priority(), rank=90),
    "a_series_runs_once_a_day": two_series,
    "a_series_runs_forward": lambda hall: (hall.take(), Series.objects.update(last=-1)),
    "a_number_is_given_once_a_day": lambda hall: again(hall.take(), secret="other"),
    "a_ticket_is_opened_by_its_secret": lambda hall: again(hall.take(), number=99),
    "a_ticket_is_taken_once_a_key": two_of_one_key,
    "a_counter_has_one_ticket_at_a_time": two_at_a_counter,
    "an_appointment_has_one_ticket": two_of_one_appointment,
    "a_number_is_from_one_to_9999": lambda hall: changed(hall.take(), number=10_000),
    "a_ticket_at_a_counter_says_which": lambda hall: changed(hall.take(), state="called"),
    "who_did_not_come_may_come_back_until": lambda hall: changed(hall.take(), state="no_show"),
    "a_visit_is_in_one_place_at_a_time": one_time_twice,
    "an_interval_begins_before_it_ends": lambda hall: interval(hall.take(), during=EMPTY),
    "somebody_calls_and_serves": lambda hall: interval(hall.take(), kind="serving"),
    "a_clerks_time_is_promised_once": lambda hall: again(booked(hall), secret="other", phone=PHONE),
    "an_appointment_begins_and_ends": lambda hall: changed(booked(hall), during=EMPTY),
    "a_hold_ends_by_itself": lambda hall: changed(held(hall), held_until=None),
    "who_books_says_who_they_are": lambda hall: changed(booked(hall), name=None),
    "an_owner_holds_one_time": two_holds_of_one,
    "an_appointment_is_opened_by_its_secret": lambda hall: again(booked(hall), state="cancelled"),
    "an_appointment_is_made_once_a_key": two_of_one_booking_key,
}
MODELS = (Appointment, Counter, Interval, PriorityClass, Series, Sitting, Ticket)


@pytest.mark.parametrize("rule", BREAKING)
def test_what_breaks_a_rule_is_refused_by_the_database(hall: Hall, rule: str) -> None:
    with refused(rule), refusing(*MODELS):
        BREAKING[rule](hall)


def test_every_rule_is_tried() -> None:
    kept = {one.name for model in MODELS for one in model._meta.constraints}
    assert kept == set(BREAKING)


def test_a_retired_counter_is_not_opened(hall: Hall) -> None:
    actions.retire_counter(hall.counters[0], by=None)
    with refused("a_retired_counter_stays_closed"):
        hall.open(0)
