"""The cheapest line of one person at given prices: a shortest path, compiled.

A state of a day is (automaton state, value of every count) in one number. From behind, `to_go`
works out what is still to be paid by automaton state and *main* count, the others left out;
forwards, only states that can still come in below the ceiling are kept.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from jiamenkou.engines.compiled import compiled
from jiamenkou.engines.roster.automaton import NEVER
from jiamenkou.engines.roster.line import Costs, Counts

FULL = -(1 << 60)
"""Nothing could be said: more states than there is room for."""


class Steps(NamedTuple):
    """A line as arrays; `main` counts are the first, `weekly` is -1 or the one whose flag is last.

    `offers` (days,); `kind`, `price` (days, choices); `then`, `cost` (automaton states, kinds);
    `gain` (days, choices, counts); `begun`, `size`, `stride` (counts,); `table` (counts, values);
    `resets` (days, counts); `ahead` (days + 1, automaton states, main values).
    """

    offers: Counts
    kind: Counts
    price: Costs
    then: Counts
    cost: Costs
    gain: Counts
    begun: Counts
    size: Counts
    stride: Costs
    table: Costs
    resets: Counts
    weekly: int
    ahead: Costs


class Store(NamedTuple):
    """Room for the states reached: `where` each code lies, and what is known of each."""

    where: Counts
    state: Costs
    total: Costs
    parent: Counts
    taken: Counts


@compiled
def to_go(line: Steps) -> None:
    """Fill `ahead`: what the days from each on cost at least."""
    days, keys, values = line.offers.shape[0], line.then.shape[0], line.size[0]
    offers, kind, price, then, cost = line.offers, line.kind, line.price, line.then, line.cost
    gain, ahead = line.gain, line.ahead
    for key in range(keys):
        for value in range(values):
            ahead[days, key, value] = line.table[0, value]
    for day in range(days - 1, -1, -1):
        ahead[day] = NEVER * 4
        for key in range(keys):
            for each in range(offers[day]):
                step, more = kind[day, each], gain[day, each, 0]
                paid = price[day, each] + cost[key, step]
                key2 = then[key, step]
                for value in range(values - more if paid < NEVER // 2 else 0):
                    total = paid + ahead[day + 1, key2, value + more]
                    ahead[day, key, value] = min(ahead[day, key, value], total)


# One function, and plain arrays in it: a call for each state would cost more than the state.
@compiled
def cheapest(line: Steps, store: Store, ceiling: int, choices: Counts) -> int:  # noqa: C901, PLR0912, PLR0915
    """What the cheapest line below `ceiling` costs, else NEVER or FULL.

    `choices` (days,) receives what it takes each day.
    """
    days, keys, counts = line.offers.shape[0], line.then.shape[0], line.size.shape[0]
    offers, kind, price, then, cost = line.offers, line.kind, line.price, line.then, line.cost
    gain, size, stride, table = line.gain, line.size, line.stride, line.table
    resets, ahead, weekly = line.resets, line.ahead, line.weekly
    where, state, total = store.where, store.state, store.total
    parent, taken, room = store.parent, store.taken, store.state.shape[0]
    value = np.zeros(counts, dtype=np.int64)
    flag = counts - 1
    state[0], total[0] = (line.begun * stride).sum() * keys, 0
    begin, end = 0, 1
    for day in range(days):
        filled = end
        for at in range(begin, end):
            key, rest, spent = state[at] % keys, state[at] // keys, total[at]
            left = rest
            for k in range(counts):
                value[k] = left % size[k]
                left //= size[k]
                if resets[day, k]:
                    spent += table[k, value[k]]
                    rest -= value[k] * stride[k]
                    value[k] = 0
            for each in range(offers[day]):
                step, main = kind[day, each], value[0] + gain[day, each, 0]
                key2 = then[key, step]
                spent2 = spent + price[day, each] + cost[key, step]
                if main >= size[0] or spent2 + ahead[day + 1, key2, main] >= ceiling:
                    continue
                rest2 = rest
                for k in range(counts):
                    more = gain[day, each, k]
                    if more == 0 or (k == weekly and value[flag] > 0):
                        continue
                    if value[k] + more >= size[k]:
                        rest2 = -1
                        break
                    rest2 += more * stride[k] + (stride[flag] if k == weekly else 0)
                if rest2 < 0:
                    continue
                code = rest2 * keys + key2
                place = where[code]
                if place < end or place >= filled or state[place] != code:
                    if filled >= room:
                        return FULL
                    place = filled
                    where[code], state[place], total[place] = place, code, NEVER * 4
                    filled += 1
                if spent2 < total[place]:
                    total[place], parent[place], taken[place] = spent2, at, each
        begin, end = end, filled
    best, last = NEVER, -1
    for at in range(begin, end):
        rest, spent = state[at] // keys, total[at]
        for k in range(counts):
            spent += table[k, (rest // stride[k]) % size[k]]
        if spent < min(best, ceiling):
            best, last = spent, at
    if last >= 0:
        for day in range(days - 1, -1, -1):
            choices[day] = taken[last]
            last = parent[last]
    return best
