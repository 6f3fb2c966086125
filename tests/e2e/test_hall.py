"""A morning in the hall: phone, machine, counter, screen and the manager's board at once."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, expect

from jiamenkou.demo.actions import ACCOUNTS, PASSWORD
from jiamenkou.demo.hall import EXPECTED
from tests.e2e.booking import books
from tests.e2e.conftest import Person

MANAGER, CLERK = (
    next(one.username for one in ACCOUNTS if one.kind == kind) for kind in ("manager", "clerk")
)
SOON_MS = 30_000


@contextmanager
def somebody(browser: Browser, site: str, *, width: int, height: int) -> Iterator[Person]:
    """At a screen of their own, with cookies of their own."""
    context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN")
    context.set_default_timeout(SOON_MS)
    yield Person(context.new_page(), site)
    context.close()


def test_a_morning_from_search_to_a_bad_rating_that_is_mended(site: str, browser: Browser) -> None:
    with (
        somebody(browser, site, width=1440, height=900) as manager,
        somebody(browser, site, width=1440, height=900) as clerk,
        somebody(browser, site, width=1080, height=1920) as machine,
        somebody(browser, site, width=390, height=844) as phone,
        somebody(browser, site, width=1920, height=1080) as screen,
    ):
        hall = opens_the_hall(manager)
        screen.opens(f"/hall/{hall}/screen/")
        finds_and_books(phone, hall)
        number = arrives(machine, hall)
        sits_down(clerk)
        is_called(clerk, number)
        expect(screen.page.locator(".going-on", has_text=number)).to_be_visible()
        expect(machine.page.locator(".go-to")).to_contain_text(re.compile(r"\d"))
        case = is_served_with_a_paper_missing(clerk)
        comes_back_and_is_decided(clerk, case)
        bad = rates_badly(phone, clerk, case)
        is_called_back(manager, bad)
        adds_up(manager, hall, number)
        for person in (manager, clerk, machine, phone, screen):
            assert person.faults == [], f"{person.page.url} {person.faults}"


def presses(page: Page, key: str) -> None:
    """A key, when the page that hears it is all there."""
    page.wait_for_load_state("load")
    page.keyboard.press(key)


def opens_the_hall(manager: Person) -> int:
    """All day today, whatever the hour: an exception of the opening hours. The hall's number."""
    manager.signs_in(MANAGER, PASSWORD)
    manager.opens("/hall/")
    link = manager.page.locator("#halls tbody th a").first
    hall = int(re.search(r"/hall/(\d+)/", link.get_attribute("href") or "")[1])  # type: ignore[index]
    manager.opens(f"/open/{hall}/rules/exception/")
    page, today = manager.page, datetime.datetime.now(datetime.UTC)
    local = (today + datetime.timedelta(hours=8)).date().isoformat()
    page.fill("input[name=first]", local)
    page.fill("input[name=last]", local)
    times = page.locator("input[type=time]")
    times.nth(0).fill("00:00")
    times.nth(1).fill("23:59")
    page.locator("main form button[type=submit]").first.click()
    page.locator("button[name=save]").click()
    page.wait_for_url(re.compile(rf"/open/{hall}/($|\?)"))
    return hall


def finds_and_books(phone: Person, hall: int) -> None:
    """Plain words lead to the guidance; then a time of a coming day is held and booked."""
    phone.opens("/services/?q=身份证")
    phone.page.locator("main a[href^='/services/']").first.click()
    expect(phone.page.locator("h1")).to_be_visible()
    books(phone, hall)


def arrives(machine: Person, hall: int) -> str:
    """Whoever has an appointment says so at the machine; a number is the answer."""
    machine.opens(f"/hall/{hall}/kiosk/")
    machine.page.locator(f"a[href='/hall/{hall}/arrival/']").click()
    machine.page.fill("input[name=phone]", "13900139999")
    machine.page.locator(".form button[type=submit]").click()
    expect(machine.page.locator("[aria-invalid=true]")).to_have_value("13900139999")
    machine.faults.clear()  # the browser notes the answer 409
    machine.page.fill("input[name=phone]", EXPECTED)
    machine.page.locator(".form button[type=submit]").click()
    number = machine.page.locator(".huge-number").inner_text()
    assert number.startswith("Y")
    machine.opens(machine.page.url.removeprefix(machine.site).partition("?")[0])
    return number


def sits_down(clerk: Person) -> None:
    clerk.signs_in(CLERK, PASSWORD)
    clerk.opens("/hall/desk/")
    clerk.page.locator(".counters button").first.click()
    expect(clerk.page.locator("[data-key=N]")).to_be_visible()


