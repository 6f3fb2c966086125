"""Siting on public instances and made cities: one JSON line a solve, nothing but what was measured.

python -m benchmarks.siting orlib FILE... | tsplib FILE --p P | mclp FILE --p P --radius R |
cpmp FILE | city --people N --sites M --p P --seed S [--radius R],
each with --seconds S
"""

from __future__ import annotations

import argparse
import json
import resource
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree

from jiamenkou.engines.reach import NOWHERE, Reach
from jiamenkou.engines.siting import Goal, Levels, Problem, Stop, solve

EARTH_METRES = 6_378_137.0
THOUSANDTHS = 1000


def main() -> None:
    """Solve what the command line names."""
    asked = _asked()
    for name, model, problem in MODELS[asked.model](asked):
        plan = solve(problem, stop=Stop(seconds=asked.seconds, gap=asked.gap), seed=asked.seed)
        scale = THOUSANDTHS if model == "cpmp" else 1
        told = {
            "instance": name,
            "model": model,
            "n": problem.reach.points,
            "m": problem.reach.places,
            "p": len(plan.chosen),
            "objective": round(plan.objective / scale, 2) if scale > 1 else plan.objective,
            "bound": round(plan.bound / scale, 3),
            "gap": round(plan.gap, 7),
            "seconds": round(plan.seconds, 3),
            "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            "seed": plan.seed,
            "proven": plan.proven,
        }
        print(json.dumps(told), flush=True)


Question = tuple[str, str, Problem]


def _orlib(asked: argparse.Namespace) -> Iterator[Question]:
    for file in asked.files:
        yield Path(file).stem, "pmedian", orlib_problem(Path(file))


def orlib_problem(file: Path) -> Problem:
    """A p-median of OR-Library: shortest paths between all pairs, one person a vertex."""
    numbers = np.array(file.read_text().split(), dtype=np.int64)
    n, _, p = numbers[:3]
    metres = dijkstra(_network(n, numbers[3:].reshape(-1, 3))).astype(np.int32)
    return _median(whole_reach(metres), int(p))


def _network(n: int, edges: NDArray[np.int64]) -> coo_matrix:
    """Undirected; an edge given again takes its last length."""
    low, high = edges[:, :2].min(axis=1) - 1, edges[:, :2].max(axis=1) - 1
    _, last = np.unique((low * n + high)[::-1], return_index=True)
    last = len(edges) - 1 - last
    low, high, length = low[last], high[last], edges[last, 2]
    both = (np.concatenate((low, high)), np.concatenate((high, low)))
    return coo_matrix((np.concatenate((length, length)), both), shape=(n, n)).tocsr()


def _tsplib(asked: argparse.Namespace) -> Iterator[Question]:
    for file in asked.files:
        lines = Path(file).read_text().split("NODE_COORD_SECTION")[1].split("EOF")[0].split()
        at = np.array(lines, dtype=np.float64).reshape(-1, 3)[:, 1:]
        apart = np.sqrt(((at[:, None, :] - at[None, :, :]) ** 2).sum(axis=2))
        yield Path(file).stem, "pmedian", _median(whole_reach(apart.astype(np.int32)), asked.p)


def _mclp(asked: argparse.Namespace) -> Iterator[Question]:
    for file in asked.files:
        at, people = _read_mclp(Path(file))
        apart = _haversine(at)
        # A hair below the radius must not round into it, hence whole decimetres, rounded up.
        reach = whole_reach(np.ceil(apart * 10).astype(np.int32), most=asked.radius * 10)
        yield Path(file).stem, "mclp", _cover(reach, people, asked, 10)


