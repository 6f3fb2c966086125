"""The calendar as people see it, and the notice as an operator enters it."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from jiamenkou.places.models import Announcement
from tests import make

pytestmark = pytest.mark.django_db
YEAR, NOTICE = reverse("calendar:year"), reverse("calendar:notice")


@pytest.fixture(autouse=True)
def _in_english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def operator(client: Client) -> Client:
    client.force_login(make.user(kind="operator"))
    return client


def typed(**changes: str) -> dict[str, str]:
    facts = {"year": "2027", "source": make.NOTICE_SOURCE, "text": make.NOTICE_2027}
    return {**facts, **changes}


def test_anybody_sees_the_days_of_a_year_with_their_reason_and_source(client: Client) -> None:
    page = client.get(YEAR, {"year": "2026"}).content.decode()
    for words in ("make-up workday for 春节", "春节, statutory holiday", "day off for 春节"):
        assert words in page
    assert "content_7047091.htm" in page
    assert client.get(YEAR, {"year": "x"}).status_code == 404


def test_a_year_not_announced_says_that_it_is_provisional(client: Client) -> None:
    page = client.get(YEAR, {"year": "2027"}).content.decode()
    assert "2027 is not announced yet" in page
    assert "端午节 by law; the notice is not out yet" in page


def test_the_year_page_asks_no_more_for_more_notices(
    client: Client, django_assert_num_queries: Any
) -> None:
    client.get(YEAR, {"year": "2027"})
    for _again in range(2):
        with django_assert_num_queries(2):
            client.get(YEAR, {"year": "2027"})
        make.announcement(source=f"第{_again}版")
        client.get(YEAR, {"year": "2027"})


def test_only_operators_enter_a_notice(client: Client) -> None:
    client.force_login(make.user(kind="manager"))
    assert client.get(NOTICE).status_code == 404
    assert client.post(NOTICE, typed()).status_code == 404
    assert "calendar/notice" not in client.get(YEAR).content.decode()


def test_a_notice_is_tried_seen_and_announced(operator: Client) -> None:
    shown = operator.post(NOTICE, typed())
    assert "24 of them turn" in shown.content.decode()
    assert not Announcement.objects.filter(year=2027).exists()
    yes = typed(announce="1", tried=shown.context["digest"])
    assert operator.post(NOTICE, yes)["Location"] == f"{YEAR}?year=2027"
    assert "not announced yet" not in operator.get(YEAR, {"year": "2027"}).content.decode()


def test_deadlines_that_would_move_are_shown_before(operator: Client, settings: Any) -> None:
    settings.RUNNING_CLOCKS = ["tests.places.deadlines.CLOCKS"]
    page = operator.post(NOTICE, typed()).content.decode()
    assert "承诺: 2" in page
    assert "2027-02-16" in page


def test_what_was_changed_after_the_trial_is_tried_again(operator: Client) -> None:
    digest = operator.post(NOTICE, typed()).context["digest"]
    fewer = make.NOTICE_2027.replace("、2月20日（周六）", "")
    other = typed(text=fewer, announce="1", tried=digest)
    assert operator.post(NOTICE, other).status_code == 200
    make.announcement()
    assert operator.post(NOTICE, typed(announce="1", tried=digest)).status_code == 200
    assert Announcement.objects.filter(year=2027).count() == 1


def test_a_typo_is_told_in_words_and_what_was_typed_stays(operator: Client) -> None:
    text = make.NOTICE_2027.replace("2月20日（周六）", "2月20日（周四）")
    answer = operator.post(NOTICE, typed(text=text))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Line 3, sign 46: 2027-02-20 周四" in page
    assert "2月20日（周四）" in page
    assert not Announcement.objects.filter(year=2027).exists()
