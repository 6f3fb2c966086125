"""The API keeps what its description says, tried from outside by schemathesis."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from jiamenkou.places.actions import load_norms
from jiamenkou.siting import actions as plans
from tests import make

CONFIG = Path(__file__).parent / "schemathesis.toml"
TRIED = re.compile(r"(\d+) generated")


def tried(server: LiveServer, *words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """A process of its own: its plugins and warnings stay out of ours."""
    said = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(CONFIG)]
    said += ["run", f"{server.url}/api/v1/openapi.json", "--no-color", *words]
    return subprocess.run(
        said, capture_output=True, text=True, check=False, timeout=400, cwd=folder
    )


def furnish() -> str:
    """One thing of each kind, and a token that reaches them all."""
    load_norms(by=None)
    centre = make.centre()
    make.room(centre=centre)
    make.hours(centre=centre)
    make.headcount(area=make.area())
    make.premises()
    plans.solve(make.scenario(), by=None)
    return make.token()[1]


@pytest.fixture(scope="session")
def static_folder() -> None:
    Path(django_settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("known", [True, False], ids=["with a token", "without"])
def test_the_api_keeps_its_contract(
    static_folder: None,  # noqa: ARG001 - the server warns where there is none
    live_server: LiveServer,
    settings: Settings,
    tmp_path: Path,
    known: bool,
) -> None:
    settings.API_A_MINUTE = settings.API_STRANGERS_A_MINUTE = 1_000_000
    bearer = ("--header", f"Authorization: Bearer {furnish()}")
    words = bearer if known else ("--phases", "examples,fuzzing")
    answer = tried(live_server, *words, folder=tmp_path)
    assert answer.returncode == 0, answer.stdout[-20_000:] + answer.stderr
    counted = TRIED.search(answer.stdout)
    assert counted, answer.stdout
    assert int(counted[1]) > (300 if known else 30)
