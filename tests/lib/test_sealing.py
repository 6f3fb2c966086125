"""Sealed words: what opens, what does not, and how the ring of keys comes to be and turns."""

import stat
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from jiamenkou.lib import sealing
from jiamenkou.lib.sealing import Unsealable, blind, seal, unseal

PHONE = "people_resident.phone"


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JIAMENKOU_HOME", str(tmp_path / "home"))


@pytest.mark.parametrize("words", ["13800138000", "五三（2）社区 3 幢", "", "x" * 10_000])
def test_words_come_back_and_lie_sealed(words: str) -> None:
    sealed = seal(words, purpose=PHONE)
    assert unseal(sealed, purpose=PHONE) == words
    assert not words or words.encode() not in sealed


def test_the_same_words_never_look_alike() -> None:
    assert len({seal("13800138000", purpose=PHONE) for _ in range(100)}) == 100


def test_a_value_copied_into_another_column_does_not_open() -> None:
    sealed = seal("13800138000", purpose=PHONE)
    with pytest.raises(Unsealable, match="address"):
        unseal(sealed, purpose="people_resident.address")


def test_no_bit_of_a_value_can_be_turned() -> None:
    sealed = seal("13800138000", purpose=PHONE)
    for at in range(len(sealed)):
        turned = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
        with pytest.raises(Unsealable):
            unseal(turned, purpose=PHONE)
    with pytest.raises(Unsealable):
        unseal(sealed[:-1], purpose=PHONE)


def test_a_new_key_seals_and_the_old_still_opens_until_it_is_dropped() -> None:
    old = seal("13800138000", purpose=PHONE)
    index = blind("13800138000", purpose=PHONE)
    assert sealing.add_key() == 2
    assert sealing.key_number(seal("x", purpose=PHONE)) == 2
    assert unseal(old, purpose=PHONE) == "13800138000"
    sealing.drop_key(1)
    with pytest.raises(Unsealable, match="key 1"):
        unseal(old, purpose=PHONE)
    assert blind("13800138000", purpose=PHONE) == index


def test_the_newest_key_is_not_dropped() -> None:
    sealing.add_key()
    with pytest.raises(ValueError, match="number: the newest key is in use"):
        sealing.drop_key(2)


def test_blind_indexes_are_equal_for_equal_words_of_one_column_only() -> None:
    assert blind("138", purpose=PHONE) == blind("138", purpose=PHONE)
    others = {blind("139", purpose=PHONE), blind("138", purpose="people_resident.id_number")}
    assert blind("138", purpose=PHONE) not in others
    assert len(blind("138", purpose=PHONE)) == 32


def test_only_the_owner_reads_the_keys_and_no_draft_is_left() -> None:
    sealing.ring()
    sealing.add_key()
    assert stat.S_IMODE(sealing.ring_file().stat().st_mode) == 0o600
    assert list(sealing.ring_file().parent.iterdir()) == [sealing.ring_file()]


def test_of_processes_that_race_to_the_first_use_all_have_the_same_keys() -> None:
    with ProcessPoolExecutor(4, mp_context=get_context("spawn")) as pool:
        sealed = list(pool.map(_seal_one, range(16)))
    assert [unseal(one, purpose=PHONE) for one in sealed] == [str(i) for i in range(16)]


def _seal_one(number: int) -> bytes:
    return seal(str(number), purpose=PHONE)
