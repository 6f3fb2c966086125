"""What others make of the same problem in the same run: FasterPAM when installed, plain HiGHS."""

from __future__ import annotations

import time
from importlib import import_module
from importlib.util import find_spec

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from jiamenkou.engines.siting import Goal, Problem

LARGEST = 12_000_000
"""Entries of a matrix the peers are given at most."""


def peer_of(problem: Problem, seconds: float) -> dict[str, object]:
    """Objective, bound and seconds of the peer, or why there is none."""
    plain = problem.goal is Goal.WALK and not problem.capacitated
    square = problem.reach.points == problem.reach.places
    if len(problem.reach.place) > LARGEST:
        return {"peer": "none: too large"}
    if plain and square and find_spec("kmedoids"):
        return _faster_pam(problem)
    if problem.goal in (Goal.WALK, Goal.COVER):
        return _plain_highs(problem, seconds)
    return {"peer": "none known"}


def _faster_pam(problem: Problem) -> dict[str, object]:
    kmedoids = import_module("kmedoids")

    apart = np.zeros((problem.reach.points, problem.reach.places), dtype=np.int32)
    apart[problem.reach.row_of(), problem.reach.place] = problem.reach.metres
    began = time.monotonic()
    found = kmedoids.fasterpam(apart, problem.number, random_state=1, n_cpu=1)
    return {
        "peer": "FasterPAM",
        "peer_objective": int(found.loss),
        "peer_seconds": round(time.monotonic() - began, 3),
    }


def _plain_highs(problem: Problem, seconds: float) -> dict[str, object]:
    """The textbook programme: y a place, x an entry of the lists, x <= y."""
    reach, m, e = problem.reach, problem.reach.places, len(problem.reach.place)
    row, entry = reach.row_of(), np.arange(e)
    cover = problem.goal is Goal.COVER
    each = problem.people[row] * (-1 if cover else reach.metres)
    once = _matrix(row, m + entry, np.ones(e), (reach.points, m + e))
    opened = _matrix(entry, m + entry, np.ones(e), (e, m + e)) - _matrix(
        entry, reach.place, np.ones(e), (e, m + e)
    )
    number = _matrix(np.zeros(m, dtype=int), np.arange(m), np.ones(m), (1, m + e))
    rules = [
        LinearConstraint(once, 0 if cover else 1, 1),
        LinearConstraint(opened, -np.inf, 0),
        LinearConstraint(number, problem.number, problem.number),
    ]
    if problem.capacitated:
        load = _matrix(reach.place, m + entry, problem.loads[row], (m, m + e))
        room = _matrix(np.arange(m), np.arange(m), problem.levels.capacity, (m, m + e))
        rules.append(LinearConstraint(load - room, -np.inf, 0))
    began = time.monotonic()
    found = milp(
        np.concatenate((np.zeros(m), each.astype(float))),
        integrality=np.concatenate((np.ones(m), np.full(e, float(problem.capacitated)))),
        bounds=Bounds(0, 1),
        constraints=rules,
        options={"time_limit": seconds},
    )
    sign = -1 if cover else 1
    return {
        "peer": "HiGHS",
        "peer_objective": None if found.x is None else sign * round(found.fun),
        "peer_bound": None if found.mip_dual_bound is None else sign * found.mip_dual_bound,
        "peer_seconds": round(time.monotonic() - began, 3),
    }


def _matrix(
    row: np.ndarray, column: np.ndarray, value: np.ndarray, shape: tuple[int, int]
) -> sparse.csr_matrix:
    return sparse.csr_matrix((value, (row, column)), shape=shape)
