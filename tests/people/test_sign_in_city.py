"""The whole code flow, through HTTP, against a real provider in a process of its own."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPCookieProcessor, OpenerDirector, ProxyHandler, Request, build_opener

import pytest
from django.conf import settings as project
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from jiamenkou.audit.models import Event
from jiamenkou.lib import oidc
from jiamenkou.lib.refusal import Refused
from jiamenkou.people import actions
from jiamenkou.people.models import CityAccount, Session, User
from tests import make
from tests.people.oidc_provider import CHEATS, CLIENT_ID, CLIENT_SECRET, running

pytestmark = pytest.mark.django_db(transaction=True)
NO_LINK = "no account here is linked to you yet"
NOT_VOUCHED = "sign-on did not vouch for you"
Tell = Callable[..., None]


@pytest.fixture(scope="session", autouse=True)
def _static_folder() -> None:
    """The live server is older than any test's own folder for collected files."""
    Path(project.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    with running() as address:
        yield address


@pytest.fixture
def tell(provider: str, settings: Settings) -> Tell:
    """Says whom the provider signs in next, and how it cheats."""
    settings.OIDC_ISSUER = provider
    settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = CLIENT_ID, CLIENT_SECRET
    settings.OIDC_LABEL, settings.OIDC_STAFF_CLAIM = "江城统一身份认证", "staff_no"

    def telling(**words: Any) -> None:
        said = json.dumps({"sub": "u-1", **words}).encode()
        build_opener(ProxyHandler({})).open(Request(f"{provider}/told/", said)).close()

    telling()
    return telling


class Browser:
    """Follows redirects between site and provider, keeps cookies, knows the last page."""

    def __init__(self, site: str) -> None:
        self.site = site
        jar = HTTPCookieProcessor(CookieJar())
        self.opener: OpenerDirector = build_opener(ProxyHandler({}), jar)
        self.status, self.page, self.path = 0, "", ""

    def opens(self, path: str) -> Browser:
        request = Request(self.site + path, headers={"Accept-Language": "en"})
        try:
            answer: Any = self.opener.open(request)
        except HTTPError as refused:
            answer = refused
        with answer:
            self.status, self.page = answer.status, answer.read().decode()
            self.path = urlsplit(answer.url).path
        return self


@pytest.fixture
def browser(live_server: LiveServer) -> Browser:
    return Browser(live_server.url)


@pytest.fixture
def linked(provider: str) -> User:
    clerk = make.user(username="clerk", kind="clerk")
    actions.link_city_account(clerk, issuer=provider, subject="u-1", by=None)
    return clerk


@pytest.mark.usefixtures("tell", "linked")
def test_the_button_leads_there_and_back_signed_in(browser: Browser) -> None:
    assert "江城统一身份认证" in browser.opens("/sign-in/").page
    browser.opens("/sign-in/city/?next=/account/")
    assert (browser.status, browser.path) == (200, "/account/")
    assert "clerk" in Event.objects.get(verb="people.sign_in").by.username  # type: ignore[union-attr]


def test_another_name_and_mail_do_not_change_who_it_is(
    browser: Browser, tell: Tell, linked: User
) -> None:
    tell(claims={"name": "改名", "email": "new@example.org", "preferred_username": "planner"})
    assert browser.opens("/sign-in/city/?next=/account/").path == "/account/"
    assert Session.objects.get(holder__isnull=False).holder == linked


def test_somebody_unknown_is_refused_in_words_and_nothing_is_made(
    browser: Browser, tell: Tell
) -> None:
    tell(sub="u-9", claims={"email": "clerk@example.org", "preferred_username": "clerk"})
    assert NO_LINK in browser.opens("/sign-in/city/").page
    assert browser.status == 409
    assert not User.objects.exists()
    assert not CityAccount.objects.exists()


@pytest.mark.parametrize("where", ["claims", "userinfo"])
def test_an_expected_staff_number_links_at_first_use_and_only_then(
    browser: Browser, tell: Tell, where: str
) -> None:
    clerk = make.user(username="clerk")
    actions.expect_city_account(clerk, staff_number="A-17", by=None)
    tell(sub="u-7", **{where: {"staff_no": "A-17"}})
    assert browser.opens("/sign-in/city/?next=/account/").path == "/account/"
    assert CityAccount.objects.get().subject == "u-7"
    tell(sub="u-8", **{where: {"staff_no": "A-17"}})
    assert NO_LINK in Browser(browser.site).opens("/sign-in/city/").page


@pytest.mark.parametrize("cheat", [*CHEATS, "denied"])
@pytest.mark.usefixtures("linked")
def test_an_answer_that_does_not_hold_is_refused_in_words(
    browser: Browser, tell: Tell, cheat: str
) -> None:
    tell(cheat=cheat)
    assert NOT_VOUCHED in browser.opens("/sign-in/city/").page
    assert browser.status == 409
    assert not Session.objects.filter(holder__isnull=False).exists()


@pytest.mark.parametrize("query", ["?code=x", "?code=x&state=of-another", "?state=x&error=denied"])
@pytest.mark.usefixtures("tell", "linked")
def test_an_answer_nobody_asked_for_is_refused(browser: Browser, query: str) -> None:
    assert NOT_VOUCHED in browser.opens(f"/sign-in/city/back/{query}").page


@pytest.mark.usefixtures("tell", "linked")
def test_the_answer_given_to_one_browser_opens_no_other(browser: Browser, provider: str) -> None:
    client = oidc.Client(issuer=provider, client_id=CLIENT_ID, client_secret=CLIENT_SECRET)
    away, _kept = oidc.ask(client, back=f"{browser.site}/sign-in/city/back/")
    browser.opens("/sign-in/")
    browser.site = ""
    assert NOT_VOUCHED in browser.opens(away).page


@pytest.mark.usefixtures("tell")
def test_a_provider_that_is_away_is_told_in_words(browser: Browser, settings: Settings) -> None:
    settings.OIDC_ISSUER = "http://127.0.0.1:9"
    assert NOT_VOUCHED in browser.opens("/sign-in/city/").page


def test_a_provider_without_https_elsewhere_is_not_spoken_to() -> None:
    client = oidc.Client(issuer="http://id.example", client_id="a", client_secret="b")
    with pytest.raises(oidc.Untrusted, match="not HTTPS"):
        oidc.ask(client, back="https://here.example/")


@pytest.mark.parametrize(("amr", "twice"), [(["pwd"], False), (["pwd", "otp"], True)])
@pytest.mark.usefixtures("linked")
def test_a_second_factor_there_counts_here(
    browser: Browser, tell: Tell, amr: list[str], twice: bool
) -> None:
    tell(claims={"amr": amr})
    browser.opens("/sign-in/city/")
    assert Event.objects.get(verb="people.sign_in").facts == {"way": "city", "twice": twice}


@pytest.mark.usefixtures("tell", "linked")
def test_a_sign_on_that_always_asks_twice_need_not_say_so(
    browser: Browser, settings: Settings
) -> None:
    settings.OIDC_ASKS_TWICE = True
    browser.opens("/sign-in/city/")
    assert Event.objects.get(verb="people.sign_in").facts["twice"] is True


@pytest.mark.usefixtures("tell", "linked")
def test_a_closed_account_stays_closed(browser: Browser) -> None:
    User.objects.update(is_active=False)
    assert "This account is closed" in browser.opens("/sign-in/city/").page


def test_without_settings_there_is_no_such_door(browser: Browser) -> None:
    assert "city" not in browser.opens("/sign-in/").page
    assert browser.opens("/sign-in/city/").status == 404


def test_a_city_account_belongs_to_one_person(provider: str, linked: User) -> None:
    other = make.user()
    with pytest.raises(Refused, match="a_city_account_belongs_to_one_person"):
        actions.link_city_account(other, issuer=provider, subject="u-1", by=None)
    with pytest.raises(Refused) as twice:
        actions.expect_city_account(linked, staff_number="A-1", by=None)
    assert twice.value.rule == "a_person_has_one_city_account"
    actions.expect_city_account(other, staff_number="A-1", by=None)
    with pytest.raises(Refused) as taken:
        actions.expect_city_account(make.user(), staff_number="A-1", by=None)
    assert taken.value.rule == "a_staff_number_belongs_to_one_person"
    with pytest.raises(Refused) as nothing:
        actions.expect_city_account(make.user(), staff_number="", by=None)
    assert nothing.value.rule == "a_city_account_is_known_by_something"


@pytest.mark.usefixtures("tell")
def test_an_account_that_was_unlinked_is_unknown_again(browser: Browser, linked: User) -> None:
    actions.unlink_city_account(linked, by=None)
    assert NO_LINK in browser.opens("/sign-in/city/").page
