"""Pages of a month: the grid, a cell written by hand, a gap, what others may not see."""

from __future__ import annotations

import datetime
import json
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from jiamenkou.rota import actions
from jiamenkou.rota.models import Duty, Leave, Roster, ShiftPattern
from tests import make
from tests.rota.desk import DAY, Desk, desk_of

pytestmark = pytest.mark.django_db
PARTS = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "month"}


@pytest.fixture(autouse=True)
def _one_factor(settings: Any) -> None:
    settings.SECOND_FACTOR = False


@pytest.fixture
def desk(client: Client) -> Desk:
    found = desk_of()
    client.force_login(found.manager)
    return found


def cell(person: Any, day: datetime.date, *, was: str = "", now: Any = "") -> Any:
    return {"person": person.pk, "day": day.isoformat(), "was": was, "patterns": now}


def test_a_key_of_the_grid_puts_somebody_on_a_shift(client: Client, desk: Desk) -> None:
    page = client.get(reverse("rota:roster", args=[desk.roster.pk]))
    keys = json.loads(page.context["month"].keys)
    said = cell(desk.people[0], DAY, now=keys["1"])
    answer = client.post(reverse("rota:day", args=[desk.roster.pk]), said, headers=PARTS)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert f'id="row-{desk.people[0].pk}"' in text
    assert 'id="foot"' in text
    assert Duty.objects.get(roster=desk.roster, day=DAY).pattern_id == keys["1"]


def test_a_cell_that_somebody_changed_meanwhile_stays_as_it_is(client: Client, desk: Desk) -> None:
    desk.put(desk.people[0], DAY, desk.early)
    said = cell(desk.people[0], DAY, was="", now=desk.late.pk)
    answer = client.post(reverse("rota:day", args=[desk.roster.pk]), said, headers=PARTS)
    assert answer.status_code == 409
    assert 'role="alert"' in answer.content.decode()
    assert Duty.objects.get(roster=desk.roster, day=DAY).pattern == desk.early


def test_a_hard_rule_wants_a_reason_and_keeps_what_was_chosen(client: Client, desk: Desk) -> None:
    desk.put(desk.people[0], DAY, desk.late)
    after = DAY + datetime.timedelta(days=1)
    said = cell(desk.people[0], after, now=desk.early.pk)
    page = reverse("rota:day", args=[desk.roster.pk])
    asked = client.post(page, said, headers=PARTS)
    assert asked.status_code == 422
    assert asked.context["cell"].choices[0].chosen
    done = client.post(page, {**said, "reason": "本人同意"}, headers=PARTS)
    assert done.status_code == 200
    assert "hard" in done.content.decode()


def test_without_scripts_a_cell_is_a_page_with_a_form(client: Client, desk: Desk) -> None:
    page = reverse("rota:day", args=[desk.roster.pk])
    asked: dict[str, Any] = {"person": desk.people[0].pk, "day": DAY.isoformat()}
    assert 'name="patterns"' in client.get(page, asked).content.decode()
    answer = client.post(page, cell(desk.people[0], DAY, now=desk.early.pk))
    assert answer.status_code == 302
    assert answer.headers["Location"].endswith(f"#day-{DAY}")


@pytest.mark.parametrize(
    "said", [{"day": "2026-13-01"}, {"day": "2026-09-30"}, {"person": "x"}, {"patterns": "9"}]
)
def test_nonsense_in_a_cell_is_a_bad_request(client: Client, desk: Desk, said: Any) -> None:
    given = cell(desk.people[0], DAY) | said
    answer = client.post(reverse("rota:day", args=[desk.roster.pk]), given, headers=PARTS)
    assert answer.status_code == 400


def test_a_gap_shows_who_could_take_it(client: Client, desk: Desk) -> None:
    asked: dict[str, Any] = {"pattern": desk.early.pk, "day": DAY.isoformat()}
    answer = client.get(reverse("rota:gap", args=[desk.roster.pk]), asked)
    names = {one.name for one in answer.context["cell"].candidates}
    assert names == {one.name for one in desk.people}


