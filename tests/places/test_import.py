"""Sheets of the register: what is wrong with them is named, and nothing is half-imported."""

import io
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from jiamenkou.audit.models import Event
from jiamenkou.lib.crs import CRS, from_wgs84
from jiamenkou.lib.refusal import Refused
from jiamenkou.lib.sheets import read_sheet
from jiamenkou.places.actions import import_centres, import_headcounts, import_rooms
from jiamenkou.places.imports import Trial, try_centres, try_headcounts, try_rooms
from jiamenkou.places.models import Area, Centre, FloorArea, Headcount, Room
from tests import make

pytestmark = pytest.mark.django_db
HEADERS = "名称,区划代码,级别,经度,纬度,使用面积（平方米）,测量日期,面积来源"


@pytest.fixture
def district() -> Area:
    for code in ("361102001001", "361102001002", "361102001003", "361103001001"):
        make.area(code=code)
    Area.objects.filter(pk=make.DISTRICT).update(boundary=make.SQUARE)
    return Area.objects.get(pk=make.DISTRICT)


def centres(district: Area, *rows: str, crs: str = "wgs84") -> Trial[Centre]:
    content = "\n".join([HEADERS, *rows]).encode()
    return try_centres(read_sheet(content, "中心.csv"), district=district, crs=crs)


def row(number: int = 1, *, lon: float = 118.0, lat: float = 28.4, area: str = "350") -> str:
    return f"中心{number},36110200100{number},社区,{lon},{lat},{area},2023-06-01,实测"


def test_a_sheet_of_centres_opens_them_with_their_areas(district: Area) -> None:
    trial = centres(district, row(1), row(2))
    assert (trial.new, trial.problems, trial.warnings) == (2, [], [])
    import_centres(district, trial=trial, by=None)
    centre = Centre.objects.get(name="中心1")
    assert [area.pk for area in centre.serves.all()] == ["361102001001"]
    assert FloorArea.objects.get(centre=centre).square_metres == 350
    assert centre.name_initials == "zx1"


def test_importing_the_same_sheet_twice_changes_nothing(district: Area) -> None:
    import_centres(district, trial=centres(district, row(1), row(2)), by=None)
    before = list(Centre.objects.order_by("pk").values())
    again = centres(district, row(1), row(2))
    assert (again.new, again.changed, again.unchanged) == (0, 0, 2)
    import_centres(district, trial=again, by=None)
    assert list(Centre.objects.order_by("pk").values()) == before
    assert FloorArea.objects.count() == 2


def test_a_changed_row_amends_the_centre_it_names(district: Area) -> None:
    import_centres(district, trial=centres(district, row(1), row(2)), by=None)
    trial = centres(district, row(1, area="400"), row(2, lon=118.01))
    assert trial.changed == 2
    import_centres(district, trial=trial, by=None)
    assert FloorArea.objects.get(centre__name="中心1").square_metres == 400
    assert Centre.objects.get(name="中心2").lon == 118.01


@pytest.mark.parametrize(
    ("line", "cell", "words"),
    [
        (row(1, lon=28.4, lat=118.0), "D2", "swapped"),
        (row(1, lon=119.0), "D2", "outside the boundary"),
        (row(1, area="-20"), "F2", "above zero"),
        (row(9), "B2", "no area 361102001009"),
        (row(1).replace("361102001001", "361103001001"), "B2", "no area 361103001001"),
        (row(1).replace("361102001001", "3.61E+17"), "B2", "last digits are lost"),
        (row(1).replace("361102001001", ""), "B2", "a value is needed"),
        (row(1).replace("社区", "小区"), "C2", "should be one of: 区级"),
        (row(1).replace("2023-06-01", ""), "G2", "the day it was measured"),
        (row(1).replace("实测", ""), "H2", "needs its source"),
    ],
)
def test_a_bad_cell_is_named_and_nothing_is_written(
    district: Area, line: str, cell: str, words: str
) -> None:
    trial = centres(district, line, row(2))
    (problem,) = trial.problems
    assert f"{problem.column}{problem.row}" == cell
    assert words in problem.words
    with pytest.raises(Refused, match="a_sheet_has_no_problems"):
        import_centres(district, trial=trial, by=None)
    assert not Centre.objects.exists()


def test_the_same_centre_twice_in_a_sheet_names_both_rows(district: Area) -> None:
    (problem,) = centres(district, row(1), row(1)).problems
    assert (problem.row, "row 2" in problem.words) == (3, True)


def near_the_edge(crs: CRS) -> list[str]:
    """Points some 100 m inside the eastern edge, as `crs` writes them."""
    written = [from_wgs84(118.099, lat, crs) for lat in (28.35, 28.38, 28.4, 28.42)]
    return [
        row(1 + at % 3, lon=float(lon), lat=float(lat)).replace("中心", f"中心{at}")
        for at, (lon, lat) in enumerate(written)
    ]


