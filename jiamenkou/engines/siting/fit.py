"""Local search where missing room counts: sizes fitted to those who come, every move counted out.

The budget may be passed on the way, at a price a yuan a little above what money is worth.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from jiamenkou.engines.compiled import compiled
from jiamenkou.engines.siting import swap
from jiamenkou.engines.siting.lists import Floats, Ints, Longs
from jiamenkou.engines.siting.near import Around

LEAVERS = 2
"""Centres tried to leave when one comes, those with the least to lose."""

DEARER = 4.0
"""A yuan too many costs so many times more at each attempt to come back within the budget."""

ATTEMPTS = 12


class Scratch(NamedTuple):
    """What trials write on and clear."""

    saved: Floats
    stand: Longs
    moved: Floats


@compiled
def judged(yard: swap.Yard, state: swap.Standing) -> float:
    """Walks, missing room and money beyond the budget together."""
    _, _, rules, room = yard
    value = state.totals[0]
    if room.charge > 0:
        for place in range(len(state.option_at)):
            if state.option_at[place] >= 0:
                value += _short(room, state.load[place], state.option_at[place])
    if state.totals[1] > rules.budget:
        value += room.over * (state.totals[1] - rules.budget)
    return float(value)


@compiled
def fitted(
    yard: swap.Yard, around: Around, state: swap.Standing, order: Ints, begin: int, idle: int
) -> tuple[int, int]:
    """Try places in cyclic `order` from `begin` until none helps or it is time to look up.

    Returns where to go on and how many trials in a row have not helped, as `swap.improve` does.
    """
    places = len(state.loss)
    stand = np.zeros(places + 1, dtype=np.int64)
    scratch = Scratch(np.zeros(places), stand, np.zeros(places))
    at, work, value = begin, 0, judged(yard, state)
    while idle < len(order) and work < swap.OPS_BETWEEN_LOOKS:
        here = order[at]
        at = (at + 1) % len(order)
        idle += 1
        size = yard.columns.start[here + 1] - yard.columns.start[here]
        work += 100 + len(state.loss) + 10 * size
        before = value
        if state.option_at[here] >= 0:
            value = _resized(yard, around, state, here, value)
            value = _closed(yard, state, stand, here, value)
        else:
            value = _opened(yard, around, state, scratch, here, value)
        if value < before - 0.5:
            idle = 0
    return at, idle


@compiled
def within_budget(yard: swap.Yard, around: Around, state: swap.Standing, order: Ints) -> bool:
    """Give up what is worth least until the budget is kept; whether that worked."""
    over = max(yard.room.over, 1e-3)
    for _ in range(ATTEMPTS):
        if state.totals[1] <= yard.rules.budget:
            return True
        over *= DEARER
        room = swap.Room(yard.room.area, yard.room.norm, yard.room.charge, over)
        dearer = swap.Yard(yard.lists, yard.columns, yard.rules, room)
        at, idle = 0, 0
        while idle < len(order) and state.totals[1] > yard.rules.budget:
            at, idle = fitted(dearer, around, state, order, at, idle)
    return bool(state.totals[1] <= yard.rules.budget)


@compiled
def _short(room: swap.Room, load: float, option: int) -> float:
    """What the room missing at an option costs when so many people come."""
    missing = np.ceil(load * room.norm - 1e-9) - room.area[option]
    return float(max(missing, 0.0) * room.charge)


@compiled
def _resized(
    yard: swap.Yard, around: Around, state: swap.Standing, here: int, value: float
) -> float:
    """The best size at an open place for those who come."""
    _, _, rules, room = yard
    now = state.option_at[here]
    best, best_value = now, value
    yuan = state.totals[1]
    fixed = value - _short(room, state.load[here], now) - _too_dear(yard, yuan)
    for k in range(around.first[here], around.first[here + 1]):
        other = around.option[k]
        if rules.site[other] != rules.site[now]:
            continue
        spent = yuan + rules.cost[other] - rules.cost[now]
        told = fixed + _short(room, state.load[here], other) + _too_dear(yard, spent)
        if told < best_value - 0.5:
            best, best_value = other, told
    if best != now:
        state.totals[1] += rules.cost[best] - rules.cost[now]
        state.option_at[here] = best
        state.option_of[rules.site[best]] = best
    return best_value


@compiled
def _too_dear(yard: swap.Yard, yuan: float) -> float:
    return max(yuan - yard.rules.budget, 0.0) * yard.room.over


@compiled
def _closed(yard: swap.Yard, state: swap.Standing, stand: Longs, here: int, value: float) -> float:
    """Without this place, if that is better."""
    lists, columns, rules, room = yard
    option = state.option_at[here]
    saving = _short(room, state.load[here], option) + _too_dear(yard, state.totals[1])
    if rules.forced[rules.site[option]] or state.totals[2] <= rules.least:
        return value
    if state.loss[here] >= saving:
        return value
    swap.leave(lists, columns, rules, state, option)
    told = judged(yard, state)
    if told < value - 0.5:
        return told
    swap.exchange(yard, state, stand, option, -1)
    return value


@compiled
def _opened(
    yard: swap.Yard,
    around: Around,
    state: swap.Standing,
    scratch: Scratch,
    here: int,
    value: float,
) -> float:
    """With this place and the best of its options, somebody else leaving if need be."""
    lists, columns, rules, _ = yard
    if around.first[here] == around.first[here + 1]:
        return value
    option, saved = around.option[around.first[here]], scratch.saved
    gain = swap.gain_of(lists, columns, state, here, saved)
    leavers = _leavers(yard, state, saved, option)
    walks = np.full(len(leavers), -gain)
    for k in range(len(leavers)):
        if leavers[k] >= 0:
            place = rules.place[leavers[k]]
            walks[k] += state.loss[place] - saved[place]
    swap.forget(lists, columns, state, here, saved)
    for k in range(len(leavers)):
        out = leavers[k]
        if out == -2 or (out == -1 and state.totals[2] >= rules.most):
            continue
        if walks[k] + _crowding(yard, around, state, scratch.moved, here, out) < -0.5:
            swap.exchange(yard, state, scratch.stand, option, out)
            return _resized(yard, around, state, here, judged(yard, state))
    return value


@compiled
def _crowding(
    yard: swap.Yard, around: Around, state: swap.Standing, moved: Floats, here: int, out: int
) -> float:
    """What room and money add when here opens in its best size and `out`, -1 nobody, leaves.

    `moved` float (m,) is scratch, all 0.
    """
    rules, room = yard.rules, yard.room
    _arrive(yard, state, moved, here, out)
    spent = state.totals[1]
    added, come = -_too_dear(yard, spent), moved[here]
    if out >= 0:
        _send_on(yard, state, moved, out)
        added -= _short(room, state.load[rules.place[out]], out)
        spent -= rules.cost[out]
        moved[rules.place[out]] = 0.0
    for place in np.flatnonzero(moved):
        option = state.option_at[place]
        if option >= 0:
            load = state.load[place]
            added += _short(room, load + moved[place], option) - _short(room, load, option)
    moved[:] = 0.0
    return added + _cheapest_size(yard, around, here, come, spent)


@compiled
def _cheapest_size(yard: swap.Yard, around: Around, here: int, load: float, spent: float) -> float:
    """Room and money of the best size of what is tried here, others having spent so much."""
    rules, best = yard.rules, np.inf
    site = rules.site[around.option[around.first[here]]]
    for k in range(around.first[here], around.first[here + 1]):
        option = around.option[k]
        if rules.site[option] == site:
            dear = _too_dear(yard, spent + rules.cost[option])
            best = min(best, _short(yard.room, load, option) + dear)
    return best


@compiled
def _arrive(yard: swap.Yard, state: swap.Standing, moved: Floats, here: int, out: int) -> None:
    """Who comes here from the nearest place; from the second where that of `out` is the nearest,
    whose people `_send_on` sends to the second.
    """
    lists, columns, rules, _ = yard
    there = rules.place[out] if out >= 0 else -1
    for k in range(columns.start[here], columns.start[here + 1]):
        row, entry = columns.row[k], columns.entry[k]
        first, second = state.first[row], state.second[row]
        if 0 <= second <= entry:
            continue
        if first >= 0 and lists.place[first] == there:
            first = second
        elif 0 <= first < entry:
            continue
        moved[here] += lists.load[row]
        if first >= 0:
            moved[lists.place[first]] -= lists.load[row]


@compiled
def _send_on(yard: swap.Yard, state: swap.Standing, moved: Floats, out: int) -> None:
    """The people of `out` go to the second nearest place."""
    lists, columns, there = yard.lists, yard.columns, yard.rules.place[out]
    for k in range(columns.start[there], columns.start[there + 1]):
        row = columns.row[k]
        if columns.entry[k] == state.first[row] and state.second[row] >= 0:
            moved[lists.place[state.second[row]]] += lists.load[row]


@compiled
def _leavers(yard: swap.Yard, state: swap.Standing, saved: Floats, option: int) -> Ints:
    """Who might leave when the option comes: the site's own, else nobody (-1) or the idlest;
    -2 for no more.
    """
    _, _, rules, room = yard
    found = np.full(1 + LEAVERS, -2, dtype=np.int32)
    rival = state.option_of[rules.site[option]]
    if rival >= 0:
        found[0] = rival
        return found
    found[0] = -1
    loss = np.full(LEAVERS, np.inf)
    for place in range(len(state.option_at)):
        leaver = state.option_at[place]
        if leaver < 0 or rules.forced[rules.site[leaver]]:
            continue
        # Those who come from here elsewhere take up room there, at worst all that is missing.
        spill = state.load[place] * room.norm * room.charge / 2
        worth = room.over * rules.cost[leaver]
        delta = state.loss[place] - saved[place] - _short(room, state.load[place], leaver)
        delta += spill - worth
        if delta < loss[LEAVERS - 1]:
            loss[LEAVERS - 1], found[LEAVERS] = delta, leaver
            for k in range(LEAVERS - 1, 0, -1):
                if loss[k] < loss[k - 1]:
                    loss[k], loss[k - 1] = loss[k - 1], loss[k]
                    found[k + 1], found[k] = found[k], found[k + 1]
    return found
