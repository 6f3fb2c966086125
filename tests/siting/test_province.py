import csv
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiamenkou.cli import main
from jiamenkou.siting.command.sharing import share_budget, share_number

COUNTIES = 8


def province(tmp_path: Path, *, counties: int = COUNTIES) -> tuple[str, ...]:
    """The options naming an invented province: points and sites strewn over each county."""
    draw = np.random.default_rng(7)
    people = ["county,id,lon,lat,people"]
    sites = ["county,id,lon,lat,cost"]
    for county in range(counties):
        middle = 110 + county / 5
        for rows, count, most in ((people, 60 + 10 * county, 900), (sites, 14, 90)):
            lon, lat = draw.normal(middle, 0.01, count), draw.normal(30, 0.01, count)
            facts = draw.integers(1, most, count)
            rows += [
                f"县{county},{county}-{i},{lon[i]:.6f},{lat[i]:.6f},{facts[i]}"
                for i in range(count)
            ]
    (tmp_path / "people.csv").write_text("\n".join(people))
    (tmp_path / "sites.csv").write_text("\n".join(sites))
    files = (f"--demand={tmp_path}/people.csv", f"--sites={tmp_path}/sites.csv")
    return (*files, "--by=county", "--gap=0", "--seconds=600", "--no-frontier", "--lang=en")


def plan(*options: str, out: Path) -> int:
    with pytest.raises(SystemExit) as left:
        main(["plan", *options, f"--out={out}"])
    return int(left.value.code or 0)


def summary(out: Path) -> dict[str, dict[str, str]]:
    with (out / "summary.csv").open(encoding="utf-8-sig", newline="") as rows:
        return {row["County"]: row for row in csv.DictReader(rows)}


def changed(file: Path, before: str, after: str) -> None:
    text = file.read_text()
    assert before in text
    file.write_text(re.sub(re.escape(before), after, text))


def test_every_county_has_its_folder_and_all_stand_on_one_page(tmp_path: Path) -> None:
    options = province(tmp_path, counties=3)
    assert plan(*options, "--number=10", out=tmp_path / "out") == 0
    for folder in ("县0", "县1", "县2"):
        files = sorted(file.name for file in (tmp_path / "out" / folder).iterdir())
        assert files == ["plan.geojson", "plan.html", "plan.xlsx"]
    rows = summary(tmp_path / "out")
    assert sum(int(row["Centres"]) for row in rows.values()) == 10
    assert all(row["Proven best"] == "yes" for row in rows.values())
    assert "Counties planned: 3 of 3" in (tmp_path / "out" / "summary.html").read_text()


def test_money_is_shared_by_people_and_kept_to(tmp_path: Path) -> None:
    options = province(tmp_path, counties=3)
    assert plan(*options, "--budget=600", "--gap=0.01", out=tmp_path / "out") == 0
    rows = summary(tmp_path / "out")
    assert 0 < sum(int(row["Cost, yuan"]) for row in rows.values()) <= 600
    assert int(rows["县0"]["Cost, yuan"]) < int(rows["县2"]["Cost, yuan"])


def test_a_county_that_fails_is_named_and_does_not_lose_the_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = province(tmp_path, counties=4)
    changed(tmp_path / "people.csv", "县1,1-0,", "县1,1-0,east")
    changed(tmp_path / "sites.csv", "县2,", "县9,")
    assert plan(*options, "--number=12", out=tmp_path / "out") == 1
    assert "No plan for: 县1, 县2, 县9." in capsys.readouterr().err
    rows = summary(tmp_path / "out")
    assert "row 62, column C (lon): “east110" in rows["县1"]["Why there is no plan"]
    assert rows["县2"]["Why there is no plan"] == "No site lies in it."
    assert rows["县9"]["Why there is no plan"] == "No demand point lies in it."
    assert (tmp_path / "out" / "县3" / "plan.html").exists()
    assert not (tmp_path / "out" / "县1").exists()


def test_a_radius_one_county_cannot_keep_leaves_the_others_theirs(tmp_path: Path) -> None:
    options = province(tmp_path, counties=2)
    changed(tmp_path / "people.csv", "县1,1-0,110", "县1,1-0,112")
    assert plan(*options, "--radius=3000", out=tmp_path / "out") == 1
    rows = summary(tmp_path / "out")
    assert "--radius 3000 cannot be kept" in rows["县1"]["Why there is no plan"]
    assert int(rows["县0"]["Centres"]) > 0


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--number=10", "--by=district"], "people.csv: there is no column “district”"),
        (["--number=1"], "--number 1: 2 counties need 2 together"),
        (["--number=99"], "there are only 28 sites"),
        (["--goal=cover", "--number=4"], "--goal cover needs --radius"),
        (["--number=4", "--by=", "--dask=tcp://127.0.0.1:1"], "name their column with --by"),
        (["--number=4", "--dask=tcp://127.0.0.1:1"], "no scheduler answers there"),
    ],
)
def test_what_cannot_be_begun_is_said_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], words: str
) -> None:
    assert plan(*province(tmp_path, counties=2), *options, out=tmp_path / "out") == 2
    assert words in " ".join(capsys.readouterr().err.split())
    assert not (tmp_path / "out").exists()


