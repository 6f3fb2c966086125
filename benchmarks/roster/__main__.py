"""Rosters on public instances and invented centres: a line each, only what was measured.

python -m benchmarks.roster FILE.ros... | centre | district, each with --seconds S --seed N
--threads N; prints instance, objective, bound, gap, best_known and seconds.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.roster.invented import centre, district
from benchmarks.roster.published import best_known, problem_in
from jiamenkou.engines.roster import Problem, Stop, solve, violations

INVENTED = {"centre": centre, "district": district}


def main() -> None:
    """Solve what the command line names."""
    asked = _asked()
    print("instance objective bound gap best_known seconds", flush=True)
    for name, problem, known in _problems(asked):
        began = time.monotonic()
        stop = Stop(seconds=asked.seconds, gap=asked.gap)
        plan = solve(problem, stop=stop, seed=asked.seed, threads=asked.threads)
        seconds = time.monotonic() - began
        broken = sum(each.hard for each in violations(problem, plan.roster))
        told = f"{name} {plan.objective} {plan.bound} {plan.gap:.4f} {known or '-'} {seconds:.1f}"
        print(told + (f" {broken} HARD RULES BROKEN" if broken else ""), flush=True)


def _problems(asked: argparse.Namespace) -> Iterator[tuple[str, Problem, int | None]]:
    for name in asked.what:
        if name in INVENTED:
            yield f"{name}-invented", INVENTED[name](asked.seed), None
        else:
            yield Path(name).stem, problem_in(Path(name)), best_known(Path(name))


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", nargs="+", help="instance files, centre or district")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--gap", type=float, default=0.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args()


if __name__ == "__main__":
    main()
