"""Walking distances from many nodes of one graph, beside the public tools that are installed.

    python -m benchmarks.streets OSM.pbf --sources 500 --metres 1500
    python -m benchmarks.streets --grid 300000 --sources 20000 --metres 1500

One JSON line an engine: every one gets the same graph in whole decimetres and the same source
nodes, and lists every node within the limit; `pairs` must be equal. `seconds` is the median of
three runs after a warm-up, `build_seconds` the time from nodes and edges to a graph that can be
asked, `peak_mib` the peak of a process of its own. The grid is an invented town.
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from importlib import import_module
from importlib.util import find_spec
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from jiamenkou.engines.streets import Streets, connect, nodes_within, read_osm


class Work(NamedTuple):
    """What every engine is given."""

    lonlat: NDArray[np.float64]
    ends: NDArray[np.int32]
    decimetres: NDArray[np.int32]
    sources: NDArray[np.int32]
    metres: int


Asked = Callable[[], int]
"""Lists every node within the limit of every source, and says how many pairs that is."""


def main() -> None:
    """Prepare the graph once, then let every engine run in a process of its own."""
    asked = _arguments()
    with tempfile.TemporaryDirectory() as folder:
        graph = Path(folder) / "streets.npz"
        (grid(asked.grid) if asked.grid else read_osm(asked.instance)).save(graph)
        for engine in asked.engines.split(","):
            if engine != "pandana" or find_spec("pandana"):
                with ProcessPoolExecutor(1, get_context("spawn")) as alone:
                    print(json.dumps(alone.submit(measure, engine, graph, asked).result()))


def measure(engine: str, graph: Path, asked: argparse.Namespace) -> dict[str, object]:
    """One engine's line."""
    work = _work(Streets.load(graph), asked)
    began = perf_counter()
    ask = ENGINES[engine](work)
    build_seconds = perf_counter() - began
    ask()
    seconds, pairs = zip(*(_timed(ask) for _ in range(3)), strict=True)
    return {
        "engine": engine,
        "instance": f"invented grid {asked.grid}" if asked.grid else Path(asked.instance).name,
        "nodes": len(work.lonlat),
        "edges": len(work.ends),
        "sources": len(work.sources),
        "metres": work.metres,
        "pairs": pairs[0],
        "seconds": round(median(seconds), 4),
        "build_seconds": round(build_seconds, 4),
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "seed": asked.seed,
    }


def grid(nodes: int) -> Streets:
    """An invented town of about so many nodes, the same every time.

    Crossings some 120 m apart and moved by up to 30 m, each street bent twice, one street in
    seven missing: as many nodes in 1.5 km as the mapped towns this was held against.
    """
    rng = np.random.default_rng(0)
    side = max(2, round((nodes / 4.43) ** 0.5))
    crossings = np.stack(np.meshgrid(np.arange(side), np.arange(side)), axis=2).reshape(-1, 2)
    number = np.arange(side * side).reshape(side, side)
    east = np.column_stack((number[:, :-1].ravel(), number[:, 1:].ravel()))
    north = np.column_stack((number[:-1].ravel(), number[1:].ravel()))
    streets = np.concatenate((east, north))
    streets = streets[rng.random(len(streets)) > 1 / 7]
    metres = 120 * crossings + rng.uniform(-30, 30, crossings.shape)
    return _bent(metres, streets, rng)


def _bent(
    metres: NDArray[np.float64], streets: NDArray[np.int64], rng: np.random.Generator
) -> Streets:
    begin, end = metres[streets[:, 0]], metres[streets[:, 1]]
    bends = [
        begin + (end - begin) * share + rng.uniform(-5, 5, begin.shape) for share in (1 / 3, 2 / 3)
    ]
    first = len(metres) + np.arange(len(streets))
    second = first + len(streets)
    ends = [(streets[:, 0], first), (first, second), (second, streets[:, 1])]
    lonlat = [117.0, 28.0] + np.concatenate((metres, *bends)) / [98_200, 111_195]
    return connect(lonlat, np.concatenate([np.column_stack(pair) for pair in ends]))


def _work(streets: Streets, asked: argparse.Namespace) -> Work:
    lower, higher, decimetres = streets.edges()
    rng = np.random.default_rng(asked.seed)
    return Work(
        lonlat=streets.lonlat,
        ends=np.column_stack((lower, higher)),
        # Sparse matrices take 0 for no street, so every engine gets at least a decimetre.
        decimetres=np.maximum(decimetres, 1),
        sources=rng.choice(streets.nodes, asked.sources, replace=False).astype(np.int32),
        metres=asked.metres,
    )


def _ours(work: Work) -> Asked:
    streets = connect(work.lonlat, work.ends, metres=work.decimetres / 10)
    return lambda: len(nodes_within(streets, nodes=work.sources, limit_metres=work.metres).place)


def _scipy(work: Work) -> Asked:
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import dijkstra

    shape = (len(work.lonlat), len(work.lonlat))
    graph = coo_array((work.decimetres.astype(float), work.ends.T), shape=shape).tocsr()
    limit = work.metres * 10
    blocks = np.array_split(work.sources, max(1, len(work.sources) // 50))

    def ask() -> int:
        return sum(
            int(np.isfinite(dijkstra(graph, directed=False, indices=block, limit=limit)).sum())
            for block in blocks
        )

    return ask


def _pandana(work: Work) -> Asked:
    # By name: peers are not dependencies, and nobody checks their types here.
    pandana, pd = import_module("pandana"), import_module("pandas")
    lon, lat = (pd.Series(part) for part in work.lonlat.T)
    tail, head = (pd.Series(part) for part in work.ends.T)
    network = pandana.Network(
        lon, lat, tail, head, pd.DataFrame({"dm": work.decimetres.astype(float)})
    )
    return lambda: len(
        network.nodes_in_range(work.sources.tolist(), work.metres * 10, imp_name="dm")
    )


ENGINES: dict[str, Callable[[Work], Asked]] = {"ours": _ours, "scipy": _scipy, "pandana": _pandana}


def _timed(ask: Asked) -> tuple[float, int]:
    began = perf_counter()
    pairs = ask()
    return perf_counter() - began, pairs


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.streets", description=__doc__)
    parser.add_argument("instance", nargs="?", help="an OpenStreetMap extract")
    parser.add_argument("--grid", type=int, help="instead: an invented town of so many nodes")
    parser.add_argument("--sources", type=int, default=500)
    parser.add_argument("--metres", type=int, default=1500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--engines", default=",".join(ENGINES), help="which, by comma")
    asked = parser.parse_args()
    if not asked.instance and not asked.grid:
        parser.error("expected an OpenStreetMap extract, or --grid N")
    return asked


if __name__ == "__main__":
    main()
