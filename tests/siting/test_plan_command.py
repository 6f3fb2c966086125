import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from threading import Event, Thread

import pytest
from python_calamine import CalamineWorkbook

from jiamenkou.cli import main
from jiamenkou.lib.crs import CRS, from_wgs84

CITIES = Path(__file__).parents[2] / "examples" / "cities"
TOWN = (
    f"--demand={CITIES}/lantern_town/people.csv",
    "--sites",
    f"{CITIES}/lantern_town/sites.csv",
    "--lang=en",
)
PORTO_ALEGRE = CITIES / "porto_alegre"


def plan(*options: str, out: Path) -> int:
    """The exit code of `jiamenkou plan`; no test here may open a database."""
    with pytest.raises(SystemExit) as left:
        main(["plan", *options, "--out", str(out)])
    return int(left.value.code or 0)


def actions(out: Path) -> dict[str, str]:
    features = json.loads((out / "plan.geojson").read_text())["features"]
    facts = [feature["properties"] for feature in features]
    return {fact["id"]: fact["action"] for fact in facts if fact["kind"] == "site"}


def test_a_plan_is_written_to_three_files(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert plan(*TOWN, "--number=7", "--no-frontier", out=tmp_path / "plan") == 0
    written = sorted(file.name for file in (tmp_path / "plan").iterdir())
    assert written == ["plan.geojson", "plan.html", "plan.xlsx"]
    assert len(actions(tmp_path / "plan")) == 7
    said = capsys.readouterr().out
    for word in ("people = 人口", "Objective", "Bound", "Gap", "Seconds", "Seed", "number of cent"):
        assert word in said


def test_the_budget_is_kept_and_what_stands_stays(tmp_path: Path) -> None:
    assert plan(*TOWN, "--budget=1000000", "--no-frontier", out=tmp_path) == 0
    summary = CalamineWorkbook.from_path(tmp_path / "plan.xlsx").get_sheet_by_name("Summary")
    figures = {row[0]: row[2] for row in summary.to_python()}
    assert 0 < float(str(figures["Cost"])) <= 1_000_000
    assert figures["People who walk more than today"] == 0
    assert list(actions(tmp_path).values()).count("keep") == 5


def test_centres_that_may_close_are_named_when_they_do(tmp_path: Path) -> None:
    options = ("--number=3", "--may-close", "--no-frontier")
    assert plan(*TOWN, *options, out=tmp_path) == 0
    done = list(actions(tmp_path).values())
    assert done.count("close") + done.count("keep") == 5
    assert len(done) - done.count("close") == 3


def test_plans_for_more_and_for_fewer_stand_beside_it(tmp_path: Path) -> None:
    assert plan(*TOWN, "--number=8", "--gap=0", "--seconds=20", out=tmp_path) == 0
    frontier = CalamineWorkbook.from_path(tmp_path / "plan.xlsx").get_sheet_by_name("Frontier")
    centres, _cost, means, shares, _gap = zip(*frontier.to_python()[1:], strict=True)
    assert list(centres) == sorted(centres)
    assert 8 in centres
    assert list(means) == sorted(means, reverse=True)
    assert shares[0] < shares[-1]


def test_the_same_seed_gives_the_same_plan(tmp_path: Path) -> None:
    for name in ("once", "again"):
        assert plan(*TOWN, "--number=8", "--no-frontier", out=tmp_path / name) == 0
    assert actions(tmp_path / "once") == actions(tmp_path / "again")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ([], "--number N, --budget YUAN or --radius M"),
        (["--number=40"], "--number 40: there are only 19 sites"),
        (["--number=2"], "5 centres stand today and stay"),
        (["--number=0"], "--number 0: more than 0"),
        (["--budget=100"], "--budget 100 buys nothing: the cheapest site, 老茶厂, takes 420,000"),
        (["--goal=cover", "--number=6"], "--goal cover needs --radius"),
        (["--radius=900"], "L010, L032, .*The smallest radius that would do is 2006 m"),
        (["--number=7", "--columns=demand.people=pop"], "no column “pop”"),
        (["--number=7", "--columns=people=pop"], "should read like demand.people=HEADER"),
        (["--number=7", "--crs=epsg:3857"], "“epsg:3857” should be wgs84, gcj02 or bd09"),
        (["--number=7", "--detour=0.5"], "no walk is shorter than a straight line"),
        (["--number=7", "--network=gone.osm.pbf"], "gone.osm.pbf: there is no such file"),
        (["--number=7", "--columns=demand.lon=纬度,demand.lat=经度"], r"swapped\?"),
    ],
)
def test_what_cannot_be_planned_is_said_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], words: str
) -> None:
    assert plan(*TOWN, *options, out=tmp_path / "plan") == 2
    said = " ".join(capsys.readouterr().err.split())
    assert re.search(words, said)
    assert not (tmp_path / "plan").exists()


