import re
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from tests import make

pytestmark = pytest.mark.django_db
GIVEN = "a-long-word-of-the-monitor"


@pytest.fixture
def monitor() -> Client:
    return Client(REMOTE_ADDR="127.0.0.1")


def figure(page: str, name: str) -> float:
    found = re.search(rf"^{re.escape(name)} (\S+)$", page, re.MULTILINE)
    return float(found[1]) if found else 0


def read(monitor: Client) -> str:
    return monitor.get("/metrics").content.decode()


def test_requests_are_counted_by_route_and_never_by_path(monitor: Client) -> None:
    name = 'jiamenkou_requests_total{method="GET",route="none",status="404"}'
    before = figure(read(monitor), name)
    monitor.get("/people/13800138000/")
    monitor.get("/people/13900139000/")
    page = read(monitor)
    assert figure(page, name) == before + 2
    assert "13800138000" not in page
    assert "/people/" not in page
    assert 'jiamenkou_request_seconds_bucket{le="0.5",route="web:metrics"}' in page


def test_a_method_nobody_knows_makes_no_new_figure(monitor: Client) -> None:
    monitor.generic("INVENTED", "/healthz")
    assert "INVENTED" not in read(monitor)


def test_jobs_connections_and_the_process_are_shown(monitor: Client) -> None:
    before = figure(read(monitor), 'jiamenkou_jobs{state="todo"}')
    make.network()
    page = read(monitor)
    assert figure(page, 'jiamenkou_jobs{state="todo"}') == before + 1
    assert figure(page, 'jiamenkou_jobs{state="failed"}') == 0
    assert figure(page, "jiamenkou_database_up") == 1
    assert "jiamenkou_database_connections{" in page
    assert "jiamenkou_live_pages 0.0" in page
    assert "process_resident_memory_bytes" in page


@pytest.mark.parametrize(
    "through",
    [
        {"REMOTE_ADDR": "203.0.113.7"},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_FORWARDED": "for=127.0.0.1"},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_VIA": "1.1 proxy"},
        {"REMOTE_ADDR": ""},
        {"REMOTE_ADDR": "203.0.113.7", "HTTP_AUTHORIZATION": "Bearer "},
        {"REMOTE_ADDR": "203.0.113.7", "HTTP_AUTHORIZATION": "Bearer wrong"},
        {"REMOTE_ADDR": "203.0.113.7", "HTTP_AUTHORIZATION": "Bearer 错"},
    ],
)
def test_for_others_there_are_no_metrics(settings: Settings, through: dict[str, Any]) -> None:
    assert Client().get("/metrics", **through).status_code == 404
    settings.JIAMENKOU_METRICS_TOKEN = GIVEN
    assert Client().get("/metrics", **through).status_code == 404


def test_a_monitor_elsewhere_reads_with_its_token(settings: Settings) -> None:
    settings.JIAMENKOU_METRICS_TOKEN = GIVEN
    away = Client(REMOTE_ADDR="203.0.113.7", HTTP_AUTHORIZATION=f"Bearer {GIVEN}")
    assert away.get("/metrics").status_code == 200


def test_signing_in_does_not_open_them() -> None:
    client = Client(REMOTE_ADDR="203.0.113.7")
    client.force_login(make.user(kind="operator"))
    assert client.get("/metrics").status_code == 404
