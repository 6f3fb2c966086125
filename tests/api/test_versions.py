"""Nobody overwrites what they have not seen, and nobody reads again what they have."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from tests import make
from tests.api.program import Program

pytestmark = pytest.mark.django_db


@pytest.fixture
def program() -> Program:
    make.area()
    return Program.of(make.user())


def test_what_is_known_already_is_not_sent_again(program: Program) -> None:
    address = f"centres/{make.centre().pk}"
    version = program.get(address)["ETag"]
    for said in (version, f"W/{version}", f'"x", {version}', "*"):
        again = program.get(address, If_None_Match=said)
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", version)
    assert program.get(address, If_None_Match='"x"').status_code == 200


@pytest.mark.parametrize(("method", "end"), [("PATCH", ""), ("PUT", "/closing")])
def test_a_change_names_the_version_it_changes(program: Program, method: str, end: str) -> None:
    address = f"centres/{make.centre().pk}"
    said = {"on": "2026-06-01"} if end else {"name": "新名"}
    assert program.send(method, address + end, said).status_code == 428
    assert program.send(method, address + end, said, If_Match='"old"').status_code == 412
    version = program.get(address)["ETag"]
    changed = program.send(method, address + end, said, If_Match=version)
    assert changed.status_code == 200
    assert changed["ETag"] == program.get(address)["ETag"] != version
    assert program.send(method, address + end, said, If_Match=version).status_code == 412


@pytest.mark.django_db(transaction=True)
def test_of_many_who_change_the_same_version_at_once_one_does() -> None:
    make.area()
    program = Program.of(make.user())
    address = f"centres/{make.centre().pk}"
    version = program.get(address)["ETag"]

    def amend(number: int) -> int:
        said = {"phone": f"0793-{number}"}
        status: int = program.send("PATCH", address, said, If_Match=version).status_code
        connection.close()
        return status

    with ThreadPoolExecutor(8) as pool:
        statuses = sorted(pool.map(amend, range(8)))
    assert statuses == [200] + [412] * 7
