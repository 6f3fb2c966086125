import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from django.utils.translation import override
from python_calamine import CalamineWorkbook

from jiamenkou.engines.reach import NOWHERE
from jiamenkou.engines.siting import Goal
from jiamenkou.siting.points import Demand
from jiamenkou.siting.reports import (
    Answer,
    Choice,
    Report,
    Site,
    write_geojson,
    write_page,
    write_xlsx,
)
from jiamenkou.siting.reports.figures import (
    distribution,
    mean_walk,
    percentile_walk,
    served_at,
    share_within,
    walks_by_band,
    walks_of,
)
from jiamenkou.siting.reports.mapping import MOST_DOTS, drawn_map
from jiamenkou.siting.reports.page import page
from jiamenkou.siting.reports.words import quality_words


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with override("en"):
        yield


def ints(*values: int) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    return np.array(values, dtype=np.int32)


def report() -> Report:
    """100 people walk 400 m less, 50 walk 100 m more, 10 are reached by nobody."""
    return Report(
        title="Three streets",
        made_at=datetime(2027, 3, 1, 8, 0, tzinfo=UTC),
        version="1",
        demand=Demand(
            ids=("007", "=1+1", "c"),
            lon=np.array([110.0, 110.01, 110.02]),
            lat=np.array([30.0, 30.0, 30.01]),
            people=np.array([100, 50, 10]),
            bands={"age_0_59": np.array([60, 0, 10]), "age_60_up": np.array([40, 50, 0])},
        ),
        sites=(
            Site(id="s", name="Old mill", lon=110.0, lat=30.001, action="open", cost=5000),
            Site(id="t", name="<b>Quay</b>", lon=110.01, lat=30.001, action="keep"),
            Site(id="u", name="Gone", lon=110.011, lat=30.0, action="close"),
        ),
        served_by=ints(0, 1, -1),
        metres=ints(200, 300, NOWHERE),
        metres_before=ints(600, 200, NOWHERE),
        unserved_metres=1000,
        radius_metres=250,
        answer=Answer(
            goal=Goal.WALK, objective=45000, bound=44000, gap=0.0222, proven=False,
            seconds=1.5, seed=7,
        ),
        frontier=(
            Choice(centres=1, cost=0, mean_metres=400, share_within=0.3, gap=0),
            Choice(centres=2, cost=5000, mean_metres=281.25, share_within=0.625, gap=0.0222),
        ),
        notes=("A note.",),
    )  # fmt: skip


def test_means_count_everybody() -> None:
    three = report()
    assert mean_walk(three, three.metres) == (100 * 200 + 50 * 300 + 10 * 1000) / 160
    assert share_within(three, three.metres, 250) == 100 / 160
    assert percentile_walk(three, three.metres, 0.9) == 300
    assert distribution(three, three.metres, step=100, steps=3) == [0, 100, 50, 10]


def test_who_walks_less_and_who_walks_more_is_said_by_age() -> None:
    everybody, by_age = walks_of(report()), walks_by_band(report())
    assert (everybody.less, everybody.more, everybody.most_more) == (100, 50, 100)
    assert [(one.less, one.more) for one in by_age.values()] == [(60, 0), (40, 50)]


def test_each_centre_says_whom_it_serves() -> None:
    first, second, gone = served_at(report())
    assert (first.people, first.mean, first.farthest, first.less) == (100, 200, 200, 100)
    assert (second.people, second.more, gone.people) == (50, 50, 0)


def test_quality_is_said_in_words() -> None:
    three = report()
    assert "at most 2.22% away" in quality_words(three)
    assert "below 275.0 m" in quality_words(three)
    proven = replace(three, answer=replace(three.answer, proven=True))
    assert quality_words(proven).startswith("Proven")


def test_the_workbook_keeps_text_as_text(tmp_path: Path) -> None:
    write_xlsx(report(), tmp_path / "plan.xlsx")
    book = CalamineWorkbook.from_path(tmp_path / "plan.xlsx")
    assert book.sheet_names == ["Summary", "Centres", "People", "Frontier", "How it was made"]
    people = book.get_sheet_by_name("People").to_python()
    assert [row[0] for row in people] == ["Id", "007", "=1+1", "c"]
    walks = people[0].index("Walk, metres")
    assert [row[walks] for row in people[1:]] == [200, 300, ""]


def test_the_map_file_is_geojson(tmp_path: Path) -> None:
    write_geojson(report(), tmp_path / "plan.geojson")
    found = json.loads((tmp_path / "plan.geojson").read_text())
    kinds = [feature["properties"]["kind"] for feature in found["features"]]
    assert kinds == ["site"] * 3 + ["demand"] * 3
    assert found["features"][3]["geometry"] == {"type": "Point", "coordinates": [110.0, 30.0]}
    assert found["features"][3]["properties"]["served_by"] == "s"
    assert found["features"][5]["properties"]["metres"] is None


def test_the_page_asks_nobody_for_anything(tmp_path: Path) -> None:
    write_page(report(), tmp_path / "plan.html")
    text = (tmp_path / "plan.html").read_text()
    assert not re.search(r"""(src|href)=["'](?!#|data:)|url\(|@import|https?://""", text)
    assert "10 people have no centre within 1,000 m" in text
    assert "A note." in text


def test_names_are_never_markup() -> None:
    assert "<b>Quay" not in page(report())
    assert "&lt;b&gt;Quay" in page(report())


def test_the_page_speaks_the_language_that_is_active() -> None:
    with override("zh-hans"):
        assert '<html lang="zh-hans">' in page(report())


def test_the_map_draws_today_and_the_plan() -> None:
    drawn = drawn_map(report())
    assert [dot.kind for dot in drawn.dots] == ["near", "far", "none"]
    assert [dot.kind for dot in drawn.dots_before] == ["far", "near", "none"]
    assert [door.site.id for door in drawn.doors] == ["s", "t", "u"]


def test_a_hundred_thousand_points_fit_into_five_megabytes() -> None:
    count = 100_000
    spread = np.random.default_rng(1)
    many = replace(
        report(),
        demand=Demand(
            ids=tuple(str(i) for i in range(count)),
            lon=110 + spread.random(count),
            lat=30 + spread.random(count),
            people=spread.integers(0, 500, count),
        ),
        served_by=spread.integers(-1, 2, count).astype(np.int32),
        metres=spread.integers(0, 3000, count).astype(np.int32),
        metres_before=spread.integers(0, 3000, count).astype(np.int32),
    )
    assert len(drawn_map(many).dots) <= MOST_DOTS * 2
    assert len(page(many).encode()) < 5_000_000


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("metres", ints(1)),
        ("served_by", ints(0, 1, 3)),
        ("made_at", datetime(2027, 3, 1)),  # noqa: DTZ001
    ],
)
def test_a_report_that_contradicts_itself_is_refused(field: str, wrong: object) -> None:
    with pytest.raises(ValueError, match=field):
        replace(report(), **{field: wrong})  # type: ignore[arg-type]
