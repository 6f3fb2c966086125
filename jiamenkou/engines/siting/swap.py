"""Local search: bring one place in, send one out, as long as that helps; each trial in its list."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from jiamenkou.engines.compiled import compiled
from jiamenkou.engines.siting.costs import Columns, Costs, columns_of
from jiamenkou.engines.siting.lists import Flags, Floats, Ints, Longs, first_of_rows
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

    @classmethod
    def of(cls, costs: Costs, options: Options) -> Ground:
        """Rows and columns of the entries near enough to matter; what is cut counts as unserved."""
        listed = NEAREST + NEAREST_SHARE * costs.places // max(options.most, 1)
        kept, start = first_of_rows(costs.start, listed)
        near = replace(costs, start=start, place=costs.place[kept], cost=costs.cost[kept])
        return cls(costs=near, columns=columns_of(near), options=options)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A choice and what follows from it, changed in place by the search.

    `option_at` int32 (m,): option standing at each place, -1 none; `option_of` int32 (S,) of each
    site. `first`, `second` int64 (r,): entries of the nearest two open places, -1 none.
    `loss` float (m,): what closing an open place would cost. `totals` float (3,): objective,
    yuan, count.
    """

    option_at: Ints
    option_of: Ints
    first: Longs
    second: Longs
    loss: Floats
    totals: Floats


def standing(ground: Ground, chosen: Ints) -> Standing:
    """The state with these options chosen."""
    return standing_of(ground.costs, ground.options, chosen)


def standing_of(costs: Costs, options: Options, chosen: Ints) -> Standing:
    """The same where no search is to follow."""
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
        totals=np.array([0.0, float(options.cost[chosen].sum()), float(len(chosen))]),
    )
    c = costs
    _look_up(
        c.start, c.place, c.cost, c.people, c.unserved,
        state.option_at, state.first, state.second, state.loss, state.totals,
    )  # fmt: skip
    return state


def chosen_of(state: Standing) -> Ints:
    """The options chosen, ascending."""
    return np.sort(state.option_at[state.option_at >= 0])


def improve(ground: Ground, state: Standing, order: Ints, begin: int, idle: int) -> tuple[int, int]:
    """Try options in cyclic `order` from `begin` until none helps or it is time to look up.

    Returns where to go on and how many trials in a row have not helped (all: a local optimum).
    """
    c, k, o = ground.costs, ground.columns, ground.options
    budget = np.inf if o.budget is None else float(o.budget)
    return _improve(
        c.start, c.place, c.cost, c.people, c.unserved, k.start, k.row, k.entry,
        o.place, o.site, o.cost, o.forced, o.most, budget,
        state.option_at, state.option_of, state.first, state.second, state.loss, state.totals,
        order, begin, idle, OPS_BETWEEN_LOOKS,
    )  # fmt: skip


@compiled
def _look_up(
    start: Longs,
    place: Ints,
    cost: Ints,
    people: Floats,
    unserved: Longs,
    option_at: Ints,
    first: Longs,
    second: Longs,
    loss: Floats,
    totals: Floats,
) -> None:
    total = 0
    for row in range(len(start) - 1):
        first[row] = _next_open(place, option_at, start[row], start[row + 1])
        if first[row] >= 0:
            second[row] = _next_open(place, option_at, first[row] + 1, start[row + 1])
        one = cost[first[row]] if first[row] >= 0 else unserved[row]
        two = cost[second[row]] if second[row] >= 0 else unserved[row]
        total += people[row] * one
        if first[row] >= 0:
            loss[place[first[row]]] += people[row] * (two - one)
    totals[0] = total


@compiled
def _next_open(place: Ints, option_at: Ints, begin: int, end: int) -> int:
    for entry in range(begin, end):
        if option_at[place[entry]] >= 0:
            return entry
    return -1


@compiled
def _improve(
    start: Longs,
    place: Ints,
    cost: Ints,
    people: Floats,
    unserved: Longs,
    col_start: Longs,
    col_row: Ints,
    col_entry: Longs,
    of_place: Ints,
    of_site: Ints,
    yuan: Longs,
    forced: Flags,
    most: int,
    budget: float,
    option_at: Ints,
    option_of: Ints,
    first: Longs,
    second: Longs,
    loss: Floats,
    totals: Floats,
    order: Ints,
    begin: int,
    idle: int,
    allowed: int,
) -> tuple[int, int]:
    saved = np.zeros(len(option_at))
    standing = np.empty(len(option_at), dtype=np.int32)
    standing[: int(totals[2])] = np.flatnonzero(option_at >= 0)
    at = begin
    work = 0
    while idle < len(order) and work < allowed:
        option = order[at]
        at = at + 1 if at + 1 < len(order) else 0
        here = of_place[option]
        count = int(totals[2])
        work += 50 + count + 2 * (col_start[here + 1] - col_start[here])
        if option_at[here] >= 0:
            idle += 1
            continue
        gain = _gain(
            place, cost, people, unserved, col_start, col_row, col_entry, first, second, here, saved
        )
        out, delta = _best_out(
            of_place, of_site, yuan, forced, most, budget,
            option_at, option_of, loss, saved, totals, standing, option, gain,
        )  # fmt: skip
        _forget(place, col_start, col_row, first, here, saved)
        if delta >= -0.5:
            idle += 1
            continue
        idle = 0
        if out >= 0:
            standing[:count][standing[:count] == of_place[out]] = here
        else:
            standing[count] = here
        _bring_in(place, cost, people, unserved, col_start, col_row, col_entry,
                  first, second, loss, totals, here)  # fmt: skip
        _book(of_place, of_site, yuan, option_at, option_of, totals, option, out)
        if out >= 0:
            work += _send_out(start, place, cost, people, unserved, col_start, col_row,
                              option_at, first, second, loss, totals, of_place[out])  # fmt: skip
    return at, idle


