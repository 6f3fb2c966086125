"""Which levels may be chosen together, and the cheapest such choice at given prices."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from jiamenkou.engines.compiled import compiled
from jiamenkou.engines.siting.lists import Flags, Floats, Ints, Longs
from jiamenkou.engines.siting.problem import Problem

BISECTIONS = 40
NARROW = 1e-5
"""Relative width at which the price of a yuan is known well enough: any price gives a bound."""

ENDLESS = 1e15
"""A yuan price no plan can pay: the budget cannot be kept."""


@dataclass(frozen=True, kw_only=True)
class Options:
    """The levels still in play and the rules between them.

    `level` int32 (o,): index in the problem; `site`, `place`, `cost` as there.
    `forced` bool (S,): a level of the site must be chosen. `budget` is None when there is none.
    """

    level: Ints
    site: Ints
    place: Ints
    cost: Longs
    forced: Flags
    least: int
    most: int
    budget: int | None

    @property
    def count(self) -> int:
        """Number of options o."""
        return len(self.level)

    @cached_property
    def plain(self) -> bool:
        """Whether every site has one option."""
        return len(np.unique(self.site)) == self.count

    def of(self, keep: Flags | Ints) -> Options:
        """Only some of the options, by mask or by index."""
        return replace(
            self,
            level=self.level[keep],
            site=self.site[keep],
            place=self.place[keep],
            cost=self.cost[keep],
        )


@dataclass(frozen=True, kw_only=True)
class Choice:
    """The cheapest choice at given prices, the rules between places and whole yuan left aside.

    `value`  no allowed choice costs less. `share` float (o,): how much of each option is chosen.
    `rise`   float (o,): `value` rises at least so much when the option is chosen.
    `yuan`   the price of a yuan behind it.
    `fall`   float (S,): `value` rises at least so much when no option of the site is chosen.
    """

    value: float
    yuan: float
    share: Floats
    rise: Floats
    fall: Floats


def options_of(problem: Problem) -> Options:
    """All levels but those that cost more and give nothing more than another of the same site."""
    levels = problem.levels
    order = np.lexsort((levels.cost, levels.place, levels.site))
    site, place = levels.site[order], levels.place[order]
    again = (np.diff(site, prepend=-1) == 0) & (np.diff(place, prepend=-1) == 0)
    if problem.missing_m2_metres * problem.m2_per_1000_people or problem.capacitated:
        again[:] = False
    kept = np.sort(order[~again]).astype(np.int32)
    least, most = problem.count_range
    forced = np.zeros(levels.sites, dtype=bool) if problem.required is None else problem.required
    return Options(
        level=kept,
        site=levels.site[kept],
        place=levels.place[kept],
        cost=levels.cost[kept].astype(np.int64),
        forced=forced,
        least=least,
        most=most,
        budget=problem.budget,
    )


def cheapest_choice(options: Options, price: Floats, yuan: float = 0.0) -> Choice:
    """Least total price over choices of one option a site within count and budget.

    `yuan` is a guess at the price of a yuan, best that of the choice before.
    """
    free, spent = _at_yuan_price(options, price, 0.0)
    if options.budget is None or spent <= options.budget:
        return free
    low, high = _bracket(options, price, yuan or 1.0)
    for _ in range(BISECTIONS):
        if high[0].yuan - low[0].yuan <= NARROW * high[0].yuan:
            break
        middle = _at_yuan_price(options, price, (low[0].yuan + high[0].yuan) / 2)
        low, high = (middle, high) if middle[1] > options.budget else (low, middle)
    return _mixed(high, low, options.budget)


Priced = tuple[Choice, float]
"""A choice and the yuan it costs."""


def _bracket(options: Options, price: Floats, yuan: float) -> tuple[Priced, Priced]:
    """A choice dearer than the budget and one within it, their yuan prices close to the guess."""
    budget, factor = options.budget or 0, 1.02
    low = high = _at_yuan_price(options, price, yuan)
    while high[1] > budget and high[0].yuan < ENDLESS:
        low, high = high, _at_yuan_price(options, price, high[0].yuan * factor)
        factor *= 2
    while low[1] <= budget and low[0].yuan > 0:
        lower = low[0].yuan / factor
        high, low = low, _at_yuan_price(options, price, lower if lower > 1e-9 else 0.0)
        factor *= 2
    return low, high


def _mixed(under: Priced, over: Priced, budget: int) -> Choice:
    """The two choices in such parts that together they spend the budget."""
    part = 0.0 if over[1] <= under[1] else (budget - under[1]) / (over[1] - under[1])
    part = min(max(part, 0.0), 1.0)
    share = (1 - part) * under[0].share + part * over[0].share
    best = under[0] if under[0].value >= over[0].value else over[0]
    return replace(best, share=share)


def _at_yuan_price(options: Options, price: Floats, yuan: float) -> Priced:
    """The cheapest choice when each yuan is charged at `yuan` and the budget is paid back."""
    charged = price + yuan * options.cost
    best = _best_of_sites(options, charged)
    value = np.where(best >= 0, charged[best], np.inf)
    taken, entry, leaving = _taken(options, value)
    share = np.zeros(options.count)
    share[best[taken]] = 1.0
    paid_back = yuan * (options.budget or 0)
    on = taken[options.site]
    rise = np.where(on, charged - value[options.site], charged - entry)
    fall = np.zeros(len(value))
    fall[taken] = leaving - value[taken]
    fall[options.forced] = np.inf
    total = float(value[taken].sum()) - paid_back
    choice = Choice(
        value=total,
        yuan=yuan,
        share=share,
        rise=np.maximum(rise, 0),
        fall=np.maximum(fall, 0),
    )
    return choice, float(options.cost[best[taken]].sum())


def _best_of_sites(options: Options, charged: Floats) -> Longs:
    """The cheapest option of each site, int64 (S,), -1 for a site without options."""
    best = np.full(len(options.forced), -1, dtype=np.int64)
    if options.plain:
        best[options.site] = np.arange(options.count)
    else:
        _cheapest_by_site(options.site, charged, best)
    return best


def _taken(options: Options, value: Floats) -> tuple[Flags, float, float]:
    """Sites taken, what a newcomer saves by displacing one, what replaces one that leaves."""
    forced = options.forced
    free = np.flatnonzero(~forced & np.isfinite(value))
    ranked = free[np.argsort(value[free], kind="stable")]
    least = min(max(options.least - int(forced.sum()), 0), len(ranked))
    most = min(max(options.most - int(forced.sum()), 0), len(ranked))
    wished = int(np.searchsorted(value[ranked], 0.0))
    size = min(max(wished, least), most)
    taken = forced.copy()
    taken[ranked[:size]] = True
    last = float(value[ranked[size - 1]]) if size else 0.0
    following = float(value[ranked[size]]) if size < len(ranked) else np.inf
    entry = max(last, 0.0) if size < most else last
    if size == most and size == 0:
        entry = -np.inf
    leaving = min(following, 0.0) if size > least else following
    return taken, entry, leaving


@compiled
def _cheapest_by_site(site: Ints, charged: Floats, best: Longs) -> None:
    for option in range(len(site)):
        rival = best[site[option]]
        if rival < 0 or charged[option] < charged[rival]:
            best[site[option]] = option
