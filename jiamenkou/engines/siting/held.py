"""Prices where centres fill up: each level takes the points it earns most from, as in a knapsack.

A level serves a first `limit` of load freely; each unit more costs `slope`, without end where
the limit is hard. Points may be split here, so every price stays a lower bound.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from jiamenkou.engines.compiled import compiled
from jiamenkou.engines.siting.costs import Costs
from jiamenkou.engines.siting.lists import Floats, Ints, Lists, Longs
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
    """All that compiled code needs to fill the options, which stand at `place` of `places`."""

    lists: Lists
    places: int
    filling: Filling
    place: Ints
    packed: Packed


@dataclass(frozen=True, kw_only=True)
class Held:
    """A market of levels that fill up; answers what `lagrange.Free` answers."""

    costs: Costs
    options: Options
    filling: Filling
    packed: Packed

    @classmethod
    def of(cls, costs: Costs, options: Options, filling: Filling) -> Held:
        """The market of these lists and options; `filling.limit` is by option."""
        empty = (np.zeros(options.count) for _ in Packed._fields)
        return cls(
            costs=costs,
            options=options,
            filling=filling,
            packed=Packed(*empty),
        )

    def _shelves(self) -> Shelves:
        return Shelves(
            self.costs.lists, self.costs.places, self.filling, self.options.place, self.packed
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
    """Hard capacities."""
    capacity = problem.levels.capacity[options.level].astype(np.float64)
    limit = np.where(capacity == UNLIMITED, np.inf, capacity)
    return Filling(load=problem.loads[costs.point].astype(np.float64), limit=limit, slope=np.inf)


@compiled
def _fill(shelves: Shelves, pay: Floats) -> None:
    """Fill every option; rows are gathered by place first, as their lists are read in order."""
    start = _offers(shelves, pay)
    rate, units = np.empty(start[-1]), np.empty(start[-1])
    free = np.zeros(len(start) - 1)
    _gather(shelves, pay, start.copy(), rate, units, free)
    for option in range(len(shelves.place)):
        place = shelves.place[option]
        own = slice(start[place], start[place + 1])
        limit = shelves.filling.limit[option]
        earned = _pack(rate[own], units[own], limit, shelves.filling.slope)
        shelves.packed.price[option] = -free[place] - earned[0]
        shelves.packed.least[option] = earned[1]
        shelves.packed.part[option] = earned[2]


@compiled
def _offers(shelves: Shelves, pay: Floats) -> Longs:
    """Where the rows that a place would serve at a gain begin and end, place by place."""
    lists, end = shelves.lists, np.zeros(shelves.places + 1, dtype=np.int64)
    for row in range(len(pay)):
        for entry in range(lists.start[row], lists.start[row + 1]):
            if lists.cost[entry] >= pay[row]:
                break
            end[lists.place[entry] + 1] += 1
    return np.cumsum(end)


@compiled
def _gather(
    shelves: Shelves, pay: Floats, following: Longs, rate: Floats, units: Floats, free: Floats
) -> None:
    """What those rows earn a unit of load, and their load; `free` sums up those without load."""
    lists, load = shelves.lists, shelves.filling.load
    for row in range(len(pay)):
        for entry in range(lists.start[row], lists.start[row + 1]):
            if lists.cost[entry] >= pay[row]:
                break
            place = lists.place[entry]
            gain = lists.people[row] * (pay[row] - lists.cost[entry])
            at = following[place]
            following[place] += 1
            rate[at] = gain / load[row] if load[row] > 0 else 0.0
            units[at] = load[row]
            free[place] += 0.0 if load[row] > 0 else gain


@compiled
def _pack(rate: Floats, units: Floats, limit: float, slope: float) -> tuple[float, float, float]:
    """Most earned, the rate at the edge, and the part taken of what has just that rate."""
    if units.sum() <= limit:
        return (rate * units).sum(), 0.0, 0.0
    edge = _edge(rate.copy(), units.copy(), limit)
    least = min(edge, slope)
    earned, above, just = 0.0, 0.0, 0.0
    for k in range(len(rate)):
        if rate[k] > least:
            earned += (rate[k] - least) * units[k]
            above += units[k]
        elif rate[k] == least:
            just += units[k]
    part = (limit - above) / just if edge <= slope else 0.0
    return earned + least * limit, least, part


@compiled
def _edge(rate: Floats, units: Floats, limit: float) -> float:
    """The rate of the item at which the limit is reached, best rates first."""
    low, high, filled = 0, len(rate), 0.0
    while high - low > 1:
        pivot = rate[(low + high) // 2]
        left, right, middle, above = low, high, low, 0.0
        while middle < right:
            if rate[middle] > pivot:
                above += units[middle]
                _exchange(rate, units, left, middle)
                left += 1
                middle += 1
            elif rate[middle] < pivot:
                right -= 1
                _exchange(rate, units, right, middle)
            else:
                middle += 1
        if filled + above > limit:
            high = left
            continue
        filled += above + units[left:right].sum()
        if filled > limit:
            return float(pivot)
        low = right
    return float(rate[min(low, len(rate) - 1)])


@compiled
def _exchange(rate: Floats, units: Floats, one: int, other: int) -> None:
    rate[one], rate[other] = rate[other], rate[one]
    units[one], units[other] = units[other], units[one]


@compiled
def _serve(shelves: Shelves, pay: Floats, share: Floats, served: Floats) -> None:
    """Add up how much of each row is served."""
    lists, load = shelves.lists, shelves.filling.load
    first, following = np.full(shelves.places, -1), np.full(len(share), -1)
    for option in np.flatnonzero(share):
        following[option] = first[shelves.place[option]]
        first[shelves.place[option]] = option
    for row in range(len(pay)):
        for entry in range(lists.start[row], lists.start[row + 1]):
            if lists.cost[entry] >= pay[row]:
                break
            option = first[lists.place[entry]]
            while option >= 0:
                gain = lists.people[row] * (pay[row] - lists.cost[entry])
                served[row] += share[option] * _part_taken(shelves, option, gain, load[row])
                option = following[option]


@compiled
def _part_taken(shelves: Shelves, option: int, gain: float, load: float) -> float:
    """How much the option takes of a row with this gain."""
    rate = gain / load if load > 0 else np.inf
    if rate > shelves.packed.least[option]:
        return 1.0
    return shelves.packed.part[option] if rate == shelves.packed.least[option] else 0.0
