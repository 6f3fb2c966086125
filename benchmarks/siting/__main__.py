"""Siting on published instances and made cities: a JSON line a solve, only what was measured.

python -m benchmarks.siting orlib FILE... | tsplib FILE --p P | mclp FILE --p P --radius R |
cpmp FILE | city --people N --sites M --p P --seed S [--texture T] [--radius R]
[--capacity-factor F] | budget --people N --sites M --p P --seed S [--points K],
each with --seconds S, --gap G and --peer
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from benchmarks.siting import published, towns
from benchmarks.siting.peers import peer_of
from jiamenkou.engines.siting import Plan, Problem, Stop, frontier, solve


def main() -> None:
    """Solve what the command line names."""
    asked = _asked()
    stop = Stop(seconds=asked.seconds, gap=asked.gap)
    for name, model, problem in MODELS[asked.model](asked):
        plan = solve(problem, stop=stop, seed=asked.seed)
        scale = published.THOUSANDTHS if asked.model == "cpmp" else 1
        told = _told(name, model, problem, plan, scale)
        if asked.peer:
            told |= peer_of(problem, asked.seconds)
        print(json.dumps(told), flush=True)
        if getattr(asked, "points", 0):
            print(json.dumps(_frontier(problem, plan, asked)), flush=True)


def _told(name: str, model: str, problem: Problem, plan: Plan, scale: int) -> dict[str, object]:
    return {
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


def _frontier(problem: Problem, plan: Plan, asked: argparse.Namespace) -> dict[str, object]:
    """Plans at several budgets, all together in four times what the one plan was given."""
    budgets = [int(share * (problem.budget or 0)) for share in np.linspace(0.5, 1.6, asked.points)]
    began = time.monotonic()
    stop = Stop(seconds=4 * asked.seconds / asked.points, gap=asked.gap)
    plans = frontier(problem, budgets=budgets, stop=stop, seed=asked.seed)
    seconds = time.monotonic() - began
    return {
        "frontier": len(plans),
        "seconds": round(seconds, 3),
        "one_solve": round(seconds / plan.seconds, 2),
        "gaps": [round(one.gap, 6) for one in plans],
    }


Question = tuple[str, str, Problem]


def _orlib(asked: argparse.Namespace) -> Iterator[Question]:
    for file in map(Path, asked.files):
        yield file.stem, "pmedian", published.orlib_problem(file)


def _tsplib(asked: argparse.Namespace) -> Iterator[Question]:
    for file in map(Path, asked.files):
        yield file.stem, "pmedian", published.tsplib_problem(file, asked.p)


def _mclp(asked: argparse.Namespace) -> Iterator[Question]:
    for file in map(Path, asked.files):
        yield file.stem, "mclp", published.mclp_problem(file, asked.p, asked.radius)


def _cpmp(asked: argparse.Namespace) -> Iterator[Question]:
    for file in map(Path, asked.files):
        yield file.stem, "cpmp", published.cpmp_problem(file)


def _city(asked: argparse.Namespace) -> Iterator[Question]:
    made = towns.city(asked.people, asked.sites, asked.seed, asked.texture)
    name = f"{asked.texture}-{asked.people}-{asked.sites}-{asked.seed}"
    if asked.radius:
        yield name, "mclp", towns.city_cover(made, asked.p, asked.radius)
    elif asked.capacity_factor:
        yield name, "cpmp", towns.city_held(made, asked.p, asked.capacity_factor)
    else:
        yield name, "pmedian", towns.city_median(made, asked.p)


def _budget(asked: argparse.Namespace) -> Iterator[Question]:
    made = towns.city(asked.people, asked.sites, asked.seed, asked.texture)
    name = f"{asked.texture}-{asked.people}-{asked.sites}-{asked.seed}"
    yield name, "budget", towns.city_budget(made, asked.p)


MODELS = {
    "orlib": _orlib,
    "tsplib": _tsplib,
    "mclp": _mclp,
    "cpmp": _cpmp,
    "city": _city,
    "budget": _budget,
}


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    models = parser.add_subparsers(dest="model", required=True)
    for name in MODELS:
        model = models.add_parser(name)
        made = name in ("city", "budget")
        model.add_argument("--seconds", type=float, default=60.0)
        model.add_argument("--gap", type=float, default=0.0)
        model.add_argument("--seed", type=int, default=1)
        model.add_argument("--peer", action="store_true", help="another solver in the same run")
        if made:
            model.add_argument("--people", type=int, default=100_000)
            model.add_argument("--sites", type=int, default=2_000)
            model.add_argument("--texture", choices=("compounds", "scattered"), default="compounds")
        else:
            model.add_argument("files", nargs="+")
        if made or name in ("tsplib", "mclp"):
            model.add_argument("--p", type=int, required=not made, default=200)
        if name == "mclp":
            model.add_argument("--radius", type=int, required=True)
        if name == "city":
            model.add_argument("--radius", type=int, help="cover within so many metres instead")
            model.add_argument("--capacity-factor", type=float)
        if name == "budget":
            model.add_argument("--points", type=int, default=0, help="of a frontier afterwards")
    return parser.parse_args()


if __name__ == "__main__":
    main()
