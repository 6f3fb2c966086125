"""Prices where centres fill up: each level takes the points it earns most from, as in a knapsack.

A level serves a first `limit` of load freely; each unit more costs `slope`, without end where
the limit is hard. Points may be split here, so every price stays a lower bound.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from jiamenkou.engines.compiled import compiled
from jiamenkou.engines.siting.costs import Costs, columns_of
from jiamenkou.engines.siting.lists import Columns, Floats, Ints, Lists
from jiamenkou.engines.siting.options import Choice, Options
from jiamenkou.engines.siting.problem import UNLIMITED, Problem

MEMORY = 0.7
"""Share of the previous direction in the next one, as in `lagrange`."""


class Filling(NamedTuple):
    """What each row loads, and per option where its room ends and what overflowing costs."""

    load: Floats
    limit: Floats
    slope: float


class Packed(NamedTuple):
    """How the options were filled: their prices, the earnings of a unit of load at which rows are
    left out, and the part taken of rows that earn just that.
    """

    price: Floats
    least: Floats
    part: Floats


class Shelves(NamedTuple):
    """All that compiled code needs to fill the options, which stand at `place`."""

    lists: Lists
    columns: Columns
    filling: Filling
    place: Ints
    packed: Packed


@dataclass(frozen=True, kw_only=True)
class Held:
    """A market of levels that fill up; answers what `lagrange.Free` answers."""

    costs: Costs
    options: Options
    columns: Columns
    filling: Filling
    packed: Packed

    @classmethod
    def of(cls, costs: Costs, options: Options, filling: Filling) -> Held:
        """The market of these lists and options; `filling.limit` is by option."""
        empty = (np.zeros(options.count) for _ in Packed._fields)
        return cls(
            costs=costs,
            options=options,
            columns=columns_of(costs),
            filling=filling,
            packed=Packed(*empty),
        )

    def _shelves(self) -> Shelves:
        return Shelves(
            self.costs.lists, self.columns, self.filling, self.options.place, self.packed
        )

    def earnings(self, pay: Floats) -> Floats:
        """Per option, the most it can earn: float (o,), <= 0."""
        _fill(self._shelves(), pay)
        return self.packed.price

    def turn(self, pay: Floats, choice: Choice, direction: Floats) -> float:
        """Turn the direction towards rows served less than once; its weighted square."""
        served = np.zeros(self.costs.rows)
        _serve(self._shelves(), pay, choice.share, served)
        direction *= MEMORY
        direction += (1 - MEMORY) * (1 - served)
        return float(self.costs.people @ direction**2)


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
def _fill(shelves: Shelves, pay: Floats) -> None:
    lists, columns, filling, of_place, packed = shelves
    for option in range(len(of_place)):
        begin, end = columns.start[of_place[option]], columns.start[of_place[option] + 1]
        size, total = 0, 0.0
        rate, units = np.empty(end - begin), np.empty(end - begin)
        for k in range(begin, end):
            row = columns.row[k]
            gain = lists.people[row] * (pay[row] - lists.cost[columns.entry[k]])
            if gain > 0 and filling.load[row] > 0:
                rate[size] = gain / filling.load[row]
                units[size] = filling.load[row]
                size += 1
            elif gain > 0:
                total += gain
        earned = _pack(rate[:size], units[:size], filling.limit[option], filling.slope)
        packed.price[option] = -total - earned[0]
        packed.least[option] = earned[1]
        packed.part[option] = earned[2]


@compiled
def _pack(rate: Floats, units: Floats, limit: float, slope: float) -> tuple[float, float, float]:
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
def _serve(shelves: Shelves, pay: Floats, share: Floats, served: Floats) -> None:
    lists, columns, filling, of_place, packed = shelves
    for option in np.flatnonzero(share):
        here = of_place[option]
        for k in range(columns.start[here], columns.start[here + 1]):
            row = columns.row[k]
            gain = lists.people[row] * (pay[row] - lists.cost[columns.entry[k]])
            if gain <= 0:
                continue
            rate = gain / filling.load[row] if filling.load[row] > 0 else np.inf
            if rate > packed.least[option]:
                served[row] += share[option]
            elif rate == packed.least[option]:
                served[row] += share[option] * packed.part[option]