def test_which_leave_it_is_and_wishes_are_for_who_leads_the_centre(
    client: Client, desk: Desk
) -> None:
    leave = actions.ask_leave(desk.people[0], first=DAY, last=DAY, kind="sick", by=None)
    actions.approve_leave(leave, by=None)
    page = reverse("rota:roster", args=[desk.roster.pk])
    sick = str(Leave.Kind.SICK.label)
    assert sick in client.get(page).content.decode()
    client.force_login(desk.people[1])
    assert sick not in client.get(page).content.decode()


def test_a_clerk_sees_the_month_and_changes_nothing(client: Client, desk: Desk) -> None:
    client.force_login(desk.people[0])
    page = client.get(reverse("rota:roster", args=[desk.roster.pk]))
    assert page.status_code == 200
    assert 'src="' not in page.content.decode().split("<month-grid")[1].split(">")[0]
    said = cell(desk.people[0], DAY, now=desk.early.pk)
    assert client.post(reverse("rota:day", args=[desk.roster.pk]), said).status_code == 404


def test_the_board_names_people_and_nothing_else_of_them(client: Client, desk: Desk) -> None:
    leave = actions.ask_leave(desk.people[0], first=DAY, last=DAY, kind="sick", by=None)
    actions.approve_leave(leave, by=None)
    text = client.get(reverse("rota:roster-board", args=[desk.roster.pk])).content.decode()
    assert desk.people[0].name in text
    assert "off" not in text.split("<tbody")[1].split("</tbody>")[0]


def test_the_workbook_has_a_row_a_person_and_no_formula(client: Client, desk: Desk) -> None:
    desk.people[0].name = "=1+1"
    desk.people[0].save()
    desk.put(desk.people[0], DAY, desk.early)
    answer = client.get(reverse("rota:roster-sheet", args=[desk.roster.pk]))
    book = CalamineWorkbook.from_filelike(BytesIO(answer.content))
    rows = book.get_sheet_by_index(0).to_python()
    row = next(one for one in rows if one[0] == "=1+1")
    assert row[DAY.day] == desk.early.short


def test_the_month_costs_the_same_for_three_people_and_for_nine(
    client: Client, desk: Desk, django_assert_max_num_queries: Any
) -> None:
    page = reverse("rota:roster", args=[desk.roster.pk])
    client.get(page)
    with django_assert_max_num_queries(45) as few:
        client.get(page)
    for number in range(6):
        person = desk.join(f"新人{number}")
        desk.put(person, DAY + datetime.timedelta(days=number), desk.early)
    with django_assert_max_num_queries(len(few.captured_queries)):
        client.get(page)


def test_a_month_is_published_with_what_stands_open_said(client: Client, desk: Desk) -> None:
    page = reverse("rota:publication", args=[desk.roster.pk])
    shown = client.get(page)
    assert shown.context["gaps"]
    refused = client.post(page, {"reason": ""})
    assert refused.status_code == 409
    assert client.post(page, {"reason": "街道支援"}).status_code == 302
    assert Roster.objects.get(pk=desk.roster.pk).published


def test_the_list_draws_up_a_month_that_is_missing(client: Client, desk: Desk) -> None:
    asked: dict[str, Any] = {"centre": desk.centre.pk, "month": "2026-11"}
    assert client.get(reverse("rota:new-roster"), asked).status_code == 200
    answer = client.post(reverse("rota:new-roster"), asked)
    made = Roster.objects.get(month=datetime.date(2026, 11, 1))
    assert answer.headers["Location"] == reverse("rota:roster", args=[made.pk])


def test_a_sick_call_is_proposed_agreed_on_and_told(client: Client, desk: Desk) -> None:
    desk.put(desk.people[0], DAY, desk.early)
    desk.publish()
    page = reverse("rota:absence", args=[desk.roster.pk])
    asked: dict[str, Any] = {
        "person": desk.people[0].pk,
        "first": DAY.isoformat(),
        "last": DAY.isoformat(),
    }
    shown = client.get(page, asked)
    proposal = shown.context["proposals"][0]
    assert len(proposal.changes) == 1
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    done = client.post(f"{page}?{query}", {"move": [value for _name, value in proposal.hidden]})
    assert done.status_code == 302
    assert Duty.objects.get(roster=desk.roster, day=DAY).person != desk.people[0]


