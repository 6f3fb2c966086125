"""Pages of one's own shifts: swaps, wishes, leave, what is owed, one's own calendar."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from jiamenkou.rota import actions
from jiamenkou.rota.models import Duty, Leave, LedgerEntry, Swap, Wish
from tests import make
from tests.rota.teams import Team, coming_month, team

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _one_factor(settings: Any) -> None:
    settings.SECOND_FACTOR = False


@pytest.fixture
def ahead(client: Client) -> Team:
    """Two duties in a published month to come; the first person is signed in."""
    found = team(month=coming_month())
    found.put(0, 5)
    found.put(1, 6, "late")
    client.force_login(found.people[0])
    return found.published()


def manager_of(found: Team) -> Any:
    return make.user(kind="manager", area=found.centre.area)


def address_of(client: Client) -> str:
    client.post(reverse("rota:my-feed"), {"feed": "new"})
    return str(client.get(reverse("rota:mine")).context["secret"])


def test_my_page_shows_my_duties_and_nobody_elses(client: Client, ahead: Team) -> None:
    answer = client.get(reverse("rota:mine"), {"month": f"{ahead.roster.month:%Y-%m}"})
    assert len(answer.context["duties"]) == 1
    theirs = Duty.objects.get(person=ahead.people[1])
    assert client.get(reverse("rota:my-duty", args=[theirs.pk])).status_code == 404


def test_a_duty_is_offered_taken_and_changes_hands(client: Client, ahead: Team) -> None:
    duty = Duty.objects.get(person=ahead.people[0])
    page = reverse("rota:my-duty", args=[duty.pk])
    assert client.post(page, {"to": ahead.people[2].pk, "wanted": ""}).status_code == 302
    swap = Swap.objects.get()
    client.force_login(ahead.people[1])
    assert client.get(reverse("rota:my-swap", args=[swap.pk])).status_code == 404
    client.force_login(ahead.people[2])
    assert client.get(reverse("rota:mine")).context["asked"]
    answer = client.post(reverse("rota:my-swap", args=[swap.pk]), {"verdict": "accept"})
    assert answer.status_code == 302
    assert Duty.objects.get(pattern=ahead.early).person == ahead.people[2]


@pytest.mark.parametrize("verdict", ["", "eat"])
def test_an_answer_nobody_knows_is_a_bad_request(client: Client, ahead: Team, verdict: str) -> None:
    swap = make.swap(duty=Duty.objects.get(person=ahead.people[0]))
    answer = client.post(reverse("rota:my-swap", args=[swap.pk]), {"verdict": verdict})
    assert answer.status_code == 400


def test_a_wish_is_said_and_taken_back(client: Client, ahead: Team) -> None:
    said = {"day": str(ahead.day(20)), "wanted": "no", "pattern": "", "weight": "2"}
    assert client.post(reverse("rota:new-wish"), said).status_code == 302
    wish = Wish.objects.get()
    assert (wish.wanted, wish.weight) == (False, 2)
    client.post(reverse("rota:end-wish", args=[wish.pk]))
    assert not Wish.objects.exists()


def test_leave_is_asked_for_approved_and_opens_the_shifts(client: Client, ahead: Team) -> None:
    day = str(ahead.day(5))
    said = {"kind": "annual", "first": day, "last": day}
    assert client.post(reverse("rota:new-leave"), said).status_code == 302
    leave = Leave.objects.get()
    client.force_login(manager_of(ahead))
    shown = client.get(reverse("rota:leave", args=[leave.pk]))
    assert len(shown.context["duties"]) == 1
    client.post(reverse("rota:leave", args=[leave.pk]), {"verdict": "approve"})
    assert not Duty.objects.filter(person=ahead.people[0]).exists()


@pytest.mark.usefixtures("ahead")
def test_leave_outside_employment_is_refused_and_kept_as_typed(client: Client) -> None:
    said = {"kind": "annual", "first": "2020-01-01", "last": "2020-01-02"}
    answer = client.post(reverse("rota:new-leave"), said)
    assert answer.status_code == 409
    assert "2020-01-01" in answer.content.decode()
    assert not Leave.objects.exists()


def test_my_calendar_opens_by_its_secret_until_it_is_closed(client: Client, ahead: Team) -> None:
    address = address_of(client)
    client.get(reverse("rota:mine"))
    assert not client.get(reverse("rota:mine")).context["secret"]
    stranger = Client()
    events = Calendar.from_ical(stranger.get(address).content).walk("VEVENT")
    assert len(events) == 1
    assert events[0].decoded("dtstart") == Duty.objects.get(person=ahead.people[0]).during.lower
    assert stranger.get(address.replace(".ics", "x.ics")).status_code == 404
    client.post(reverse("rota:my-feed"), {"feed": "close"})
    assert stranger.get(address).status_code == 404


@pytest.mark.usefixtures("ahead")
def test_a_new_address_closes_the_old_one(client: Client) -> None:
    before = address_of(client)
    after = address_of(client)
    assert Client().get(before).status_code == 404
    assert Client().get(after).status_code == 200


def test_what_is_owed_opens_its_rows_and_is_reversed_not_changed(client: Client) -> None:
    found = team()
    found.put(0, 19)  # the Dragon Boat Festival of 2026
    found.published()
    actions.write_ledger(datetime.date(2026, 6, 20))
    client.force_login(manager_of(found))
    rows = client.get(reverse("rota:ledger")).context["table"].page.rows
    assert [one.holiday for one in rows] == [480]
    entry = LedgerEntry.objects.get()
    page = reverse("rota:ledger-entry", args=[entry.pk])
    assert client.post(page, {"why": ""}).status_code == 409
    assert client.post(page, {"why": "当天没有来"}).status_code == 302
    assert LedgerEntry.objects.count() == 2
    person = client.get(reverse("rota:person-ledger", args=[found.people[0].pk]))
    assert person.context["table"].count == 2


def test_the_first_page_says_what_waits(client: Client, ahead: Team) -> None:
    make.leave(person=ahead.people[0], first=ahead.day(20))
    make.swap(duty=Duty.objects.get(person=ahead.people[0]))
    client.force_login(manager_of(ahead))
    hrefs = {item.href for item in client.get(reverse("today")).context["items"]}
    assert f"{reverse('rota:leave-list')}?state=asked" in hrefs
    client.force_login(ahead.people[1])
    hrefs = {item.href for item in client.get(reverse("today")).context["items"]}
    assert reverse("rota:mine") in hrefs
