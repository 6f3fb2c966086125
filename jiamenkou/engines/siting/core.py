"""The last doubts as a small integer programme in the radius formulation, for HiGHS.

For every row and every distinct cost of its list, a variable says "served by nothing so cheap";
it costs the step to the next cost (Garcia, Labbe and Marin 2011).
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from jiamenkou.engines.siting.costs import Costs
from jiamenkou.engines.siting.lists import Floats, Ints, Longs
from jiamenkou.engines.siting.mip import Programme
from jiamenkou.engines.siting.options import Options


def core_of(costs: Costs, options: Options) -> Programme:
    """The programme: first a variable an option, then one a place, then one a step of a list."""
    short = costs.only(costs.cost < costs.cap[costs.row_of])
    places, column = np.unique(np.concatenate((short.place, options.place)), return_inverse=True)
    steps, step_of_entry, first_of_row = _steps(short)
    o, q = options.count, len(places)
    k = len(steps)
    blocks = [
        (_walks(o, q, column[: len(short.place)], step_of_entry, first_of_row, k)),
        (_standing(o, q, column[len(short.place) :], k)),
        (rules_of(options, o + q + k)),
    ]
    matrix = sparse.vstack([block[0] for block in blocks], format="csr")
    constant = float(short.people @ _cheapest(short))
    return Programme(
        cost=np.concatenate((np.zeros(o + q), steps)),
        upper=np.ones(o + q + k),
        whole=np.arange(o + q + k) < o,
        matrix=matrix,
        low=np.concatenate([block[1] for block in blocks]),
        high=np.concatenate([block[2] for block in blocks]),
        constant=constant,
    )


def options_chosen(values: Floats, options: Options) -> Ints:
    """The options a solution of the core chooses."""
    return np.flatnonzero(values[: options.count] > 0.5).astype(np.int32)


def _cheapest(costs: Costs) -> Longs:
    listed = np.diff(costs.start) > 0
    cheapest = costs.cap.copy()
    cheapest[listed] = costs.cost[costs.start[:-1][listed]]
    return cheapest


def _steps(costs: Costs) -> tuple[Floats, Longs, Longs]:
    """Cost of each step, the step of each entry, and the first step of each row."""
    row = costs.row_of
    begins = np.ones(len(costs.cost), dtype=bool)
    begins[1:] = (np.diff(row) > 0) | (np.diff(costs.cost) > 0)
    step_of_entry = np.cumsum(begins) - 1
    at = np.flatnonzero(begins)
    step_row = row[at]
    last = np.append(np.diff(step_row) > 0, True)[: len(at)]
    following = costs.cap[step_row].copy()
    following[~last] = costs.cost[np.append(at[1:], 0)[~last]]
    steps = (costs.people[step_row] * (following - costs.cost[at])).astype(np.float64)
    first_of_row = np.zeros(costs.rows + 1, dtype=np.int64)
    np.cumsum(np.bincount(step_row, minlength=costs.rows), out=first_of_row[1:])
    return steps, step_of_entry, first_of_row


Block = tuple[sparse.csr_matrix, Floats, Floats]


def _walks(o: int, q: int, column: Longs, step: Longs, first_of_row: Longs, k: int) -> Block:
    """Unserved up to a step >= unserved up to the one before - places opened at this step."""
    every = np.arange(k)
    opens = np.zeros(k, dtype=bool)
    opens[first_of_row[:-1][np.diff(first_of_row) > 0]] = True
    rows = np.concatenate((every, every[~opens], step))
    columns = np.concatenate((o + q + every, o + q + every[~opens] - 1, o + column))
    data = np.concatenate((np.ones(k), -np.ones(int((~opens).sum())), np.ones(len(column))))
    matrix = sparse.csr_matrix((data, (rows, columns)), shape=(k, o + q + k))
    return matrix, opens.astype(np.float64), np.full(k, np.inf)


def _standing(o: int, q: int, column: Longs, k: int) -> Block:
    """A place is open when one of its options is chosen."""
    rows = np.concatenate((np.arange(q), column))
    columns = np.concatenate((o + np.arange(q), np.arange(o)))
    data = np.concatenate((np.ones(q), -np.ones(o)))
    matrix = sparse.csr_matrix((data, (rows, columns)), shape=(q, o + q + k))
    return matrix, np.zeros(q), np.zeros(q)


def rules_of(options: Options, width: int) -> Block:
    """One option a site and a place, the number of centres, and the budget."""
    ones = np.ones(options.count)
    site = _sums(ones, options.site, width)
    place = _sums(ones, options.place, width)
    count = _sums(ones, 0 * options.site, width)
    yuan = _sums(options.cost.astype(np.float64), 0 * options.site, width)
    budget = np.inf if options.budget is None else float(options.budget)
    forced = options.forced[np.unique(options.site)]
    low = np.concatenate((forced, np.zeros(place.shape[0]), [options.least, -np.inf]))
    high = np.concatenate((np.ones(site.shape[0] + place.shape[0]), [options.most, budget]))
    return sparse.vstack((site, place, count, yuan), format="csr"), low, high


def _sums(values: Floats, group: Ints, width: int) -> sparse.csr_matrix:
    """One row a group, adding up the values of its options."""
    groups, row = np.unique(group, return_inverse=True)
    every = np.arange(len(values))
    return sparse.csr_matrix((values, (row, every)), shape=(len(groups), width))
