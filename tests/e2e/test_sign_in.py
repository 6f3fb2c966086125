"""The city's sign-on and a resident's telephone, in a real browser, against real processes."""

import json
import urllib.request

from playwright.sync_api import expect

from jiamenkou.demo.actions import PASSWORD
from tests.e2e.conftest import Person


def vouch(city: str, **words: object) -> None:
    """Tell the provider whom it signs in next."""
    said = urllib.request.Request(f"{city}/told/", json.dumps(words).encode())
    urllib.request.urlopen(said).close()


def test_the_citys_sign_on_opens_the_account_an_operator_expects(
    desk: Person, phone: Person, city: str
) -> None:
    vouch(city, sub="u-77", claims={"staff_no": "77001"})
    phone.opens("/sign-in/")
    phone.page.get_by_role("link", name="江城统一身份认证").click()
    expect(phone.page.locator("main")).to_contain_text("没有与您关联的账号")

    desk.signs_in("operator", PASSWORD)
    desk.opens("/operations/sign-in/")
    desk.page.get_by_label("用户名").fill("clerk")
    desk.page.get_by_label("要做什么").select_option("city")
    desk.page.get_by_label("工号").fill("77001")
    desk.page.locator("main form button.primary").first.click()
    expect(desk.page.get_by_role("status").first).to_be_visible()

    phone.opens("/sign-in/")
    phone.page.get_by_role("link", name="江城统一身份认证").click()
    phone.page.wait_for_url("**/today/")
    expect(phone.page.locator("h1")).to_contain_text("今天")
    assert desk.faults == []
