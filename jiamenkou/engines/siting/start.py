"""A first choice that keeps the rules, from any ranking of the options."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from jiamenkou.engines.siting import mip
from jiamenkou.engines.siting.core import rules_of
from jiamenkou.engines.siting.lists import Floats, Ints
from jiamenkou.engines.siting.options import Options
from jiamenkou.engines.siting.plan import Infeasible


def ranked_choice(options: Options, rank: Floats) -> Ints | None:
    """Options taken lowest rank first while the rules allow; None when that leads nowhere.

    Forced sites come first, and money is kept back for what still must be chosen.
    """
    order = np.lexsort((rank, ~options.forced[options.site]))
    picked = _Picked(options)
    for option in order.tolist():
        if len(picked.chosen) >= options.most:
            break
        picked.take(option)
    if picked.owing:
        return None
    return np.sort(np.array(picked.chosen, dtype=np.int32))


def first_choice(options: Options, rank: Floats) -> Ints:
    """A choice by rank, else by price, else by programme. Raises Infeasible when there is none."""
    for order in (rank, options.cost.astype(np.float64)):
        chosen = ranked_choice(options, order)
        if chosen is not None:
            return chosen
    return _cheapest_allowed(options)


def _cheapest_allowed(options: Options) -> Ints:
    outcome = mip.minimise(_programme(options), seconds=60.0, look=lambda _: False)
    if outcome.values is None:
        raise Infeasible(
            "sites and places that exclude each other leave too few centres to choose from"
        )
    chosen = np.flatnonzero(outcome.values > 0.5).astype(np.int32)
    needed = int(options.cost[chosen].sum())
    if options.budget is not None and needed > options.budget:
        words = f"the budget of {options.budget} yuan does not pay for what is required"
        raise Infeasible(f"{words}; {needed} would", budget=needed)
    return chosen


def _programme(options: Options) -> mip.Programme:
    """The least yuan for which the other rules can be kept."""
    matrix, low, high = rules_of(replace(options, budget=None), options.count)
    return mip.Programme(
        cost=options.cost.astype(np.float64),
        upper=np.ones(options.count),
        whole=np.ones(options.count, dtype=bool),
        matrix=matrix,
        low=low,
        high=high,
    )


class _Picked:
    """Options taken so far, with the yuan and sites still owed to the rules."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.chosen: list[int] = []
        self.sites: set[int] = set()
        self.places: set[int] = set()
        self.spent = 0
        self.cheapest = {} if options.budget is None else _cheapest_of_sites(options)
        self.forced_left = set(np.flatnonzero(options.forced).tolist())
        self.spare = sorted(
            (cost, site) for site, cost in self.cheapest.items() if site not in self.forced_left
        )

    @property
    def owing(self) -> bool:
        """Whether a rule still asks for more."""
        return bool(self.forced_left) or len(self.chosen) < self.options.least

    def take(self, option: int) -> None:
        """Choose the option if every rule can still be kept afterwards."""
        site, place = int(self.options.site[option]), int(self.options.place[option])
        if site in self.sites or place in self.places:
            return
        after = len(self.forced_left - {site})
        if len(self.chosen) + 1 + after > self.options.most:
            return
        cost, budget = int(self.options.cost[option]), self.options.budget
        if budget is not None and self.spent + cost + self._owed(site) > budget:
            return
        self.chosen.append(option)
        self.sites.add(site)
        self.places.add(place)
        self.spent += cost
        self.forced_left.discard(site)

    def _owed(self, site: int) -> int:
        """The least that forced sites and the smallest number still cost beside this site."""
        owed = sum(self.cheapest[each] for each in self.forced_left if each != site)
        free = self.options.least - len(self.chosen) - 1 - len(self.forced_left - {site})
        for cost, each in self.spare:
            if free <= 0:
                break
            if each != site and each not in self.sites:
                owed += cost
                free -= 1
        return owed


def _cheapest_of_sites(options: Options) -> dict[int, int]:
    cheapest: dict[int, int] = {}
    for site, cost in zip(options.site.tolist(), options.cost.tolist(), strict=True):
        cheapest[site] = min(cost, cheapest.get(site, cost))
    return cheapest
