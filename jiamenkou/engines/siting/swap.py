"""Local search: bring one place in, send one out, as long as that helps; each trial in its list.

After Resende and Werneck (2007) and Schubert and Rousseeuw (2021): every row knows its nearest and
second nearest open place, so a trial looks only at the rows that list the newcomer.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from jiamenkou.engines.compiled import compiled
from jiamenkou.engines.siting.choice import Rules
from jiamenkou.engines.siting.costs import Costs, columns_of
from jiamenkou.engines.siting.lists import (
    Columns,
    Floats,
    Ints,
    Lists,
    Longs,
    first_of_rows,
)
from jiamenkou.engines.siting.options import Options

OPS_BETWEEN_LOOKS = 20_000_000

NEAREST = 10
NEAREST_SHARE = 6
"""A row keeps its first NEAREST + NEAREST_SHARE * m / p entries: centres are rarely so far."""


@dataclass(frozen=True, kw_only=True)
class Ground:
    """Everything the search looks up and never changes."""

    costs: Costs
    columns: Columns
    options: Options
    room: Room

    @property
    def yard(self) -> Yard:
        """The part compiled code works on."""
        return Yard(self.costs.lists, self.columns, self.options.rules, self.room)

    @classmethod
    def of(cls, costs: Costs, options: Options, room: Room | None = None) -> Ground:
        """Rows and columns of the entries near enough to matter; what is cut counts as unserved."""
        room = Room(np.zeros(options.count), 0.0, 0.0, 0.0) if room is None else room
        listed = NEAREST + NEAREST_SHARE * costs.places // options.centres
        kept, start = first_of_rows(costs.start, listed)
        near = replace(costs, start=start, place=costs.place[kept], cost=costs.cost[kept])
        return cls(costs=near, columns=columns_of(near), options=options, room=room)


class Room(NamedTuple):
    """What missing room costs: `area` m2 (o,) of each option, `norm` m2 a person, `charge`
    person-metres a missing m2 (0: room does not count), `over` person-metres a yuan beyond the
    budget while a search may pass it.
    """

    area: Floats
    norm: float
    charge: float
    over: float


class Yard(NamedTuple):
    """All that compiled code needs to look up."""

    lists: Lists
    columns: Columns
    rules: Rules
    room: Room


class Standing(NamedTuple):
    """A choice and what follows from it, changed in place by the search.

    `option_at` int32 (m,): option standing at each place, -1 none; `option_of` int32 (S,) of each
    site. `first`, `second` int64 (r,): entries of the nearest two open places, -1 none.
    `loss` float (m,): what closing an open place would cost its people. `load` float (m,): what
    goes there. `totals` float (3,): walks, yuan, count.
    """

    option_at: Ints
    option_of: Ints
    first: Longs
    second: Longs
    loss: Floats
    load: Floats
    totals: Floats


def standing_of(costs: Costs, options: Options, chosen: Ints) -> Standing:
    """The state with these options chosen."""
    option_at = np.full(costs.places, -1, dtype=np.int32)
    option_at[options.place[chosen]] = chosen
    option_of = np.full(len(options.forced), -1, dtype=np.int32)
    option_of[options.site[chosen]] = chosen
    state = Standing(
        option_at=option_at,
        option_of=option_of,
        first=np.full(costs.rows, -1, dtype=np.int64),
        second=np.full(costs.rows, -1, dtype=np.int64),
        loss=np.zeros(costs.places),
        load=np.zeros(costs.places),
        totals=np.array([0.0, float(options.cost[chosen].sum()), float(len(chosen))]),
    )
    _look_up(costs.lists, state)
    return state


def chosen_of(state: Standing) -> Ints:
    """The options chosen, ascending."""
    return np.sort(state.option_at[state.option_at >= 0])


def improve(ground: Ground, state: Standing, order: Ints, begin: int, idle: int) -> tuple[int, int]:
    """Try options in cyclic `order` from `begin` until none helps or it is time to look up.

    Returns where to go on and how many trials in a row have not helped (all: a local optimum).
    """
    return improved(ground.yard, state, order, begin, idle)


@compiled
def copy_of(state: Standing) -> Standing:
    """The same, to be changed by itself."""
    return Standing(
        state.option_at.copy(),
        state.option_of.copy(),
        state.first.copy(),
        state.second.copy(),
        state.loss.copy(),
        state.load.copy(),
        state.totals.copy(),
    )


@compiled
def _look_up(lists: Lists, state: Standing) -> None:
    total = 0.0
    for row in range(len(lists.people)):
        end = lists.start[row + 1]
        first = _next_open(lists, state, lists.start[row], end)
        second = _next_open(lists, state, first + 1, end) if first >= 0 else -1
        one = _paid(lists, row, first)
        total += lists.people[row] * one
        if first >= 0:
            state.loss[lists.place[first]] += lists.people[row] * (_paid(lists, row, second) - one)
            state.load[lists.place[first]] += lists.load[row]
        state.first[row], state.second[row] = first, second
    state.totals[0] = total


@compiled
def _next_open(lists: Lists, state: Standing, begin: int, end: int) -> int:
    for entry in range(begin, end):
        if state.option_at[lists.place[entry]] >= 0:
            return entry
    return -1


@compiled
def _paid(lists: Lists, row: int, entry: int) -> int:
    """Cost a person of the row served by the entry, -1 for nobody."""
    if entry < 0:
        return int(lists.unserved[row])
    return int(lists.cost[entry])


@compiled
def improved(yard: Yard, state: Standing, order: Ints, begin: int, idle: int) -> tuple[int, int]:
    """What `improve` does, for compiled callers."""
    lists, columns, rules, _ = yard
    saved = np.zeros(len(state.loss))
    stand = np.empty(len(state.loss), dtype=np.int64)
    stand[: int(state.totals[2])] = np.flatnonzero(state.option_at >= 0)
    at, work = begin, 0
    while idle < len(order) and work < OPS_BETWEEN_LOOKS:
        option = order[at]
        at = (at + 1) % len(order)
        idle += 1
        here = rules.place[option]
        work += 50 + int(state.totals[2]) + 2 * (columns.start[here + 1] - columns.start[here])
        if state.option_at[here] >= 0:
            continue
        gain = gain_of(lists, columns, state, here, saved)
        out, delta = _best_out(rules, state, saved, stand, option, gain)
        forget(lists, columns, state, here, saved)
        if delta < -0.5:
            idle = 0
            work += exchange(yard, state, stand, option, out)
    return at, idle


@compiled
def become(state: Standing, other: Standing) -> None:
    """Make the first the same as the other."""
    state.option_at[:] = other.option_at
    state.option_of[:] = other.option_of
    state.first[:] = other.first
    state.second[:] = other.second
    state.loss[:] = other.loss
    state.load[:] = other.load
    state.totals[:] = other.totals


@compiled
def send(yard: Yard, state: Standing, leavers: Ints, comers: Ints) -> None:
    """Close the places of some options and open as many others, in order, as the rules allow."""
    lists, columns, rules, _ = yard
    for option in leavers:
        leave(lists, columns, rules, state, option)
    stand = np.empty(len(state.loss), dtype=np.int64)
    stand[: int(state.totals[2])] = np.flatnonzero(state.option_at >= 0)
    for option in comers[: len(leavers)]:
        here, site = rules.place[option], rules.site[option]
        taken = state.option_at[here] >= 0 or state.option_of[site] >= 0
        dear = state.totals[1] + rules.cost[option] > rules.budget
        if not (taken or dear or state.totals[2] >= rules.most):
            exchange(yard, state, stand, option, -1)


@compiled
def leave(lists: Lists, columns: Columns, rules: Rules, state: Standing, option: int) -> None:
    """Close the option's place, unless its site must stay."""
    there = rules.place[option]
    if rules.forced[rules.site[option]] or state.option_at[there] != option:
        return
    state.option_at[there] = -1
    state.option_of[rules.site[option]] = -1
    state.totals[1] -= rules.cost[option]
    state.totals[2] -= 1
    _close(lists, columns, state, there)


