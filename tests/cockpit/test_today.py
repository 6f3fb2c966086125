import datetime
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from jiamenkou.cockpit.agenda import agenda, tallies
from jiamenkou.places import actions as places
from jiamenkou.places.models import Area
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def district() -> Area:
    return make.area(code=make.DISTRICT, name="信州区")


def open_centres(count: int) -> None:
    here = make.area()
    make.headcount(area=here)
    for _ in range(count):
        make.floor_area(centre=make.centre(area=here), square_metres=100)
    places.load_norms(by=None)


def test_strangers_are_told_what_this_is_and_staff_go_to_their_day(client: Client) -> None:
    assert "党群服务中心" in client.get("/").content.decode()
    client.force_login(make.user())
    assert client.get("/").headers["Location"] == reverse("today")


def test_a_site_without_areas_says_what_to_do_first(client: Client) -> None:
    client.force_login(make.user())
    assert "load_areas" in client.get(reverse("today")).content.decode()


def test_every_figure_counts_the_rows_its_link_opens(client: Client, district: Area) -> None:
    open_centres(3)
    make.premises()
    make.premises(structure="unsafe")
    planner = make.user(area=district)
    client.force_login(planner)
    for tally in tallies(district, planner, on=timezone.localdate()):
        opened = client.get(tally.href).context["table"]
        assert opened.count == tally.number


def test_what_is_short_and_what_is_unknown_waits_with_its_page(district: Area) -> None:
    open_centres(1)
    items = agenda(district, make.user(area=district), on=timezone.localdate())
    assert [item.tone for item in items] == sorted((item.tone for item in items), reverse=True)
    assert {item.tone for item in items} == {"late", "due"}
    assert all(re.match(r"/network/", item.href) for item in items)


def test_from_november_on_the_next_years_calendar_is_asked_for_until_it_is_there(
    district: Area,
) -> None:
    keeper = make.user(kind="operator", area=district)
    october, november = datetime.date(2026, 10, 31), datetime.date(2026, 11, 1)
    assert [item.href for item in agenda(district, keeper, on=october)] == []
    [item] = agenda(district, keeper, on=november)
    assert "2027" in item.title
    assert item.href == reverse("calendar:notice")
    make.announcement(year=2027)
    assert agenda(district, keeper, on=november) == []


def test_the_day_costs_the_same_queries_with_more_centres(client: Client, district: Area) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("today"))
        return len(asked)

    client.force_login(make.user(area=district))
    open_centres(1)
    few = queries()
    for _ in range(6):
        make.floor_area(centre=make.centre(area=make.area()), square_metres=100)
    assert queries() == few