def test_a_cluster_needs_its_extra(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    options = (*province(tmp_path, counties=2), "--number=4", "--dask=tcp://127.0.0.1:1")
    assert plan(*options, out=tmp_path / "out") == 2
    assert "pip install 'jiamenkou[cluster]'" in capsys.readouterr().err


def test_two_counties_never_share_a_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = province(tmp_path, counties=2)
    for file in ("people.csv", "sites.csv"):
        changed(tmp_path / file, "县0,", "East/West,")
        changed(tmp_path / file, "县1,", "east:west,")
    assert plan(*options, "--number=4", out=tmp_path / "out") == 2
    assert "would both be written to east_west" in capsys.readouterr().err


def test_a_row_that_names_no_county_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = province(tmp_path, counties=2)
    changed(tmp_path / "people.csv", "县1,1-3,", ",1-3,")
    assert plan(*options, "--number=4", out=tmp_path / "out") == 2
    assert "people.csv, row 65, column A (county): This cell is empty" in capsys.readouterr().err


Bounds = st.lists(
    st.tuples(st.integers(0, 10**6), st.integers(1, 5), st.integers(0, 9)), min_size=1, max_size=20
)


@given(counties=Bounds, more=st.floats(0, 1))
def test_shares_keep_their_bounds_and_add_up(
    counties: list[tuple[int, int, int]], more: float
) -> None:
    people, least, room = (list(column) for column in zip(*counties, strict=True))
    most = [low + free for low, free in zip(least, room, strict=True)]
    number = sum(least) + round(more * sum(room))
    shares = share_number(number, people, least, most)
    assert sum(shares) == number
    assert all(a <= b <= c for a, b, c in zip(least, shares, most, strict=True))
    assert sum(share_budget(number, people)) in {number, 0}


def test_the_next_centre_goes_where_most_people_share_one() -> None:
    assert share_number(7, [1000, 5000, 400], [1, 1, 1], [9, 9, 9]) == [1, 5, 1]
    assert share_number(7, [1000, 5000, 400], [1, 1, 1], [9, 3, 9]) == [3, 3, 1]
    assert share_budget(100, [1, 1, 1]) == [33, 33, 34]


@pytest.fixture
def cluster() -> Iterator[tuple[str, list[subprocess.Popen[str]]]]:
    """A scheduler on loopback and two workers, each a process; nothing revives a dead one."""
    quiet = ("--host=127.0.0.1", "--no-dashboard")
    scheduler = started("distributed.cli.dask_scheduler", *quiet, "--port=0")
    address = heard(scheduler, r"Scheduler at: +(tcp://\S+)")
    workers = []
    for _worker in range(2):
        once = ("--no-nanny", "--nthreads=1")
        workers.append(started("distributed.cli.dask_worker", address, *quiet, *once))
        heard(scheduler, "Register worker")
    yield address, workers
    for process in (*workers, scheduler):
        process.kill()
        process.communicate()


def started(module: str, *words: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", module, *words]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True)


def heard(process: subprocess.Popen[str], words: str) -> str:
    """Wait until the process says so on its error stream."""
    assert process.stderr is not None
    for line in process.stderr:
        if found := re.search(words, line):
            return found[found.re.groups]
    raise AssertionError(f"it ended without saying {words}")


def test_a_worker_killed_half_way_changes_nothing(
    tmp_path: Path, cluster: tuple[str, list[subprocess.Popen[str]]]
) -> None:
    options = (*province(tmp_path), "--number=30")
    assert plan(*options, out=tmp_path / "here") == 0
    address, (spared, killed) = cluster
    spared.send_signal(signal.SIGSTOP)  # what it was given stays open until the other is dead
    away = [sys.executable, "-m", "jiamenkou", "plan", *options, f"--dask={address}"]
    with subprocess.Popen(
        [*away, f"--out={tmp_path / 'away'}"], stdout=subprocess.PIPE, text=True
    ) as command:
        assert command.stdout is not None
        assert command.stdout.readline().startswith(f"1/{COUNTIES} ")
        killed.kill()
        spared.send_signal(signal.SIGCONT)
        assert f"{COUNTIES} of {COUNTIES} counties planned" in command.stdout.read()
    assert command.returncode == 0
    assert killed.wait() == -signal.SIGKILL
    assert plans(tmp_path / "away") == plans(tmp_path / "here")


def plans(out: Path) -> dict[str, bytes]:
    """Every file that does not tell the time."""
    files = [out / "summary.csv", *out.glob("*/plan.geojson")]
    assert len(files) == COUNTIES + 1
    return {os.fspath(file.relative_to(out)): file.read_bytes() for file in files}
