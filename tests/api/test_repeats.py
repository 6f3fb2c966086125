"""A request repeated with its key is done once."""

import datetime
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from jiamenkou.audit.models import Event
from jiamenkou.places.models import Centre
from jiamenkou.web.actions import forget_answers
from jiamenkou.web.api import keys
from jiamenkou.web.models import Allowance, GivenAnswer
from tests import make
from tests.api.program import CENTRE, Program, faults

KEY = {"Idempotency_Key": "a-key"}

pytestmark = pytest.mark.django_db


@pytest.fixture
def program() -> Program:
    make.area()
    return Program.of(make.user())


def test_a_repeat_gets_the_same_answer_and_changes_nothing(program: Program) -> None:
    first, again = (program.post("centres", CENTRE, **KEY) for _each in range(2))
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert (again["Location"], again["ETag"]) == (first["Location"], first["ETag"])
    assert (again["Idempotent-Replayed"], "Idempotent-Replayed" in first) == ("true", False)
    assert Event.objects.filter(verb="places.open_centre").count() == 1


def test_a_key_stands_for_one_request(program: Program) -> None:
    program.post("centres", CENTRE, **KEY)
    other = program.post("centres", {**CENTRE, "name": "北门社区中心"}, **KEY)
    assert (other.status_code, other.json()["type"][-10:]) == (409, "key-reused")
    assert "Idempotency-Key" in faults(other)


def test_a_key_of_somebody_else_is_another_key(program: Program) -> None:
    program.post("centres", CENTRE, **KEY)
    other = Program.of(make.user()).post("centres", {**CENTRE, "name": "北门社区中心"}, **KEY)
    assert other.status_code == 201


def test_a_refused_request_leaves_its_key_free(program: Program) -> None:
    assert program.post("centres", {**CENTRE, "area": "361102002016"}, **KEY).status_code == 409
    assert program.post("centres", {**CENTRE, "name": ""}, **KEY).status_code == 422
    assert not GivenAnswer.objects.exists()
    assert program.post("centres", CENTRE, **KEY).status_code == 201


@pytest.mark.parametrize("key", ["", "x" * 65, "with space", "schlüssel"])
def test_a_key_that_is_none_is_refused(program: Program, key: str) -> None:
    answer = program.post("centres", CENTRE, Idempotency_Key=key)
    assert "Idempotency-Key" in faults(answer)


def test_an_answer_is_kept_sealed_for_a_day(program: Program) -> None:
    program.post("centres", CENTRE, **KEY)
    kept = GivenAnswer.objects.get()
    assert "南门".encode() not in bytes(kept.sealed_body)
    assert forget_answers(now=timezone.now()) == 0
    assert forget_answers(now=timezone.now() + datetime.timedelta(hours=25)) == 1
    assert not Allowance.objects.exists()


def test_a_key_is_used_once(program: Program) -> None:
    program.post("centres", CENTRE, **KEY)
    known = GivenAnswer.objects.get()
    with pytest.raises(IntegrityError) as broken, transaction.atomic():
        GivenAnswer.objects.create(holder=known.holder, key=known.key, request_digest="")
    assert "a_key_is_used_once" in str(broken.value)
    assert GivenAnswer._meta.constraints[0].name == "a_key_is_used_once"


@pytest.mark.django_db(transaction=True)
def test_of_twenty_at_once_with_one_key_one_opens_a_centre() -> None:
    make.area()
    program = Program.of(make.user())

    def ask(_each: int) -> tuple[int, bytes, bool]:
        answer: Any = program.post("centres", CENTRE, **KEY)
        connection.close()
        return answer.status_code, answer.content, "Idempotent-Replayed" in answer

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(ask, range(20)))
    assert Centre.objects.count() == Event.objects.filter(verb="places.open_centre").count() == 1
    assert {status for status, _body, _again in answers} == {201}
    assert len({body for _status, body, _again in answers}) == 1
    assert sum(again for _status, _body, again in answers) == 19


@pytest.mark.django_db(transaction=True)
def test_who_waits_too_long_for_the_same_key_is_told_to_ask_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(keys, "SECONDS_WAITED", 0.05)
    make.area()
    user = make.user()
    program = Program.of(user)

    def ask() -> Any:
        answer = program.post("centres", CENTRE, **KEY)
        connection.close()
        return answer

    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        GivenAnswer.objects.create(holder=user, key="a-key", request_digest="")
        answer = pool.submit(ask).result()
        transaction.set_rollback(True)
    assert (answer.status_code, answer["Retry-After"]) == (409, "1")
    assert answer.json()["type"].endswith("under-way")