def test_a_map_without_streets_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    empty = tmp_path / "empty.osm"
    empty.write_text('<?xml version="1.0"?><osm version="0.6"></osm>')
    assert plan(*TOWN, "--number=7", f"--network={empty}", out=tmp_path / "plan") == 2
    assert "empty.osm: no street to walk on" in capsys.readouterr().err


def test_points_that_fit_the_streets_better_in_another_crs_are_noticed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    east = [110 + i / 1000 for i in range(20)]
    nodes = "".join(f'<node id="{i + 1}" lon="{lon}" lat="30"/>' for i, lon in enumerate(east))
    refs = "".join(f'<nd ref="{i + 1}"/>' for i in range(20))
    street = f'<way id="1">{refs}<tag k="highway" v="residential"/></way>'
    (tmp_path / "street.osm").write_text(f'<osm version="0.6">{nodes}{street}</osm>')
    shifted = zip(*from_wgs84(east, [30.0] * 20, CRS.GCJ02), strict=True)
    rows = "".join(f"{i},{lon},{lat},5\n" for i, (lon, lat) in enumerate(shifted))
    (tmp_path / "people.csv").write_text(f"id,lon,lat,people\n{rows}")
    files = (f"--demand={tmp_path}/people.csv", f"--sites={tmp_path}/people.csv", "--lang=en")
    options = ("--number=2", f"--network={tmp_path}/street.osm", "--no-frontier")
    assert plan(*files, *options, out=tmp_path) == 0
    assert "when read as gcj02: is --crs right?" in capsys.readouterr().out
    assert plan(*files, *options, "--crs=gcj02", out=tmp_path) == 0
    assert "is --crs right?" not in capsys.readouterr().out


def test_people_nothing_reaches_are_named_and_charged(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    people = tmp_path / "people.csv"
    people.write_text("id,lon,lat,people\nnear,110,30,10\nfar,111,31,5\n")
    sites = tmp_path / "sites.csv"
    sites.write_text("id,lon,lat\ns,110,30\nt,110.001,30\n")
    options = (f"--demand={people}", f"--sites={sites}", "--number=1", "--lang=en")
    assert plan(*options, "--no-frontier", out=tmp_path / "plan") == 0
    assert "1 demand points (5 people) reach no site within 3000 m" in capsys.readouterr().out
    assert "5 people have no centre within 3,000 m" in (tmp_path / "plan/plan.html").read_text()


def test_a_real_city_is_planned_along_its_streets(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hexagons = f"{PORTO_ALEGRE}/hexagons.csv"
    options = (
        f"--demand={hexagons}", "--sites", hexagons, f"{PORTO_ALEGRE}/points_of_interest.csv",
        f"--network={PORTO_ALEGRE}/streets.osm.pbf", "--number=20", "--seconds=3", "--lang=en",
        "--no-frontier",
    )  # fmt: skip
    assert plan(*options, out=tmp_path) == 0
    assert len(actions(tmp_path)) == 20
    assert "farther than 500 m from any street" in capsys.readouterr().out


def test_ctrl_c_keeps_the_best_so_far(tmp_path: Path) -> None:
    hexagons = f"{PORTO_ALEGRE}/hexagons.csv"
    options = (f"--demand={hexagons}", f"--sites={hexagons}", "--number=20", "--seconds=300")
    Thread(target=press_ctrl_c, args=(signal.getsignal(signal.SIGINT),), daemon=True).start()
    assert plan(*options, "--gap=0", "--no-frontier", out=tmp_path) == 0
    assert len(actions(tmp_path)) == 20


def press_ctrl_c(before: object) -> None:
    """Two seconds after the command began to listen for it, if it still does."""
    clock = Event()
    while signal.getsignal(signal.SIGINT) is before:
        clock.wait(0.1)
    clock.wait(2)
    if signal.getsignal(signal.SIGINT) is not before:
        os.kill(os.getpid(), signal.SIGINT)


def test_the_options_are_read_without_waiting_for_numpy() -> None:
    code = (
        "import sys, jiamenkou.siting.options;"
        "print([name for name in ('numpy', 'django', 'rich', 'scipy') if name in sys.modules])"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == "[]"
