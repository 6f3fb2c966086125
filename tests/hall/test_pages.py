"""Pages of the hall: a visit from the machine to the counter, appointments, the manager's view."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jiamenkou.hall import actions
from jiamenkou.hall.models import Appointment, Counter, PriorityClass, Sitting, Ticket
from tests import make
from tests.hall.halls import ONE_DAY, PHONE, Hall, hall_of, priority, tomorrow

pytestmark = pytest.mark.django_db
State = Ticket.State


@pytest.fixture(autouse=True)
def _one_factor(settings: Any) -> None:
    settings.SECOND_FACTOR = False


@pytest.fixture
def hall() -> Hall:
    return hall_of()


@pytest.fixture
def desk(client: Client, hall: Hall) -> Client:
    """A clerk's browser, at the first counter."""
    client.force_login(hall.clerks[0])
    client.post(reverse("hall:sitting", args=[hall.counters[0].pk]))
    return client


def press(desk: Client, ticket: Ticket, step: str) -> str:
    """The state after the step."""
    assert desk.post(reverse("hall:step", args=[ticket.pk]), {"step": step}).status_code == 302
    ticket.refresh_from_db()
    return ticket.state


def call(desk: Client, hall: Hall) -> None:
    desk.post(reverse("hall:call", args=[hall.counters[0].pk]))


def test_a_number_is_taken_at_the_machine_and_shown(client: Client, hall: Hall) -> None:
    kiosk = reverse("hall:kiosk", args=[hall.centre.pk])
    item = hall.items[0]
    assert item.name in client.get(kiosk).content.decode()
    asked = client.get(kiosk, {"item": item.code})
    said = {"item": item.code, "key": asked.context["key"]}
    pages = [client.post(kiosk, said, follow=True) for _click in range(2)]
    assert all("A001" in page.content.decode() for page in pages)
    assert Ticket.objects.get().way == "kiosk"


def test_who_goes_first_says_so_at_the_machine(client: Client, hall: Hall) -> None:
    kind = priority()
    kiosk = reverse("hall:kiosk", args=[hall.centre.pk])
    client.post(kiosk, {"item": hall.items[0].code, "class": kind.code, "key": "k"})
    assert Ticket.objects.get().priority == kind


def test_a_closed_hall_says_so_where_it_was_asked(client: Client, hall: Hall) -> None:
    hall.centre.openings.all().delete()
    kiosk = reverse("hall:take", args=[hall.centre.pk])
    answer = client.post(kiosk, {"item": hall.items[0].code, "key": "k"})
    assert answer.status_code == 409
    assert "refused" in answer.context
    assert not Ticket.objects.exists()


def test_a_visit_goes_by_the_keys_of_the_desk(desk: Client, hall: Hall) -> None:
    ticket = hall.take()
    shown = desk.get(reverse("hall:desk")).content.decode()
    assert 'data-key="N"' in shown
    assert ticket.words in shown
    call(desk, hall)
    call(desk, hall)
    steps = ["recall", "start", "hold", "resume", "finish", "finish"]
    states = [press(desk, ticket, one) for one in steps]
    assert states == ["called", "serving", "held", "serving", "done", "done"]


def test_a_step_that_does_not_follow_is_said_on_the_desk(desk: Client, hall: Hall) -> None:
    ticket = hall.take()
    desk.post(reverse("hall:step", args=[ticket.pk]), {"step": "finish"})
    assert desk.get(reverse("hall:desk")).context["messages"]
    assert press(desk, ticket, "call") == State.CALLED


def test_a_number_is_sent_on_from_the_desk(desk: Client, hall: Hall) -> None:
    hall.open(1)
    ticket = hall.take()
    call(desk, hall)
    page = reverse("hall:transfer", args=[ticket.pk])
    assert desk.post(page, {}).status_code == 409
    assert desk.post(page, {"to": hall.counters[1].pk}).status_code == 302
    ticket.refresh_from_db()
    assert (ticket.state, ticket.wanted) == (State.TRANSFERRED, hall.counters[1])


def test_who_it_is_is_found_by_name_or_number(desk: Client, hall: Hall) -> None:
    ticket = hall.take()
    call(desk, hall)
    resident = make.resident(area=hall.centre.area, id_number=make.WOMAN, born_on=None)
    page = reverse("hall:visitor", args=[ticket.pk])
    wrong = desk.post(page, {"words": "110105194912310021"})
    assert wrong.status_code == 409
    assert "110105194912310021" in wrong.content.decode()
    found = desk.post(page, {"words": make.WOMAN})
    assert [one.pk for one in found.context["found"]] == [resident.pk]
    assert resident.name not in found.content.decode()
    desk.post(page, {"resident": resident.pk})
    ticket.refresh_from_db()
    assert ticket.resident == resident


