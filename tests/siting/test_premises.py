"""The register of premises: its pages, its steps and its sheets."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from jiamenkou.lib.sheets import read_sheet, write_xlsx
from jiamenkou.places.models import Area
from jiamenkou.siting import actions
from jiamenkou.siting.imports import COLUMNS
from jiamenkou.siting.models import Premises
from tests import make

pytestmark = pytest.mark.django_db
HEADERS = [column.headers[0] for column in COLUMNS]
ROW = {
    "名称": "原粮站",
    "区划代码": make.COMMUNITY,
    "类别": "闲置国有资产",
    "产权单位": "区国资公司",
    "经度": "118.001",
    "纬度": "28.401",
    "使用面积": "420",
    "改造费用": "54.6万元",
    "年租金": "0",
    "消防": "需整改",
}


@pytest.fixture
def staff(client: Client) -> Client:
    make.area()
    client.force_login(make.user(area=make.area(code=make.DISTRICT, name="信州区")))
    return client


def upload(staff: Client, *rows: dict[str, str], crs: str = "wgs84") -> str:
    """The address of the trial of a sheet with these rows."""
    out = BytesIO()
    write_xlsx(out, HEADERS, [[row.get(head, "") for head in HEADERS] for row in rows])
    file = SimpleUploadedFile("房屋.xlsx", out.getvalue())
    answer = staff.post(reverse("siting:import-premises"), {"crs": crs, "file": file})
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def typed(**changes: object) -> dict[str, object]:
    facts: dict[str, object] = {
        "name": "原粮站",
        "kind": "idle_state_asset",
        "owner": "区国资公司",
        "crs": "wgs84",
    }
    facts |= {"area": make.COMMUNITY, "lon": 118.0, "lat": 28.4, "usable_m2": 420, "floor": 1}
    facts |= {"structure": "good", "fire_safety": "passed", "rent_per_year": 0}
    return {**facts, "fit_out_cost": 500_000, **changes}


def test_premises_are_added_through_the_form(staff: Client) -> None:
    answer = staff.post(reverse("siting:new-premises"), typed(crs="gcj02"))
    premises = Premises.objects.get()
    assert answer["Location"] == reverse("siting:premises", args=[premises.pk])
    assert premises.entered_lon == 118.0
    assert premises.lon == pytest.approx(117.995, abs=0.002)  # GCJ-02 lies some 500 m east of it


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("usable_m2", {"usable_m2": -4}),
        ("lon", {"lon": 28.4, "lat": 118.0}),
        ("fit_out_cost", {"fit_out_cost": -1}),
        ("area", {"area": "999999999999"}),
        ("available_to", {"available_from": "2026-02-01", "available_to": "2026-01-01"}),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_what_was_typed_stays(
    staff: Client, field: str, changes: dict[str, object]
) -> None:
    answer = staff.post(reverse("siting:new-premises"), typed(owner="供销联社", **changes))
    assert answer.status_code == 409
    assert list(answer.context["form"].errors) == [field]
    assert 'value="供销联社"' in answer.content.decode()
    assert not Premises.objects.exists()


def test_premises_are_amended_and_keep_what_was_entered(staff: Client) -> None:
    premises = make.premises(crs="bd09")
    address = reverse("siting:edit-premises", args=[premises.pk])
    shown = staff.get(address).context["form"].initial
    kept = {name: value for name, value in shown.items() if value is not None}
    staff.post(address, {**kept, "usable_m2": 333, "has_lift": "yes"})
    again = Premises.objects.get()
    assert (again.usable_m2, again.has_lift) == (333, True)
    assert (again.lon, again.lat, again.crs) == (premises.lon, premises.lat, "bd09")


def test_premises_are_reserved_handed_over_and_given_back(staff: Client) -> None:
    premises = make.premises()
    address = reverse("siting:premises-state", args=[premises.pk])
    staff.post(address, {"step": "reserved", "area": make.COMMUNITY})
    premises.refresh_from_db()
    assert (premises.state, premises.offered_to_id) == ("reserved", make.COMMUNITY)
    for step in ("allocated", "returned", "offered"):
        staff.post(address, {"step": step})
        premises.refresh_from_db()
        assert premises.state == step
    assert premises.offered_to is None


def test_reserving_for_nobody_and_a_step_out_of_turn_are_refused_in_words(staff: Client) -> None:
    premises = make.premises()
    address = reverse("siting:premises-state", args=[premises.pk])
    answer = staff.post(address, {"step": "reserved"})
    assert answer.status_code == 409
    assert answer.context["step"].errors["area"]
    answer = staff.post(address, {"step": "allocated"})
    assert answer.status_code == 409
    assert answer.context["step"].non_field_errors()


def test_the_page_shows_the_centres_around_and_how_far(staff: Client) -> None:
    make.centre(name="近中心", lon=118.001, lat=28.402)
    make.centre(name="远中心", lon=118.001, lat=28.9)
    premises = make.premises()
    near = staff.get(reverse("siting:premises", args=[premises.pk])).context["near"]
    assert [one.centre.name for one in near] == ["近中心"]
    assert near[0].metres == pytest.approx(111.2, abs=0.5)


def test_the_list_filters_sorts_and_counts_what_is_free(staff: Client) -> None:
    make.premises(name="甲楼", usable_m2=300)
    make.premises(name="乙楼", usable_m2=100, structure="unsafe")
    answer = staff.get(reverse("siting:premises-list"), {"structure": "unsafe"})
    assert [one.name for one in answer.context["table"].page.rows] == ["乙楼"]
    assert (answer.context["free_count"], answer.context["free"]["m2"]) == (1, 300)
    csv = staff.get(reverse("siting:premises-list"), {"export": "csv", "sort": "usable_m2"})
    lines = csv.getvalue().decode().splitlines()
    assert [line.split(",")[0] for line in lines[1:]] == ["乙楼", "甲楼"]


def test_the_list_asks_the_same_number_of_questions_however_long(
    staff: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(12):
        make.premises()
    with django_assert_max_num_queries(12):
        staff.get(reverse("siting:premises-list"))


def test_another_districts_premises_are_not_in_the_list(staff: Client) -> None:
    make.premises(area=make.area(code="361103001001"), name="别处")
    assert "别处" not in staff.get(reverse("siting:premises-list")).content.decode()


def test_a_sheet_is_seen_first_then_written_and_the_same_again_changes_nothing(
    staff: Client,
) -> None:
    trial = upload(staff, ROW)
    assert staff.get(trial).context["trial"].new == 1
    assert not Premises.objects.exists()
    staff.post(trial)
    premises = Premises.objects.get()
    assert (premises.fit_out_cost, premises.fire_safety) == (546_000, "needs_work")
    again = upload(staff, ROW)
    assert staff.get(again).context["trial"].unchanged == 1
    staff.post(again)
    assert Premises.objects.count() == 1


def test_a_changed_sheet_changes_only_what_it_says(staff: Client) -> None:
    staff.post(upload(staff, ROW))
    premises = Premises.objects.get()
    actions.reserve_premises(premises, area=make.area(), by=None)
    staff.post(upload(staff, {**ROW, "使用面积": "500", "消防": ""}))
    premises.refresh_from_db()
    assert (premises.usable_m2, premises.fire_safety) == (500, "needs_work")
    assert premises.state == "reserved"


@pytest.mark.parametrize(
    ("header", "given", "words"),
    [
        ("使用面积", "-3", "-3"),
        ("类别", "仓库", "仓库"),
        ("区划代码", "3.61102E+11", "3.61102E+11"),
        ("区划代码", "999999999999", "999999999999"),
        ("楼层", "0", "1"),
        ("改造费用", "很多", "很多"),
        ("经度", "28.4", ""),
    ],
)
def test_bad_cells_are_named_and_nothing_is_written(
    staff: Client, header: str, given: str, words: str
) -> None:
    bad = {**ROW, "名称": "坏", header: given}
    if header == "经度":
        bad["纬度"] = "118.0"
    trial = upload(staff, ROW, bad)
    problems = staff.get(trial).context["trial"].problems
    assert {(one.row, one.header) for one in problems} == {(3, header)}
    assert words in problems[0].words
    staff.post(trial)
    assert not Premises.objects.exists()


def test_the_same_premises_twice_in_a_sheet_are_a_problem(staff: Client) -> None:
    problems = staff.get(upload(staff, ROW, ROW)).context["trial"].problems
    assert [(one.row, one.header) for one in problems] == [(3, "名称")]


def test_a_point_outside_the_boundary_is_named(staff: Client) -> None:
    Area.objects.filter(pk=make.DISTRICT).update(boundary=make.SQUARE)
    problems = staff.get(upload(staff, {**ROW, "经度": "118.2"})).context["trial"].problems
    assert [(one.row, one.header) for one in problems] == [(2, "经度")]


def test_columns_can_be_said(staff: Client) -> None:
    out = BytesIO()
    renamed = ["地块" if head == "名称" else head for head in HEADERS]
    write_xlsx(out, renamed, [[ROW.get(head, "") for head in HEADERS]])
    file = SimpleUploadedFile("房屋.xlsx", out.getvalue())
    answer = staff.post(reverse("siting:import-premises"), {"crs": "wgs84", "file": file})
    trial = answer["Location"]
    assert staff.get(trial).context["trial"].problems
    assert staff.get(trial, {"name": "地块"}).context["trial"].new == 1


def test_the_blank_sheet_holds_every_header(staff: Client) -> None:
    content = staff.get(reverse("siting:premises-sheet")).getvalue()
    assert list(read_sheet(content, "premises.xlsx").headers) == HEADERS


def test_a_file_that_is_no_sheet_is_refused_at_its_field(staff: Client) -> None:
    for name, content in (("a.pdf", b"%PDF"), ("a.xlsx", b"PK\x03\x04broken")):
        file = SimpleUploadedFile(name, content)
        answer = staff.post(reverse("siting:import-premises"), {"crs": "wgs84", "file": file})
        assert answer.status_code == 409
        assert list(answer.context["form"].errors) == ["file"]


def test_a_trial_belongs_to_whoever_uploaded_it(staff: Client) -> None:
    trial = upload(staff, ROW)
    other = Client()
    other.force_login(make.user(area=make.area(code=make.DISTRICT)))
    assert other.get(trial).status_code == 404
