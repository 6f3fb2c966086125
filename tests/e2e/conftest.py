"""A real demo on a port of its own, and a real browser to walk through it."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from jiamenkou.lib.postgres import Server
from tests.conftest import browser_path
from tests.people.oidc_provider import CLIENT_ID, CLIENT_SECRET, running

ROOT = Path(__file__).parents[2]
SHOTS = ROOT / "shots"
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
)
READY_SECONDS = 600


@pytest.fixture(scope="package")
def city() -> Iterator[str]:
    """The address of the city's sign-on, a provider in a process of its own."""
    with running() as address:
        yield address


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory, city: str) -> Iterator[str]:
    """The address of `jiamenkou demo`, started as a stranger would and stopped by SIGTERM."""
    home = tmp_path_factory.mktemp("demo")
    port = _free_port()
    given = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    process = subprocess.Popen(
        [sys.executable, "-m", "jiamenkou", "demo", "--port", str(port)],
        env={**given, **_sign_on(city), "JIAMENKOU_HOME": str(home)},
        cwd=ROOT,
    )
    try:
        _wait_until_ready(f"http://127.0.0.1:{port}/healthz", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        assert process.wait(60) == 0
        shutil.rmtree(Server(folder=home / "postgres").root, ignore_errors=True)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Closed after the journeys: an open one keeps a loop in this thread, which Django refuses."""
    found = browser_path()
    if found is None:
        if os.environ.get("JIAMENKOU_BROWSER") == "required":
            pytest.fail("No browser: journeys may not be skipped here.")
        pytest.skip("no browser: journeys skipped")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=list(FLAGS))
        yield chromium
        chromium.close()


@dataclass
class Person:
    """Somebody at a screen: a page, and what went wrong on it so far."""

    page: Page
    site: str
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", lambda m: self.faults.append(m.text) if m.type == "error" else None)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))

    def opens(self, path: str) -> None:
        self.page.goto(self.site + path, wait_until="load")

    def signs_in(self, name: str, password: str) -> None:
        self.opens("/sign-in/")
        self.page.fill("input[name=username]", name)
        self.page.fill("input[name=password]", password)
        self.page.click("main button[type=submit]")
        self.page.wait_for_url(lambda url: "/sign-in/" not in url)


@pytest.fixture
def desk(site: str, browser: Browser) -> Iterator[Person]:
    """A planner at a desk, 1440 px wide."""
    page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    yield Person(page, site)
    page.close()


@pytest.fixture
def phone(site: str, browser: Browser) -> Iterator[Person]:
    """Somebody with a phone, 390 px wide."""
    page = browser.new_page(viewport={"width": 390, "height": 844}, locale="zh-CN", has_touch=True)
    yield Person(page, site)
    page.close()


def _sign_on(city: str) -> dict[str, str]:
    return {
        "JIAMENKOU_OIDC_ISSUER": city,
        "JIAMENKOU_OIDC_CLIENT_ID": CLIENT_ID,
        "JIAMENKOU_OIDC_CLIENT_SECRET": CLIENT_SECRET,
        "JIAMENKOU_OIDC_LABEL": "江城统一身份认证",
        "JIAMENKOU_OIDC_STAFF_CLAIM": "staff_no",
    }


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _wait_until_ready(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, "the demo stopped before it was ready"
        try:
            with urllib.request.urlopen(address, timeout=2) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise AssertionError(f"the demo was not ready after {READY_SECONDS} s")
