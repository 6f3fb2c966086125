"""The cheapest choice of options at given prices, compiled: sharp for a bound, soft for a step."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from jiamenkou.engines.compiled import compiled
from jiamenkou.engines.siting.lists import Flags, Floats, Ints, Longs

BISECTIONS = 40
NARROW = 1e-5
"""Relative width at which the price of a yuan is known well enough: any price gives a bound."""

ENDLESS = 1e15
"""A yuan price no plan can pay: the budget cannot be kept."""

HALVINGS = 16
"""Of the range of a soft threshold: its shares are only a direction."""


class Rules(NamedTuple):
    """What compiled code needs to know of `Options`; a `budget` of infinity is none."""

    place: Ints
    site: Ints
    cost: Floats
    forced: Flags
    least: int
    most: int
    budget: float


class Desk(NamedTuple):
    """Where a choice is worked out and laid down.

    `value` float (S,), `best` int64 (S,): the cheapest option of each site and what it costs,
    infinity and -1 for a site without options. `taken` bool (S,). `share` float (o,): how much
    of each option is chosen, softly or not. `pool` float (S,): scratch.
    """

    value: Floats
    best: Longs
    taken: Flags
    share: Floats
    pool: Floats


def desk_of(rules: Rules) -> Desk:
    """An empty desk for these rules."""
    sites = len(rules.forced)
    return Desk(
        value=np.zeros(sites),
        best=np.full(sites, -1, dtype=np.int64),
        taken=np.zeros(sites, dtype=bool),
        share=np.zeros(len(rules.site)),
        pool=np.zeros(sites),
    )


@compiled
def choose(rules: Rules, price: Floats, yuan: float, desk: Desk) -> tuple[float, float]:
    """The least total price of one option a site within count and budget, and the yuan price.

    The choice at that yuan price is left on the desk; it may be a little dearer than the budget.
    `yuan` is a guess, best that of the choice before.
    """
    value, spent = _at(rules, price, 0.0, desk)
    if spent <= rules.budget:
        return value, 0.0
    low, high = _bracket(rules, price, yuan if yuan > 0 else 1.0, desk)
    for _ in range(BISECTIONS):
        if high - low <= NARROW * high:
            break
        middle = (low + high) / 2
        _, spent = _at(rules, price, middle, desk)
        if spent > rules.budget:
            low = middle
        else:
            high = middle
    dearer, _ = _at(rules, price, low, desk)
    value, _ = _at(rules, price, high, desk)
    return max(value, dearer), high


@compiled
def _bracket(rules: Rules, price: Floats, yuan: float, desk: Desk) -> tuple[float, float]:
    """Yuan prices at which the choice is dearer than the budget and within it."""
    low = high = yuan
    factor = 1.02
    _, spent = _at(rules, price, yuan, desk)
    if spent > rules.budget:
        while spent > rules.budget and high < ENDLESS:
            low, high = high, high * factor
            factor *= 2
            _, spent = _at(rules, price, high, desk)
        return low, high
    while spent <= rules.budget and low > 0:
        high, low = low, low / factor
        low = low if low > 1e-9 else 0.0
        factor *= 2
        _, spent = _at(rules, price, low, desk)
    return low, high


@compiled
def _at(rules: Rules, price: Floats, yuan: float, desk: Desk) -> tuple[float, float]:
    """The cheapest choice when each yuan is charged and the budget paid back; what it spends."""
    _best_of_sites(rules, price, yuan, desk)
    size, last, _ = _edge(rules, desk)
    total, spent, equal = 0.0, 0.0, size
    for site in range(len(desk.value)):
        if not rules.forced[site] and desk.value[site] < last:
            equal -= 1
    for site in range(len(desk.value)):
        value = desk.value[site]
        taken = rules.forced[site] or (size > 0 and value < last)
        if not taken and size > 0 and value == last and equal > 0:
            taken = True
            equal -= 1
        desk.taken[site] = taken
        if taken:
            total += value
            spent += rules.cost[desk.best[site]] if desk.best[site] >= 0 else 0.0
    return total - (yuan * rules.budget if yuan > 0 else 0.0), spent


@compiled
def _best_of_sites(rules: Rules, price: Floats, yuan: float, desk: Desk) -> None:
    desk.value[:] = np.inf
    desk.best[:] = -1
    for option in range(len(price)):
        charged = price[option] + yuan * rules.cost[option]
        site = rules.site[option]
        if charged < desk.value[site]:
            desk.value[site] = charged
            desk.best[site] = option


@compiled
def _edge(rules: Rules, desk: Desk) -> tuple[int, float, float]:
    """How many free sites are taken, what the last of them costs, and the first one left out."""
    free, wished, kept = 0, 0, 0
    for site in range(len(desk.value)):
        if rules.forced[site]:
            kept += 1
        elif desk.value[site] < np.inf:
            desk.pool[free] = desk.value[site]
            free += 1
            wished += desk.value[site] < 0
    least = min(max(rules.least - kept, 0), free)
    most = min(max(rules.most - kept, 0), free)
    size = min(max(wished, least), most)
    if size == 0:
        following = desk.pool[:free].min() if free else np.inf
        return 0, 0.0, following
    ranked = np.partition(desk.pool[:free], size - 1)
    following = ranked[size:].min() if size < free else np.inf
    return size, ranked[size - 1], following


@compiled
def rises(
    rules: Rules, price: Floats, yuan: float, desk: Desk, rise: Floats, fall: Floats
) -> float:
    """What choosing each option (o,), or nothing of a site (S,), adds to the value at least.

    The value it is added to is returned: that at this very yuan price.
    """
    total, _ = _at(rules, price, yuan, desk)
    size, last, following = _edge(rules, desk)
    kept = rules.forced.sum()
    entry = max(last, 0.0) if size < rules.most - kept else last
    if size == 0 and rules.most <= kept:
        entry = -np.inf
    leaving = min(following, 0.0) if size > rules.least - kept else following
    for option in range(len(price)):
        site = rules.site[option]
        before = desk.value[site] if desk.taken[site] else entry
        rise[option] = max(price[option] + yuan * rules.cost[option] - before, 0.0)
    for site in range(len(fall)):
        fall[site] = max(leaving - desk.value[site], 0.0) if desk.taken[site] else 0.0
        if rules.forced[site]:
            fall[site] = np.inf
    return total


@compiled
def typical(desk: Desk) -> float:
    """What a chosen site costs or earns, on the average: the measure of a soft edge."""
    total, count = 1e-9, 1e-9
    for site in range(len(desk.value)):
        if desk.taken[site] and desk.best[site] >= 0:
            total += abs(desk.value[site])
            count += 1
    return total / count


@compiled
def soften(rules: Rules, yuan: float, width: float, desk: Desk) -> None:
    """Lay the choice down in shares that fall from one to none over `width` around the edge.

    Steps towards a sharp choice swing; shares of nearly equal sites steady them. The threshold is
    shifted until the shares keep what binds: the budget, or else the count.
    """
    desk.share[:] = 0.0
    size, last, _ = _edge(rules, desk)
    kept = int(rules.forced.sum())
    bound_by_count = yuan == 0 and (last > 0 or size == rules.most - kept)
    low, high = -width, width
    middle = 0.0
    if bound_by_count:
        low, high = last - width, last + width
        middle = last
    if not bound_by_count and yuan == 0:
        _lay(rules, 0.0, width, desk)
        return
    for _ in range(HALVINGS):
        count, yuan_spent = _lay(rules, middle, width, desk)
        over = count > kept + size if bound_by_count else yuan_spent > rules.budget
        if over:
            high = middle
        else:
            low = middle
        middle = (low + high) / 2
    _lay(rules, middle, width, desk)


@compiled
def _lay(rules: Rules, shift: float, width: float, desk: Desk) -> tuple[float, float]:
    """Shares at this shift of the threshold; their count, and the yuan they cost."""
    count, spent = 0.0, 0.0
    for site in range(len(desk.value)):
        option = desk.best[site]
        if option < 0:
            continue
        share = 1.0
        if not rules.forced[site]:
            share = min(max(0.5 + (shift - desk.value[site]) / width, 0.0), 1.0)
        desk.share[option] = share
        count += share
        spent += share * rules.cost[option]
    return count, spent
