from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from io import BytesIO

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from python_calamine import CalamineWorkbook

from jiamenkou.people.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.web.urls")]

SOME_DAY = datetime(2026, 3, 1, tzinfo=UTC)
ADDRESSES = [
    f"/people/?sort={sort}"
    for sort in ("username", "-username", "name", "-name", "last_login", "-last_login")
]


class Links(HTMLParser):
    """The `rel` links and first cells of a table's page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.links: dict[str, str] = {}
        self.rows: list[str] = []
        self.in_row_head = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        about = dict(attrs)
        if tag == "a" and about.get("rel"):
            self.links[str(about["rel"])] = str(about["href"])
        self.in_row_head = self.in_row_head or about.get("scope") == "row"

    def handle_endtag(self, tag: str) -> None:
        self.in_row_head = self.in_row_head and tag != "th"

    def handle_data(self, text: str) -> None:
        if self.in_row_head and text.strip():
            self.rows.append(text.strip())


def people(number: int) -> None:
    """Three names among them and two days, every third never seen."""
    for i in range(number):
        seen = None if i % 3 == 0 else SOME_DAY + timedelta(days=i % 2)
        User.objects.create(username=f"person-{i:02}", name="甲乙丙"[i % 3], last_login=seen)


def walk(client: Client, address: str, rel: str) -> list[list[str]]:
    pages, page = [], Links(client.get(address).content.decode())
    pages.append(page.rows)
    while rel in page.links:
        page = Links(client.get(page.links[rel]).content.decode())
        pages.append(page.rows)
    return pages


def last_page(client: Client, address: str) -> str:
    links = Links(client.get(address).content.decode()).links
    while "next" in links:
        address = links["next"]
        links = Links(client.get(address).content.decode()).links
    return address


@pytest.mark.parametrize("address", ADDRESSES)
def test_paging_forwards_shows_everybody_once(client: Client, address: str) -> None:
    people(14)
    pages = walk(client, address, "next")
    assert [len(page) for page in pages] == [4, 4, 4, 2]
    assert len({person for page in pages for person in page}) == 14


@pytest.mark.parametrize("address", ADDRESSES)
def test_paging_backwards_shows_the_same_rows_in_the_same_order(
    client: Client, address: str
) -> None:
    people(12)
    forwards = walk(client, address, "next")
    backwards = walk(client, last_page(client, address), "prev")
    assert backwards[::-1] == forwards


@pytest.mark.parametrize("sort", ["last_login", "-last_login"])
def test_empty_values_come_last_whichever_way(client: Client, sort: str) -> None:
    people(6)
    pages = walk(client, f"/people/?sort={sort}", "next")
    assert pages[-1] == ["person-00", "person-03"]


@pytest.mark.parametrize("number", [3, 40])
def test_a_page_costs_two_queries_whatever_the_number_of_rows(
    client: Client, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    people(number)
    with django_assert_num_queries(2):
        client.get("/people/")


def test_search_and_filter_narrow_and_stay_in_the_links(client: Client) -> None:
    people(30)
    page = client.get("/people/?q=person-1&is_staff=0&sort=-name").content.decode()
    following = Links(page).links["next"]
    assert "q=person-1" in following
    assert "is_staff=0" in following
    assert all(
        name.startswith("person-1") for name in Links(client.get(following).content.decode()).rows
    )


def test_an_unknown_sort_or_filter_is_ignored(client: Client) -> None:
    people(2)
    page = client.get("/people/?sort=password&is_staff=maybe").content.decode()
    assert len(Links(page).rows) == 2


@pytest.mark.parametrize("cursor", ["x~y", "1~31 February", "~", "1~%00"])
def test_a_cursor_that_is_nonsense_answers_400(client: Client, cursor: str) -> None:
    assert client.get(f"/people/?sort=last_login&after={cursor}").status_code == 400


def test_a_search_that_finds_nothing_says_so_and_offers_all(client: Client) -> None:
    people(1)
    page = client.get("/people/?q=nobody", headers={"Accept-Language": "en"}).content.decode()
    assert "Nothing fits this search." in page
    assert "Show all" in page


def test_csv_holds_all_that_is_shown_and_nothing_that_runs(client: Client) -> None:
    people(6)
    User.objects.create(username="=cmd|' /C calc'!A0", name="+1")
    answer = client.get("/people/?export=csv&sort=username")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    lines = text.splitlines()
    assert len(lines) == 8
    assert lines[1].startswith("'=cmd|' /C calc'!A0,'+1")


def test_xlsx_keeps_long_codes_whole_and_formulas_as_text(client: Client) -> None:
    User.objects.create(username="361102199001011234", name="=1+1")
    answer = client.get("/people/?export=xlsx")
    book = BytesIO(b"".join(answer.streaming_content))  # type: ignore[attr-defined]
    rows = CalamineWorkbook.from_filelike(book).get_sheet_by_index(0).to_python()
    assert rows[1][:2] == ["361102199001011234", "=1+1"]


def test_an_export_of_another_kind_answers_400(client: Client) -> None:
    assert client.get("/people/?export=exe").status_code == 400


def test_htmx_gets_the_table_alone_and_caches_know_the_difference(client: Client) -> None:
    answer = client.get("/people/", headers={"HX-Target": "div#table"})
    assert "<html" not in answer.content.decode()
    assert "HX-Target" in answer.headers["Vary"]
