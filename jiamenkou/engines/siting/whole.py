"""Prices where centres fill up and nobody is split: each level solves its knapsack exactly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from jiamenkou.engines.compiled import compiled
from jiamenkou.engines.siting.costs import Costs, columns_of
from jiamenkou.engines.siting.groups import Groups
from jiamenkou.engines.siting.knapsack import Table, best_filling, losses, near_best
from jiamenkou.engines.siting.lagrange import MEMORY
from jiamenkou.engines.siting.lists import Columns, Flags, Floats, Ints, Lists, Longs
from jiamenkou.engines.siting.options import Choice, Options
from jiamenkou.engines.siting.problem import UNLIMITED, Problem


class Shelves(NamedTuple):
    """All that compiled code needs: rows' `load`, and per option its `place`, its `room` and where
    its part of `taken` begins, one flag an entry of its place.
    """

    lists: Lists
    columns: Columns
    load: Longs
    place: Ints
    room: Longs
    begin: Longs
    taken: Flags


@dataclass(frozen=True, kw_only=True)
class Whole:
    """A market of levels that take rows whole; answers what `lagrange.Free` answers."""

    costs: Costs
    options: Options
    shelves: Shelves

    @classmethod
    def of(cls, problem: Problem, costs: Costs, options: Options) -> Whole:
        """The market of these lists and options."""
        columns = columns_of(costs)
        load = problem.loads[costs.point]
        capacity = problem.levels.capacity[options.level]
        size = np.diff(columns.start)[options.place]
        begin = np.concatenate(([0], np.cumsum(size))).astype(np.int64)
        shelves = Shelves(
            lists=costs.lists,
            columns=columns,
            load=load,
            place=options.place,
            room=np.where(capacity == UNLIMITED, int(load.sum()), capacity),
            begin=begin,
            taken=np.zeros(begin[-1], dtype=bool),
        )
        return cls(costs=costs, options=options, shelves=shelves)

    def earnings(self, pay: Floats) -> Floats:
        """Per option, the most it can earn: float (o,), <= 0."""
        price = np.zeros(self.options.count)
        _fill(self.shelves, pay, price)
        return price

    def turn(self, pay: Floats, choice: Choice, direction: Floats) -> float:  # noqa: ARG002
        """Turn the direction towards rows served less than once; its weighted square."""
        served = np.zeros(self.costs.rows)
        _serve(self.shelves, choice.share, served)
        direction *= MEMORY
        direction += (1 - MEMORY) * (1 - served)
        return float(self.costs.people @ direction**2)

    def filled(self, option: Longs) -> Groups:
        """The rows each of these options took last."""
        rows, columns = [], self.shelves.columns
        for each in option.tolist():
            first = columns.start[self.options.place[each]]
            taken = self.shelves.taken[self.shelves.begin[each] : self.shelves.begin[each + 1]]
            rows.append(columns.row[first + np.flatnonzero(taken)])
        return Groups.of(option, rows)

    def shorter(self, pay: Floats, choice: Choice, room: float) -> Costs:
        """Lists without the entries that lift the bound by more than `room` where they are used."""
        least = np.full(len(self.costs.place), np.inf)
        _lift(self.shelves, pay, choice.rise, least)
        return self.costs.only(least <= room)

    def groups(self, pay: Floats, choice: Choice, room: float, most: int) -> Groups | None:
        """Every group that lifts the bound by no more than `room`; None when more than `most`."""
        found, count = [], 0
        for option in range(self.options.count):
            if choice.rise[option] > room:
                continue
            rows, inside = _near(
                self.shelves, pay, option, room - choice.rise[option], most - count
            )
            count += len(inside)
            if count > most:
                return None
            found.append(Groups.marked(option, rows, inside))
        return Groups.joined(found)


@compiled
def _gains(shelves: Shelves, pay: Floats, option: int) -> Floats:
    """What each entry of the option's place would earn."""
    lists, columns = shelves.lists, shelves.columns
    begin, end = columns.start[shelves.place[option]], columns.start[shelves.place[option] + 1]
    gain = np.empty(end - begin)
    for k in range(begin, end):
        row = columns.row[k]
        gain[k - begin] = lists.people[row] * (pay[row] - lists.cost[columns.entry[k]])
    return gain


@compiled
def _loads(shelves: Shelves, option: int) -> Longs:
    columns, place = shelves.columns, shelves.place[option]
    return shelves.load[columns.row[columns.start[place] : columns.start[place + 1]]]


@compiled
def _fill(shelves: Shelves, pay: Floats, price: Floats) -> None:
    for option in range(len(shelves.place)):
        gain, load = _gains(shelves, pay, option), _loads(shelves, option)
        worth = np.flatnonzero(gain > 0)
        taken = np.zeros(len(worth), dtype=np.bool_)
        price[option] = -best_filling(gain[worth], load[worth], shelves.room[option], taken)
        own = shelves.taken[shelves.begin[option] : shelves.begin[option + 1]]
        own[:] = False
        own[worth[taken]] = True


@compiled
def _serve(shelves: Shelves, share: Floats, served: Floats) -> None:
    for option in np.flatnonzero(share):
        begin = shelves.columns.start[shelves.place[option]]
        own = shelves.taken[shelves.begin[option] : shelves.begin[option + 1]]
        for k in np.flatnonzero(own):
            served[shelves.columns.row[begin + k]] += share[option]


@compiled
def _lift(shelves: Shelves, pay: Floats, rise: Floats, least: Floats) -> None:
    """Into `least`, per entry, how far the bound rises at least when it is used."""
    for option in range(len(shelves.place)):
        lost = losses(_gains(shelves, pay, option), _loads(shelves, option), shelves.room[option])
        begin = shelves.columns.start[shelves.place[option]]
        for k in range(len(lost)):
            entry = shelves.columns.entry[begin + k]
            least[entry] = min(least[entry], rise[option] + lost[k])


@compiled
def _near(
    shelves: Shelves, pay: Floats, option: int, excess: float, most: int
) -> tuple[Ints, Table]:
    """Rows, and which of them are in each of the option's groups that earn at most `excess` less
    than the best.
    """
    gain, load = _gains(shelves, pay, option), _loads(shelves, option)
    room = shelves.room[option]
    usable = np.flatnonzero(losses(gain, load, room) <= excess)
    gain, load = gain[usable], load[usable]
    worth = np.flatnonzero(gain > 0)
    taken = np.zeros(len(worth), dtype=np.bool_)
    best = best_filling(gain[worth], load[worth], room, taken)
    first = shelves.columns.start[shelves.place[option]]
    inside = near_best(gain, load, room, best - excess, most)
    return shelves.columns.row[first + usable], inside
