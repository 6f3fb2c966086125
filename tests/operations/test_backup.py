import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
import pytest
from django.core.files.base import ContentFile
from django.db import connection
from psycopg import sql
from pytest_django import Settings

from jiamenkou.lib import sealing
from jiamenkou.lib.home import kept_secret
from jiamenkou.lib.refusal import Refused
from jiamenkou.lib.sealed_files import CHUNK_BYTES, Lock
from jiamenkou.operations import rows
from jiamenkou.operations.archive import unpack
from jiamenkou.operations.backup import Wish, back_up
from jiamenkou.operations.notes import last_backup
from jiamenkou.operations.restore import restore
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)
LOCK = Lock(secret=b"48 bytes of a key file, which opens without delay", kind=b"K")
EVIDENCE = b"measured by the survey office\n" * 100_000


@dataclass(frozen=True, kw_only=True)
class Site:
    """An installation: its home and the address of its database."""

    home: Path
    url: str


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    """Rows, an uploaded file of several chunks, a secret, and a ring of two keys."""
    monkeypatch.setenv("JIAMENKOU_HOME", str(tmp_path))
    make.floor_area(centre=make.centre(name="滨江社区"), file=ContentFile(EVIDENCE, "plan.pdf"))
    make.user(kind="operator")
    for name in ("secret-key", "audit-key"):
        kept_secret(name)
    sealing.add_key()
    return Site(home=tmp_path, url=_address())


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Site]:
    """Another home, and an empty database of another name."""
    name, home = f"{connection.settings_dict['NAME']}_elsewhere", tmp_path / "elsewhere"
    home.mkdir()
    with psycopg.connect(_address("postgres"), autocommit=True) as line:
        drop = f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"
        line.execute(drop)
        line.execute(f"CREATE DATABASE {name}")
        yield Site(home=home, url=_address(name))
        line.execute(drop)


def _address(database: str = "") -> str:
    known = connection.settings_dict
    who = f"{known['USER']}:{quote(known['PASSWORD'])}"
    where = f"{database or known['NAME']}?host={quote(known['HOST'], safe='')}"
    port = f":{known['PORT']}" if known["PORT"] else ""
    return f"postgresql://{who}@{port}/{where}"


