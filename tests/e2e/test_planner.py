"""A planner's day, a resident's phone, a sheet with a mistake: in a real browser, in Chinese."""

import re
from pathlib import Path

from playwright.sync_api import Browser, expect

from jiamenkou.demo.actions import ACCOUNTS, PASSWORD
from tests.e2e.conftest import Person

PLANNER, STREET = ACCOUNTS[0].username, ACCOUNTS[1].username
SOLVED_MS = 240_000


def test_a_question_becomes_a_plan_that_can_be_tried_and_taken_along(
    desk: Person, browser: Browser, tmp_path: Path
) -> None:
    desk.signs_in(STREET, PASSWORD)
    page = desk.page
    desk.opens("/planning/scenarios/new/")
    page.get_by_label("名称").fill("东市街道 · 两百万能做什么")
    page.get_by_label("预算（元）").fill("2000000")
    page.get_by_label("最多计算（秒）").fill("5")
    page.get_by_role("button", name="保存方案").click()
    page.get_by_role("button", name="求解").click()
    expect(page.get_by_role("heading", name="这个答案有多好")).to_be_visible(timeout=SOLVED_MS)
    expect(page.get_by_text(re.compile("已证明：")).first).to_be_visible()

    page.get_by_role("link", name="如果……").click()
    closing = page.get_by_label("撤并", exact=True)
    closing.select_option(index=1)
    closing.locator("xpath=ancestor::form").get_by_role("button", name="查看").first.click()
    expect(page.get_by_text("还没有改动")).to_have_count(0)
    expect(page).to_have_url(re.compile("change=close-"))

    page.go_back()
    desk.opens(re.sub(r"what-if/.*", "", page.url).removeprefix(desk.site))
    page.get_by_role("button", name="导出").or_(page.get_by_role("link", name="导出")).first.click()
    with page.expect_download() as download:
        page.get_by_role("link", name="html").click()
    offline = tmp_path / "plan.html"
    download.value.save_as(offline)
    assert opens_without_asking_anybody(browser, offline)
    assert desk.faults == []


def opens_without_asking_anybody(browser: Browser, file: Path) -> bool:
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    title = page.inner_text("h1")
    page.close()
    return bool(title) and asked == [file.as_uri()]


def test_a_mistake_in_a_sheet_is_named_by_row_and_column_and_nothing_is_kept(
    desk: Person, tmp_path: Path
) -> None:
    sheet = tmp_path / "户数.csv"
    rows = ("361102002015,1200,3100,2026-01-01,街道", "361102002016,-5,9,2026-01-01,街道")
    sheet.write_text("\n".join(("区划代码,户数,人口,日期,来源", *rows)))
    desk.signs_in(PLANNER, PASSWORD)
    page = desk.page
    desk.opens("/network/import/")
    page.get_by_label("表里是什么").select_option(label="户数和人口")
    page.set_input_files("input[type=file]", sheet)
    page.get_by_role("button", name="试读").click()
    problem = page.locator("tbody tr").filter(has_text="-5")
    expect(problem).to_contain_text("3")
    expect(problem).to_contain_text("户数")
    expect(page.get_by_role("button", name=re.compile("^写入|^导入"))).to_have_count(0)
    assert desk.faults == []


def test_elder_mode_is_one_switch_and_makes_everything_large(phone: Person) -> None:
    phone.opens("/")
    phone.page.get_by_role("button", name="长辈版").click()
    expect(phone.page.get_by_role("button", name="标准版")).to_be_visible()
    button = phone.page.get_by_role("link", name="登录").last.bounding_box()
    assert letter_size(phone) >= 24
    assert button is not None
    assert button["height"] >= 56
    phone.page.get_by_role("button", name="标准版").click()
    expect(phone.page.get_by_role("button", name="长辈版")).to_be_visible()
    assert letter_size(phone) < 24


def letter_size(person: Person) -> float:
    size = person.page.locator("main").evaluate("box => parseFloat(getComputedStyle(box).fontSize)")
    return float(size)


def test_the_network_is_searched_by_pinyin_without_leaving_the_page(desk: Person) -> None:
    desk.signs_in(PLANNER, PASSWORD)
    desk.opens("/network/areas/361102000000/")
    desk.page.get_by_label("搜索").fill("dajingtou")
    expect(desk.page.locator(".table-box tbody tr")).to_have_count(1)
    expect(desk.page.get_by_role("link", name="大井头社区党群服务中心").first).to_be_visible()
    expect(desk.page).to_have_url(re.compile("q=dajingtou"))
    assert desk.faults == []
