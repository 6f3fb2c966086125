import datetime
import json
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from jiamenkou import doctor
from jiamenkou.doctor import database, keys, site, work
from jiamenkou.doctor.advice import Advice
from jiamenkou.lib import sealing
from tests import make


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("JIAMENKOU_HOME", str(tmp_path))
    return tmp_path


@pytest.mark.django_db
def test_every_finding_counts_and_advice_does_not(
    home: Path, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.SECRET_KEY, settings.SECOND_FACTOR = "x" * 60, False
    (home / "secret-key").touch(0o644)
    said = [list(doctor._complaints(check)) for check in doctor.CHECKS]
    wrong = sum(not isinstance(one, Advice) for found in said for one in found)
    assert sum(doctor._examined(check) for check in doctor.CHECKS) == wrong
    shown = capsys.readouterr().out
    assert all(one in shown for found in said for one in found)
    assert any(isinstance(one, Advice) for found in said for one in found)


@pytest.mark.django_db
def test_a_check_that_cannot_run_is_a_finding(home: Path) -> None:
    (home / "last-backup.json").write_text("{")
    assert "JSONDecodeError" in next(doctor._complaints(work.backups_are_recent))


@pytest.mark.django_db
def test_a_role_that_may_everything_is_named_on_a_server_of_yours(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert "NOSUPERUSER" in next(database.role_is_not_all_powerful())
    monkeypatch.delenv("DATABASE_URL")
    assert not list(database.role_is_not_all_powerful())


@pytest.mark.django_db
def test_clocks_that_differ_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not list(database.clocks_agree())
    late = timezone.now() - datetime.timedelta(minutes=2)
    monkeypatch.setattr(database, "_asked", lambda _question: [(late,)])
    assert "120 seconds apart" in next(database.clocks_agree())


@pytest.mark.django_db
def test_keys_that_vanished_from_a_used_site_are_named(home: Path) -> None:
    assert not list(keys.keys_are_there())
    make.user()
    make.user()
    assert "field-keys.json is missing" in next(keys.keys_are_there())
    sealing.ring()
    assert not [one for one in keys.keys_are_there() if "field-keys" in one]
    (home / "field-keys.json").write_text("{}")
    assert [one for one in keys.keys_are_there() if "damaged" in one]


def test_keys_others_can_read_are_named(home: Path) -> None:
    sealing.ring()
    assert not list(keys.secrets_are_private())
    (home / "field-keys.json").chmod(0o640)
    assert "chmod 600" in next(keys.secrets_are_private())


def test_a_weak_secret_is_named(settings: Settings) -> None:
    assert not list(keys.secrets_are_strong())
    settings.SECRET_KEY = "change-me"  # noqa: S105
    assert "openssl rand" in next(keys.secrets_are_strong())


@pytest.mark.django_db
def test_jobs_that_wait_or_failed_are_counted() -> None:
    make.network()
    make.network()
    assert not list(work.jobs_are_done())
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_events SET at = now() - interval '1 hour'")
    assert next(work.jobs_are_done()).startswith("2 wait")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed'")
    assert next(work.jobs_are_done()).startswith("2 failed")


def test_backups_that_are_missing_old_or_without_keys_are_named(home: Path) -> None:
    assert "jiamenkou backup" in next(work.backups_are_recent())
    note = {"file": "/b.tar", "bytes": 1, "keys": ["secret-key"]}
    now = datetime.datetime.now(datetime.UTC)
    old = now - datetime.timedelta(days=3)
    (home / "last-backup.json").write_text(json.dumps(note | {"at": old.isoformat()}))
    assert "3 days old" in next(work.backups_are_recent())
    (home / "last-backup.json").write_text(json.dumps(note | {"at": now.isoformat()}))
    assert not list(work.backups_are_recent())
    bare = note | {"at": now.isoformat(), "keys": []}
    (home / "last-backup.json").write_text(json.dumps(bare))
    assert isinstance(next(work.backups_are_recent()), Advice)


def test_messages_that_are_only_printed_are_named(settings: Settings) -> None:
    assert "JIAMENKOU_SMS" in next(work.messages_go_out())
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    assert len(list(work.messages_go_out())) == 2
    settings.JIAMENKOU_DEMO = True
    assert not list(work.messages_go_out())


def test_a_site_others_reach_is_asked_for_https_hosts_and_no_debugging(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not list(site.public_site_is_safe())
    monkeypatch.setenv("JIAMENKOU_HOSTS", "*")
    settings.DEBUG, settings.ALLOWED_HOSTS, settings.SESSION_COOKIE_SECURE = True, ["*"], False
    said = " ".join(site.public_site_is_safe())
    assert all(word in said for word in ("JIAMENKOU_DEBUG", "JIAMENKOU_HTTPS", "JIAMENKOU_HOSTS"))


def test_another_time_zone_and_a_missing_second_factor_are_named(settings: Settings) -> None:
    assert not list(site.time_zone_is_known())
    assert not list(site.second_factor_is_asked())
    settings.TIME_ZONE, settings.SECOND_FACTOR = "UTC", False
    assert "UTC" in next(site.time_zone_is_known())
    assert "JIAMENKOU_SECOND_FACTOR" in next(site.second_factor_is_asked())
