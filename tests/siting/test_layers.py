import json
import sqlite3
import struct
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from django.utils.translation import override
from shapely import Point, box

from jiamenkou.lib.crs import CRS, haversine_metres
from jiamenkou.lib.sheets import write_xlsx
from jiamenkou.siting.layers import BadInput, read_demand, read_sites

DEMAND = "id,lon,lat,people\na,110.10,30.10,5\nb,110.11,30.11,7\n"
SITES = "id,lon,lat,cost\ns,110.10,30.10,100\nt,110.12,30.12,200\n"


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with override("en"):
        yield


def written(folder: Path, text: str, name: str = "people.csv") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def test_columns_are_guessed_in_chinese_and_shown(tmp_path: Path) -> None:
    file = written(tmp_path, "编号,经度,纬度,人口（人）\n1,110.1,30.1,5\n")
    demand, read = read_demand(file)
    assert demand.ids == ("1",)
    assert demand.people.tolist() == [5]
    assert ("people", "人口（人）") in read.columns


def test_a_column_can_be_named(tmp_path: Path) -> None:
    file = written(tmp_path, "id,lon,lat,people,night\na,110,30,5,9\n")
    demand, _read = read_demand(file, given={"people": "night"})
    assert demand.people.tolist() == [9]


def test_a_named_column_that_is_not_there_is_refused_with_those_that_are(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"people\.csv: there is no column “pop”; it has: id, lon"):
        read_demand(written(tmp_path, DEMAND), given={"people": "pop"})


def test_a_file_without_people_is_told_the_names_that_would_do(tmp_path: Path) -> None:
    file = written(tmp_path, "id,lon,lat,jobs\na,110,30,5\n")
    with pytest.raises(BadInput, match=r"no column says “people” .*population.* it has: id, lon"):
        read_demand(file)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("b,110.11,30.11,", r"row 3, column D \(people\): This cell is empty"),
        ("b,110.11,30.11,-7", r"row 3, column D \(people\): “-7” is below zero"),
        ("b,110.11,30.11,many", r"row 3, column D \(people\): “many” should be a number"),
        ("b,30.11,110.11,7", r"row 3, column C \(lat\): .* swapped\?"),
        ("b,190,30.11,7", r"row 3, column B \(lon\): Longitude runs"),
        ("a,110.11,30.11,7", r"row 3, column A \(id\): “a” is already in row 2 of people\.csv"),
    ],
)
def test_a_bad_cell_is_named_with_what_would_be_right(tmp_path: Path, row: str, words: str) -> None:
    file = written(tmp_path, f"id,lon,lat,people\na,110.10,30.10,5\n{row}\n")
    with pytest.raises(BadInput, match=r"people\.csv, " + words):
        read_demand(file)


def spreadsheet(folder: Path, name: str | int) -> Path:
    with (folder / "people.xlsx").open("wb") as out:
        write_xlsx(out, ["编号", "经度", "纬度", "人口"], [[name, 110.1, 30.1, 5]])
    return folder / "people.xlsx"


def test_a_spreadsheet_is_read(tmp_path: Path) -> None:
    demand, _read = read_demand(spreadsheet(tmp_path, "361102001001000123"))
    assert demand.ids == ("361102001001000123",)


def test_an_id_a_spreadsheet_has_rounded_is_refused(tmp_path: Path) -> None:
    file = spreadsheet(tmp_path, 361102001001000123)
    with pytest.raises(BadInput, match=r"row 2, column A \(编号\): The spreadsheet has rounded"):
        read_demand(file)


def test_every_bad_cell_is_named_at_once(tmp_path: Path) -> None:
    file = written(tmp_path, "id,lon,lat,people\na,110,30,-1\nb,110,30,x\nc,110,30,\n")
    with pytest.raises(BadInput) as bad:
        read_demand(file)
    assert len(bad.value.problems) == 3


def test_longitude_and_latitude_exchanged_throughout_are_noticed(tmp_path: Path) -> None:
    file = written(tmp_path, "id,lon,lat,people\na,28.4,75.9,5\nb,28.5,75.8,7\n")
    with pytest.raises(BadInput, match=r"look swapped: row 2 says longitude 28\.4"):
        read_demand(file)


def test_an_id_may_not_come_again_in_another_file(tmp_path: Path) -> None:
    first = written(tmp_path, SITES, "one.csv")
    second = written(tmp_path, "id,lon,lat\nt,110,30\n", "two.csv")
    with pytest.raises(BadInput, match=r"two\.csv, row 2, .*“t” is already in row 3 of one\.csv"):
        read_sites([first, second])


def test_sites_of_several_files_are_joined(tmp_path: Path) -> None:
    first = written(tmp_path, SITES, "one.csv")
    second = written(tmp_path, "lon,lat,名称\n110.13,30.13,老茶厂\n", "two.csv")
    sites, reads = read_sites([first, second])
    assert sites.ids == ("s", "t", "two-2")
    assert sites.names == ("s", "t", "老茶厂")
    assert sites.cost.tolist() == [100, 200, 0]
    assert [read.rows for read in reads] == [2, 1]


def test_a_file_of_its_own_says_what_stands_today(tmp_path: Path) -> None:
    standing = written(tmp_path, "id,lon,lat\nold,110.2,30.2\n", "standing.csv")
    sites, _reads = read_sites([written(tmp_path, SITES, "one.csv")], standing=standing)
    assert sites.existing.tolist() == [False, False, True]