def test_points_in_another_system_than_declared_raise_a_doubt(district: Area) -> None:
    wrong = centres(district, *near_the_edge(CRS.GCJ02), crs="wgs84")
    assert any("GCJ-02" in warning for warning in wrong.warnings)
    right = centres(district, *near_the_edge(CRS.GCJ02), crs="gcj02")
    assert (right.problems, right.warnings) == ([], [])


def test_known_centres_that_would_all_move_by_600_metres_raise_a_doubt(district: Area) -> None:
    rows = [row(number, lon=118.0 + number / 100) for number in (1, 2, 3)]
    import_centres(district, trial=centres(district, *rows), by=None)
    assert any("3" in warning for warning in centres(district, *rows, crs="gcj02").warnings)
    assert not centres(district, *rows).warnings


def headcounts(district: Area, *rows: str) -> Trial[Headcount]:
    content = "\n".join(["区划代码,统计日期,户数,人口,来源", *rows]).encode("gb18030")
    return try_headcounts(read_sheet(content, "人口.csv"), district=district)


def test_a_sheet_of_headcounts_is_written_once(district: Area) -> None:
    line = "361102001001,2020-11-01,1120,3001,七普"
    import_headcounts(district, trial=headcounts(district, line), by=None)
    again = headcounts(district, line)
    assert (Headcount.objects.get().households, again.unchanged) == (1120, 1)


def test_missing_people_are_named(district: Area) -> None:
    (problem,) = headcounts(district, "361102001001,2020-11-01,,,七普").problems
    assert (problem.column, problem.row) == ("D", 2)


def rooms(district: Area, *rows: str) -> Trial[Room]:
    content = "\n".join(["区划代码,中心名称,房间名称,用途,楼层,面积", *rows]).encode()
    return try_rooms(read_sheet(content, "功能室.csv"), district=district)


def test_a_sheet_of_rooms_is_written_once_and_names_unknown_centres(district: Area) -> None:
    import_centres(district, trial=centres(district, row(1)), by=None)
    line = "361102001001,中心1,大厅,服务大厅,1,90.5"
    import_rooms(district, trial=rooms(district, line), by=None)
    assert Room.objects.get().square_metres == Decimal("90.5")
    assert rooms(district, line).unchanged == 1
    (problem,) = rooms(district, line.replace("中心1", "中心9")).problems
    assert (problem.column, problem.row) == ("B", 2)


def test_more_rows_take_no_more_queries(
    district: Area, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(6) as few:
        centres(district, row(1))
    with django_assert_num_queries(len(few.captured_queries)):
        centres(district, row(1), row(2), row(3))


def uploaded(client: Client, content: bytes) -> str:
    sheet = SimpleUploadedFile("中心.csv", content)
    typed = {"kind": "centres", "crs": "wgs84", "file": sheet}
    answer = client.post(reverse("places:import"), typed)
    assert answer.status_code == 302
    return str(answer["Location"])


def test_the_wizard_shows_the_dry_run_and_writes_when_confirmed(
    client: Client, district: Area
) -> None:
    client.force_login(make.user(area=district))
    page = uploaded(client, "\n".join([HEADERS, row(1)]).encode())
    assert not Centre.objects.exists()
    assert "使用面积（平方米）" in client.get(page).content.decode()
    assert client.post(page).status_code == 302
    assert Centre.objects.get().name == "中心1"
    assert Event.objects.filter(verb="places.import_centres").count() == 1


def test_the_wizard_names_cells_and_writes_nothing(client: Client, district: Area) -> None:
    client.force_login(make.user(area=district))
    page = uploaded(client, "\n".join([HEADERS, row(1, area="-1")]).encode())
    assert "F2" in client.post(page).content.decode()
    assert not Centre.objects.exists()


def test_the_wizard_takes_a_column_by_another_name(client: Client, district: Area) -> None:
    client.force_login(make.user(area=district))
    page = uploaded(client, "\n".join([HEADERS.replace("名称", "叫法"), row(1)]).encode())
    assert client.get(page).context["trial"].problems
    assert not client.get(page, {"name": "叫法"}).context["trial"].problems


def test_a_sheet_that_cannot_be_read_is_refused_at_the_form(client: Client, district: Area) -> None:
    client.force_login(make.user(area=district))
    typed = {"kind": "rooms", "file": SimpleUploadedFile("x.xlsx", b"PK broken")}
    answer = client.post(reverse("places:import"), typed)
    assert answer.status_code == 409
    assert "file" in answer.context["form"].errors


def test_the_empty_sheets_carry_headers_we_read(client: Client, district: Area) -> None:
    client.force_login(make.user(area=district))
    answer = client.get(reverse("places:blank-sheet", args=["centres"]))
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert read_sheet(io.BytesIO(content).read(), "x").headers[0] == "名称"
