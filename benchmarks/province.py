"""What a province costs: an invented one, planned county by county. One JSON line a measurement.

    python -m benchmarks.province --counties 100 --runs 3
    python -m benchmarks.province --counties 6 --points 1000 2000 --sites 40 80 --runs 1

Nobody lives there: towns, homes, people and sites are drawn with `--seed`. First some counties are
planned alone, each in a process of its own, for seconds and peak memory a county; then the whole
province by `jiamenkou plan --by county`, one county after another and on a Dask cluster of one and
of two worker processes on this machine. `seconds` are by the clock from start to end of the
command, reading and writing files included; `cpu_seconds` are of the command and its workers
(starting the workers is in neither); plans for more and for fewer are not made (`--no-frontier`).
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import NamedTuple

import numpy as np
from numpy.random import Generator

from jiamenkou.siting.command.counties import County, counties_of
from jiamenkou.siting.command.county import plan_county
from jiamenkou.siting.command.starting import start_django
from jiamenkou.siting.options import add_plan_options

Row = tuple[str, str, float, float, int]
QUIET = ("--host=127.0.0.1", "--no-dashboard")


class Used(NamedTuple):
    """Seconds of work and the largest memory a process had."""

    cpu_seconds: float
    peak_mib: int


def main() -> None:
    """Draw the province, plan some counties alone, then all of them."""
    asked = _asked()
    with tempfile.TemporaryDirectory() as folder:
        files = write_province(Path(folder), asked)
        words = [*files, f"--gap={asked.gap}", f"--seconds={asked.seconds}"]
        print(json.dumps(alone(words, asked)), flush=True)
        for _run in range(asked.runs):
            for workers in asked.workers:
                out = Path(folder) / "out"
                print(json.dumps(whole(words, workers, out)), flush=True)


def write_province(folder: Path, asked: argparse.Namespace) -> list[str]:
    """People and sites as files; the options that name them and ask for the plan."""
    draw = np.random.default_rng(asked.seed)
    homes, sites = folder / "homes.csv", folder / "sites.csv"
    with homes.open("w", newline="") as people, sites.open("w", newline="") as places:
        tables = csv.writer(people), csv.writer(places)
        for table in tables:
            table.writerow(("county", "id", "lon", "lat", "people"))
        placed = 0
        for county in range(asked.counties):
            towns = _towns(county, draw)
            points, doors = draw.integers(*asked.points), draw.integers(*asked.sites)
            tables[0].writerows(_strewn(county, "home", towns, points, draw))
            tables[1].writerows(_strewn(county, "site", towns, doors, draw))
            placed += int(doors)
    plan = ("--by=county", f"--number={placed // asked.sites_a_centre}", "--no-frontier")
    return [f"--demand={homes}", f"--sites={sites}", *plan, "--limit-metres=5000", "--lang=en"]


class Towns(NamedTuple):
    """A county's towns: where, how wide in degrees, and how likely one lives there."""

    at: np.ndarray
    wide: np.ndarray
    share: np.ndarray