def is_called(clerk: Person, number: str) -> None:
    """By keys alone: next, and whoever is not meant is sent back by their own wish."""
    row = clerk.page.locator(".line li", has_text=number)
    row.locator("button").click()
    expect(clerk.page.locator(".big-number")).to_have_text(number)
    presses(clerk.page, "r")
    expect(clerk.page.locator("[data-key=S]")).to_be_visible()


def is_served_with_a_paper_missing(clerk: Person) -> str:
    """Start, find out who it is, open a case, tell at once all that is missing. The case."""
    page = clerk.page
    presses(page, "s")
    expect(page.locator("[data-key=F]")).to_be_visible()
    presses(page, "p")
    page.fill("input[name=words]", "李")
    presses(page, "Enter")
    page.locator("button[name=resident]").first.click()
    expect(page.locator("[data-key=C]")).to_be_visible()
    presses(page, "c")
    link = page.locator("main a[href^='/cases/']").first
    expect(link).to_be_visible()
    case = str(link.get_attribute("href"))
    clerk.opens(case)
    page.locator("form[action$='/steps/notice/'] button[type=submit]").first.click()
    expect(page.locator("a[href*='/notices/1/']").first).to_be_visible()
    clerk.opens("/hall/desk/")
    presses(page, "h")
    expect(page.locator("[data-key=N]")).to_be_visible()
    return case


def comes_back_and_is_decided(clerk: Person, case: str) -> None:
    """Back with every paper: goes on with the same number; accepted, decided, handed over."""
    page = clerk.page
    presses(page, "g")
    expect(page.locator("[data-key=F]")).to_be_visible()
    clerk.opens(case)
    for one in page.locator("#papers select[name^=state-]").all():
        one.select_option("received")
    page.locator("#papers form button[type=submit]").first.click()
    expect(page.locator(".notice.success")).to_be_visible()
    for step in ("acceptance", "work", "decision", "delivery"):
        form = page.locator(f"form[action$='/steps/{step}/']")
        expect(form).to_have_count(1)
        if form.locator("..").evaluate("one => one.tagName") == "DETAILS":
            form.locator("..").evaluate("one => { one.open = true }")
        if step == "decision":
            form.locator("input[name=result]").fill("已办结")
        form.locator("button[type=submit]").click()
        expect(form).to_have_count(0)
    expect(page.locator("#rating")).to_be_visible()
    clerk.opens("/hall/desk/")
    presses(page, "f")
    expect(page.locator("[data-key=N]")).to_be_visible()


def rates_badly(phone: Person, clerk: Person, case: str) -> str:
    """The resident's link, opened on their phone, says what they think; where it leads."""
    clerk.opens(case)
    clerk.page.locator("form[action$='/invitation/'] button").click()
    address = clerk.page.locator("main code").inner_text()
    phone.opens("/ratings/link/" + address.rpartition("/link/")[2])
    level = phone.page.locator("[name=level][value='1']")
    if level.count():
        level.check()
    else:
        phone.page.locator("select[name=level]").select_option("1")
    phone.page.locator("main form.form button[type=submit]").click()
    expect(phone.page.locator(".notice.success")).to_be_visible()
    return "/ratings/bad/"


def is_called_back(manager: Person, bad: str) -> None:
    """Looked into, mended, called back by somebody else; closed."""
    manager.opens(f"{bad}?sort=-opened")
    newest = manager.page.locator("main tbody tr").filter(has=manager.page.locator("th a"))
    links = newest.locator("th a").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    manager.opens(max(links, key=lambda one: int(re.findall(r"\d+", one)[-1])))
    page = manager.page
    for step, field in (("finding", "finding"), ("remedy", "remedy"), ("call", "answer")):
        form = page.locator(f"form[action$='/steps/{step}/']")
        form.locator(f"[name={field}]").fill("已核实，已向居民道歉并改进。")
        if step == "call":
            form.locator("[name=content]").check()
        form.locator("button[type=submit]").click()
        expect(form).to_have_count(0)


def adds_up(manager: Person, hall: int, number: str) -> None:
    """The day's report: the visit is among those served, and the figures are its rows."""
    manager.opens(f"/hall/{hall}/board/")
    manager.page.locator("a[href*='/days/']").first.click()
    page = manager.page
    served = int(page.locator(".figure", has_text="已办结").locator(".value").first.inner_text())
    page.goto(page.url.partition("?")[0] + "?state=done")
    rows = page.locator("#visits tbody tr")
    assert rows.count() == served
    visit = rows.filter(has_text=number)
    expect(visit).to_have_count(1)
    visit.locator("a").first.click()
    for kind in ("排队中", "准备", "办理中", "挂起"):
        expect(page.locator("main")).to_contain_text(kind)