def test_ages_stand_in_for_people(tmp_path: Path) -> None:
    file = written(tmp_path, "id,lon,lat,0-14岁,15-79岁,80岁以上\na,110,30,1,2,3\n")
    demand, _read = read_demand(file)
    assert demand.people.tolist() == [6]
    assert {name: int(values[0]) for name, values in demand.bands.items()} == {
        "age_0_14": 1,
        "age_15_79": 2,
        "age_80_up": 3,
    }


def test_ages_that_do_not_add_up_are_refused(tmp_path: Path) -> None:
    file = written(tmp_path, "id,lon,lat,people,age_0_59,age_60_up\na,110,30,9,5,3\n")
    with pytest.raises(BadInput, match=r"column D \(people\): The ages add up to 8 people"):
        read_demand(file)


def test_fractions_of_people_keep_their_total(tmp_path: Path) -> None:
    rows = "".join(f"{i},110,30,0.4\n" for i in range(10))
    demand, _read = read_demand(written(tmp_path, f"id,lon,lat,people\n{rows}"))
    assert demand.total == 4


def test_degrees_declared_gcj02_are_taken_back(tmp_path: Path) -> None:
    file = written(tmp_path, DEMAND)
    as_they_are, _read = read_demand(file)
    taken_back, _read = read_demand(file, crs=CRS.GCJ02)
    moved = haversine_metres(as_they_are.lon, as_they_are.lat, taken_back.lon, taken_back.lat)
    assert np.all((moved > 100) & (moved < 1000))


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("gone.csv", None, "there is no such file"),
        ("empty.csv", "", "no row of headers"),
        ("bare.csv", "id,lon,lat,people\n", "no row below the headers"),
        ("no.geojson", "{", "is no GeoJSON"),
        ("one.geojson", '{"type": "Feature"}', "no GeoJSON FeatureCollection"),
        ("no.gpkg", "id,lon", "is no GeoPackage"),
        ("no.xlsx", "PK no", "cannot be opened"),
    ],
)
def test_a_file_that_is_no_layer_is_named(
    tmp_path: Path, name: str, text: str | None, words: str
) -> None:
    file = tmp_path / name if text is None else written(tmp_path, text, name)
    with pytest.raises(BadInput, match=words):
        read_demand(file)


def feature(geometry: object, **properties: object) -> dict[str, object]:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def test_geojson_points_and_areas_are_read(tmp_path: Path) -> None:
    area = [[[110, 30], [112, 30], [112, 32], [110, 32], [110, 30]]]
    features = [
        feature({"type": "Point", "coordinates": [110.5, 30.5]}, id=7, population=3),
        feature({"type": "Polygon", "coordinates": area}, id=8, population=4),
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features})
    demand, _read = read_demand(written(tmp_path, text, "people.geojson"))
    assert demand.ids == ("7", "8")
    assert demand.lonlat.tolist() == [[110.5, 30.5], [111, 31]]


def test_a_feature_without_a_place_is_named(tmp_path: Path) -> None:
    text = json.dumps({"type": "FeatureCollection", "features": [feature(None, people=1)]})
    with pytest.raises(BadInput, match=r"people\.geojson, feature 1: it has no point"):
        read_demand(written(tmp_path, text, "people.geojson"))


def geopackage(folder: Path, *, srs: int) -> Path:
    """Two features as the standard lays them out: a point, and an area with an envelope."""
    file = folder / "grid.gpkg"
    base = sqlite3.connect(file)
    base.executescript(
        "CREATE TABLE gpkg_spatial_ref_sys (srs_id INTEGER, organization_coordsys_id INTEGER);"
        "CREATE TABLE gpkg_contents (table_name TEXT, data_type TEXT);"
        "CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, srs_id INTEGER);"
        "CREATE TABLE grid (fid INTEGER PRIMARY KEY, geom BLOB, population INTEGER);"
        "INSERT INTO gpkg_contents VALUES ('grid', 'features');"
        "INSERT INTO gpkg_geometry_columns VALUES ('grid', 'geom', 1);"
    )
    base.execute("INSERT INTO gpkg_spatial_ref_sys VALUES (1, ?)", [srs])
    area = box(110, 30, 112, 32)
    point = b"GP\0\x01" + struct.pack("<i", 1) + Point(110.5, 30.5).wkb
    cell = b"GP\0\x03" + struct.pack("<i4d", 1, 110, 112, 30, 32) + area.wkb
    base.executemany("INSERT INTO grid VALUES (?, ?, ?)", [(4, point, 10), (9, cell, 20)])
    base.commit()
    base.close()
    return file


def test_a_geopackage_in_degrees_is_read(tmp_path: Path) -> None:
    demand, read = read_demand(geopackage(tmp_path, srs=4326))
    assert demand.ids == ("4", "9")
    assert demand.lonlat.tolist() == [[110.5, 30.5], [111, 31]]
    assert demand.people.tolist() == [10, 20]
    assert ("people", "population") in read.columns


@pytest.mark.skipif(find_spec("pyproj") is not None, reason="pyproj turns metres into degrees")
def test_a_geopackage_in_metres_is_refused_with_table_and_system(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"grid\.gpkg, table grid: it is in EPSG:3067"):
        read_demand(geopackage(tmp_path, srs=3067))
