"""Every page there is, reached by its links, in four moods: looked at, sound, in Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import Resolver404, get_resolver, resolve
from django.urls.resolvers import URLPattern, URLResolver
from playwright.sync_api import Browser, Page, StorageState, expect

from jiamenkou.demo.actions import ACCOUNTS, PASSWORD
from tests.e2e.conftest import SHOTS, Person

pytestmark = pytest.mark.xdist_group("browser")

MOODS: dict[str, Any] = {
    "phone": {"viewport": {"width": 390, "height": 844}},
    "desk": {"viewport": {"width": 1440, "height": 900}},
    "elder": {"viewport": {"width": 390, "height": 844}},
    "dark": {"viewport": {"width": 1440, "height": 900}, "color_scheme": "dark"},
}
# Verbs (POST only), files, streams, and pages that exist only while something is under way.
NO_PAGES = {
    "sign-in/second/qr.svg", "sign-in/city/", "sign-in/city/back/", "sign-in/phone/code/",
    "account/stay/", "account/second-factor/", "operations/sign-in/",
    "", "preferences/", "healthz", "sign-out/", "live/runs/<int:run_id>/",
    "network/floor-areas/<int:floor_area_id>/file/", "network/import/templates/<str:kind>.xlsx",
    "network/import/<str:token>/", "network/agreements/<int:agreement_id>/end/",
    "planning/runs/<int:run_id>/export/<str:kind>/", "planning/runs/<int:run_id>/stop/",
    "planning/runs/<int:run_id>/retry/", "planning/scenarios/<int:scenario_id>/runs/",
    "planning/scenarios/<int:scenario_id>/copy/", "planning/people/new/<str:token>/",
    "planning/premises/import/sheet.xlsx", "planning/premises/import/<str:token>/",
    "planning/people/<int:layer_id>/walks/", "planning/premises/<int:premises_id>/state/",
}  # fmt: skip
SKIPPED = re.compile(r"export=|/export/|\.xlsx|/file/|sign-out|/live/")


def test_every_page_is_reached_by_links_and_looks_right(desk: Person, browser: Browser) -> None:
    pages = dict(found_pages(desk))
    assert set(routes(get_resolver())) - NO_PAGES - set(pages) == set()
    signed_in = desk.page.context.storage_state()
    trouble = [
        complaint
        for mood in MOODS
        for complaint in look_at(browser, desk.site, signed_in, pages, mood)
    ]
    assert not trouble, "\n".join(trouble)


def found_pages(person: Person) -> Iterator[tuple[str, str]]:
    """One address for every route that links lead to, first seen first."""
    yield "sign-in/", "/sign-in/?next=/today/"
    yield "sign-in/phone/", "/sign-in/phone/"
    person.signs_in(ACCOUNTS[0].username, PASSWORD)
    seen, waiting = {"sign-in/", "sign-in/phone/"}, ["/today/", "/styleguide/"]
    while waiting:
        address = waiting.pop(0)
        route = route_of(address)
        if route is None or route in seen or route in NO_PAGES:
            continue
        seen.add(route)
        person.opens(address)
        yield route, address
        waiting += person.page.eval_on_selector_all(
            "a[href^='/']", "links => links.map(link => link.getAttribute('href'))"
        )


def route_of(address: str) -> str | None:
    if SKIPPED.search(address):
        return None
    try:
        return str(resolve(urlsplit(address).path).route)
    except Resolver404:
        return None


def routes(resolver: URLResolver, before: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield before + str(entry.pattern)
        else:
            yield from routes(entry, before + str(entry.pattern))


def look_at(
    browser: Browser, site: str, signed_in: StorageState, pages: dict[str, str], mood: str
) -> Iterator[str]:
    context = browser.new_context(
        locale="zh-CN", reduced_motion="reduce", storage_state=signed_in, **MOODS[mood]
    )
    if mood == "elder":
        context.add_cookies([{"name": "elder", "value": "1", "url": site}])
    person = Person(context.new_page(), site)
    for route, address in pages.items():
        person.opens(address)
        person.page.wait_for_timeout(300)
        person.page.screenshot(path=shot(mood, route), full_page=True)
        yield from (f"{mood} {address}: {fault}" for fault in person.faults)
        yield from (f"{mood} {address}: {fault}" for fault in faults_of(person.page, mood))
        person.faults.clear()
    context.close()


def faults_of(page: Page, mood: str) -> Iterator[str]:
    if page.evaluate("document.documentElement.scrollWidth > innerWidth + 1"):
        yield "is wider than the screen"
    if not re.search("[一-鿿]", page.inner_text("h1")):
        yield f"has no Chinese heading: {page.inner_text('h1')}"
    if mood in {"phone", "desk"}:
        for found in Axe().run(page).response["violations"]:
            yield f"{found['id']}: {found['nodes'][0]['html'][:120]}"


def shot(mood: str, route: str) -> Path:
    SHOTS.mkdir(exist_ok=True)
    name = re.sub(r"<\w+:(\w+)>", r"\1", route).strip("/").replace("/", "-") or "home"
    return SHOTS / f"{name}-{mood}.png"


def test_the_front_door_tells_strangers_what_this_is(phone: Person) -> None:
    phone.opens("/")
    phone.page.screenshot(path=shot("phone", ""), full_page=True)
    assert "党群服务中心" in phone.page.inner_text("h1")
    phone.page.click("main a.button.primary")
    expect(phone.page).to_have_url(re.compile("/sign-in/$"))
    assert phone.faults == []
