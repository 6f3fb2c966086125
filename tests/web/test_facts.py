import pytest
from pytest_django import Settings

from jiamenkou.lib.crs import haversine_metres
from jiamenkou.web.charts import Chart, Series
from jiamenkou.web.maps import Door, Map, Shape


def test_a_chart_refuses_a_series_that_does_not_fit_its_axis() -> None:
    with pytest.raises(ValueError, match=r"series: walks has 2 values, x has 3"):
        Chart(
            title="Walks",
            kind="line",
            x=[4, 5, 6],
            x_label="centres",
            y_label="metres",
            series=[Series(name="walks", values=[700, 600])],
        )


def test_a_map_refuses_metres_where_degrees_are_meant() -> None:
    with pytest.raises(ValueError, match="lon, lat: degrees are meant"):
        Door(lon=13_130_000, lat=3_300_000, title="甲社区")


def test_a_map_says_what_a_door_is_beside_its_colour() -> None:
    shown = Map(title="Plan", doors=[Door(lon=118, lat=28, title="甲", word="new", note="350 m²")])
    assert shown.spec["doors"][0]["note"] == "new · 350 m²"  # type: ignore[index]


def test_a_map_is_drawn_where_the_tile_server_draws_it(settings: Settings) -> None:
    settings.JIAMENKOU_TILES_URL = "https://tiles.example.org/{z}/{x}/{y}.png"
    settings.JIAMENKOU_TILES_CRS = "gcj02"
    ring = [[118.0, 28.0], [118.1, 28.0], [118.0, 28.1], [118.0, 28.0]]
    shape = Shape(title="Area", geometry={"type": "Polygon", "coordinates": [ring]})
    spec = Map(title="Plan", doors=[Door(lon=118.0, lat=28.0, title="甲")], shapes=[shape]).spec
    (at,) = [door["at"] for door in spec["doors"]]  # type: ignore[attr-defined]
    (drawn,) = [one["geometry"]["coordinates"] for one in spec["shapes"]["features"]]  # type: ignore[index]
    assert 300 < haversine_metres(at[0], at[1], 118.0, 28.0) < 800
    assert drawn[0][0] == at