def test_a_case_is_opened_for_the_visit_once(desk: Client, hall: Hall) -> None:
    ticket = hall.take()
    call(desk, hall)
    press(desk, ticket, "start")
    actions.name_visitor(ticket, resident=make.resident(area=hall.centre.area), by=None)
    for _click in range(2):
        desk.post(reverse("hall:case", args=[ticket.pk]), {"key": "one"})
    assert ticket.cases.count() == 1


def test_the_counter_is_closed_from_the_desk(desk: Client, hall: Hall) -> None:
    desk.post(reverse("hall:sitting", args=[hall.counters[0].pk]), {"close": "1"})
    assert not Sitting.objects.open().exists()


def test_the_desk_asks_as_much_for_many_as_for_few(
    desk: Client, hall: Hall, django_assert_max_num_queries: Any
) -> None:
    hall.take()
    desk.get(reverse("hall:desk"))
    with django_assert_max_num_queries(40) as few:
        desk.get(reverse("hall:desk"))
    for _ in range(20):
        hall.take()
    with django_assert_max_num_queries(len(few.captured_queries)):
        desk.get(reverse("hall:desk"))


def test_the_ticket_page_says_where_to_go_when_called(client: Client, hall: Hall) -> None:
    hall.open(0)
    ticket = hall.take()
    page = reverse("ticket:page", args=[ticket.secret])
    assert "wait" in client.get(page).context
    hall.next()
    called = client.get(page)
    assert "say" in called.context
    assert 'data-call="' in called.content.decode()


def test_one_leaves_and_comes_back_by_telephone(client: Client, hall: Hall) -> None:
    hall.open(0)
    ticket = actions.no_show(hall.called(), by=None)
    page = reverse("ticket:change", args=[ticket.secret])
    client.post(page, {"back": "1"})
    ticket.refresh_from_db()
    assert ticket.state == State.WAITING
    client.post(page, {"leave": "1"})
    ticket.refresh_from_db()
    assert ticket.state == State.LEFT


def test_a_code_that_is_nobodys_opens_nothing(client: Client) -> None:
    assert client.get(reverse("ticket:page", args=["nobody"])).status_code == 404
    assert client.get(reverse("appointment:page", args=["nobody"])).status_code == 404


def test_the_screen_shows_who_is_called_and_who_is_next(client: Client, hall: Hall) -> None:
    hall.open(0)
    called, waiting = hall.called(), hall.take()
    page = client.get(reverse("hall:screen", args=[hall.centre.pk]))
    assert [one["ticket"] for one in page.context["calls"]] == [called]
    assert page.context["next"] == [waiting]
    assert client.get(reverse("hall:take-code", args=[hall.centre.pk])).status_code == 200


def test_a_time_is_chosen_held_and_booked(client: Client, hall: Hall) -> None:
    hall.duties(timezone.localdate() + ONE_DAY)
    item, centre = hall.items[0], hall.centre
    assert item.name in client.get(reverse("booking:services")).content.decode()
    assert centre.name in client.get(reverse("booking:centres", args=[item.code])).content.decode()
    page = reverse("booking:times", args=[item.code, centre.pk])
    shown = client.get(page, {"day": tomorrow(9).date().isoformat()})
    begins = shown.context["halves"][0][1][0].begins
    held = client.post(page, {"begins": begins.isoformat()}, follow=True)
    address = held.redirect_chain[0][0]
    wrong = client.post(address, {"name": "王奶奶", "phone": "12"})
    assert wrong.status_code == 409
    assert "王奶奶" in wrong.content.decode()
    client.post(address, {"name": "王奶奶", "phone": PHONE})
    again = client.get(address).content.decode()
    assert Appointment.objects.get().state == Appointment.State.BOOKED
    assert "王奶奶" not in again


def test_a_clerk_books_by_the_same_page_and_it_is_known_who_did(client: Client, hall: Hall) -> None:
    hall.duties(timezone.localdate() + ONE_DAY)
    client.force_login(hall.clerks[0])
    held = hall.hold(tomorrow(10))
    page = reverse("appointment:page", args=[held.secret])
    client.post(page, {"name": "张三", "phone": PHONE})
    assert Appointment.objects.get().booked_by == hall.clerks[0]


def test_a_past_or_taken_time_is_refused_beside_the_others(client: Client, hall: Hall) -> None:
    hall.duties(timezone.localdate() + ONE_DAY)
    page = reverse("booking:times", args=[hall.items[0].code, hall.centre.pk])
    past = client.post(page, {"begins": (timezone.now() - ONE_DAY).isoformat()})
    assert past.status_code == 409
    hall.hold(tomorrow(10))
    hall.hold(tomorrow(10))
    taken = client.post(page, {"begins": tomorrow(10).isoformat()})
    assert taken.status_code == 409
    assert taken.context["halves"]
    assert client.post(page, {"begins": "soon"}).status_code == 400


