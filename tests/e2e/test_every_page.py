"""Every page there is, reached by its links, at four sizes and moods: looked at, sound, in Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import Resolver404, get_resolver, resolve
from django.urls.resolvers import URLPattern, URLResolver
from playwright.sync_api import Browser, Page

from jiamenkou.demo.actions import ACCOUNTS, PASSWORD
from tests.e2e.conftest import SHOTS, Person

pytestmark = pytest.mark.xdist_group("browser")

MOODS = {
    "phone": {"viewport": {"width": 390, "height": 844}},
    "desk": {"viewport": {"width": 1440, "height": 900}},
    "elder": {"viewport": {"width": 390, "height": 844}},
    "dark": {"viewport": {"width": 1440, "height": 900}, "color_scheme": "dark"},
}
# Verbs (asked by POST only), files, streams, and pages that exist only while something is under way.
NO_PAGES = {
    "preferences/", "healthz", "sign-out/", "live/runs/<int:run_id>/",
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
    cookies = desk.page.context.cookies()
    trouble = [
        complaint
        for mood, screen in MOODS.items()
        for complaint in look_at(browser, desk.site, cookies, pages, mood, screen)
    ]
    assert trouble == []


def found_pages(person: Person) -> Iterator[tuple[str, str]]:
    """One address for every route that links lead to, first seen first."""
    yield "", "/"
    yield "sign-in/", "/sign-in/"
    person.signs_in(ACCOUNTS[0].username, PASSWORD)
    seen, waiting = {"", "sign-in/"}, ["/today/", "/styleguide/"]
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
    browser: Browser,
    site: str,
    cookies: list[dict[str, object]],
    pages: dict[str, str],
    mood: str,
    screen: dict[str, object],
) -> Iterator[str]:
    context = browser.new_context(locale="zh-CN", reduced_motion="reduce", **screen)  # type: ignore[arg-type]
    kept = [*cookies, {"name": "elder", "value": "1", "url": site}] if mood == "elder" else cookies
    for route, address in pages.items():
        context.clear_cookies()
        context.add_cookies([] if route in {"", "sign-in/"} else kept)  # type: ignore[arg-type]
        person = Person(context.new_page(), site)
        person.opens(address)
        person.page.wait_for_timeout(300)
        person.page.screenshot(path=shot(mood, route), full_page=True)
        yield from (f"{mood} {address}: {fault}" for fault in person.faults)
        yield from (f"{mood} {address}: {fault}" for fault in faults_of(person.page, mood))
        person.page.close()
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
