"""Numbers: given once, in order, without a gap; called by turn; each step in its order."""

from __future__ import annotations

import datetime

import pytest
from django.db import transaction
from django.utils import timezone

from jiamenkou.hall import actions
from jiamenkou.hall.models import Interval, Series, Ticket
from jiamenkou.services.models import Offer, Skill
from tests import make
from tests.hall.halls import ONE_DAY, hall_of, item_at, priority, refused

pytestmark = pytest.mark.django_db
State = Ticket.State


def test_numbers_run_from_one_and_a_number_left_is_not_given_again() -> None:
    hall = hall_of()
    first, second = hall.take(), hall.take()
    actions.leave(first, by=None)
    assert [first.words, second.words, hall.take().words] == ["A001", "A002", "A003"]


def test_a_number_that_was_not_given_after_all_leaves_no_gap() -> None:
    hall = hall_of()
    with transaction.atomic():
        hall.take()
        transaction.set_rollback(True)
    assert hall.take().number == 1


def test_the_same_key_gives_the_same_number() -> None:
    hall = hall_of()
    first = hall.take(key="click")
    assert hall.take(key="click").pk == first.pk
    assert Series.objects.get().last == 1


def test_a_closed_hall_gives_no_number() -> None:
    centre = make.centre()
    item = item_at(centre)
    with refused("a_closed_hall_gives_no_numbers"):
        actions.take_ticket(item, centre=centre, way="kiosk", by=None)
    assert not Series.objects.exists()


def test_what_is_not_offered_is_refused_at_the_item() -> None:
    hall = hall_of()
    Offer.objects.all().delete()
    with refused("a_hall_does_what_it_offers"):
        hall.take()


def test_who_goes_first_goes_first_and_then_by_arrival() -> None:
    hall = hall_of(clerks=1)
    hall.open()
    plain, other, old = hall.take(), hall.take(), hall.take(priority=priority())
    order = []
    for _turn in range(3):
        ticket = hall.next()
        assert ticket
        order.append(ticket.pk)
        actions.no_show(ticket, by=None)
    assert order == [old.pk, plain.pk, other.pk]


def test_an_appointment_that_is_due_goes_before_everybody() -> None:
    hall = hall_of(clerks=1)
    hall.open()
    hall.duties(timezone.localdate() + ONE_DAY)
    hall.take(priority=priority())
    due = actions.check_in(hall.booked_for_now(), way="kiosk", by=None)
    assert due.words == "Y001"
    assert hall.next() == due


def test_a_clerk_is_given_only_what_they_are_certified_for() -> None:
    hall = hall_of(clerks=1, items=2)
    hall.open()
    Skill.objects.filter(item=hall.items[0]).delete()
    hall.take(0)
    second = hall.take(1)
    assert hall.next() == second


def test_calling_twice_calls_once() -> None:
    hall = hall_of()
    hall.open(0)
    first, _second = hall.take(), hall.take()
    assert hall.next() == first
    assert hall.next() == first
    assert Ticket.objects.filter(state=State.CALLED).count() == 1


def test_a_counter_that_serves_calls_nobody_else() -> None:
    hall = hall_of()
    hall.open(0)
    hall.serving()
    hall.take()
    with refused("a_counter_has_one_ticket_at_a_time"):
        hall.next()


def test_one_may_be_called_before_their_turn() -> None:
    hall = hall_of()
    hall.open(0)
    hall.take()
    urgent = hall.take()
    called = actions.call_now(urgent, counter=hall.counters[0], by=hall.clerks[0])
    assert (called.state, called.counter) == (State.CALLED, hall.counters[0])


def test_a_visit_is_recalled_held_resumed_and_finished_and_its_time_is_told_apart() -> None:
    hall = hall_of()
    hall.open(0)
    ticket = hall.called()
    clerk = hall.clerks[0]
    assert actions.recall(ticket, by=clerk).calls == 2
    actions.hold(actions.start(ticket, by=clerk), by=clerk)
    actions.resume(ticket, counter=hall.counters[0], by=clerk)
    done = actions.finish(ticket, by=clerk)
    assert done.state == State.DONE
    kinds = done.intervals.order_by("during").values_list("kind", flat=True)
    assert list(kinds) == ["waiting", "called", "serving", "on_hold", "serving"]
    assert not Interval.objects.open().exists()