def test_an_appointment_is_moved_noted_in_a_calendar_and_cancelled(
    client: Client, hall: Hall
) -> None:
    hall.duties(timezone.localdate() + ONE_DAY)
    made = hall.book(tomorrow(10))
    move = reverse("appointment:move", args=[made.secret])
    assert client.get(move).status_code == 200
    client.post(move, {"begins": tomorrow(11).isoformat()})
    written = client.get(reverse("appointment:calendar", args=[made.secret])).content
    assert b"SEQUENCE:1" in written
    for _click in range(2):
        client.post(reverse("appointment:cancellation", args=[made.secret]))
    made.refresh_from_db()
    assert (made.state, made.sequence) == (Appointment.State.CANCELLED, 2)


def test_who_is_here_says_so_by_page_or_by_telephone_number(client: Client, hall: Hall) -> None:
    hall.duties(timezone.localdate() + ONE_DAY)
    made = hall.booked_for_now()
    page = reverse("hall:arrival", args=[hall.centre.pk])
    assert client.post(page, {"phone": "13900139000"}).status_code == 409
    first = client.post(page, {"phone": PHONE}, follow=True).content.decode()
    second = client.post(reverse("appointment:arrival", args=[made.secret]), follow=True)
    assert "Y001" in first
    assert "Y001" in second.content.decode()


def test_the_manager_sees_the_hall_and_the_visits_behind_each_figure(
    client: Client, hall: Hall
) -> None:
    hall.open(0)
    done = actions.finish(hall.serving(), by=None)
    hall.called()
    waiting = hall.take()
    client.force_login(make.user(kind="manager", area=hall.centre.area))
    board = client.get(reverse("hall:board", args=[hall.centre.pk]))
    assert board.context["counts"]["waiting"] == 1
    day = timezone.localdate().isoformat()
    report = client.get(reverse("hall:report", args=[hall.centre.pk, day]))
    assert [one["visits"] for one in report.context["times"]] == [3, 2, 1, 0]
    rows = client.get(reverse("hall:report", args=[hall.centre.pk, day]), {"state": "done"})
    assert rows.context["table"].page.rows == [done]
    story = client.get(reverse("hall:story", args=[waiting.pk])).content.decode()
    assert waiting.words in story
    export = client.get(reverse("hall:report", args=[hall.centre.pk, day]), {"export": "csv"})
    assert b"A001" in b"".join(export)


def test_the_halls_of_ones_area_are_listed(client: Client, hall: Hall) -> None:
    client.force_login(make.user(kind="street", area=hall.centre.area))
    hall.take()
    table = client.get(reverse("hall:halls")).context["table"]
    assert [(one.waiting, one.open) for one in table.page.rows] == [(1, 0)]


def test_counters_are_added_and_taken_out_of_use(client: Client, hall: Hall) -> None:
    client.force_login(make.user(kind="manager", area=hall.centre.area))
    page = reverse("hall:counters", args=[hall.centre.pk])
    assert client.post(page, {"number": "2"}).status_code == 409
    assert client.post(page, {"number": "7", "name": "综合"}).status_code == 302
    added = Counter.objects.get(number=7)
    client.post(reverse("hall:retirement", args=[added.pk]))
    added.refresh_from_db()
    assert added.retired


def test_who_goes_first_is_kept_as_rows(client: Client, hall: Hall) -> None:
    client.force_login(make.user(kind="manager", area=hall.centre.area))
    said = {"code": "veteran", "name": "退役军人", "name_en": "Veterans", "rank": "15"}
    assert client.post(reverse("hall:classes"), said).status_code == 302
    assert PriorityClass.objects.get(code="veteran").rank == 15


def test_appointments_of_a_hall_are_listed_with_names_masked(client: Client, hall: Hall) -> None:
    hall.duties(timezone.localdate() + ONE_DAY)
    hall.book(tomorrow(10), name="王小丫")
    client.force_login(hall.clerks[0])
    shown = client.get(reverse("hall:appointments", args=[hall.centre.pk])).content.decode()
    assert "王*" in shown
    assert "王小丫" not in shown


def test_the_longest_wait_raises_an_alarm(client: Client, hall: Hall) -> None:
    ticket = hall.take()
    long_ago = timezone.now() - datetime.timedelta(minutes=31)
    Ticket.objects.filter(pk=ticket.pk).update(arrived_at=long_ago)
    client.force_login(make.user(kind="manager", area=hall.centre.area))
    board = client.get(reverse("hall:board", args=[hall.centre.pk]))
    assert [tone for tone, _words in board.context["alarms"]] == ["late", "late"]
