"""The hall as a number machine, a screen or the city's app asks it."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from jiamenkou.hall.models import Appointment, Ticket
from tests import make
from tests.api.program import Program, faults
from tests.hall.halls import ONE_DAY, PHONE, Hall, hall_of, priority, tomorrow

pytestmark = pytest.mark.django_db
SCOPES = ["hall.see", "hall.take", "hall.serve"]


@pytest.fixture
def hall() -> Hall:
    return hall_of()


@pytest.fixture
def clerk(hall: Hall) -> Program:
    return Program(make.token(holder=hall.clerks[0], scopes=SCOPES, personal=True)[1])


def take(clerk: Program, hall: Hall, **said: Any) -> Any:
    return clerk.post(
        f"centres/{hall.centre.pk}/tickets", {"item": hall.items[0].code, **said}
    ).json()


def test_a_machine_takes_a_number_and_reads_its_place(hall: Hall, clerk: Program) -> None:
    take(clerk, hall)
    made = take(clerk, hall, goes_first=priority().code)
    assert made["number"] == "A002"
    shown = clerk.get(f"hall-tickets/{made['id']}").json()
    assert (shown["state"], shown["wait"]["ahead"]) == ("waiting", 0)


def test_a_repeated_request_is_one_number(hall: Hall, clerk: Program) -> None:
    said = {"item": hall.items[0].code}
    address = f"centres/{hall.centre.pk}/tickets"
    given = [clerk.post(address, said, Idempotency_Key="one").json() for _ in range(2)]
    assert given[0] == given[1]
    assert Ticket.objects.count() == 1


def test_an_unknown_service_is_named(hall: Hall, clerk: Program) -> None:
    answer = clerk.post(f"centres/{hall.centre.pk}/tickets", {"item": "nothing"})
    assert answer.status_code == 422
    assert "item" in faults(answer)
    said = {"item": hall.items[0].code, "goes_first": "nobody"}
    assert "goes_first" in faults(clerk.post(f"centres/{hall.centre.pk}/tickets", said))


def test_a_visit_is_served_by_program(hall: Hall, clerk: Program) -> None:
    made, counter = take(clerk, hall), hall.counters[0].pk
    assert clerk.post(f"counters/{counter}/sittings", {"open": True}).json()["counter"] == 1
    called = clerk.send("POST", f"counters/{counter}/calls", b"").json()["ticket"]
    assert called["number"] == made["number"]
    steps = ["recall", "start", "hold", "resume", "finish"]
    states = [
        clerk.post(f"hall-tickets/{made['id']}/steps", {"step": one}).json()["state"]
        for one in steps
    ]
    assert states == ["called", "serving", "held", "serving", "done"]
    refused = clerk.post(f"hall-tickets/{made['id']}/steps", {"step": "hold"})
    assert refused.json()["rule"] == "a_visit_takes_its_steps_in_order"
    assert clerk.post(f"counters/{counter}/sittings", {"open": False}).json()["clerk"] == ""


def test_a_screen_reads_the_hall(hall: Hall, clerk: Program) -> None:
    hall.open(0)
    hall.called()
    hall.take()
    shown = clerk.get(f"centres/{hall.centre.pk}/hall").json()
    assert shown["waiting"] == 1
    assert [one["number"] for one in shown["calls"] + shown["next"]] == ["A001", "A002"]


def test_an_app_holds_a_time_books_moves_and_cancels_it(hall: Hall, clerk: Program) -> None:
    hall.duties(timezone.localdate() + ONE_DAY)
    item, centre = hall.items[0].code, hall.centre.pk
    day = tomorrow(9).date().isoformat()
    times = clerk.get(f"centres/{centre}/times?item={item}&day={day}").json()["items"]
    assert (times[0]["seats"], times[0]["free"]) == (2, 2)
    said = {"item": item, "begins": times[0]["begins"], "owner": "telephone-1"}
    held = clerk.post(f"centres/{centre}/holds", said).json()
    who = {"name": "张三", "phone": PHONE}
    booked = clerk.post(f"appointments/{held['id']}/booking", who).json()
    moved = clerk.post(f"appointments/{held['id']}/move", {"begins": times[3]["begins"]}).json()
    gone = clerk.send("POST", f"appointments/{held['id']}/cancellation", b"").json()
    assert [one["state"] for one in (held, booked, moved, gone)] == [
        "held", "booked", "booked", "cancelled",
    ]  # fmt: skip
    assert clerk.get(f"appointments/{held['id']}").json()["begins"] == times[3]["begins"]


def test_an_app_books_at_once_and_says_that_they_are_here(hall: Hall, clerk: Program) -> None:
    hall.duties(timezone.localdate() + ONE_DAY)
    said = {"item": hall.items[0].code, "begins": tomorrow(9).isoformat()}
    said |= {"name": "张三", "phone": PHONE}
    made = clerk.post(f"centres/{hall.centre.pk}/appointments", said)
    assert made.status_code == 201
    early = clerk.send("POST", f"appointments/{made.json()['id']}/arrival", b"")
    assert early.json()["rule"] == "an_appointment_is_for_its_day"
    now = hall.booked_for_now(phone="13900139000")
    number = clerk.send("POST", f"appointments/{now.pk}/arrival", b"").json()["number"]
    assert number == "Y001"
    assert Appointment.objects.filter(booked_by=hall.clerks[0]).count() == 1