def _towns(county: int, draw: Generator) -> Towns:
    """One large town and some small ones, in a square of 0.4 degrees."""
    count = int(draw.integers(6, 16))
    corner = np.array([104 + 0.4 * (county % 10), 26 + 0.4 * (county // 10)])
    size = draw.pareto(1.2, count) + 0.3
    return Towns(
        at=corner + draw.uniform(0.05, 0.35, (count, 2)),
        wide=0.004 + 0.02 * np.sqrt(size / size.max()),
        share=size / size.sum(),
    )


def _strewn(county: int, what: str, towns: Towns, count: int, draw: Generator) -> Iterator[Row]:
    town = draw.choice(len(towns.share), count, p=towns.share)
    lonlat = towns.at[town] + draw.normal(0, 1, (count, 2)) * towns.wide[town, None]
    people = draw.integers(5, 120, count)
    for i in range(count):
        lon, lat = lonlat[i].round(6)
        yield f"C{county:03d}", f"{what}-{county}-{i}", lon, lat, int(people[i])


def alone(words: list[str], asked: argparse.Namespace) -> dict[str, object]:
    """Seconds and memory of single counties, spread over the province."""
    start_django()
    options = argparse.ArgumentParser()
    add_plan_options(options)
    counties = counties_of(options.parse_args([*words, "--out=."]))
    turns = np.unique(np.linspace(0, len(counties) - 1, asked.alone).astype(int))
    told = []
    for turn in turns:
        with ProcessPoolExecutor(1, get_context("spawn")) as process:
            told.append(process.submit(one_county, counties[turn]).result())
    seconds, cpu, peak, points, gap = zip(*told, strict=True)
    return {
        "what": "a county alone",
        "counties": len(turns),
        "points": round(median(points)),
        "seconds": round(median(seconds), 2),
        "most_seconds": round(max(seconds), 2),
        "cpu_seconds": round(median(cpu), 2),
        "peak_mib": round(median(peak)),
        "most_peak_mib": max(peak),
        "worst_gap": round(max(gap), 6),
    }


def one_county(county: County) -> tuple[float, float, int, int, float]:
    """Plan one, in this process: seconds, seconds of work, peak MiB, points and gap."""
    begun, worked = perf_counter(), process_time()
    outcome = plan_county(county)
    seconds, cpu = perf_counter() - begun, process_time() - worked
    if outcome.figures is None:
        raise RuntimeError(outcome.words)
    points = len(county.layers.demand.sheet.rows)
    return seconds, cpu, _used().peak_mib, points, outcome.figures.gap


def whole(words: list[str], workers: int, out: Path) -> dict[str, object]:
    """The province in one command; without workers, one county after another."""
    with cluster(workers) as address:
        dask = [f"--dask={address}"] if address else []
        command = [sys.executable, "-m", "jiamenkou", "plan", *words, *dask, f"--out={out}"]
        begun = perf_counter()
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as running:  # noqa: S603
            _pid, status, used = os.wait4(running.pid, 0)
            running.returncode = os.waitstatus_to_exitcode(status)
        seconds = perf_counter() - begun
        work = _workers(address) if address else []
    with (out / "summary.csv").open(encoding="utf-8-sig", newline="") as rows:
        counties = list(csv.DictReader(rows))
    planned = [row for row in counties if row["Objective"]]
    objective = sum(int(row["Objective"]) for row in planned)
    bound = sum(float(row["Bound"]) for row in planned)
    return {
        "what": "a province",
        "workers": workers,
        "counties": len(counties),
        "planned": len(planned),
        "people": sum(int(row["People"]) for row in planned),
        "objective": objective,
        "gap": round(1 - bound / objective, 6),
        "worst_gap": max(float(row["Gap"]) for row in planned),
        "seconds": round(seconds, 1),
        "cpu_seconds": round(
            used.ru_utime + used.ru_stime + sum(one.cpu_seconds for one in work), 1
        ),
        "command_peak_mib": used.ru_maxrss // 1024,
        "worker_peak_mib": [one.peak_mib for one in work],
    }


@contextmanager
def cluster(workers: int) -> Iterator[str | None]:
    """A scheduler and so many worker processes of one thread each; none for no workers."""
    if not workers:
        yield None
        return
    scheduler = _started("distributed.cli.dask_scheduler", *QUIET, "--port=0")
    processes = [scheduler]
    try:
        address = _heard(scheduler, r"Scheduler at: +(tcp://\S+)")
        for _worker in range(workers):
            one = ("--no-nanny", "--nthreads=1")
            processes.append(_started("distributed.cli.dask_worker", address, *QUIET, *one))
            _heard(scheduler, "(Register worker)")
        yield address
    finally:
        for process in processes:
            process.kill()
            process.communicate()


def _started(module: str, *words: str) -> subprocess.Popen[str]:
    noise = subprocess.PIPE if module.endswith("scheduler") else subprocess.DEVNULL
    return subprocess.Popen([sys.executable, "-m", module, *words], stderr=noise, text=True)  # noqa: S603


def _heard(process: subprocess.Popen[str], words: str) -> str:
    for line in process.stderr or ():
        if found := re.search(words, line):
            return found[1]
    raise RuntimeError(f"it ended without saying {words}")


def _workers(address: str) -> list[Used]:
    from distributed import Client

    with Client(address) as client:
        return list(client.run(_used).values())


def _used() -> Used:
    """By this process so far."""
    return Used(process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--counties", type=int, default=100)
    parser.add_argument("--points", type=int, nargs=2, default=(5_000, 20_000))
    parser.add_argument("--sites", type=int, nargs=2, default=(100, 400))
    parser.add_argument("--sites-a-centre", type=int, default=10)
    parser.add_argument("--alone", type=int, default=10, help="counties measured alone")
    parser.add_argument("--workers", type=int, nargs="+", default=(0, 1, 2))
    parser.add_argument("--gap", type=float, default=0.001)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    main()
