"""Nobody asks so much that others wait."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client
from pytest_django import Settings

from jiamenkou.web.actions import count_request
from jiamenkou.web.models import Allowance
from tests import make
from tests.api.program import Program


@pytest.mark.django_db
def test_who_asks_too_much_is_told_when_to_go_on(settings: Settings) -> None:
    settings.API_A_MINUTE = 2
    program, other = Program.of(make.user()), Program.of(make.user())
    Allowance.objects.all().delete()
    answers = [program.get("areas") for _each in range(9)]  # a minute may turn once in between
    refused = next(one for one in answers if one.status_code == 429)
    assert answers[0]["RateLimit-Remaining"] == "1"
    assert 0 < int(refused["Retry-After"]) <= 60
    assert refused["Retry-After"] == refused["RateLimit-Reset"]
    assert other.get("areas").status_code == 200


@pytest.mark.django_db
def test_guessing_tokens_is_stopped_by_address(settings: Settings) -> None:
    settings.API_STRANGERS_A_MINUTE = 3
    guesses = [
        Client(REMOTE_ADDR="192.0.2.7").get(
            "/api/v1/areas", headers={"Authorization": f"Bearer jmk_{number}"}
        )
        for number in range(9)
    ]
    assert {answer.status_code for answer in guesses} == {401, 429}
    elsewhere = Client(REMOTE_ADDR="192.0.2.8").get("/api/v1/areas")
    assert elsewhere.status_code == 401


@pytest.mark.django_db(transaction=True)
def test_requests_at_once_are_each_counted() -> None:
    def count(_each: int) -> int:
        asked = count_request("token:1", minute=7)
        connection.close()
        return asked

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(count, range(40))) == list(range(1, 41))
    assert count_request("token:1", minute=8) == 1