def moved(site: Site, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    monkeypatch.setenv("JIAMENKOU_HOME", str(site.home))
    settings.MEDIA_ROOT = site.home / "files"


def everything(url: str) -> dict[str, list[Any]]:
    with psycopg.connect(url) as line:
        found = line.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        asked = sql.SQL("SELECT each::text FROM public.{} AS each ORDER BY 1")
        tables = [name for (name,) in found if not name.endswith("session")]
        return {
            name: line.execute(asked.format(sql.Identifier(name))).fetchall() for name in tables
        }


def test_everything_comes_back_in_another_home_and_database(
    site: Site, elsewhere: Site, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    sealed = sealing.seal("13800138000", purpose="resident.phone")
    before, ring = everything(site.url), sealing.ring()
    file, _manifest = back_up(site.home, Wish(lock=LOCK), url=site.url)
    moved(elsewhere, monkeypatch, settings)
    done = restore(file, lock=LOCK, replace=False, url=elsewhere.url)
    assert everything(elsewhere.url) == before
    assert len(before["places_centre"]) == 1
    assert uploaded(elsewhere) == EVIDENCE
    assert sealing.ring() == ring
    assert sealing.unseal(sealed, purpose="resident.phone") == "13800138000"
    assert (elsewhere.home / "secret-key").read_text() == (site.home / "secret-key").read_text()
    assert done.warnings == []
    assert sorted(path.name for path in elsewhere.home.iterdir()) == [
        "audit-key",
        "field-keys.json",
        "files",
        "secret-key",
    ]


def uploaded(site: Site) -> bytes:
    (file,) = (site.home / "files").rglob("*.pdf")
    return file.read_bytes()


def test_what_was_restored_can_be_backed_up_and_restored_over_it_again(
    site: Site, elsewhere: Site, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    before = everything(site.url)
    first, _ = back_up(site.home / "first", Wish(lock=LOCK), url=site.url)
    moved(elsewhere, monkeypatch, settings)
    restore(first, lock=LOCK, replace=False, url=elsewhere.url)
    second, _ = back_up(elsewhere.home / "second", Wish(lock=LOCK), url=elsewhere.url)
    (settings.MEDIA_ROOT / "later.txt").write_text("written after the backup")
    done = restore(second, lock=LOCK, replace=True, url=elsewhere.url)
    assert everything(elsewhere.url) == before
    assert done.replaced["places_centre"] == 1
    assert not (settings.MEDIA_ROOT / "later.txt").exists()


def test_a_database_with_rows_is_overwritten_only_when_told(site: Site) -> None:
    file, _ = back_up(site.home, Wish(lock=LOCK), url=site.url)
    before = everything(site.url)
    with pytest.raises(Refused, match="a_restore_overwrites_nothing_unasked") as refused:
        restore(file, lock=LOCK, replace=False, url=site.url)
    assert "--replace" in refused.value.words
    assert "places_area" in refused.value.words
    assert everything(site.url) == before


def test_a_damaged_backup_is_refused_in_words(site: Site) -> None:
    file, _ = back_up(site.home, Wish(lock=LOCK), url=site.url)
    whole = file.read_bytes()
    for where in (10, 40, 100, CHUNK_BYTES // 2, CHUNK_BYTES * 2, -5):
        content = bytearray(whole)
        content[where] ^= 1
        assert "damaged" in why_refused(site, bytes(content))


@pytest.mark.parametrize("lock", [LOCK, None], ids=["sealed", "not sealed"])
def test_a_backup_cut_off_is_refused_in_words(site: Site, lock: Lock | None) -> None:
    file, _ = back_up(site.home, Wish(lock=lock), url=site.url)
    whole = file.read_bytes().rstrip(b"\0")
    for share in (0, 0.3, 0.9, 0.999):
        words = why_refused(site, whole[: int(len(whole) * share)])
        assert any(word in words for word in ("cut off", "too early", "no backup"))


def why_refused(site: Site, content: bytes) -> str:
    file, into = site.home / "broken", site.home / "unpacked"
    shutil.rmtree(into, ignore_errors=True)
    file.write_bytes(content)
    with pytest.raises(Refused) as refused:
        unpack(file, LOCK, into=into)
    return refused.value.words


def test_a_damaged_backup_changes_nothing(site: Site) -> None:
    file, _ = back_up(site.home, Wish(lock=LOCK), url=site.url)
    file.write_bytes(file.read_bytes()[:-100])
    before, ring = everything(site.url), sealing.ring()
    with pytest.raises(Refused, match="a_backup_is_whole"):
        restore(file, lock=LOCK, replace=True, url=site.url)
    assert everything(site.url) == before
    assert sealing.ring() == ring
    assert uploaded(site) == EVIDENCE


def test_chunks_left_out_at_the_end_are_missed(site: Site) -> None:
    file, _ = back_up(site.home, Wish(lock=LOCK), url=site.url)
    head = len(file.read_bytes()) - (len(file.read_bytes()) - 57) % (CHUNK_BYTES + 16)
    file.write_bytes(file.read_bytes()[:head])
    with pytest.raises(Refused, match="a_backup_is_whole") as refused:
        unpack(file, LOCK, into=site.home / "unpacked")
    assert "too early" in refused.value.words


def test_an_unsealed_backup_with_a_changed_row_is_refused(site: Site, elsewhere: Site) -> None:
    file, _ = back_up(site.home, Wish(), url=site.url)
    content = file.read_bytes()
    file.write_bytes(content.replace(b"survey office", b"survey 0ffice", 1))
    with pytest.raises(Refused, match="a_backup_is_whole") as refused:
        restore(file, lock=None, replace=False, url=elsewhere.url)
    assert "files/" in refused.value.words


def test_a_passphrase_opens_what_it_sealed_and_nothing_else_does(site: Site) -> None:
    right = Lock.of_passphrase("eleven quiet herons by the river")
    file, manifest = back_up(site.home, Wish(lock=right), url=site.url)
    assert unpack(file, right, into=site.home / "unpacked") == manifest
    for wrong in (None, LOCK, Lock.of_passphrase("another long sentence")):
        with pytest.raises(Refused, match="a_backup_opens_with_its_key") as refused:
            restore(file, lock=wrong, replace=True, url=site.url)
        assert "passphrase" in refused.value.words.lower()


def test_secrets_that_could_be_guessed_are_refused(tmp_path: Path) -> None:
    (tmp_path / "short.key").write_text("short")
    with pytest.raises(Refused, match="a_passphrase_is_long"):
        Lock.of_passphrase("12345678")
    with pytest.raises(Refused, match="a_key_file_is_long"):
        Lock.of_key_file(tmp_path / "short.key")


def test_keys_go_into_a_backup_that_is_not_sealed_only_when_told(site: Site) -> None:
    bare, without = back_up(site.home / "bare.tar", Wish(), url=site.url)
    told, with_keys = back_up(site.home / "told.tar", Wish(with_keys=True), url=site.url)
    assert without.keys == []
    assert with_keys.keys == ["secret-key", "field-keys.json", "audit-key"]
    with tarfile.open(bare) as tar:
        assert not [name for name in tar.getnames() if name.startswith("keys/")]
    assert told.stat().st_mode & 0o077 == 0


def test_a_backup_without_the_ring_says_that_it_is_missing(
    site: Site, elsewhere: Site, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    file, _ = back_up(site.home, Wish(), url=site.url)
    moved(elsewhere, monkeypatch, settings)
    done = restore(file, lock=None, replace=False, url=elsewhere.url)
    assert any("field-keys.json" in warning for warning in done.warnings)


@pytest.mark.parametrize("name", ["../outside", "/etc/outside", "files/../../outside", "keys/x"])
def test_a_part_that_would_lie_elsewhere_is_refused(site: Site, name: str) -> None:
    with tarfile.open(site.home / "evil.tar", "w") as tar:
        tar.addfile(tarfile.TarInfo(name))
    with pytest.raises(Refused, match="a_backup_holds_known_parts"):
        unpack(site.home / "evil.tar", None, into=site.home / "unpacked")
    assert not (site.home / "outside").exists()


def test_a_link_in_a_backup_is_refused(site: Site) -> None:
    with tarfile.open(site.home / "evil.tar", "w") as tar:
        link = tarfile.TarInfo("files/link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc"
        tar.addfile(link)
    with pytest.raises(Refused, match="a_backup_holds_known_parts"):
        unpack(site.home / "evil.tar", None, into=site.home / "unpacked")


def test_a_backup_of_a_newer_version_is_refused(site: Site, elsewhere: Site) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied)"
            " VALUES ('places', '0999_from_the_future', now())"
        )
    try:
        file, _ = back_up(site.home, Wish(lock=LOCK), url=site.url)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM django_migrations WHERE name = '0999_from_the_future'")
    with pytest.raises(Refused, match="a_backup_is_not_newer") as refused:
        restore(file, lock=LOCK, replace=False, url=elsewhere.url)
    assert "0999_from_the_future" in refused.value.words


def test_an_older_backup_is_brought_up_to_date(
    site: Site, elsewhere: Site, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    first, _ = back_up(site.home, Wish(lock=LOCK), url=site.url)
    moved(elsewhere, monkeypatch, settings)
    assert not restore(first, lock=LOCK, replace=False, url=elsewhere.url).migrated
    with psycopg.connect(elsewhere.url) as line:  # as it was before there were plans
        for table in [table for table in everything(site.url) if table.startswith("siting_")]:
            line.execute(sql.SQL("DROP TABLE {} CASCADE").format(sql.Identifier(table)))
        line.execute("DELETE FROM django_migrations WHERE app = 'siting'")
    older, _ = back_up(elsewhere.home, Wish(lock=LOCK), url=elsewhere.url)
    assert restore(older, lock=LOCK, replace=True, url=elsewhere.url).migrated
    with psycopg.connect(elsewhere.url) as line:
        assert line.execute("SELECT count(*) FROM siting_plansite").fetchone() == (0,)


def test_rows_that_do_not_add_up_leave_the_database_as_it_was(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one lie a manifest can tell once every hash is right: a count."""
    counted = rows.counts_of
    monkeypatch.setattr(rows, "counts_of", lambda line: counted(line) | {"places_centre": 7})
    file, _ = back_up(site.home, Wish(lock=LOCK), url=site.url)
    before = everything(site.url)
    with pytest.raises(Refused, match="the_database_takes_the_backup") as refused:
        restore(file, lock=LOCK, replace=True, url=site.url)
    assert "places_centre" in refused.value.words
    assert everything(site.url) == before


def test_the_last_backup_is_noted_and_only_the_newest_are_kept(site: Site) -> None:
    folder = site.home / "backups"
    folder.mkdir()
    for day in (1, 2, 3):
        (folder / f"jiamenkou-2026010{day}-030000.tar").touch()
    file, _ = back_up(folder, Wish(keep=2), url=site.url)
    note = last_backup()
    assert note is not None
    assert note.file == str(file)
    assert sorted(folder.iterdir()) == sorted([folder / "jiamenkou-20260103-030000.tar", file])


def test_the_commands_back_up_and_restore(site: Site, elsewhere: Site) -> None:
    key = site.home / "backup.key"
    key.write_bytes(os.urandom(48))
    file = site.home / "nightly.sealed"
    said = jiamenkou(site, "backup", str(file), "--key-file", str(key))
    assert "Sealed, keys and all" in said.stdout, said.stderr
    back = jiamenkou(elsewhere, "restore", str(file), "--key-file", str(key))
    assert "all counted" in back.stdout, back.stderr
    assert everything(elsewhere.url) == everything(site.url)
    twice = jiamenkou(elsewhere, "restore", str(file), "--key-file", str(key))
    assert twice.returncode == 1
    assert "--replace" in twice.stderr


def jiamenkou(site: Site, *words: str) -> subprocess.CompletedProcess[str]:
    where = {**os.environ, "JIAMENKOU_HOME": str(site.home), "DATABASE_URL": site.url}
    command = [sys.executable, "-m", "jiamenkou", *words]
    return subprocess.run(command, env=where, capture_output=True, text=True, check=False)
