import asyncio

import pytest
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.test import AsyncClient, Client
from pytest_django import DjangoAssertNumQueries

from jiamenkou.people.models import User
from jiamenkou.web.access import anyone, signed_in
from jiamenkou.web.middleware import content_policy

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.web.urls")]
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def quiet_client() -> Client:
    """Answers a fault with the page a person would see."""
    return Client(raise_request_exception=False, headers=ENGLISH)


@pytest.mark.parametrize(
    ("address", "code", "words"),
    [
        ("/misread/", 400, "The date is 31 February."),
        ("/forbidden/", 403, "This door is not yours to open"),
        ("/nowhere/", 404, "Nothing at this address"),
        ("/refused/", 409, "The room is already taken at that time."),
        ("/broken/", 500, "Something broke on our side"),
    ],
)
def test_every_error_has_its_page_in_words(
    quiet_client: Client, address: str, code: int, words: str
) -> None:
    answer = quiet_client.get(address)
    assert answer.status_code == code
    assert words in answer.content.decode()
    assert 'class="logo"' in answer.content.decode()


def test_the_page_for_a_fault_asks_the_database_nothing(
    quiet_client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        quiet_client.get("/broken/")


def test_a_refusal_inside_a_page_is_a_fragment_that_names_its_rule(client: Client) -> None:
    answer = client.get("/refused/", headers={"HX-Request-Type": "partial"})
    assert answer.status_code == 409
    assert 'data-rule="room_is_not_double_booked"' in answer.content.decode()
    assert "<html" not in answer.content.decode()


@pytest.mark.parametrize(("address", "code"), [("/nowhere/", 404), ("/broken/", 500)])
def test_an_error_inside_a_page_is_a_fragment_too(
    quiet_client: Client, address: str, code: int
) -> None:
    answer = quiet_client.get(address, headers={"HX-Request-Type": "partial"})
    assert answer.status_code == code
    assert "<html" not in answer.content.decode()


@pytest.mark.parametrize("address", ["/people/", "/nowhere/", "/sign-in/"])
def test_every_answer_forbids_what_is_inline_or_from_elsewhere(
    client: Client, address: str
) -> None:
    policy = client.get(address).headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "style-src 'self';" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


def test_only_the_tile_server_of_the_settings_is_let_in() -> None:
    policy = content_policy("https://tiles.example.org/{z}/{x}/{y}.png")
    assert "img-src 'self' data: blob: https://tiles.example.org;" in policy
    assert "script-src 'self';" in policy


@pytest.mark.parametrize(
    ("wanted", "given"),
    [
        ("/people/?sort=name", "/people/?sort=name"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("/\\evil.example", "/"),
    ],
)
def test_preferences_lead_back_and_never_away(client: Client, wanted: str, given: str) -> None:
    answer = client.post("/preferences/", {"elder": "1", "next": wanted})
    assert answer.status_code == 302
    assert answer.headers["Location"] == given


def test_elder_mode_stays_on_until_switched_off(client: Client) -> None:
    client.post("/preferences/", {"elder": "1"})
    assert 'class="public elder"' in client.get("/sign-in/").content.decode()
    client.post("/preferences/", {"elder": "0"})
    assert 'class="public"' in client.get("/sign-in/").content.decode()


def test_the_chosen_language_wins_over_the_browser(client: Client) -> None:
    client.post("/preferences/", {"language": "zh-hans"})
    assert 'lang="zh-CN"' in client.get("/sign-in/", headers=ENGLISH).content.decode()


@pytest.mark.parametrize("posted", [{"elder": "2"}, {"language": "xx"}, {}])
def test_a_preference_we_do_not_have_is_not_kept(client: Client, posted: dict[str, str]) -> None:
    assert not client.post("/preferences/", posted).cookies


def test_health_is_the_database_answering(client: Client) -> None:
    assert client.get("/healthz").content == b"ok"


def test_the_style_guide_shows_every_component_to_who_signed_in(client: Client) -> None:
    assert client.get("/styleguide/").status_code == 302
    client.force_login(User.objects.create(username="keeper"))
    page = client.get("/styleguide/").content.decode()
    for part in ("<place-map", "<fact-chart", 'class="table-box"', 'aria-invalid="true"'):
        assert part in page


async def later(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("later")


def test_a_view_says_once_who_may_open_it() -> None:
    assert anyone(LoginView.as_view()).access == "anyone"  # type: ignore[attr-defined]
    with pytest.raises(TypeError, match="already says"):
        anyone(signed_in(later))


def test_a_page_for_the_signed_in_sends_others_to_the_door(async_client: AsyncClient) -> None:
    answer = asyncio.run(async_client.get("/later/"))
    assert answer.headers["Location"] == "/sign-in/?next=/later/"
