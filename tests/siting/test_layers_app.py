"""Who lives where: files tried and loaded, layers looked at, street networks built."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import DjangoAssertNumQueries

from jiamenkou.lib.crs import CRS, from_wgs84
from jiamenkou.places.models import Area
from jiamenkou.siting import actions
from jiamenkou.siting.models import DemandPoint, PopulationLayer, StreetNetwork
from jiamenkou.siting.shown.population import MOST_DOTS, dots_of
from tests import make

pytestmark = pytest.mark.django_db
VILLAGE = Path(__file__).parents[1] / "engines" / "streets" / "invented_village.osm"
PEOPLE = """编号,经度,纬度,人口,户数,0-14岁,15-59岁,60-69岁,70-79岁,80岁以上,区划代码
甲栋,118.001,28.401,10,4,2,5,1,1,1,361102001001
乙栋,118.002,28.402,20,8,4,10,2,2,2,361102001001
"""


@pytest.fixture
def staff(client: Client) -> Client:
    make.area()
    client.force_login(make.user(area=make.area(code=make.DISTRICT, name="信州区")))
    return client


def upload(staff: Client, content: str, **changes: object) -> str:
    """The address of the trial of a file."""
    facts = {"crs": "wgs84", "area": make.DISTRICT, "name": "住户", "source": "普查", **changes}
    file = SimpleUploadedFile("people.csv", content.encode())
    answer = staff.post(reverse("siting:new-layer"), {"as_of": "2020-11-01", "file": file, **facts})
    assert answer.status_code == 302, answer.context["form"].errors
    return answer["Location"]


def problems(staff: Client, content: str) -> str:
    trial = upload(staff, content)
    shown = staff.get(trial).context["tried"]
    staff.post(trial)
    assert not PopulationLayer.objects.exists()
    assert shown.demand is None
    return "\n".join(shown.problems)


def test_a_file_is_seen_first_and_then_loaded(staff: Client) -> None:
    trial = upload(staff, PEOPLE)
    shown = staff.get(trial).context
    assert shown["tried"].demand.total == 30
    assert shown["tried"].found["people"] == "人口"
    assert shown["ages"].rows[0] == ("0–14", [6])
    assert not PopulationLayer.objects.exists()
    answer = staff.post(trial)
    layer = PopulationLayer.objects.get()
    assert answer["Location"] == reverse("siting:layer", args=[layer.pk])
    assert (layer.people, layer.points, layer.source) == (30, 2, "普查")
    point = DemandPoint.objects.get(key="甲栋")
    assert (point.area_code, point.age_80_up, point.households) == (make.COMMUNITY, 1, 4)


def test_the_upload_is_forgotten_once_loaded(staff: Client) -> None:
    trial = upload(staff, PEOPLE)
    staff.post(trial)
    assert not list((Path(settings.MEDIA_ROOT) / "uploads").iterdir())
    assert staff.get(trial).status_code == 404


def test_the_same_file_again_changes_nothing_and_another_of_that_name_is_refused(
    staff: Client,
) -> None:
    staff.post(upload(staff, PEOPLE))
    staff.post(upload(staff, PEOPLE))
    assert PopulationLayer.objects.count() == 1
    answer = staff.post(upload(staff, PEOPLE.replace("10,4,2,5", "11,4,2,6")))
    assert answer.status_code == 409
    assert answer.context["refusal"]


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("28.401", "北纬", ["people.csv", "2", "C", "纬度"]),
        ("10,4,2", "-10,4,2", ["people.csv", "2", "D", "-10"]),
        ("10,4,2,5", "12,4,2,5", ["people.csv", "2", "10", "12"]),
        ("乙栋", "甲栋", ["people.csv", "3", "甲栋"]),
        ("361102001001\n乙", "3.61102E+11\n乙", ["people.csv", "2", "K", "3.61102E+11"]),
        ("361102001001\n乙", "361103001001\n乙", ["people.csv", "2", "K", "361103001001"]),
        ("118.001,28.401", "28.401,118.001", ["people.csv", "2", "118.001"]),
    ],
)
def test_bad_cells_are_named_by_file_row_and_column(
    staff: Client, before: str, after: str, words: list[str]
) -> None:
    assert before in PEOPLE
    told = problems(staff, PEOPLE.replace(before, after, 1))
    assert [word for word in words if word not in told] == []


def test_ages_tell_how_many_people_there_are(staff: Client) -> None:
    trial = upload(staff, PEOPLE.replace("人口,户数", "工位,户数"))
    assert staff.get(trial).context["tried"].demand.total == 30


def test_a_column_nobody_guesses_can_be_chosen(staff: Client) -> None:
    trial = upload(staff, "甲,经度,纬度,夜间\na,118.0,28.4,7\n")
    assert "夜间" in staff.get(trial).context["tried"].problems[0]
    tried = staff.get(trial, {"people": "夜间"}).context["tried"]
    assert tried.demand.total == 7
    staff.post(f"{trial}?people=夜间")
    assert PopulationLayer.objects.get().people == 7


def test_finer_ages_are_added_up_and_others_left_out_with_a_warning(staff: Client) -> None:
    fine = (
        "lon,lat,age_0_4,age_5_14,age_15_59,age_60_64,age_65_79,age_80_up\n118,28.4,1,2,3,4,5,6\n"
    )
    tried = staff.get(upload(staff, fine)).context["tried"]
    assert tried.demand.bands == {}
    assert "65–79" in "".join(tried.warnings)
    fine = "lon,lat,age_0_4,age_5_14,age_15_59,age_60_69,80+\n118,28.4,1,2,3,4,6\n"
    bands = staff.get(upload(staff, fine)).context["tried"].demand.bands
    assert [int(counts[0]) for counts in bands.values()] == [3, 3, 4, 0, 6]


def test_a_file_in_which_nobody_lives_or_that_is_empty_is_refused(staff: Client) -> None:
    assert problems(staff, "lon,lat,people\n118,28.4,0\n")
    assert "people.csv" in problems(staff, "lon,lat,people\n")


def test_a_file_that_is_not_what_its_name_says_is_refused(staff: Client) -> None:
    trial = upload(staff, "no database")
    assert "people.csv" in staff.get(trial).context["tried"].problems[0]


def test_points_outside_are_counted_and_a_file_of_another_place_is_refused(staff: Client) -> None:
    Area.objects.filter(pk=make.DISTRICT).update(boundary=make.SQUARE)
    rows = "".join(f"p{i},{118 + (i == 0) * 0.2},28.4,{10}\n" for i in range(4))
    tried = staff.get(upload(staff, f"id,lon,lat,people\n{rows}")).context["tried"]
    assert tried.inside == 0.75
    assert "p0" in tried.warnings[-1]
    assert problems(staff, "id,lon,lat,people\na,121,31,5\n")


def test_a_wrong_coordinate_system_is_noticed_and_can_be_changed_at_once(staff: Client) -> None:
    """Points just inside the western edge, written in GCJ-02 but declared as WGS-84."""
    Area.objects.filter(pk=make.DISTRICT).update(boundary=make.SQUARE)
    lon, lat = from_wgs84([118.0999] * 20, [28.35 + i * 0.005 for i in range(20)], CRS.GCJ02)
    rows = "".join(f"{x:.6f},{y:.6f},5\n" for x, y in zip(lon, lat, strict=True))
    trial = upload(staff, f"lon,lat,people\n{rows}")
    tried = staff.get(trial).context["tried"]
    assert tried.inside == 0
    assert "GCJ-02" in tried.warnings[-1]
    assert staff.get(trial, {"crs": "gcj02"}).context["tried"].inside == 1
    staff.post(f"{trial}?crs=gcj02")
    assert PopulationLayer.objects.get().crs == "gcj02"


def test_a_file_too_large_or_of_another_kind_is_refused_at_its_field(staff: Client) -> None:
    facts: dict[str, Any] = {"crs": "wgs84", "area": make.DISTRICT, "name": "a", "source": "b"}
    facts |= {"as_of": "2020-11-01", "file": SimpleUploadedFile("a.docx", b"x")}
    answer = staff.post(reverse("siting:new-layer"), facts)
    assert list(answer.context["form"].errors) == ["file"]
    assert 'value="b"' in answer.content.decode()


def test_a_layer_page_shows_ages_scenarios_and_that_it_is_invented(staff: Client) -> None:
    layer = make.layer(area=make.area(code=make.DISTRICT))
    scenario = make.scenario(layer=layer, name="方案丁")
    answer = staff.get(reverse("siting:layer", args=[layer.pk]))
    assert answer.context["elders"] == pytest.approx(12 / 50)
    assert scenario.name in answer.content.decode()
    assert 'class="tag due"' in answer.content.decode()


def test_layer_pages_ask_the_same_number_of_questions_however_long(
    staff: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    district = make.area(code=make.DISTRICT)
    layers = [make.layer(area=district, demand=make.demand(*[3] * 40)) for _ in range(9)]
    with django_assert_max_num_queries(12):
        staff.get(reverse("siting:layers"))
    with django_assert_max_num_queries(12):
        staff.get(reverse("siting:layer", args=[layers[0].pk]))


def test_very_many_points_are_gathered_and_nobody_is_lost() -> None:
    chance = np.random.default_rng(1)
    lon, lat = 118 + chance.random((2, MOST_DOTS + 1)) * [[0.4], [0.1]]
    people = chance.integers(0, 50, MOST_DOTS + 1)
    gathered = dots_of(lon, lat, people).points
    assert len(gathered) <= MOST_DOTS
    middle = np.average(np.array(gathered)[:, :2], axis=0, weights=np.array(gathered)[:, 2])
    assert middle == pytest.approx([np.average(lon, weights=people), 118.05], abs=0.01)
    assert len(dots_of(lon[:9], lat[:9], people[:9]).points) == 9


def test_walks_are_asked_for_once_measured_and_shown(staff: Client) -> None:
    district = make.area(code=make.DISTRICT)
    layer = make.layer(area=district)
    make.centre()
    page = reverse("siting:layer", args=[layer.pk])
    ask = reverse("siting:measure-walks", args=[layer.pk])
    assert staff.post(ask, {"network": ""})["Location"] == page
    assert staff.get(page).context["job"] == "todo"
    assert staff.post(ask, {"network": ""}).status_code == 409
    actions.measure_walks(**ProcrastinateJob.objects.get().args)
    shown = staff.get(page).context
    assert shown["measured_centres"] == 1
    assert shown["measured"].people == 50


def test_a_street_network_is_built_by_the_worker(staff: Client) -> None:
    file = SimpleUploadedFile("village.osm", VILLAGE.read_bytes())
    facts = {"area": make.DISTRICT, "name": "村路", "source": "invented", "licence": "CC0"}
    answer = staff.post(reverse("siting:new-network"), {"file": file, **facts})
    assert answer["Location"] == reverse("siting:layers")
    network = StreetNetwork.objects.get()
    assert network.state == "building"
    extract = Path(network.extract.path)
    actions.lay_streets(network.pk)
    actions.lay_streets(network.pk)
    network.refresh_from_db()
    assert network.state == "ready"
    assert network.nodes > 1
    assert not extract.exists()
    assert "村路" in staff.get(reverse("siting:layers")).content.decode()


def test_an_extract_without_streets_says_so_on_the_page(staff: Client) -> None:
    network = make.network(
        area=make.area(code=make.DISTRICT), extract=ContentFile(b"rubbish", name="a.osm.pbf")
    )
    actions.lay_streets(network.pk)
    network.refresh_from_db()
    assert network.state == "failed"
    assert network.words in staff.get(reverse("siting:layers")).content.decode()


def test_walks_follow_a_network_that_is_ready_only(staff: Client) -> None:
    district = make.area(code=make.DISTRICT)
    layer, waiting = make.layer(area=district), make.network(area=district)
    ask = reverse("siting:measure-walks", args=[layer.pk])
    assert staff.post(ask, {"network": waiting.pk}).status_code == 409
    ready = make.network(
        area=district, extract=ContentFile(VILLAGE.read_bytes(), name="village.osm")
    )
    actions.lay_streets(ready.pk)
    assert staff.post(ask, {"network": ready.pk}).status_code == 302


def test_a_map_file_is_read_as_well(staff: Client) -> None:
    point = {"type": "Point", "coordinates": [118.0, 28.4]}
    feature = {"type": "Feature", "geometry": point, "properties": {"id": "甲", "people": 12}}
    content = json.dumps({"type": "FeatureCollection", "features": [feature]})
    facts = {"crs": "wgs84", "area": make.DISTRICT, "name": "住户", "source": "普查"}
    file = SimpleUploadedFile("people.geojson", content.encode())
    answer = staff.post(reverse("siting:new-layer"), {"as_of": "2020-11-01", "file": file, **facts})
    staff.post(answer["Location"])
    assert PopulationLayer.objects.get().people == 12
