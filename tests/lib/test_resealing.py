"""Turning the keys while people write."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import connection, transaction

from jiamenkou.cli import main
from jiamenkou.lib import resealing, sealing
from jiamenkou.people import actions
from jiamenkou.people.models import Resident
from tests import make


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JIAMENKOU_HOME", str(tmp_path / "home"))


def an_hour_later() -> None:
    file = sealing.ring_file()
    os.utime(file, (file.stat().st_atime - 3600, file.stat().st_mtime - 3600))


@pytest.mark.django_db
def test_every_value_is_sealed_again_and_found_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resealing, "BATCH", 2)
    for last in range(5):
        make.resident(phone=f"1380013800{last}", address=f"幸福路 {last} 号")
    assert resealing.turn_keys() == 10
    assert resealing.seal_all_again() == 0
    an_hour_later()
    assert resealing.drop_old_keys() == [1]
    assert list(sealing.ring().keys) == [2]
    assert Resident.objects.by_phone("13800138003").get().address == "幸福路 3 号"


@pytest.mark.django_db
def test_a_turn_cut_short_is_finished_before_another_key_comes() -> None:
    make.resident(phone="13800138000")
    sealing.add_key()
    assert resealing.turn_keys() == 1
    assert sealing.ring().newest == 2


@pytest.mark.django_db
def test_a_key_is_not_dropped_while_a_statement_could_be_under_way() -> None:
    make.resident(phone="13800138000")
    resealing.turn_keys()
    with pytest.raises(resealing.TooSoon, match="10 minutes"):
        resealing.drop_old_keys()
    assert set(sealing.ring().keys) == {1, 2}


@pytest.mark.django_db
def test_the_command_says_what_it_did(capsys: pytest.CaptureFixture[str]) -> None:
    make.resident(phone="13800138000")
    for words, status in ((["rotate"], 0), (["rotate", "--drop-old"], 1)):
        with pytest.raises(SystemExit) as left:
            main(["keys", *words])
        assert left.value.code == status
    assert "1 values sealed again, with key 2" in capsys.readouterr().out


@pytest.mark.django_db(transaction=True)
def test_what_somebody_writes_meanwhile_is_not_lost() -> None:
    one = make.resident(phone="13800138000", address="幸福路 1 号")
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            actions.amend_resident(one, phone="13800138001", by=None)
            turned = pool.submit(_turn)
            while not (_waiting() or turned.done()):
                pass
        turned.result()
    again = Resident.objects.get()
    assert (again.phone, again.address) == ("13800138001", "幸福路 1 号")
    assert resealing.seal_all_again() == 1  # the telephone, written with the old key


@pytest.mark.django_db(transaction=True)
def test_keys_wait_for_whoever_is_still_writing() -> None:
    make.resident(phone="13800138000")
    resealing.turn_keys()
    an_hour_later()
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            late = make.resident(phone="13800138002")
            dropped = pool.submit(_drop)
            while not (_waiting() or dropped.done()):
                pass
            assert set(sealing.ring().keys) == {1, 2}
        assert dropped.result() == [1]
    assert Resident.objects.get(pk=late.pk).phone == "13800138002"


def _turn() -> int:
    try:
        return resealing.turn_keys()
    finally:
        connection.close()


def _drop() -> list[int]:
    try:
        return resealing.drop_old_keys()
    finally:
        connection.close()


def _waiting() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) > 0 FROM pg_locks WHERE NOT granted")
        (waiting,) = cursor.fetchone()
    return bool(waiting)
