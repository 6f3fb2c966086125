"""Every page there is, reached by its links, in four moods: looked at, sound, in Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from django.urls import Resolver404, get_resolver, resolve
from django.urls.resolvers import URLPattern, URLResolver
from playwright.sync_api import Browser, BrowserContext, Page, StorageState, expect

from jiamenkou.demo.actions import PASSWORD
from tests.e2e.booking import books, first_hall
from tests.e2e.conftest import SHOTS, Person

MOODS: dict[str, Any] = {
    "phone": {"viewport": {"width": 390, "height": 844}},
    "desk": {"viewport": {"width": 1440, "height": 900}},
    "elder": {"viewport": {"width": 390, "height": 844}},
}
"""Seen at the desk, a page is seen in the dark as well."""
ONLY_WRONG = {"resultTypes": ["violations"]}
# Verbs (POST only), files, streams, and pages that exist only while something is under way.
NO_PAGES = {
    "sign-in/second/qr.svg", "sign-in/city/", "sign-in/city/back/", "sign-in/phone/code/",
    "account/stay/", "account/second-factor/",
    "", "preferences/", "healthz", "sign-out/", "live/runs/<int:run_id>/",
    "network/floor-areas/<int:floor_area_id>/file/", "network/import/templates/<str:kind>.xlsx",
    "network/import/<str:token>/", "network/agreements/<int:agreement_id>/end/",
    "open/<int:centre_id>/hours.ics", "open/rules/<int:rule_id>/removal/",
    "planning/runs/<int:run_id>/export/<str:kind>/", "planning/runs/<int:run_id>/stop/",
    "planning/runs/<int:run_id>/retry/", "planning/scenarios/<int:scenario_id>/runs/",
    "planning/scenarios/<int:scenario_id>/copy/", "planning/people/new/<str:token>/",
    "planning/premises/import/sheet.xlsx", "planning/premises/import/<str:token>/",
    "planning/people/<int:layer_id>/walks/", "planning/premises/<int:premises_id>/state/",
    "account/tokens/<int:token_id>/", "calls/<int:message_id>/", "inbox/count/", "inbox/reading/",
    "jobs/<int:job_id>/cancellation/", "jobs/<int:job_id>/repetition/", "live/inbox/", "metrics",
    "outbox/<int:message_id>/decision/", "people/accounts/<int:account_id>/end/",
    "people/accounts/<int:account_id>/roles/", "people/consents/<int:consent_id>/file/",
    "people/consents/<int:consent_id>/withdrawal/", "people/groups/<int:circumstance_id>/end/",
    "people/guardians/<int:guardianship_id>/end/", "people/health/<int:note_id>/unmasking/",
    "people/households/<int:household_id>/members/",
    "people/households/<int:household_id>/members/<int:resident_id>/leaving/",
    "people/households/<int:household_id>/unmasking/",
    *(
        f"people/residents/<int:resident_id>/{verb}/" for verb in (
            "consents", "copy", "groups", "guardians", "health", "household", "leaving",
            "unmasking",
        )
    ),
    "people/residents/by-number/", "api/v1/openapi.json",
    "rota/rosters/", "rota/rosters/<int:roster_id>/generations/",
    "rota/rosters/<int:roster_id>/month.xlsx", "rota/generations/<int:generation_id>/stop/",
    "rota/mine/calendar/", "rota/mine/wishes/<int:wish_id>/end/",
    "rota/mine/leave/<int:leave_id>/withdrawal/", "rota/calendars/<str:secret>.ics",
    "live/generations/<int:generation_id>/",
    *(
        f"cases/<int:case_id>/{noun}/" for noun in (
            "steps/<slug:step>", "papers", "papers/new", "files", "transfers", "rating",
            "invitation",
        )
    ),
    "cases/files/<int:file_id>/file/", "cases/files/<int:file_id>/removal/",
    "cases/transfers/<int:transfer_id>/", "ratings/link/<str:secret>/",
    "ratings/bad/<int:bad_id>/steps/<slug:step>/",
    "hall/counters/<int:counter_id>/sitting/", "hall/counters/<int:counter_id>/calls/",
    "hall/counters/<int:counter_id>/retirement/", "hall/tickets/<int:ticket_id>/steps/",
    "hall/tickets/<int:ticket_id>/cases/", "hall/<int:centre_id>/take.svg",
    "live/halls/<int:centre_id>/", "live/screens/<int:centre_id>/", "live/tickets/<str:secret>/",
    "a/<str:secret>/release/", "a/<str:secret>/cancellation/", "a/<str:secret>/arrival/",
    "a/<str:secret>/appointment.ics", "t/<str:secret>/change/", "t/<str:secret>/code.svg",
    # played by tests/e2e/test_hall.py: by who sits at a counter, and by who holds a number
    "hall/tickets/<int:ticket_id>/transfer/", "hall/tickets/<int:ticket_id>/visitor/",
    "hall/<int:centre_id>/take/", "t/<str:secret>/",
}  # fmt: skip
BEFORE_SIGN_IN = {"sign-in/": "/sign-in/?next=/today/", "sign-in/phone/": "/sign-in/phone/"}
ALSO = {"manager": ("/people/households/1/", "/cases/3/notices/1/")}
"""What only some rows link to."""
STARTS = {
    "today/", "account/", "inbox/", "people/roles/", "calendar/", "network/",
    "network/areas/<str:code>/", "network/centres/<int:centre_id>/", "open/<int:centre_id>/",
    "rota/", "rota/mine/", "hall/<int:centre_id>/board/",
    "rota/rosters/<int:roster_id>/", "hall/", "skills/", "skills/offers/",
}  # fmt: skip
"""Pages whose links differ from role to role, so that each walk passes through them."""
SKIPPED = re.compile(r"export=|/export/|\.xlsx|\.ics|/file/|sign-out|/live/")


WHO = ("planner", "manager", "operator", "auditor")
"""Together they may open everything."""


def test_every_page_is_reached_by_links_and_looks_right(site: str, browser: Browser) -> None:
    walks = [stranger(browser, site)]
    seen = set(walks[0].pages)
    walks += [walk(browser, site, name, seen) for name in WHO]
    reached = {route for found in walks for route in found.pages}
    programs = {route for route in routes(get_resolver()) if route.startswith("api/v1/")}
    missed = set(routes(get_resolver())) - NO_PAGES - reached - programs
    assert not missed, "no link leads to:\n" + "\n".join(sorted(missed))
    trouble = [complaint for found in walks for complaint in found.trouble]
    trouble += [
        complaint
        for found in walks
        for mood in ("phone", "elder")
        for complaint in look_again(browser, site, found, mood)
    ]
    assert not trouble, "\n".join(trouble)


@dataclass(kw_only=True)
class Walk:
    """What somebody signed in as this finds that nobody found before, by route, at a desk."""

    pages: dict[str, str] = field(default_factory=dict)
    trouble: list[str] = field(default_factory=list)
    signed_in: StorageState | None = None


def stranger(browser: Browser, site: str) -> Walk:
    """Look at the doors, and at the appointment that somebody without an account makes."""
    context, person = somebody(browser, site, "desk")
    appointment = books(person, first_hall(person))
    found = Walk(
        pages=BEFORE_SIGN_IN
        | {"a/<str:secret>/": appointment, "a/<str:secret>/move/": appointment + "move/"}
    )
    for route, address in found.pages.items():
        found.trouble += look_at(person, "desk", route, address)
    context.close()
    return found


def walk(browser: Browser, site: str, name: str, seen: set[str]) -> Walk:
    """Look at one address for every route that links lead to, first seen first."""
    context, person = somebody(browser, site, "desk")
    found = Walk()
    person.signs_in(name, PASSWORD)
    waiting = ["/today/", "/styleguide/", *ALSO.get(name, ())]
    passed: set[str] = set()
    while waiting:
        address = waiting.pop(0)
        route = route_of(address)
        if route is None or route in NO_PAGES or route in passed:
            continue
        passed.add(route)
        if route not in seen:
            found.trouble += look_at(person, "desk", route, address)
            found.pages[route] = address
        elif route in STARTS:
            person.opens(address)
        else:
            continue
        seen.add(route)
        waiting += person.page.eval_on_selector_all(
            "a[href^='/']", "links => links.map(link => link.getAttribute('href'))"
        )
    found.signed_in = context.storage_state()
    context.close()
    return found


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


def look_again(browser: Browser, site: str, found: Walk, mood: str) -> Iterator[str]:
    context, person = somebody(browser, site, mood, found.signed_in)
    for route, address in found.pages.items():
        yield from look_at(person, mood, route, address)
    context.close()


def somebody(
    browser: Browser, site: str, mood: str, signed_in: StorageState | None = None
) -> tuple[BrowserContext, Person]:
    context = browser.new_context(
        locale="zh-CN", reduced_motion="reduce", storage_state=signed_in, **MOODS[mood]
    )
    if mood == "elder":
        context.add_cookies([{"name": "elder", "value": "1", "url": site}])
    return context, Person(context.new_page(), site)


def look_at(person: Person, mood: str, route: str, address: str) -> list[str]:
    """Open and keep a picture; what is wrong with it."""
    person.opens(address)
    person.page.wait_for_timeout(150)
    person.page.screenshot(path=shot(mood, route), full_page=True)
    if mood == "desk":
        person.page.emulate_media(color_scheme="dark")
        person.page.screenshot(path=shot("dark", route), full_page=True)
        person.page.emulate_media(color_scheme="light")
    wrong = [*person.faults, *faults_of(person.page, mood)]
    person.faults.clear()
    return [f"{mood} {address}: {fault}" for fault in wrong]


def faults_of(page: Page, mood: str) -> Iterator[str]:
    if page.evaluate("document.documentElement.scrollWidth > innerWidth + 1"):
        yield "is wider than the screen"
    if not re.search("[一-鿿]", page.inner_text("h1")):
        yield f"has no Chinese heading: {page.inner_text('h1')}"
    if mood in {"phone", "desk"}:
        for found in Axe().run(page, options=ONLY_WRONG).response["violations"]:
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
    expect(phone.page).to_have_url(re.compile("/services/$"))
    phone.opens("/")
    phone.page.click("main a[href='/sign-in/']")
    expect(phone.page).to_have_url(re.compile("/sign-in/$"))
    assert phone.faults == []
