"""The service hall as programs see it."""

from __future__ import annotations

from typing import Any

import pytest

from jiamenkou.services.models import Case
from tests import make
from tests.api.program import Program, faults

pytestmark = pytest.mark.django_db
SCOPES = ["places.see", "services.see", "services.serve", "services.see_ratings"]


@pytest.fixture
def desk() -> tuple[Program, Case]:
    """A program of a centre's manager, and a case that another served."""
    area = make.area()
    case = make.case(centre=make.centre(area=area), item=make.item(code="card", name="社保卡"))
    manager = make.user(kind="manager", area=area)
    return Program.of(manager, scopes=SCOPES, personal=True), case


def test_services_are_found_and_say_what_they_ask(desk: tuple[Program, Case]) -> None:
    program, case = desk
    found = program.get("services?q=社保卡").json()["items"]
    assert [one["code"] for one in found] == ["card"]
    shown = program.get("services/card").json()
    assert [one["name"] for one in shown["materials"]] == ["身份证"]
    offered = program.get(f"centres/{case.centre_id}/services").json()["items"]
    assert [one["code"] for one in offered] == ["card"]


def test_a_case_is_opened_once_a_key_and_taken_on(desk: tuple[Program, Case]) -> None:
    program, case = desk
    address, said = f"centres/{case.centre_id}/cases", {"item": "card"}
    made: list[Any] = [program.post(address, said, Idempotency_Key="k") for _each in range(2)]
    assert [one.status_code for one in made] == [201, 201]
    assert Case.objects.count() == 2
    steps = f"cases/{made[0].json()['id']}/steps"
    refused = program.post(steps, {"step": "acceptance"})
    assert (refused.status_code, refused.json()["rule"]) == (409, "a_case_has_its_papers")
    told = program.post(steps, {"step": "notice"})
    assert (told.status_code, told.json()["state"]) == (201, "needs_materials")


def test_who_is_not_on_record_is_told_at_the_field(desk: tuple[Program, Case]) -> None:
    program, case = desk
    answer = program.post(f"centres/{case.centre_id}/cases", {"item": "card", "resident": 999999})
    assert "resident" in faults(answer)


def test_a_rating_is_written_down_and_listed_without_who(desk: tuple[Program, Case]) -> None:
    program, case = desk
    make.delivered(case)
    said = {"level": 4, "via": "phone", "reasons": ["kind"], "words": "不错"}
    assert program.post(f"cases/{case.pk}/rating", said).status_code == 201
    (listed,) = program.get("ratings").json()["items"]
    assert listed["level"] == 4
    assert not {"case", "resident", "words"} & set(listed)
