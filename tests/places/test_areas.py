"""The tree of areas: loaded from the lists that are published."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from jiamenkou.places.models import Area
from tests import make

pytestmark = pytest.mark.django_db

LISTS = {
    "provinces.csv": "code,name\n36,江西省\n44,广东省\n",
    "cities.csv": "code,name,provinceCode\n3611,上饶市,36\n4419,东莞市,44\n",
    "areas.csv": "code,name,cityCode\n361102,信州区,3611\n441900,东莞市,4419\n",
    "streets.csv": "code,name,areaCode\n361102001,水南街道,361102\n441900003,东城街道,441900\n",
    "villages.csv": "code,name,streetCode\n361102001001,上滩头社区,361102001\n",
}
WIDE = (
    "area_code,area,street_code,street,village_code,village\n"
    "361102,信州区,361102001,水南街道,361102001001,上滩头社区\n"
    "361102,信州区,361102001,水南街道,361102001003,劳动路社区\n"
)


def load(folder: Path, lists: dict[str, str]) -> str:
    for name, content in lists.items():
        (folder / name).write_text(content)
    out = io.StringIO()
    call_command("load_areas", *[folder / name for name in lists], stdout=out)
    return out.getvalue()


def test_the_national_lists_become_one_tree(tmp_path: Path) -> None:
    load(tmp_path, LISTS)
    village = Area.objects.get(pk="361102001001")
    assert village.parent
    assert village.parent.name == "水南街道"
    assert [area.level for area in Area.objects.under("36").order_by("pk")] == [
        "province",
        "city",
        "county",
        "town",
        "village",
    ]


def test_a_city_without_counties_is_one_area(tmp_path: Path) -> None:
    load(tmp_path, LISTS)
    town = Area.objects.select_related("parent").get(name="东城街道")
    assert (town.parent_id, town.parent and town.parent.level) == ("441900000000", "city")


def test_loading_twice_changes_nothing_and_a_new_name_renames(tmp_path: Path) -> None:
    load(tmp_path, LISTS)
    assert "0 new or renamed" in load(tmp_path, LISTS)
    renamed = LISTS | {"villages.csv": LISTS["villages.csv"].replace("上滩头社区", "滩头社区")}
    assert "1 new or renamed" in load(tmp_path, renamed)
    assert Area.objects.get(pk="361102001001").name == "滩头社区"


def test_a_wide_list_hangs_below_what_is_known(tmp_path: Path) -> None:
    load(tmp_path, {"top.csv": "code,name\n36,江西省\n3611,上饶市\n", "wide.csv": WIDE})
    assert Area.objects.under("361102").count() == 4


@pytest.mark.parametrize(
    ("lists", "words"),
    [
        ({"w.csv": WIDE}, r"w.csv, row 2: 361102 \(信州区\) lies in no known area; load 3611"),
        ({"v.csv": "code,name\n36,江西省\n36,江西\n"}, "v.csv, row 3: the code 36 .* already"),
        ({"v.csv": "code,name\n36110,江西省\n"}, "row 2: the code “36110” should have"),
        ({"v.csv": "code,name\n,江西省\n"}, "row 2: the code “” should have"),
        ({"v.csv": "code,name\n36\n"}, "row 2: the code or the name is missing"),
        ({"v.csv": "a,b\n1,2\n"}, "v.csv, row 1: the headers should be"),
    ],
)
def test_a_bad_row_is_named_and_nothing_is_loaded(
    tmp_path: Path, lists: dict[str, str], words: str
) -> None:
    with pytest.raises(CommandError, match=words):
        load(tmp_path, lists)
    assert not Area.objects.exists()


def test_an_area_and_all_below_it_are_one_prefix() -> None:
    make.area(code="361102001001")
    make.area(code="361102010001")
    make.area(code="361110001001")
    under = Area.objects.under("361102000000").values_list("pk", flat=True)
    assert len(under) == 5
    assert "LIKE" in str(under.query)


def boundaries(folder: Path, code: str, geometry: object) -> None:
    feature = {"type": "Feature", "properties": {"gb": code}, "geometry": geometry}
    file = folder / "boundaries.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    call_command("load_boundaries", file, stdout=io.StringIO())


def test_boundaries_are_drawn_by_the_national_code_of_a_place(tmp_path: Path) -> None:
    make.area(code=make.DISTRICT)
    boundaries(tmp_path, "156361102", make.SQUARE)
    assert Area.objects.get(pk=make.DISTRICT).boundary == make.SQUARE


@pytest.mark.parametrize(
    ("code", "geometry", "words"),
    [
        ("361199", make.SQUARE, "feature 1: there is no area 361199000000"),
        ("361102", {"type": "Point", "coordinates": [118, 28]}, "feature 1: "),
        ("361102", None, "feature 1: "),
    ],
)
def test_a_bad_boundary_is_named(tmp_path: Path, code: str, geometry: object, words: str) -> None:
    make.area(code=make.DISTRICT)
    with pytest.raises(CommandError, match=words):
        boundaries(tmp_path, code, geometry)
