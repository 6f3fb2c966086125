"""The certified bound: each point is paid to be served, and places are chosen by what they earn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from jiamenkou.engines.compiled import compiled
from jiamenkou.engines.siting.costs import Costs
from jiamenkou.engines.siting.lists import Floats, Lists, Longs
from jiamenkou.engines.siting.options import Choice, Options, cheapest_choice

MEMORY = 0.7
"""Share of the previous direction in the next one."""

PATIENCE = 12
"""Steps without a better bound before steps become shorter."""


@dataclass(kw_only=True)
class Dual:
    """What each row is paid a person, `pay` float (r,), and the best bound it has given so far.

    `length` scales the steps; `best` holds the pay of the best bound, `yuan` the last
    price of a yuan.
    """

    pay: Floats
    best: Floats
    direction: Floats
    bound: float = -np.inf
    length: float = 1.0
    stale: int = 0
    yuan: float = 0.0

    @classmethod
    def starting_at(cls, pay: Floats) -> Dual:
        """A dual that has not moved yet."""
        return cls(pay=pay.copy(), best=pay.copy(), direction=np.zeros(len(pay)))


class Market(Protocol):
    """What levels earn at given pay, and which rows a choice of them serves."""

    @property
    def costs(self) -> Costs:
        """The lists."""

    @property
    def options(self) -> Options:
        """The levels in play."""

    def earnings(self, pay: Floats) -> Floats:
        """Per option, cost minus pay over all it would serve at a gain: float (o,), <= 0."""

    def turn(self, pay: Floats, choice: Choice, direction: Floats) -> float:
        """Turn the direction towards rows served less than once; its weighted square."""


@dataclass(frozen=True, kw_only=True)
class Free:
    """A market where anyone may go anywhere."""

    costs: Costs
    options: Options

    def earnings(self, pay: Floats) -> Floats:
        """Per option, cost minus pay over all it would serve at a gain: float (o,), <= 0."""
        earned = np.zeros(self.costs.places)
        _earn(self.costs.lists, pay, earned)
        return earned[self.options.place]

    def turn(self, pay: Floats, choice: Choice, direction: Floats) -> float:
        """Turn the direction towards rows served less than once; its weighted square."""
        share = np.zeros(self.costs.places)
        np.add.at(share, self.options.place, choice.share)
        return _turn(self.costs.lists, pay, share, direction)


def ascend(market: Market, dual: Dual, target: float) -> tuple[float, Choice]:
    """One step of deflected subgradient ascent towards `target`; the bound and choice before it."""
    bound, choice = bound_of(market, dual.pay, dual.yuan)
    dual.yuan = choice.yuan
    dual.stale = 0 if bound > dual.bound + 1e-7 * abs(bound) else dual.stale + 1
    if bound > dual.bound:
        dual.bound = bound
        dual.best[:] = dual.pay
    if dual.stale >= PATIENCE:
        bound, choice = _back_to_best(market, dual)
    size = market.turn(dual.pay, choice, dual.direction)
    if size > 0:
        step = dual.length * max(target - bound, 1e-6 * abs(target)) / size
        _move(dual.pay, dual.direction, market.costs.cap, step)
    return bound, choice


def bound_of(market: Market, pay: Floats, yuan: float = 0.0) -> tuple[float, Choice]:
    """The bound this pay certifies, and the choice behind it."""
    choice = cheapest_choice(market.options, market.earnings(pay), yuan)
    return float(market.costs.people @ pay) + choice.value, choice


def _back_to_best(market: Market, dual: Dual) -> tuple[float, Choice]:
    dual.stale = 0
    dual.length *= 0.7
    dual.pay[:] = dual.best
    dual.direction[:] = 0
    return bound_of(market, dual.pay, dual.yuan)


@compiled
def _earn(lists: Lists, pay: Floats, earned: Floats) -> None:
    for row in range(len(pay)):
        offered, people = pay[row], lists.people[row]
        for entry in range(lists.start[row], lists.start[row + 1]):
            if lists.cost[entry] >= offered:
                break
            earned[lists.place[entry]] += people * (lists.cost[entry] - offered)


@compiled
def _turn(lists: Lists, pay: Floats, share: Floats, direction: Floats) -> float:
    """Turn the direction towards the slope, one minus the places serving a row; its weighted
    square. A row served by less than one place deserves more pay.
    """
    size = 0.0
    for row in range(len(pay)):
        slope = 1.0
        for entry in range(lists.start[row], lists.start[row + 1]):
            if lists.cost[entry] >= pay[row]:
                break
            slope -= share[lists.place[entry]]
        direction[row] = MEMORY * direction[row] + (1 - MEMORY) * slope
        size += lists.people[row] * direction[row] ** 2
    return size


@compiled
def _move(pay: Floats, direction: Floats, cap: Longs, step: float) -> None:
    for row in range(len(pay)):
        pay[row] = min(max(pay[row] + step * direction[row], 0.0), float(cap[row]))
