"""CP-SAT on a whole problem: the roster, the bound, or that there is none."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from ortools.sat.python import cp_model

from jiamenkou.engines.roster.duties import Roster
from jiamenkou.engines.roster.model import Model, hint, read, whole_model
from jiamenkou.engines.roster.problem import Problem


@dataclass(frozen=True, kw_only=True)
class Answer:
    """`roster` None when none was found; `impossible` when there is none."""

    roster: Roster | None
    bound: int
    impossible: bool = False
    proven: bool = False


@dataclass(frozen=True, kw_only=True)
class Effort:
    """How hard to try: seconds of the clock, deterministic work, threads, relative gap."""

    seconds: float
    work: float | None = None
    threads: int = 1
    seed: int = 1
    gap: float = 0.0


LOOK_SECONDS = 0.25
"""How often it is asked whether to stop."""


@dataclass(frozen=True, kw_only=True)
class Watch:
    """`bound` and `roster` hear of better ones, a roster with its cost; `stop` is asked."""

    bound: Callable[[int], None]
    roster: Callable[[int, Roster], None]
    stop: Callable[[], bool]


def solve_exactly(
    problem: Problem, effort: Effort, *, start: Roster | None = None, watch: Watch | None = None
) -> Answer:
    """Everything at once, from `start` if there is one."""
    model = whole_model(problem)
    if start is not None:
        hint(model, start)
    solver = solver_for(effort)
    if watch is None:
        return _answer(model, solver, solver.solve(model.cp))
    solver.best_bound_callback = lambda bound: watch.bound(math.ceil(bound - 1e-6))
    with _looking(solver, watch.stop):
        status = solver.solve(model.cp, _Watcher(model, watch))
    return _answer(model, solver, status)


@contextmanager
def _looking(solver: cp_model.CpSolver, stop: Callable[[], bool]) -> Iterator[None]:
    """Ask now and then whether to stop, while CP-SAT works."""
    over = threading.Event()

    def look() -> None:
        while not over.wait(LOOK_SECONDS):
            if stop():
                solver.stop_search()

    looking = threading.Thread(target=look, daemon=True)
    looking.start()
    try:
        yield
    finally:
        over.set()
        looking.join()


def solver_for(effort: Effort) -> cp_model.CpSolver:
    """CP-SAT set to an effort."""
    solver = cp_model.CpSolver()
    asked = solver.parameters
    asked.max_time_in_seconds = max(effort.seconds, 0.01)
    asked.num_workers = effort.threads
    asked.random_seed = effort.seed
    asked.relative_gap_limit = effort.gap
    if effort.work is not None:
        asked.max_deterministic_time = effort.work
    return solver


def _answer(model: Model, solver: cp_model.CpSolver, status: object) -> Answer:
    if status in (cp_model.INFEASIBLE, cp_model.MODEL_INVALID):
        return Answer(roster=None, bound=0, impossible=True)
    bound = max(0, math.ceil(solver.best_objective_bound - 1e-6))
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Answer(
            roster=read(model, solver.boolean_value), bound=bound, proven=status == cp_model.OPTIMAL
        )
    return Answer(roster=None, bound=bound)


class _Watcher(cp_model.CpSolverSolutionCallback):
    def __init__(self, model: Model, watch: Watch) -> None:
        super().__init__()
        self._model, self._watch = model, watch

    def on_solution_callback(self) -> None:
        self._watch.roster(round(self.objective_value), read(self._model, self.boolean_value))
