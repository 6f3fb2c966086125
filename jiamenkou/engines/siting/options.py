"""Which levels may be chosen together, and the cheapest such choice at given prices."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from jiamenkou.engines.siting import choice
from jiamenkou.engines.siting.lists import Flags, Floats, Ints, Longs
from jiamenkou.engines.siting.problem import Problem

SOFT = 0.02
"""Width of a soft choice's edge as a share of what a chosen site earns, where nothing is said."""


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

    @cached_property
    def rules(self) -> choice.Rules:
        """The part compiled code works on."""
        return choice.Rules(
            place=self.place,
            site=self.site,
            cost=self.cost.astype(np.float64),
            forced=self.forced,
            least=self.least,
            most=self.most,
            budget=np.inf if self.budget is None else float(self.budget),
        )

    @cached_property
    def centres(self) -> int:
        """How many centres a plan may have at most, by number and by what the cheapest cost."""
        site = np.unique(self.site)
        cheapest = np.full(len(self.forced), np.iinfo(np.int64).max)
        np.minimum.at(cheapest, self.site, self.cost)
        paid = np.cumsum(np.sort(cheapest[site]))
        payable = len(site) if self.budget is None else int((paid <= self.budget).sum())
        return max(min(self.most, payable), 1)

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


def cheapest_choice(
    options: Options, price: Floats, yuan: float = 0.0, width: float = SOFT
) -> Choice:
    """Least total price over choices of one option a site within count and budget.

    `yuan` is a guess at the price of a yuan, best that of the choice before; `width` the softness
    of the shares, of what a chosen site costs or earns.
    """
    rules = options.rules
    desk = choice.desk_of(rules)
    _, yuan = choice.choose(rules, price, yuan, desk)
    rise, fall = np.zeros(options.count), np.zeros(len(options.forced))
    value = choice.rises(rules, price, yuan, desk, rise, fall)
    choice.soften(rules, yuan, width * choice.typical(desk), desk)
    return Choice(value=value, yuan=yuan, share=desk.share, rise=rise, fall=fall)