@compiled
def _gain(
    place: Ints,
    cost: Ints,
    people: Floats,
    unserved: Longs,
    col_start: Longs,
    col_row: Ints,
    col_entry: Longs,
    first: Longs,
    second: Longs,
    here: int,
    saved: Floats,
) -> float:
    """What opening here saves; `saved[q]`: how much less closing q would then lose."""
    gain = 0.0
    for k in range(col_start[here], col_start[here + 1]):
        row, entry = col_row[k], col_entry[k]
        f, s = first[row], second[row]
        if 0 <= s <= entry:
            continue
        two = cost[s] if s >= 0 else unserved[row]
        one = cost[f] if f >= 0 else unserved[row]
        if f < 0:
            gain += people[row] * (one - cost[entry])
        elif entry < f:
            gain += people[row] * (one - cost[entry])
            saved[place[f]] += people[row] * (two - one)
        else:
            saved[place[f]] += people[row] * (two - cost[entry])
    return gain


@compiled
def _forget(
    place: Ints,
    col_start: Longs,
    col_row: Ints,
    first: Longs,
    here: int,
    saved: Floats,
) -> None:
    for k in range(col_start[here], col_start[here + 1]):
        if first[col_row[k]] >= 0:
            saved[place[first[col_row[k]]]] = 0.0


@compiled
def _best_out(
    of_place: Ints,
    of_site: Ints,
    yuan: Longs,
    forced: Flags,
    most: int,
    budget: float,
    option_at: Ints,
    option_of: Ints,
    loss: Floats,
    saved: Floats,
    totals: Floats,
    standing: Ints,
    option: int,
    gain: float,
) -> tuple[int, float]:
    """The option that should leave when `option` comes (-1 nobody), and the change it makes."""
    room = budget - totals[1] - yuan[option]
    rival = option_of[of_site[option]]
    if rival >= 0:
        delta = loss[of_place[rival]] - saved[of_place[rival]] - gain
        return (rival, delta) if room + yuan[rival] >= 0 else (-1, 0.0)
    best, best_delta = -1, 0.0
    if totals[2] < most and room >= 0:
        best_delta = -gain
    for q in standing[: int(totals[2])]:
        delta = loss[q] - saved[q] - gain
        if delta < best_delta:
            leaver = option_at[q]
            if not forced[of_site[leaver]] and room + yuan[leaver] >= 0:
                best, best_delta = leaver, delta
    return best, best_delta


@compiled
def _book(
    of_place: Ints,
    of_site: Ints,
    yuan: Longs,
    option_at: Ints,
    option_of: Ints,
    totals: Floats,
    option: int,
    out: int,
) -> None:
    if out >= 0:
        option_at[of_place[out]] = -1
        option_of[of_site[out]] = -1
        totals[1] -= yuan[out]
        totals[2] -= 1
    option_at[of_place[option]] = option
    option_of[of_site[option]] = option
    totals[1] += yuan[option]
    totals[2] += 1


@compiled
def _bring_in(
    place: Ints,
    cost: Ints,
    people: Floats,
    unserved: Longs,
    col_start: Longs,
    col_row: Ints,
    col_entry: Longs,
    first: Longs,
    second: Longs,
    loss: Floats,
    totals: Floats,
    here: int,
) -> None:
    """Let every row know that here is open."""
    loss[here] = 0.0
    for k in range(col_start[here], col_start[here + 1]):
        row, entry = col_row[k], col_entry[k]
        f, s = first[row], second[row]
        if 0 <= s <= entry:
            continue
        two = cost[s] if s >= 0 else unserved[row]
        if f < 0:
            totals[0] -= people[row] * (two - cost[entry])
            loss[here] += people[row] * (two - cost[entry])
            first[row] = entry
        elif entry < f:
            totals[0] -= people[row] * (cost[f] - cost[entry])
            loss[place[f]] -= people[row] * (two - cost[f])
            loss[here] += people[row] * (cost[f] - cost[entry])
            first[row], second[row] = entry, f
        else:
            loss[place[f]] -= people[row] * (two - cost[entry])
            second[row] = entry


@compiled
def _send_out(
    start: Longs,
    place: Ints,
    cost: Ints,
    people: Floats,
    unserved: Longs,
    col_start: Longs,
    col_row: Ints,
    option_at: Ints,
    first: Longs,
    second: Longs,
    loss: Floats,
    totals: Floats,
    there: int,
) -> int:
    """Let every row that had there first or second find the next; the work it took."""
    work = 0
    for k in range(col_start[there], col_start[there + 1]):
        row = col_row[k]
        f, s = first[row], second[row]
        if f < 0 or (place[f] != there and (s < 0 or place[s] != there)):
            continue
        one = cost[f]
        two = cost[s] if s >= 0 else unserved[row]
        third = -1
        if s >= 0:
            third = _next_open(place, option_at, s + 1, start[row + 1])
            work += 10 if third < 0 else third - s
        three = cost[third] if third >= 0 else unserved[row]
        if place[f] == there:
            totals[0] += people[row] * (two - one)
            first[row] = s
            if s >= 0:
                loss[place[s]] += people[row] * (three - two)
        else:
            loss[place[f]] += people[row] * (three - two)
        second[row] = third
    loss[there] = 0.0
    return work
