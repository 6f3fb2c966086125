"""A resident books: a service, a centre, the first free time of a coming day."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Person

COMING_DAYS = slice(1, 4)


def books(phone: Person, hall: int) -> str:
    """Holds and books the first time anything is to be had there; the appointment's address."""
    phone.opens("/book/")
    for code in _codes(phone.page):
        phone.opens(f"/book/{code}/{hall}/")
        if _books_the_first_time(phone.page):
            return urlsplit(phone.page.url).path
    raise AssertionError("nothing could be booked on any day")


def first_hall(phone: Person) -> int:
    """The centre that a resident who books is shown first."""
    phone.opens("/book/")
    phone.opens(f"/book/{_codes(phone.page)[0]}/")
    href = phone.page.locator("main .rows a").first.get_attribute("href") or ""
    return int(href.rstrip("/").rpartition("/")[2])


def _codes(page: Page) -> list[str]:
    links = page.locator("main .touches a").evaluate_all("all => all.map(one => one.href)")
    return [str(link).rstrip("/").rpartition("/")[2] for link in links]


def _books_the_first_time(page: Page) -> bool:
    days = page.locator(".days a").evaluate_all("all => all.map(one => one.href)")
    for day in days[COMING_DAYS]:
        page.goto(day)
        free = page.locator(".times button:not([disabled])")
        if free.count():
            free.first.click()
            expect(page.locator("[data-until]")).to_contain_text(":")
            page.fill("input[name=name]", "测试居民")
            page.fill("input[name=phone]", "13700137000")
            page.locator(".form button[type=submit]").click()
            expect(page.locator("a[href$='.ics']")).to_be_visible()
            return True
    return False