@compiled
def gain_of(lists: Lists, columns: Columns, state: Standing, here: int, saved: Floats) -> float:
    """What opening here saves; `saved[q]`: how much less closing q would then lose."""
    gain = 0.0
    for k in range(columns.start[here], columns.start[here + 1]):
        row, entry = columns.row[k], columns.entry[k]
        first, second = state.first[row], state.second[row]
        if 0 <= second <= entry:
            continue
        people, cost = lists.people[row], lists.cost[entry]
        if first < 0:
            gain += people * (lists.unserved[row] - cost)
        elif entry < first:
            gain += people * (lists.cost[first] - cost)
            rise = _paid(lists, row, second) - lists.cost[first]
            saved[lists.place[first]] += people * rise
        else:
            saved[lists.place[first]] += people * (_paid(lists, row, second) - cost)
    return gain


@compiled
def forget(lists: Lists, columns: Columns, state: Standing, here: int, saved: Floats) -> None:
    for k in range(columns.start[here], columns.start[here + 1]):
        first = state.first[columns.row[k]]
        if first >= 0:
            saved[lists.place[first]] = 0.0


@compiled
def _best_out(
    rules: Rules, state: Standing, saved: Floats, stand: Longs, option: int, gain: float
) -> tuple[int, float]:
    """The option that should leave when `option` comes (-1 nobody), and the change it makes."""
    room = rules.budget - state.totals[1] - rules.cost[option]
    rival = state.option_of[rules.site[option]]
    if rival >= 0:
        place = rules.place[rival]
        delta = state.loss[place] - saved[place] - gain
        return int(rival), delta if room + rules.cost[rival] >= 0 else 0.0
    best, best_delta = -1, 0.0
    if state.totals[2] < rules.most and room >= 0:
        best_delta = -gain
    for place in stand[: int(state.totals[2])]:
        delta = state.loss[place] - saved[place] - gain
        if delta < best_delta:
            leaver = state.option_at[place]
            if not rules.forced[rules.site[leaver]] and room + rules.cost[leaver] >= 0:
                best, best_delta = int(leaver), delta
    return int(best), best_delta