def test_a_step_clicked_twice_is_taken_once() -> None:
    hall = hall_of()
    hall.open(0)
    ticket = hall.serving()
    for _click in range(2):
        assert actions.finish(ticket, by=hall.clerks[0]).state == State.DONE
    assert ticket.intervals.count() == 3


def test_steps_are_taken_in_their_order() -> None:
    hall = hall_of()
    with refused("a_visit_takes_its_steps_in_order"):
        actions.finish(hall.take(), by=None)


def test_a_visit_is_served_by_whoever_sits_there() -> None:
    hall = hall_of()
    hall.open()
    ticket = hall.called(0)
    with refused("a_counter_is_its_clerks"):
        actions.start(ticket, by=hall.clerks[1])


def test_a_number_sent_to_a_counter_is_called_there_in_its_old_place() -> None:
    hall = hall_of()
    hall.open()
    ticket = hall.called(0)
    hall.take()
    actions.transfer(ticket, to=hall.counters[1], by=hall.clerks[0])
    assert hall.next(0) != ticket
    assert hall.next(1) == ticket


def test_when_the_counter_it_was_sent_to_closes_a_number_is_anybodys() -> None:
    hall = hall_of()
    hall.open()
    ticket = hall.called(0)
    actions.transfer(ticket, to=hall.counters[1], by=hall.clerks[0])
    actions.close_counter(hall.counters[1], by=None)
    assert hall.next(0) == ticket


def test_a_number_is_not_sent_to_a_counter_where_nobody_can_serve_it() -> None:
    hall = hall_of()
    hall.open(0)
    ticket = hall.called(0)
    with refused("a_transfer_goes_to_who_can_serve_it"):
        actions.transfer(ticket, to=hall.counters[1], by=None)
    hall.open(1)
    Skill.objects.filter(person=hall.clerks[1]).delete()
    with refused("a_transfer_goes_to_who_can_serve_it"):
        actions.transfer(ticket, to=hall.counters[1], by=None)


def test_a_transfer_to_nowhere_is_refused() -> None:
    hall = hall_of()
    hall.open(0)
    with refused("a_transfer_goes_somewhere"):
        actions.transfer(hall.called(), by=None)


def test_who_missed_the_call_comes_back_to_their_place_within_a_quarter_of_an_hour() -> None:
    hall = hall_of(clerks=1)
    hall.open()
    late = hall.called()
    hall.take()
    actions.no_show(late, by=None)
    actions.take_back(late, by=None)
    assert hall.next() == late


def test_who_comes_back_later_takes_a_new_number() -> None:
    hall = hall_of(clerks=1)
    hall.open()
    late = actions.no_show(hall.called(), by=None)
    Ticket.objects.filter(pk=late.pk).update(return_until=timezone.now())
    with refused("who_comes_back_comes_in_time"):
        actions.take_back(late, by=None)


def test_a_busy_counter_is_not_closed() -> None:
    hall = hall_of()
    hall.open(0)
    hall.serving()
    with refused("a_busy_counter_stays_open"):
        actions.close_counter(hall.counters[0], by=None)


def test_one_clerk_sits_at_one_counter() -> None:
    hall = hall_of()
    hall.open(0)
    with refused("a_clerk_sits_at_one_counter_at_a_time"):
        actions.open_counter(hall.counters[1], by=hall.clerks[0])
    with refused("a_counter_has_one_clerk_at_a_time"):
        actions.open_counter(hall.counters[0], by=hall.clerks[1])


def test_at_night_the_day_before_is_over() -> None:
    hall = hall_of()
    hall.open()
    hall.serving(0)
    hall.take()
    actions.end_day(timezone.localdate() + datetime.timedelta(days=1))
    assert set(Ticket.objects.values_list("state", flat=True)) == {State.DONE, State.LEFT}
    assert not Interval.objects.open().exists()
    hall.open()
