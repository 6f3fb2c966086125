"""The pages of the network, as staff meet them."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jiamenkou.places.actions import load_norms
from jiamenkou.places.models import Area, Centre, Headcount, Room
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _norms() -> None:
    load_norms(by=None)


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(make.user(area=make.area(code=make.DISTRICT, name="信州区")))
    return client


def district(staff: Client, **asked: str) -> str:
    answer = staff.get(reverse("places:area", args=[make.DISTRICT]), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_network_begins_with_the_area_of_the_person(staff: Client) -> None:
    answer = staff.get(reverse("places:network"))
    assert answer["Location"] == reverse("places:area", args=[make.DISTRICT])


def test_an_installation_without_areas_says_what_to_do(client: Client) -> None:
    client.force_login(make.user())
    assert "load_areas" in client.get(reverse("places:network")).content.decode()


def test_the_district_table_filters_by_kind_verdict_and_street(staff: Client) -> None:
    make.centre(name="甲中心", step_free=False, area=make.area(code="361102001001"))
    make.centre(name="乙中心", step_free=True, area=make.area(code="361102002001"))
    shown = district(staff, kind="access", verdict="short")
    assert "甲中心" in shown
    assert "乙中心" not in shown
    shown = district(staff, street="361102002")
    assert "乙中心" in shown
    assert "甲中心" not in shown


def test_the_district_table_puts_the_shortest_first(staff: Client) -> None:
    for name, metres in (("小中心", 100), ("大中心", 300)):
        area = make.area(code=f"36110200100{1 + metres // 200}")
        make.headcount(area=area, households=1000)
        make.floor_area(centre=make.centre(name=name, area=area), square_metres=metres)
    shown = district(staff, kind="area", sort="-severity")
    table = shown[shown.index("<tbody>") :]
    assert table.index("小中心") < table.index("大中心")


@pytest.mark.parametrize("typed", ["水南", "shuinan", "sndq"])
def test_a_centre_is_found_by_name_pinyin_or_initials(staff: Client, typed: str) -> None:
    make.centre(name="水南党群中心")
    make.centre(name="劳动路中心")
    shown = district(staff, q=typed)
    found = shown[shown.index('id="centres"') :]
    assert "水南党群中心" in found
    assert "劳动路中心" not in found


@contextmanager
def counted() -> Iterator[list[int]]:
    number: list[int] = []
    with CaptureQueriesContext(connection) as asked:
        yield number
    number.append(len(asked))


def test_more_centres_take_no_more_queries(staff: Client) -> None:
    def fill(numbers: range) -> None:
        for number in numbers:
            area = make.area(code=f"3611020010{number:02}")
            make.room(centre=make.centre(area=area))

    fill(range(1, 3))
    with counted() as few:
        district(staff)
    fill(range(3, 9))
    with counted() as many:
        district(staff)
    assert few == many


def test_the_centre_page_says_how_each_number_was_made_and_by_whose_norm(staff: Client) -> None:
    area = make.area(name="水南社区")
    centre = make.centre(area=area)
    make.headcount(area=area, households=1120)
    make.floor_area(centre=centre, square_metres=280)
    page = staff.get(reverse("places:centre", args=[centre.pk])).content.decode()
    for figure in ("280 m²", "1,120", "census 2020", "2023-06-01", "25 m²", "30 m²"):
        assert figure in page
    assert "《城市社区嵌入式服务设施建设导则（试行）》" in page


def test_the_centre_page_shows_the_gap_between_rooms_and_usable_area(staff: Client) -> None:
    centre = make.centre()
    make.floor_area(centre=centre, square_metres=350)
    make.room(centre=centre)
    page = staff.get(reverse("places:centre", args=[centre.pk])).content.decode()
    assert "250 m²" in page


def typed_centre(**changes: str) -> dict[str, str]:
    facts = {"name": "新中心", "level": "community", "area": make.COMMUNITY, "crs": "wgs84"}
    return {**facts, "lon": "118.0", "lat": "28.4", "ownership": "state", **changes}


def test_a_centre_is_opened_on_a_form(staff: Client) -> None:
    make.area()
    answer = staff.post(reverse("places:new-centre", args=[make.DISTRICT]), typed_centre())
    assert answer.status_code == 302
    assert [area.pk for area in Centre.objects.get().serves.all()] == [make.COMMUNITY]


def test_a_refused_form_keeps_what_was_typed_beside_the_reason(staff: Client) -> None:
    Area.objects.filter(pk=make.area().pk).update(boundary=make.SQUARE)
    wrong = typed_centre(lon="119.5", address="解放路 8 号")
    answer = staff.post(reverse("places:new-centre", args=[make.DISTRICT]), wrong)
    assert answer.status_code == 409
    assert "解放路 8 号" in answer.content.decode()
    assert "lon" in answer.context["form"].errors


def test_each_fact_has_its_form(staff: Client) -> None:
    centre, other = make.centre(), make.centre()
    forms = {
        "places:new-room": {"name": "大厅", "kind": "hall", "floor": "1", "square_metres": "90"},
        "places:new-floor-area": {
            "kind": "usable",
            "square_metres": "300",
            "measured_on": "2026-01-01",
            "source": "survey",
        },
        "places:new-agreement": {"guest": other.pk, "start": "2026-01-01", "shares": ["rooms"]},
        "places:amend-centre": typed_centre(name="改名"),
        "places:close-centre": {"on": "2026-05-01"},
    }
    for name, typed in forms.items():
        assert staff.post(reverse(name, args=[centre.pk]), typed).status_code == 302
    centre.refresh_from_db()
    assert (centre.name, centre.closed_on) == ("改名", datetime.date(2026, 5, 1))
    assert Room.objects.get().centre == centre
    ending = reverse("places:end-agreement", args=[centre.shared_out.get().pk])
    assert staff.post(ending, {"on": "2026-06-01"}).status_code == 302


def test_households_are_recorded_on_a_form(staff: Client) -> None:
    typed = {"as_of": "2026-01-01", "households": "900", "source": "网格台账"}
    answer = staff.post(reverse("places:new-headcount", args=[make.DISTRICT]), typed)
    assert answer.status_code == 302
    assert Headcount.objects.get().households == 900


def test_the_norms_page_names_every_source(staff: Client) -> None:
    page = staff.get(reverse("places:norms")).content.decode()
    assert "GB 50180-2018" in page


def test_the_table_leaves_as_a_sheet(staff: Client) -> None:
    make.centre(name="甲中心")
    answer = staff.get(reverse("places:area", args=[make.DISTRICT]), {"export": "csv"})
    assert "甲中心" in b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
