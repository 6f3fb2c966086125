"""Whatever is wrong is told in one format, in the asker's language, field by field."""

import json
import logging
from typing import Any

import pytest
from django.test import Client

from jiamenkou.places.models import Centre
from jiamenkou.web.api.fields import _moment
from jiamenkou.web.api.problems import KINDS, MEDIA_TYPE
from tests import make
from tests.api.program import CENTRE, Program, faults

pytestmark = pytest.mark.django_db


@pytest.fixture
def program() -> Program:
    make.area()
    return Program.of(make.user())


def see_problem(answer: Any, kind: str) -> None:
    problem = answer.json()
    assert (answer.status_code, answer["Content-Type"]) == (KINDS[kind].status, MEDIA_TYPE)
    assert problem["type"].endswith(f"#problem-{kind}")
    assert problem["status"] == answer.status_code
    assert problem["title"]
    assert problem["detail"]
    assert set(problem) == {"type", "title", "status", "detail", "rule", "errors"}


WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"name": ""}, "name", "At least 1 characters"),
    ({"name": "x" * 81}, "name", "At most 80 characters"),
    ({"name": "a\0b"}, "name", "fits the pattern"),
    ({"name": "   "}, "name", "fits the pattern"),
    ({"name": 7}, "name", "A text"),
    ({"name": "\ud800"}, "name", "Unicode"),
    ({"level": "palace"}, "level", "'community'"),
    ({"area": "३६११०२००१००१"}, "area", "fits the pattern"),
    ({"point": {"lon": 181, "lat": 0, "crs": "wgs84"}}, "point.lon", "180"),
    ({"point": {"lon": "118", "lat": 0, "crs": "wgs84"}}, "point.lon", "A number"),
    ({"point": {"lon": 118, "lat": 28}}, "point.crs", "needed"),
    ({"point": [118, 28]}, "point", "JSON object"),
    ({"serves": ["361102001001"] * 201}, "serves", "At most 200 entries"),
    ({"hall_floor": 2**70}, "hall_floor", "999 or less"),
    ({"hall_floor": "1"}, "hall_floor", "whole number"),
    ({"hall_floor": 1.5}, "hall_floor", "whole number"),
    ({"step_free": "yes"}, "step_free", "true or false"),
    ({"opened_on": "31.12.2026"}, "opened_on", "2026-06-01"),
    ({"opened_on": "2026-02-30"}, "opened_on", "2026-06-01"),
    ({"opened_on": 1_700_000_000}, "opened_on", "2026-06-01"),
    ({"colour": "red"}, "colour", "no such field"),
    ({"id": 1}, "id", "no such field"),
]


@pytest.mark.parametrize(("said", "field", "words"), WRONG)
def test_a_field_that_is_not_right_is_named_with_what_would_be(
    program: Program, said: dict[str, Any], field: str, words: str
) -> None:
    body = json.dumps({**CENTRE, **said}).encode()
    answer = program.post("centres", body)
    see_problem(answer, "invalid")
    assert words in faults(answer)[field]
    assert not Centre.objects.exists()


def test_every_field_at_fault_is_named_at_once(program: Program) -> None:
    answer = program.post("centres", {"name": "", "level": "palace", "colour": "red"})
    assert set(faults(answer)) == {"name", "level", "area", "point", "colour"}


@pytest.mark.parametrize(
    ("language", "tag", "words"),
    [
        ("en", "en", "This area already has a centre of that name."),
        ("zh-CN,zh;q=0.9", "zh-hans", "这个区划已有同名的中心。"),
    ],
)
def test_the_asker_is_told_in_their_language(language: str, tag: str, words: str) -> None:
    name = make.centre(area=make.area()).name
    program = Program(make.token()[1], language=language)
    answer = program.post("centres", {**CENTRE, "name": name})
    assert (answer["Content-Language"], answer.json()["detail"]) == (tag, words)


@pytest.mark.parametrize(
    "body", [b"{", b"\xff", b'{"name": NaN}', b'{"a": 1, "a": 2}', b"[" * 200_000]
)
def test_a_body_that_is_no_json_is_refused(program: Program, body: bytes) -> None:
    answer = program.post("centres", body)
    see_problem(answer, "unreadable")


def test_a_body_of_another_kind_or_too_large_is_refused(program: Program) -> None:
    form = Client().post("/api/v1/centres", CENTRE | {"point": 1}, headers=program.headers)
    see_problem(form, "media-type")
    see_problem(program.post("centres", b" " * 6_000_000), "too-large")


def test_an_unknown_parameter_is_refused_with_those_there_are(program: Program) -> None:
    answer = program.get("centres?aera=3611")
    see_problem(answer, "invalid")
    assert "after, level, limit, open_on, under" in faults(answer)["aera"]


@pytest.mark.parametrize("address", ["nowhere", "centres/0/rooms/1", "centres/7"])
def test_what_is_not_there_is_a_problem_too(program: Program, address: str) -> None:
    see_problem(program.get(address), "not-found")


def test_a_number_that_fits_no_row_is_refused(program: Program) -> None:
    see_problem(program.get(f"centres/{2**63}"), "invalid")


def test_a_method_that_is_not_offered_says_which_are(program: Program) -> None:
    answer = program.send("DELETE", "centres", {})
    see_problem(answer, "method")
    assert set(answer["Allow"].split(", ")) == {"GET", "POST"}


def test_head_is_answered_as_get_without_its_body(program: Program) -> None:
    answer = Client().head("/api/v1/centres", headers=program.headers)
    assert (answer.status_code, answer.content) == (200, b"")


def test_a_rule_of_the_house_is_named_with_its_words(program: Program) -> None:
    program.post("centres", CENTRE)
    again = program.post("centres", CENTRE)
    see_problem(again, "refused")
    assert again.json()["rule"] == "a_centre_has_its_name_once"
    assert again.json()["detail"] == "This area already has a centre of that name."


def test_a_fault_of_ours_is_logged_and_not_shown(
    program: Program, caplog: pytest.LogCaptureFixture
) -> None:
    centre = make.centre()
    Centre.objects.filter(pk=centre.pk).update(entered_lon=float("nan"))
    with caplog.at_level(logging.ERROR):
        answer = program.get(f"centres/{centre.pk}")
    see_problem(answer, "broken")
    assert "finite number" in caplog.text
    assert "finite" not in answer.content.decode()


def test_a_moment_has_its_offset() -> None:
    assert _moment("2026-06-01T09:30:00+08:00").utcoffset()
    for wrong in ("2026-06-01T09:30:00", "yesterday", 7):
        with pytest.raises(ValueError, match="offset"):
            _moment(wrong)