def _read_mclp(file: Path) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Latitude and longitude in degrees, and the people of each point."""
    head, people = file.read_text().split("DEMAND_SECTION")
    at = np.array(head.split("NODE_COORD_SECTION")[1].split(), dtype=np.float64).reshape(-1, 2)
    return at, np.array(people.split("EOF")[0].split(), dtype=np.int64)


def _haversine(at: NDArray[np.float64]) -> NDArray[np.float64]:
    angle = np.radians(at)
    north = np.sin((angle[:, None, 0] - angle[None, :, 0]) / 2) ** 2
    east = np.sin((angle[:, None, 1] - angle[None, :, 1]) / 2) ** 2
    across = np.cos(angle[:, None, 0]) * np.cos(angle[None, :, 0])
    metres: NDArray[np.float64] = 2 * EARTH_METRES * np.arcsin(np.sqrt(north + across * east))
    return metres


def _cpmp(asked: argparse.Namespace) -> Iterator[Question]:
    for file in asked.files:
        numbers = np.array(Path(file).read_text().split(), dtype=np.float64)
        n, p = int(numbers[0]), int(numbers[1])
        table = numbers[2 : 2 + 4 * n].reshape(n, 4)
        at = table[:, :2]
        apart = np.sqrt(((at[:, None, :] - at[None, :, :]) ** 2).sum(axis=2))
        reach = whole_reach(np.rint(apart * THOUSANDTHS).astype(np.int32))
        levels = Levels.one_each(n)
        levels = Levels(**{**vars(levels), "capacity": table[:, 2].astype(np.int64)})
        problem = Problem(
            reach=reach,
            people=np.ones(n, dtype=np.int64),
            load=table[:, 3].astype(np.int64),
            levels=levels,
            goal=Goal.WALK,
            number=p,
            unserved_metres=10 * int(reach.metres.max()),
        )
        yield Path(file).stem, "cpmp", problem


def _city(asked: argparse.Namespace) -> Iterator[Question]:
    """A made city: people in clusters, sites among them, straight lines times 1.3."""
    rng = np.random.default_rng(asked.seed)
    side = 200.0 * np.sqrt(asked.people)
    centres = rng.uniform(0, side, (max(10, asked.people // 2000), 2))
    homes = centres[rng.integers(0, len(centres), asked.people)]
    homes = np.concatenate(
        (
            homes[: asked.people // 2] + rng.normal(0, side / 40, (asked.people // 2, 2)),
            rng.uniform(0, side, (asked.people - asked.people // 2, 2)),
        )
    )
    sites = homes[rng.choice(asked.people, asked.sites, replace=False)]
    sites = sites + rng.normal(0, 50, sites.shape)
    people = rng.integers(1, 100, asked.people)
    name = f"city-{asked.people}-{asked.sites}-{asked.seed}"
    if asked.radius:
        yield name, "mclp", _cover(reach_within(homes, sites, asked.radius), people, asked)
        return
    listed = min(asked.sites, max(30, 6 * asked.sites // asked.p))
    apart, place = cKDTree(sites).query(homes, k=listed + 1 if listed < asked.sites else listed)
    metres = np.rint(apart * 1.3).astype(np.int32)
    reach = nearest_reach(metres, place.astype(np.int32), listed, asked.sites)
    yield name, "pmedian", _median(reach, asked.p, people)


def _cover(
    reach: Reach, people: NDArray[np.int64], asked: argparse.Namespace, scale: int = 1
) -> Problem:
    return Problem(
        reach=reach,
        people=people,
        levels=Levels.one_each(reach.places),
        goal=Goal.COVER,
        number=asked.p,
        radius_metres=asked.radius * scale,
    )


def reach_within(homes: NDArray[np.float64], sites: NDArray[np.float64], radius: int) -> Reach:
    """Every site within the radius of every home, straight lines times 1.3."""
    near = cKDTree(homes).sparse_distance_matrix(
        cKDTree(sites), radius / 1.3, output_type="ndarray"
    )
    metres = np.rint(near["v"] * 1.3).astype(np.int32)
    order = np.lexsort((near["j"], metres, near["i"]))
    return Reach(
        start=np.searchsorted(near["i"][order], np.arange(len(homes) + 1)).astype(np.int64),
        place=near["j"][order].astype(np.int32),
        metres=metres[order],
        beyond=np.full(len(homes), NOWHERE, dtype=np.int32),
        places=len(sites),
    )


def nearest_reach(
    metres: NDArray[np.int32], place: NDArray[np.int32], listed: int, places: int
) -> Reach:
    """A reach of the `listed` nearest places; a further column tells how near the rest may be."""
    n = len(metres)
    complete = metres.shape[1] == listed
    beyond = np.full(n, NOWHERE, dtype=np.int32) if complete else metres[:, listed]
    return Reach(
        start=np.arange(0, n * listed + 1, listed, dtype=np.int64),
        place=place[:, :listed].ravel(),
        metres=metres[:, :listed].ravel(),
        beyond=beyond.astype(np.int32),
        places=places,
    )


def whole_reach(metres: NDArray[np.int32], most: int = NOWHERE - 1) -> Reach:
    """Every place within `most` of every point, from a full matrix."""
    place = np.argsort(metres, axis=1, kind="stable").astype(np.int32)
    sorted_metres = np.take_along_axis(metres, place, axis=1)
    keep = sorted_metres <= most
    return Reach(
        start=np.concatenate(([0], np.cumsum(keep.sum(axis=1)))).astype(np.int64),
        place=place[keep],
        metres=sorted_metres[keep],
        beyond=np.full(len(metres), NOWHERE, dtype=np.int32),
        places=metres.shape[1],
    )


def _median(reach: Reach, p: int, people: NDArray[np.int64] | None = None) -> Problem:
    return Problem(
        reach=reach,
        people=np.ones(reach.points, dtype=np.int64) if people is None else people,
        levels=Levels.one_each(reach.places),
        goal=Goal.WALK,
        number=p,
    )


MODELS = {"orlib": _orlib, "tsplib": _tsplib, "mclp": _mclp, "cpmp": _cpmp, "city": _city}


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    models = parser.add_subparsers(dest="model", required=True)
    for name in MODELS:
        model = models.add_parser(name)
        model.add_argument("--seconds", type=float, default=60.0)
        model.add_argument("--gap", type=float, default=0.0)
        model.add_argument("--seed", type=int, default=1)
        if name == "city":
            model.add_argument("--people", type=int, default=100_000)
            model.add_argument("--sites", type=int, default=2_000)
            model.add_argument("--radius", type=int, help="cover within so many metres instead")
        else:
            model.add_argument("files", nargs="+")
        if name in ("tsplib", "mclp", "city"):
            model.add_argument("--p", type=int, required=name != "city", default=200)
        if name == "mclp":
            model.add_argument("--radius", type=int, required=True)
    return parser.parse_args()


if __name__ == "__main__":
    main()
