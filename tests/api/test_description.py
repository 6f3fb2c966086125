"""The schema and the page that explain the API."""

import re

import pytest
from django.test import Client

from jiamenkou.api import api
from jiamenkou.web.api.problems import KINDS

SCHEMA = api.get_openapi_schema()
OPERATIONS = [one for methods in SCHEMA["paths"].values() for one in methods.values()]


def test_the_schema_is_openapi_3_1_and_open_to_all(client: Client) -> None:
    answer = client.get("/api/v1/openapi.json")
    assert answer.json()["openapi"] == "3.1.0"
    assert len(OPERATIONS) == len({one["operationId"] for one in OPERATIONS}) == 44


def test_every_status_of_a_problem_is_described_somewhere() -> None:
    described = {int(status) for one in OPERATIONS for status in one["responses"]}
    assert {kind.status for kind in KINDS.values()} - {405} <= described


@pytest.mark.django_db
def test_the_page_explains_every_operation_and_every_problem_without_strangers(
    client: Client,
) -> None:
    page = client.get("/api/v1/").content.decode()
    for one in OPERATIONS:
        assert f'id="{one["operationId"]}"' in page
    for kind in KINDS:
        assert f'id="problem-{kind}"' in page
    assert not re.findall(r'(?:src|href)="https?:', page)