@pytest.mark.parametrize("move", ["x", "1,2", "1,2,3,9,2026-10-01", "1,2,3,4,5"])
def test_a_proposal_nobody_made_is_a_bad_request(client: Client, desk: Desk, move: str) -> None:
    page = reverse("rota:absence", args=[desk.roster.pk])
    query = f"person={desk.people[0].pk}&first={DAY}&last={DAY}"
    assert client.post(f"{page}?{query}", {"move": move}).status_code == 400


def test_an_absence_that_ends_before_it_begins_is_told_so(client: Client, desk: Desk) -> None:
    asked: dict[str, Any] = {
        "person": desk.people[0].pk,
        "first": "2026-10-05",
        "last": "2026-10-01",
    }
    answer = client.get(reverse("rota:absence", args=[desk.roster.pk]), asked)
    assert answer.status_code == 409
    assert "last" in answer.context["form"].errors
    assert "2026-10-05" in answer.content.decode()


def test_who_is_on_duty_now_is_for_anybody_by_surname(client: Client, desk: Desk) -> None:
    client.logout()
    person = desk.people[0]
    desk.on_now(person)
    text = client.get(reverse("rota:on-duty", args=[desk.centre.pk])).content.decode()
    assert f"{person.name[0]}社工" in text
    assert person.name not in text


def test_the_year_names_each_missing_day(client: Client, desk: Desk) -> None:
    desk.publish()
    page = reverse("rota:centre-year", args=[desk.centre.pk])
    answer = client.get(page, {"year": "2026"})
    assert any("10" in words for words, _href in answer.context["missing"])
    assert client.get(page, {"year": "26"}).status_code == 400


def test_a_shift_that_passes_midnight_is_typed_by_its_hours(client: Client, desk: Desk) -> None:
    said = {
        "centre": desk.centre.pk, "name": "夜班", "short": "夜", "kind": "on_call",
        "starts": "20:00", "stops": "02:00", "needed_workday": 1, "needed_rest_day": 0,
        "needed_holiday": 0, "begins": "2026-10-01",
    }  # fmt: skip
    assert client.post(reverse("rota:new-pattern"), said).status_code == 302
    assert ShiftPattern.objects.get(name="夜班").minutes == 360


def test_overlapping_contracts_are_refused_at_the_field(client: Client, desk: Desk) -> None:
    person = desk.people[0]
    said = {
        "person": person.username, "centre": desk.centre.pk, "job": "社工", "hours": "40",
        "begins": "2026-03-01",
    }  # fmt: skip
    answer = client.post(reverse("rota:new-posting"), said)
    assert answer.status_code == 409
    assert "begins" in answer.context["form"].errors
    assert person.username in answer.content.decode()


def test_a_rule_is_stated_for_ones_area_and_left_again(client: Client, desk: Desk) -> None:
    client.force_login(make.user(kind="street", area=desk.centre.area))
    page = reverse("rota:rule", args=["days_in_a_row"])
    said = {"number": "5", "hard": "yes", "weight": "", "source": "街道会议纪要"}
    assert client.post(page, said).status_code == 302
    row = next(
        one
        for one in client.get(reverse("rota:rules")).context["rows"]
        if "5" in str(one["number"])
    )
    assert row["source"] == "街道会议纪要"
    assert client.post(page, {"drop": "1"}).status_code == 302
    assert client.post(page, {**said, "number": "9"}).status_code == 409


def test_an_auditor_reads_the_month_and_what_was_done_to_it(client: Client, desk: Desk) -> None:
    client.force_login(make.user(kind="auditor", area=desk.centre.area))
    page = client.get(reverse("rota:roster", args=[desk.roster.pk]))
    assert page.status_code == 200
    assert page.context["history"]
