"""Every row in one group, the groups within the rules: a relaxation that prices, and the whole."""

from __future__ import annotations

from typing import Any, NamedTuple

import highspy
import numpy as np
from scipy import sparse

from jiamenkou.engines.siting.core import rules_of
from jiamenkou.engines.siting.costs import Costs
from jiamenkou.engines.siting.groups import Groups
from jiamenkou.engines.siting.lists import Floats, Longs
from jiamenkou.engines.siting.mip import Programme, solver_of
from jiamenkou.engines.siting.options import Options


class Prices(NamedTuple):
    """What a relaxation says: its `value`, `pay` a person of each row, and per option the `worth`
    of being allowed to choose it.
    """

    value: float
    pay: Floats
    worth: Floats


class Relaxed:
    """The relaxation over the groups known so far, in HiGHS, warm from one solve to the next."""

    def __init__(self, costs: Costs, options: Options, groups: Groups) -> None:
        self.costs, self.options = costs, options
        every = np.arange(options.count)
        nothing = Groups.of(every, [np.zeros(0, dtype=np.int64)] * options.count)
        self.rules = rules_of(options, options.count)[0].tocsc()
        programme = programme_of(costs, options, Groups.joined([nothing, groups]), whole=False)
        self.solver: Any = solver_of(programme, seconds=np.inf)

    def add(self, groups: Groups) -> None:
        """More groups."""
        matrix = sparse.vstack((_inside(self.costs, groups), self.rules[:, groups.option]), "csc")
        cost = _walks(self.costs, self.options, groups)
        self.solver.addCols(
            len(cost), cost, np.zeros(len(cost)), np.full(len(cost), np.inf), matrix.nnz,
            matrix.indptr, matrix.indices, matrix.data,
        )  # fmt: skip

    def prices(self, seconds: float) -> Prices | None:
        """What the relaxation says now; None if there was no time to tell."""
        self.solver.setOptionValue("time_limit", self.solver.getRunTime() + max(seconds, 0.05))
        self.solver.run()
        if self.solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        dual, rows = np.array(self.solver.getSolution().row_dual), self.costs.rows
        pay = np.clip(dual[:rows] / self.costs.people, 0, self.costs.cap)
        value = self.solver.getInfo().objective_function_value
        return Prices(value, pay, self.rules.T @ dual[rows:])

    def gain(self, groups: Groups, prices: Prices) -> Floats:
        """By how much the relaxation would fall, a unit of each of these groups."""
        paid = groups.sums((self.costs.people * prices.pay)[groups.row])
        return paid + prices.worth[groups.option] - _walks(self.costs, self.options, groups)


def programme_of(
    costs: Costs, options: Options, groups: Groups, *, whole: bool = True
) -> Programme:
    """Columns: rows (served by nobody listed), then groups."""
    rules, low, high = rules_of(options, options.count)
    r, g = costs.rows, len(groups.option)
    served = sparse.hstack((sparse.identity(r), _inside(costs, groups)))
    ruled = sparse.hstack((sparse.csr_matrix((len(low), r)), rules.tocsc()[:, groups.option]))
    return Programme(
        cost=np.concatenate((costs.people * costs.cap, _walks(costs, options, groups))),
        upper=np.full(r + g, 1.0 if whole else np.inf),
        whole=np.full(r + g, whole),
        matrix=sparse.vstack((served, ruled), format="csr"),
        low=np.concatenate((np.ones(r), low)),
        high=np.concatenate((np.full(r, np.inf), high)),
    )


def seats_of(options: Options, groups: Groups, rows: int) -> Longs:
    """The place of every row that some group serves, int64 (rows,), -1 for the others."""
    seat = np.full(rows, -1, dtype=np.int64)
    seat[groups.row] = options.place[groups.option[groups.group_of]]
    return seat


def _inside(costs: Costs, groups: Groups) -> sparse.csc_matrix:
    ones = np.ones(len(groups.row))
    return sparse.csc_matrix(
        (ones, groups.row, groups.start), shape=(costs.rows, len(groups.option))
    )


def _walks(costs: Costs, options: Options, groups: Groups) -> Floats:
    """What the rows of each group walk together."""
    shape = (costs.rows, costs.places)
    # One more, as a sparse table does not tell a walk of nothing from no walk.
    table = sparse.csr_matrix((costs.cost + 1.0, costs.place, costs.start), shape=shape)
    place = options.place[groups.option[groups.group_of]]
    each = np.asarray(table[groups.row, place]).ravel() - 1
    return groups.sums(each * costs.people[groups.row])
