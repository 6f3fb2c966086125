"""HiGHS at work on a mixed-integer programme, interruptible, started from what is known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
from scipy import sparse

from jiamenkou.engines.siting.lists import Flags, Floats

LARGEST = 4_000_000
"""Entries of a matrix beyond which HiGHS is not asked."""

SUB_PROGRAMMES = (
    "mip_heuristic_run_rens",
    "mip_heuristic_run_rins",
    "mip_heuristic_run_root_reduced_cost",
)
"""Settings for what HiGHS spends most of its time on where a good solution is known."""


@dataclass(frozen=True, kw_only=True)
class Programme:
    """Minimise `cost` @ x + `constant`, `low` <= `matrix` @ x <= `high`, 0 <= x <= `upper`."""

    cost: Floats
    upper: Floats
    whole: Flags
    matrix: sparse.csr_matrix
    low: Floats
    high: Floats
    constant: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """`bound` holds for every solution; `values` is the best one met, None for none."""

    bound: float
    values: Floats | None
    finished: bool


def minimise(
    programme: Programme,
    *,
    seconds: float,
    look: Callable[[float], bool],
    known: Floats | None = None,
    gap: float = 0.999,
    plans: bool = True,
) -> Outcome:
    """Solve until the absolute `gap` is closed, the time is up, or `look(bound)` says enough.

    Costs of whole solutions are taken to be whole numbers, hence a gap below 1 is a proof. An
    infeasible programme is finished with an infinite bound. Without `plans` HiGHS saves itself
    the programmes it would solve for the sake of a better solution than `known`.
    """
    solver = solver_of(programme, seconds, gap)
    for name in SUB_PROGRAMMES:
        solver.setOptionValue(name, plans)
    seen = [-np.inf]
    solver.cbMipInterrupt += lambda event: _interrupt(event, seen, look)
    solver.cbSimplexInterrupt += lambda event: _stop_simplex(event, look, seen)
    if known is not None:
        solution = highspy.HighsSolution()
        solution.col_value = known.tolist()
        solver.setSolution(solution)
    solver.run()
    return _outcome(solver, seen[0], whole=bool(programme.whole.any()))


def prices(programme: Programme, *, seconds: float, look: Callable[[float], bool]) -> Floats | None:
    """What each row is worth, float (rows,), from the interior point; None if it did not end.

    Without crossover, so right to some digits only: whoever uses them makes them a bound.
    """
    solver = solver_of(programme, seconds, 0.0)
    solver.setOptionValue("solver", "ipm")
    solver.setOptionValue("run_crossover", "off")
    solver.cbIpmInterrupt += lambda event: _stop_simplex(event, look, [-np.inf])
    solver.run()
    solution = solver.getSolution()
    return np.array(solution.row_dual) if solution.dual_valid else None


def solver_of(programme: Programme, seconds: float, gap: float = 0.0) -> Any:
    """HiGHS with the programme in it and one thread."""
    solver: Any = highspy.Highs()
    settings: dict[str, Any] = {
        "output_flag": False,
        "threads": 1,
        "random_seed": 1,
        "time_limit": max(seconds, 0.05),
        "mip_rel_gap": 0.0,
        "mip_abs_gap": gap,
    }
    for name, value in settings.items():
        solver.setOptionValue(name, value)
    solver.passModel(_as_lp(programme))
    return solver


def _as_lp(programme: Programme) -> Any:
    lp = highspy.HighsLp()
    matrix = programme.matrix
    lp.num_row_, lp.num_col_ = matrix.shape
    lp.col_cost_ = programme.cost
    lp.col_lower_ = np.zeros(len(programme.cost))
    lp.col_upper_ = programme.upper
    lp.row_lower_, lp.row_upper_ = programme.low, programme.high
    lp.offset_ = programme.constant
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = matrix.indptr
    lp.a_matrix_.index_ = matrix.indices
    lp.a_matrix_.value_ = matrix.data
    if programme.whole.any():
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        lp.integrality_ = [kinds[int(whole)] for whole in programme.whole]
    return lp


def _interrupt(event: Any, seen: list[float], look: Callable[[float], bool]) -> None:
    if np.isfinite(event.data_out.mip_dual_bound):
        seen[0] = max(seen[0], event.data_out.mip_dual_bound)
    if look(seen[0]):
        event.interrupt()


def _stop_simplex(event: Any, look: Callable[[float], bool], seen: list[float]) -> None:
    if look(seen[0]):
        event.interrupt()


def _outcome(solver: Any, seen: float, *, whole: bool) -> Outcome:
    status, told = solver.getModelStatus(), solver.getInfo()
    ends = highspy.HighsModelStatus
    if status in (ends.kInfeasible, ends.kUnboundedOrInfeasible):
        return Outcome(bound=np.inf, values=None, finished=True)
    solved = told.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    values = np.array(solver.getSolution().col_value) if solved else None
    bound = told.mip_dual_bound if whole else told.objective_function_value
    finished = bool(status == ends.kOptimal)
    if not whole:
        return Outcome(bound=bound if finished else -np.inf, values=values, finished=finished)
    return Outcome(bound=max(bound, seen), values=values, finished=finished)
