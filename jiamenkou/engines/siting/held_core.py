"""The last doubts where centres fill up, as a programme for HiGHS: who is served from where."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from jiamenkou.engines.siting.core import rules_of
from jiamenkou.engines.siting.costs import Costs
from jiamenkou.engines.siting.lists import Flags, Floats, Ints
from jiamenkou.engines.siting.mip import Programme
from jiamenkou.engines.siting.options import Options
from jiamenkou.engines.siting.problem import UNLIMITED, Problem


def capacity_core(problem: Problem, costs: Costs, options: Options) -> Programme:
    """Columns: options, then entries (served so), then rows (served by nobody listed)."""
    o, e, r = options.count, len(costs.place), costs.rows
    row, open_here = costs.row_of, _open_at(options, costs)
    once = sparse.hstack((_zeros(r, o), _of_row(row, r), sparse.identity(r)))
    only_open = sparse.hstack((-open_here, sparse.identity(e), _zeros(e, r)))
    load = problem.loads[costs.point][row].astype(np.float64)
    capacity = problem.levels.capacity[options.level].astype(np.float64)
    room = np.where(capacity == UNLIMITED, float(load.sum()) + 1, capacity)
    full = sparse.hstack(
        (
            -_by_place(options.place, room, costs.places),
            _by_place(costs.place, load, costs.places),
            _zeros(costs.places, r),
        )
    )
    walk = costs.people[row] * costs.cost
    return _programme(
        options,
        cost=np.concatenate((np.zeros(o), walk, costs.people * costs.cap)),
        whole=np.arange(o + e + r) < o + e,
        blocks=[
            (once, np.ones(r), np.ones(r)),
            (only_open, np.full(e, -np.inf), np.zeros(e)),
            (full, np.full(costs.places, -np.inf), np.zeros(costs.places)),
        ],
    )


def area_core(problem: Problem, costs: Costs, options: Options) -> Programme:
    """Columns: options, entries (served no farther than so), then places (m2 missing).

    Everyone goes to the nearest: served by an entry at the latest if its place is open.
    """
    o, e, m = options.count, len(costs.place), costs.places
    row, open_here = costs.row_of, _open_at(options, costs)
    served_here = _differences(costs)
    nearest = sparse.hstack((-open_here, sparse.identity(e), _zeros(e, m)))
    only_open = sparse.hstack((-open_here, served_here, _zeros(e, m)))
    onward = sparse.hstack((_zeros(e, o), served_here, _zeros(e, m)))
    people = _by_place(costs.place, costs.people[row], m) * (problem.m2_per_1000_people / 1000)
    area = problem.levels.area_m2[options.level].astype(np.float64)
    norm = sparse.hstack(
        (-_by_place(options.place, area, m), people @ served_here, -sparse.identity(m))
    )
    dearer = (costs.people * costs.cap)[row]
    saving = (costs.people[row] * costs.cost - dearer) @ served_here
    most_missing = float(costs.people.sum()) * problem.m2_per_1000_people / 1000 + 1
    charge = np.full(m, float(problem.missing_m2_metres))
    programme = _programme(
        options,
        cost=np.concatenate((np.zeros(o), saving, charge)),
        whole=(np.arange(o + e + m) < o) | (np.arange(o + e + m) >= o + e),
        blocks=[
            (nearest, np.zeros(e), np.full(e, np.inf)),
            (only_open, np.full(e, -np.inf), np.zeros(e)),
            (onward, np.zeros(e), np.full(e, np.inf)),
            (norm, np.full(m, -np.inf), np.zeros(m)),
        ],
        constant=float(costs.people @ costs.cap),
    )
    programme.upper[o + e :] = most_missing
    return programme


Block = tuple[sparse.csr_matrix, Floats, Floats]


def _programme(
    options: Options, *, cost: Floats, whole: Flags, blocks: list[Block], constant: float = 0.0
) -> Programme:
    blocks = [*blocks, rules_of(options, len(cost))]
    return Programme(
        cost=cost,
        upper=np.ones(len(cost)),
        whole=whole,
        matrix=sparse.vstack([block[0] for block in blocks], format="csr"),
        low=np.concatenate([block[1] for block in blocks]),
        high=np.concatenate([block[2] for block in blocks]),
        constant=constant,
    )


def _open_at(options: Options, costs: Costs) -> sparse.csr_matrix:
    """Per entry, the options that would open its place."""
    at = _by_place(options.place, np.ones(options.count), costs.places)
    return at[costs.place]


def _by_place(place: Ints, values: Floats, places: int) -> sparse.csr_matrix:
    shape = (places, len(place))
    return sparse.csr_matrix((values, (place, np.arange(len(place)))), shape=shape)


def _of_row(row: Ints, rows: int) -> sparse.csr_matrix:
    return sparse.csr_matrix(
        (np.ones(len(row)), (row, np.arange(len(row)))), shape=(rows, len(row))
    )


def _differences(costs: Costs) -> sparse.csr_matrix:
    """Per entry, itself minus the entry before it in the row: served exactly there."""
    e = len(costs.place)
    later = np.ones(e, dtype=bool)
    later[costs.start[:-1][np.diff(costs.start) > 0]] = False
    at = np.flatnonzero(later)
    rows, columns = np.concatenate((np.arange(e), at)), np.concatenate((np.arange(e), at - 1))
    data = np.concatenate((np.ones(e), -np.ones(len(at))))
    return sparse.csr_matrix((data, (rows, columns)), shape=(e, e))


def _zeros(rows: int, columns: int) -> sparse.csr_matrix:
    return sparse.csr_matrix((rows, columns))
