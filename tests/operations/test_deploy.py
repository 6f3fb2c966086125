import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.architecture.test_docs_name_everything import SETTINGS

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())


def test_the_example_of_settings_names_exactly_those_that_are_read() -> None:
    named = re.findall(r"^#?([A-Z][A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)
    assert sorted(named) == sorted({*SETTINGS, "POSTGRES_PASSWORD"})


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here: units NOT tried")
def test_systemd_understands_every_unit(tmp_path: Path) -> None:
    """With a program that exists in the place of ours, which is not installed here."""
    copies = []
    for unit in UNITS:
        copy = tmp_path / unit.name
        copy.write_text(unit.read_text().replace("/opt/jiamenkou/.venv/bin/jiamenkou", "/bin/true"))
        copies.append(str(copy))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *copies],
        capture_output=True,
        text=True,
        check=False,
    )
    complaints = [line for line in done.stderr.splitlines() if "jiamenkou" in line]
    assert not complaints


@pytest.mark.parametrize("unit", [unit for unit in UNITS if unit.suffix == ".service"])
def test_a_service_may_write_only_its_own_state(unit: Path) -> None:
    words = unit.read_text()
    for line in ("ProtectSystem=strict", "NoNewPrivileges=yes", "User=jiamenkou", "PrivateTmp=yes"):
        assert line in words


def test_the_compose_file_starts_nothing_as_root_and_opens_no_port_to_the_world() -> None:
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
    assert set(services) == {"web", "worker", "database"}
    for name in ("web", "worker"):
        assert services[name]["read_only"]
        assert services[name]["cap_drop"] == ["ALL"]
    ports = [port for service in services.values() for port in service.get("ports", [])]
    assert all(port.startswith("127.0.0.1:") for port in ports)
    assert "\nUSER jiamenkou" in (DEPLOY / "Dockerfile").read_text()


def test_the_proxy_does_not_hold_streams_back_and_hides_the_metrics() -> None:
    words = (DEPLOY / "nginx.conf.example").read_text()
    stream = words[words.index("location /live/") :]
    assert "proxy_buffering off;" in stream
    assert re.search(r"location = /metrics \{\s+return 404;", words)
    assert "client_max_body_size" in words
