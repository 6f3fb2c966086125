"""A manager at ten in the evening: somebody is ill; and a month written by keyboard."""

from __future__ import annotations

import re
import time

from playwright.sync_api import Page, expect

from jiamenkou.demo.actions import ACCOUNTS, PASSWORD
from tests.e2e.conftest import Person

MANAGER = next(one.username for one in ACCOUNTS if one.kind == "manager")
CLERK = next(one.username for one in ACCOUNTS if one.kind == "clerk")
SOON_MS = 20_000


def opens_the_month(person: Person) -> Page:
    """The centre's running month, from the rail."""
    person.signs_in(MANAGER, PASSWORD)
    person.page.get_by_role("link", name="值班排班").first.click()
    person.page.locator("#months tbody th a").first.click()
    expect(person.page.locator("month-grid")).to_be_attached()
    return person.page


def test_a_sick_call_is_repaired_in_the_browser_in_under_a_minute(desk: Person) -> None:
    began = time.monotonic()
    page = opens_the_month(desk)
    column = page.locator("table.month thead th.today")
    today = page.locator("table.month thead th").evaluate_all(
        "heads => heads.findIndex(head => head.classList.contains('today'))"
    )
    expect(column).to_have_count(1)
    row = page.locator("table.month tbody tr").filter(
        has=page.locator(f"td:nth-child({today + 1}) .shift")
    )
    row.first.locator(f"td:nth-child({today + 1}) a.cell").click()
    page.get_by_role("dialog").get_by_role("link", name="来不了").click()
    page.get_by_role("button", name="就这么办").first.click()
    expect(page.get_by_text("已登记，有关的人都会收到通知。")).to_be_visible(timeout=SOON_MS)
    assert time.monotonic() - began < 60
    assert desk.faults == []


def test_a_month_is_written_by_keyboard_judged_and_taken_back(desk: Person) -> None:
    page = opens_the_month(desk)
    page.get_by_role("link", name="下个月").click()
    filled = page.locator("table.month tbody tr").first.locator("a.cell:not([data-was=''])").last
    cell, was = page.locator(f"#{filled.get_attribute('id')}"), filled.get_attribute("data-was")
    cell.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    expect(cell).to_be_focused()
    page.keyboard.press("Delete")
    expect(page.locator("month-grid[data-saved='1']")).to_be_attached(timeout=SOON_MS)
    expect(cell).to_be_focused()
    expect(cell).to_have_attribute("data-was", "")
    page.keyboard.press("Control+z")
    expect(page.locator("month-grid[data-saved='2']")).to_be_attached(timeout=SOON_MS)
    expect(cell).to_have_attribute("data-was", was or "")
    assert desk.faults == []


def test_my_shifts_fit_a_phone_and_my_calendar_has_an_address(phone: Person) -> None:
    phone.signs_in(CLERK, PASSWORD)
    phone.opens("/rota/mine/")
    assert phone.page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")
    phone.page.get_by_role("button", name=re.compile("地址")).first.click()
    address = phone.page.locator("#feed-address").input_value()
    answer = phone.page.request.get(address)
    assert answer.headers["content-type"].startswith("text/calendar")
    assert "BEGIN:VEVENT" in answer.text()
    assert phone.page.request.get(address.replace(".ics", "x.ics")).status == 404
    assert phone.faults == []
