"""Places in degrees, between WGS-84, GCJ-02 and BD-09.

gcj_vectors.json: points on which two public libraries agree, and points published in the tests of
coordtransform (wandergis) and eviltransform (googollee), MIT; each line names its own.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiamenkou.lib.crs import CRS, from_wgs84, haversine_metres, looks_swapped, to_wgs84

VECTORS = json.loads((Path(__file__).parent / "gcj_vectors.json").read_text())

Vector = dict[str, Any]

lon_in_china = st.floats(73, 135)
lat_in_china = st.floats(3, 54)


@pytest.mark.parametrize("crs", [CRS.GCJ02, CRS.BD09])
@pytest.mark.parametrize("vector", VECTORS["cross_checked"], ids=lambda vector: vector["name"])
def test_agrees_with_two_public_libraries_both_ways(vector: Vector, crs: CRS) -> None:
    lon, lat = vector["wgs84"]
    assert from_wgs84(lon, lat, crs) == pytest.approx(vector[crs], abs=1e-12)
    there_lon, there_lat = vector[crs]
    assert to_wgs84(there_lon, there_lat, crs) == pytest.approx(vector["wgs84"], abs=1e-12)


@pytest.mark.parametrize("vector", VECTORS["published"], ids=lambda vector: vector["op"])
def test_agrees_with_published_points(vector: Vector) -> None:
    source, target = vector["op"].split("->")
    lon, lat = vector["src"]
    reached = from_wgs84(*to_wgs84(lon, lat, CRS(source)), CRS(target))
    their_inverse_is_one_step = vector["op"] in {"gcj02->wgs84", "bd09->gcj02"}
    assert reached == pytest.approx(vector["dst"], abs=1e-5 if their_inverse_is_one_step else 1e-12)


@given(lon_in_china, lat_in_china, st.sampled_from(CRS))
def test_there_and_back_is_where_we_started(lon: float, lat: float, crs: CRS) -> None:
    there = from_wgs84(lon, lat, crs)
    assert np.allclose(to_wgs84(*there, crs), (lon, lat), rtol=0, atol=1e-9)


@given(lon_in_china, lat_in_china)
def test_shown_on_its_own_map_a_stored_point_moves_less_than_a_metre(
    lon: float, lat: float
) -> None:
    shown = from_wgs84(*to_wgs84(lon, lat, CRS.GCJ02), CRS.GCJ02)
    assert haversine_metres(lon, lat, *shown) < 1


def test_the_wrong_map_is_some_600_metres_off() -> None:
    wrong = from_wgs84(117.970522, 28.445378, CRS.GCJ02)
    assert 500 < haversine_metres(117.970522, 28.445378, *wrong) < 700


@given(st.floats(-180, 180), st.floats(-90, 90))
def test_wgs84_is_never_converted(lon: float, lat: float) -> None:
    for convert in (to_wgs84, from_wgs84):
        assert np.array_equal(convert(lon, lat, CRS.WGS84), (lon, lat))


@pytest.mark.parametrize("abroad", [(-51.2, -30.0), (24.9, 60.2), (-180.0, -90.0), (139.7, 35.7)])
def test_outside_china_nothing_is_shifted(abroad: tuple[float, float]) -> None:
    for convert in (to_wgs84, from_wgs84):
        assert np.array_equal(convert(*abroad, CRS.GCJ02), abroad)


def test_columns_are_converted_whole_and_keep_their_shape() -> None:
    lon, lat = np.linspace(100, 120, 6).reshape(2, 3), np.full((2, 3), 30.0)
    there = from_wgs84(lon, lat, CRS.BD09)
    assert there[0].shape == (2, 3)
    assert there[1][1, 2] == from_wgs84(lon[1, 2], 30.0, CRS.BD09)[1]


def test_swapped_points_are_seen() -> None:
    swapped = looks_swapped([28.4, 117.9, -51.2], [117.9, 28.4, -30.0])
    assert swapped.tolist() == [True, False, False]


def test_a_quarter_of_the_equator() -> None:
    assert haversine_metres(0, 0, 90, 0) == pytest.approx(6_371_008.8 * np.pi / 2)


@pytest.mark.parametrize(("lon", "lat", "field"), [(np.nan, 28.0, "lon"), (117.9, np.inf, "lat")])
def test_what_is_not_a_number_is_refused_by_name(lon: float, lat: float, field: str) -> None:
    with pytest.raises(ValueError, match=f"{field}: not a number"):
        to_wgs84(lon, lat, CRS.GCJ02)


def test_an_unknown_map_is_refused() -> None:
    with pytest.raises(ValueError, match="epsg:4326"):
        to_wgs84(117.9, 28.4, "epsg:4326")  # type: ignore[arg-type]