@compiled
def exchange(yard: Yard, state: Standing, stand: Longs, option: int, out: int) -> int:
    """Open the option, close the other if there is one, and bring all up to date; the work."""
    lists, columns, rules, _ = yard
    here, count = rules.place[option], int(state.totals[2])
    _open(lists, columns, state, here)
    work = columns.start[here + 1] - columns.start[here]
    if out >= 0:
        there = rules.place[out]
        state.option_at[there] = -1
        state.option_of[rules.site[out]] = -1
        stand[:count][stand[:count] == there] = here
    else:
        stand[count] = here
        state.totals[2] += 1
    state.option_at[here] = option
    state.option_of[rules.site[option]] = option
    state.totals[1] += rules.cost[option]
    if out >= 0:
        state.totals[1] -= rules.cost[out]
        work += _close(lists, columns, state, rules.place[out])
    return int(work)


@compiled
def _open(lists: Lists, columns: Columns, state: Standing, here: int) -> None:
    """Let every row know that here is open."""
    state.loss[here] = 0.0
    state.load[here] = 0.0
    for k in range(columns.start[here], columns.start[here + 1]):
        row, entry = columns.row[k], columns.entry[k]
        first, second = state.first[row], state.second[row]
        if 0 <= second <= entry:
            continue
        people, cost = lists.people[row], lists.cost[entry]
        if 0 <= first < entry:
            gain = people * (_paid(lists, row, second) - cost)
            state.loss[lists.place[first]] -= gain
            state.second[row] = entry
            continue
        gain = people * (_paid(lists, row, first) - cost)
        if first >= 0:
            rise = _paid(lists, row, second) - lists.cost[first]
            state.loss[lists.place[first]] -= people * rise
            state.load[lists.place[first]] -= lists.load[row]
        state.totals[0] -= gain
        state.loss[here] += gain
        state.load[here] += lists.load[row]
        state.first[row], state.second[row] = entry, first


@compiled
def _close(lists: Lists, columns: Columns, state: Standing, there: int) -> int:
    """Let every row that had there first or second find the next; the work it took."""
    work = 0
    for k in range(columns.start[there], columns.start[there + 1]):
        row, entry = columns.row[k], columns.entry[k]
        first, second = state.first[row], state.second[row]
        if entry not in (first, second):
            continue
        third = -1
        if second >= 0:
            third = _next_open(lists, state, second + 1, lists.start[row + 1])
            work += 10 if third < 0 else third - second
        people = lists.people[row]
        two = _paid(lists, row, second)
        rise = people * (_paid(lists, row, third) - two)
        if entry == first:
            state.totals[0] += people * (two - lists.cost[first])
            first = second
            if second >= 0:
                state.load[lists.place[second]] += lists.load[row]
        if first >= 0:
            state.loss[lists.place[first]] += rise
        state.first[row], state.second[row] = first, third
    state.loss[there] = 0.0
    state.load[there] = 0.0
    return int(work)
