"""What a person can do to a plan by hand, as the choices of a form."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jiamenkou.engines.siting import Action
from jiamenkou.siting.outcome import Outcome
from jiamenkou.web.formats import m2, money

MOST_SELECTED = 300
"""A longer list is typed into, with suggestions."""
Choices = list[tuple[int, str]]


@dataclass(frozen=True, kw_only=True)
class Offers:
    """Sites that stand and can close or move, places that are free, and other sizes of sites."""

    standing: Choices
    free: Choices
    sizes: Choices

    @property
    def many(self) -> bool:
        return len(self.free) > MOST_SELECTED


def offers(outcome: Outcome) -> Offers:
    """What can be changed in this plan."""
    case, chosen = outcome.case, outcome.plan.chosen
    levels, places = case.problem.levels, case.places
    standing = [(int(site), places[site].name) for site in sorted(set(levels.site[chosen]))]
    taken = {int(place) for place in levels.place[chosen]}
    free = [
        (number, f"{place.name} · {m2(place.area_m2)} · {money(place.cost)}")
        for number, place in enumerate(places)
        if number not in taken
    ]
    return Offers(standing=standing, free=free, sizes=_sizes(outcome))


def _sizes(outcome: Outcome) -> Choices:
    """Levels at the place a site stands now, other than the one chosen."""
    case, chosen = outcome.case, outcome.plan.chosen
    levels = case.problem.levels
    here = np.isin(levels.place, levels.place[chosen]) & np.isin(levels.site, levels.site[chosen])
    here &= np.isin(levels.action, [Action.KEEP, Action.EXTEND])
    here[chosen] = False
    return [
        (
            int(level),
            " · ".join(
                (
                    case.places[levels.site[level]].name,
                    m2(int(levels.area_m2[level])),
                    money(int(levels.cost[level])),
                )
            ),
        )
        for level in np.flatnonzero(here)
    ]
