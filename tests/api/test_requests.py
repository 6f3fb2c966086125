"""Reading and writing the register through the API."""

import pytest
from pytest_django import DjangoAssertNumQueries

from jiamenkou.places.actions import load_norms
from jiamenkou.places.models import Centre, Headcount, Room
from jiamenkou.siting import actions as plans
from jiamenkou.siting.models import ScenarioRun
from tests import make
from tests.api.program import CENTRE, Program, faults

pytestmark = pytest.mark.django_db


@pytest.fixture
def program() -> Program:
    make.area()
    return Program.of(make.user())


def test_a_centre_is_opened_read_and_listed(program: Program) -> None:
    made = program.post("centres", CENTRE)
    assert made.status_code == 201, made.json()
    read = program.get(made["Location"])
    assert read.json() == made.json()
    assert read["ETag"] == made["ETag"]
    assert program.get("centres").json() == {"items": [made.json()], "next": None}


def test_a_centre_is_amended_by_what_is_said_and_no_more(program: Program) -> None:
    made = program.post("centres", CENTRE)
    changed = program.send(
        "PATCH", made["Location"], {"phone": "0793-8200000"}, If_Match=made["ETag"]
    )
    assert changed.status_code == 200, changed.json()
    assert changed.json() == {**made.json(), "phone": "0793-8200000"}


def test_a_centre_closes_and_no_longer_counts_as_open(program: Program) -> None:
    made = program.post("centres", CENTRE)
    closing = f"{made['Location']}/closing"
    closed = program.send("PUT", closing, {"on": "2026-06-01"}, If_Match=made["ETag"])
    assert closed.json()["closed_on"] == "2026-06-01"
    assert program.get("centres?open_on=2026-06-01").json()["items"] == []
    assert len(program.get("centres?open_on=2026-05-31").json()["items"]) == 1


def test_a_room_a_count_and_premises_are_added(program: Program) -> None:
    centre = make.centre()
    room = {"name": "大厅", "kind": "hall", "square_metres": 120.5}
    assert program.post(f"centres/{centre.pk}/rooms", room).json()["square_metres"] == 120.5
    count = {"as_of": "2026-06-01", "source": "census", "households": 1120}
    counted = program.post(f"areas/{make.COMMUNITY}/headcounts", count)
    assert counted.json()["people"] is None
    offer = {key: value for key, value in CENTRE.items() if key != "level"}
    offer |= {"kind": "idle_state_asset", "owner": "区国资公司", "usable_m2": 420}
    offered = program.post("premises", {**offer, "fit_out_cost": 500_000})
    assert program.get(offered["Location"]).json()["state"] == "offered"
    assert (Room.objects.count(), Headcount.objects.count()) == (1, 1)


def test_what_a_plan_gave_is_read(program: Program) -> None:
    run = plans.solve(make.scenario(), by=None)
    ScenarioRun.objects.update(summary={"all": {"mean": 430.5}})
    listed = program.get(f"scenarios/{run.scenario_id}/runs").json()["items"]
    shown = program.get(f"runs/{run.pk}").json()
    assert [one["id"] for one in listed] == [run.pk]
    assert (shown["state"], shown["summary"]) == ("queued", {"all": {"mean": 430.5}})
    assert program.get("scenarios").json()["items"][0]["id"] == run.scenario_id


def test_areas_are_listed_under_a_code_and_norms_as_they_are_in_force(program: Program) -> None:
    load_norms(by=None)
    make.area(code="361102002016")
    under = program.get("areas?under=361102001000").json()["items"]
    assert [area["code"] for area in under] == ["361102001000", make.COMMUNITY]
    assert program.get(f"areas/{make.COMMUNITY}").json()["parent"] == "361102001000"
    assert "area-per-100-households" in {
        norm["code"] for norm in program.get("norms").json()["items"]
    }


def test_a_list_is_walked_page_by_page_to_its_end(program: Program) -> None:
    names = [make.centre().name for _each in range(5)]
    address, seen = "centres?limit=2&level=community", []
    while address:
        page = program.get(address).json()
        seen += [centre["name"] for centre in page["items"]]
        address = page["next"]
    assert seen == names


def test_a_cursor_that_was_made_up_or_belongs_elsewhere_is_refused(program: Program) -> None:
    for _each in range(2):
        make.centre()
    after = program.get("centres?limit=1").json()["next"].rsplit("after=", 1)[-1]
    for address in (f"areas?after={after}", "centres?after=1", "centres?after=x:y:z"):
        answer = program.get(address)
        assert answer.status_code == 404
        assert "next" in faults(answer)["after"]


@pytest.mark.parametrize("address", ["areas", "centres", "premises", "norms", "scenarios"])
def test_a_longer_list_takes_no_more_queries(
    program: Program, address: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    load_norms(by=None)
    for _each in range(3):
        make.centre()
        make.premises()
        make.scenario()
    program.get(address)
    with django_assert_max_num_queries(5):  # count, token, roles, rows, what the rows name
        assert len(program.get(address).json()["items"]) >= 3


def test_nothing_of_a_refused_request_is_stored(program: Program) -> None:
    refused = program.post("centres", {**CENTRE, "area": "361102002016"})
    assert (refused.status_code, refused.json()["rule"]) == (409, "an_area_is_on_the_register")
    assert "area" in faults(refused)
    assert not Centre.objects.exists()
