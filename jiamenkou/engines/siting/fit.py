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
    saved = np.zeros(len(state.loss))
    stand = np.zeros(len(state.loss) + 1, dtype=np.int64)
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
            value = _opened(yard, around, state, Scratch(saved, stand), here, value)
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
    saved, stand = scratch
    if around.first[here] == around.first[here + 1]:
        return value
    option = around.option[around.first[here]]
    swap.gain_of(lists, columns, state, here, saved)
    leavers = _leavers(yard, state, saved, option)
    swap.forget(lists, columns, state, here, saved)
    for out in leavers:
        if out == -2:
            continue
        if out == -1 and state.totals[2] >= rules.most:
            continue
        swap.exchange(yard, state, stand, option, out)
        told = _resized(yard, around, state, here, judged(yard, state))
        if told < value - 0.5:
            return told
        mine = state.option_at[here]
        if out >= 0:
            swap.exchange(yard, state, stand, out, mine)
        else:
            swap.leave(lists, columns, rules, state, mine)
    return value


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
