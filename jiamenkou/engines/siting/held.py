"""Prices where centres fill up: each level takes the points it earns most from, as in a knapsack.

A level serves a first `limit` of load freely; each unit more costs `slope`, without end where
the limit is hard. Points may be split here, so every price stays a lower bound.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jiamenkou.engines.compiled import compiled
from jiamenkou.engines.siting.costs import Columns, Costs, columns_of
from jiamenkou.engines.siting.lists import Floats, Ints, Longs
from jiamenkou.engines.siting.options import Choice, Options
from jiamenkou.engines.siting.problem import UNLIMITED, Problem

MEMORY = 0.7
"""Share of the previous direction in the next one, as in `lagrange`."""


@dataclass(frozen=True, kw_only=True)
class Filling:
    """What each row loads, and per option where its room ends and what overflowing costs."""

    load: Floats
    limit: Floats
    slope: float


@dataclass(frozen=True, kw_only=True)
class Held:
    """A market of levels that fill up; answers what `lagrange.Free` answers."""

    costs: Costs
    options: Options
    columns: Columns
    filling: Filling
    price: Floats
    least: Floats
    part: Floats

    @classmethod
    def of(cls, costs: Costs, options: Options, filling: Filling) -> Held:
        """The market of these lists and options; `filling.limit` is by option."""
        return cls(
            costs=costs,
            options=options,
            columns=columns_of(costs),
            filling=filling,
            price=np.zeros(options.count),
            least=np.zeros(options.count),
            part=np.zeros(options.count),
        )

    def earnings(self, pay: Floats) -> Floats:
        """Per option, the most it can earn: float (o,), <= 0."""
        c, k, f = self.costs, self.columns, self.filling
        _fill(
            k.start, k.row, k.entry, c.cost, c.people, f.load, pay, self.options.place,
            f.limit, f.slope, self.price, self.least, self.part,
        )  # fmt: skip
        return self.price

    def turn(self, pay: Floats, choice: Choice, direction: Floats) -> float:
        """Turn the direction towards rows served less than once; its weighted square."""
        c, k, f = self.costs, self.columns, self.filling
        served = np.zeros(c.rows)
        _serve(
            k.start, k.row, k.entry, c.cost, c.people, f.load, pay, self.options.place,
            choice.share, self.least, self.part, served,
        )  # fmt: skip
        direction *= MEMORY
        direction += (1 - MEMORY) * (1 - served)
        return float(c.people @ direction**2)


def filling_of(problem: Problem, costs: Costs, options: Options) -> Filling:
    """Hard capacities under WALK, the area norm under BUDGET."""
    if problem.capacitated:
        capacity = problem.levels.capacity[options.level].astype(np.float64)
        limit = np.where(capacity == UNLIMITED, np.inf, capacity)
        return Filling(
            load=problem.loads[costs.point].astype(np.float64), limit=limit, slope=np.inf
        )
    norm = problem.m2_per_1000_people / 1000
    return Filling(
        load=problem.people[costs.point].astype(np.float64),
        limit=problem.levels.area_m2[options.level] / norm,
        slope=problem.missing_m2_metres * norm,
    )


@compiled
def _fill(
    col_start: Longs,
    col_row: Ints,
    col_entry: Longs,
    cost: Ints,
    people: Floats,
    load: Floats,
    pay: Floats,
    of_place: Ints,
    limit: Floats,
    slope: float,
    price: Floats,
    least: Floats,
    part: Floats,
) -> None:
    """Price of each option; rows earning more than `least` a unit of load are taken whole, those
    earning just as much to the `part`.
    """
    for option in range(len(of_place)):
        here = of_place[option]
        size = 0
        rate = np.empty(col_start[here + 1] - col_start[here])
        units = np.empty(len(rate))
        total = 0.0
        for k in range(col_start[here], col_start[here + 1]):
            row = col_row[k]
            gain = people[row] * (pay[row] - cost[col_entry[k]])
            if gain <= 0:
                continue
            if load[row] == 0:
                total += gain
                continue
            rate[size] = gain / load[row]
            units[size] = load[row]
            size += 1
        earned, least[option], part[option] = _packed(
            rate[:size], units[:size], limit[option], slope
        )
        price[option] = -total - earned


@compiled
def _packed(rate: Floats, units: Floats, limit: float, slope: float) -> tuple[float, float, float]:
    """Most earned, the rate at the edge, and the part taken of what has just that rate."""
    if units.sum() <= limit:
        return (rate * units).sum(), 0.0, 0.0
    order = np.argsort(-rate)
    filled, earned, at = 0.0, 0.0, 0
    while at < len(order) and filled + units[order[at]] <= limit:
        filled += units[order[at]]
        earned += rate[order[at]] * units[order[at]]
        at += 1
    edge = rate[order[at]]
    if edge <= slope:
        return earned + edge * (limit - filled), edge, _part(rate, units, edge, limit)
    earned += slope * (limit - filled)
    for k in order[at:]:
        if rate[k] <= slope:
            break
        earned += (rate[k] - slope) * units[k]
    return earned, slope, 0.0


@compiled
def _part(rate: Floats, units: Floats, edge: float, limit: float) -> float:
    above, just = 0.0, 0.0
    for k in range(len(rate)):
        if rate[k] > edge:
            above += units[k]
        elif rate[k] == edge:
            just += units[k]
    return (limit - above) / just


@compiled
def _serve(
    col_start: Longs,
    col_row: Ints,
    col_entry: Longs,
    cost: Ints,
    people: Floats,
    load: Floats,
    pay: Floats,
    of_place: Ints,
    share: Floats,
    least: Floats,
    part: Floats,
    served: Floats,
) -> None:
    for option in range(len(of_place)):
        if share[option] == 0:
            continue
        here = of_place[option]
        for k in range(col_start[here], col_start[here + 1]):
            row = col_row[k]
            gain = people[row] * (pay[row] - cost[col_entry[k]])
            if gain <= 0:
                continue
            rate = gain / load[row] if load[row] > 0 else np.inf
            if rate > least[option]:
                served[row] += share[option]
            elif rate == least[option]:
                served[row] += share[option] * part[option]
