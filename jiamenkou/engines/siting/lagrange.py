"""The certified bound: each point is paid to be served, and places are chosen by what they earn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np

from jiamenkou.engines.compiled import compiled
from jiamenkou.engines.siting import choice as choosing
from jiamenkou.engines.siting.costs import Costs
from jiamenkou.engines.siting.lists import Floats, Lists, Longs
from jiamenkou.engines.siting.options import Choice, Options, cheapest_choice

MEMORY = 0.7
"""Share of the previous direction in the next one."""

PATIENCE = 12
"""Steps without a better bound before steps become shorter."""

SHORTER = 0.7
"""What steps, and the edge of soft choices, shrink by."""

LENGTH = 0.3
"""Of the first steps, as a share of the way to the best plan."""

SOFT = 0.05
"""Width of the first soft edge as a share of what a chosen site earns."""

FORGETTING = 0.05
"""Share of the newest choice in the running mean."""

NOT_MET = -1.0
"""Mean share of an option before the first choice."""

NEVER_LESS = 0.05
"""Of the mean scale: rows served at their own door must still be able to move."""


@dataclass(kw_only=True)
class Dual:
    """What each row is paid a person, `pay` float (r,), and the best bound it has given so far.

    `scale` (r,) is how far each row's pay moves in a step of one, `length` scales the steps,
    `width` the softness of choices; `mean` (o,) is the running mean of the shares chosen; `best`
    holds the pay of the best bound, `yuan` the last price of a yuan. Where centres fill up,
    `narrowing` is what the edge of soft choices shrinks by.
    """

    pay: Floats
    best: Floats
    direction: Floats
    scale: Floats
    mean: Floats | None = None
    bound: float = -np.inf
    length: float = LENGTH
    width: float = SOFT
    stale: int = 0
    yuan: float = 0.0
    narrowing: float = 1.0

    @classmethod
    def starting_at(cls, pay: Floats, *, length: float = LENGTH, width: float = SOFT) -> Dual:
        """A dual that has not moved yet."""
        mean = float(pay.mean()) if len(pay) else 0.0
        scale = np.maximum(pay / mean, NEVER_LESS) if mean > 0 else np.ones(len(pay))
        return cls(
            pay=pay.copy(),
            best=pay.copy(),
            direction=np.zeros(len(pay)),
            scale=scale,
            length=length,
            width=width,
        )


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
        share = np.bincount(self.options.place, choice.share, self.costs.places).astype(np.float64)
        return _turn(self.costs.lists, pay, share, direction, np.ones(len(pay)))


def ascend(market: Market, dual: Dual, target: float) -> tuple[float, Choice]:
    """One step of deflected subgradient ascent towards `target`; the bound and choice before it."""
    bound, choice = bound_of(market, dual.pay, dual.yuan, dual.width)
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
        _move(dual.pay, dual.direction, np.ones(len(dual.pay)), market.costs.cap, step)
    return bound, choice


def bound_of(
    market: Market, pay: Floats, yuan: float = 0.0, width: float = SOFT
) -> tuple[float, Choice]:
    """The bound this pay certifies, and the choice behind it."""
    choice = cheapest_choice(market.options, market.earnings(pay), yuan, width)
    return float(market.costs.people @ pay) + choice.value, choice


def _back_to_best(market: Market, dual: Dual) -> tuple[float, Choice]:
    dual.stale = 0
    dual.length *= SHORTER
    dual.width *= dual.narrowing
    dual.pay[:] = dual.best
    dual.direction[:] = 0
    return bound_of(market, dual.pay, dual.yuan, dual.width)


class Slope(NamedTuple):
    """What compiled steps change, under the names of `Dual`, and the cap of each row's pay."""

    pay: Floats
    best: Floats
    direction: Floats
    scale: Floats
    cap: Longs


class Pace(NamedTuple):
    """How steps go on, under the names of `Dual`."""

    bound: float
    length: float
    width: float
    stale: int
    yuan: float


def climb(market: Market, dual: Dual, target: float, steps: int) -> None:
    """Some steps of deflected subgradient ascent; compiled where anyone may go anywhere.

    Ends early when the bound comes within one of `target`.
    """
    costs, options = market.costs, market.options
    if dual.mean is None or len(dual.mean) != options.count:
        dual.mean = np.full(options.count, NOT_MET)
    if not isinstance(market, Free):
        for _ in range(steps):
            _, choice = ascend(market, dual, target)
            _remember(dual.mean, choice.share)
            if dual.bound > target - 1:
                return
        return
    slope = Slope(dual.pay, dual.best, dual.direction, dual.scale, costs.cap)
    pace = Pace(dual.bound, dual.length, dual.width, dual.stale, dual.yuan)
    desk, share_at = choosing.desk_of(options.rules), np.zeros(costs.places)
    ground = Ground(costs.lists, options.rules, desk, share_at, dual.mean)
    pace = _climb(ground, slope, pace, target, steps)
    dual.bound, dual.length, dual.width, dual.stale, dual.yuan = pace


class Ground(NamedTuple):
    """What compiled steps look up and write on: `at` (m,) by place, `mean` (o,) by option."""

    lists: Lists
    rules: choosing.Rules
    desk: choosing.Desk
    at: Floats
    mean: Floats


@compiled
def _climb(ground: Ground, slope: Slope, pace: Pace, target: float, steps: int) -> Pace:
    lists, rules, desk, at, mean = ground
    bound, length, width, stale, yuan = pace
    for _ in range(steps):
        at[:] = 0.0
        paid = _earn(lists, slope.pay, at)
        value, yuan = choosing.choose(rules, at[rules.place], yuan, desk)
        here = paid + value
        stale = 0 if here > bound + 1e-7 * abs(bound) else stale + 1
        if here > bound:
            bound = here
            slope.best[:] = slope.pay
        if bound > target - 1:
            break
        if stale >= PATIENCE:
            stale, length, width = 0, length * SHORTER, width * SHORTER
            slope.pay[:] = slope.best
            slope.direction[:] = 0.0
            continue
        choosing.soften(rules, yuan, width * choosing.typical(desk), desk)
        _remember(mean, desk.share)
        at[:] = 0.0
        for option in range(len(rules.place)):
            at[rules.place[option]] += desk.share[option]
        size = _turn(lists, slope.pay, at, slope.direction, slope.scale)
        if size > 0:
            far = length * max(target - here, 1e-6 * abs(target)) / size
            _move(slope.pay, slope.direction, slope.scale, slope.cap, far)
    return Pace(bound, length, width, stale, yuan)


@compiled
def _remember(mean: Floats, share: Floats) -> None:
    weight = 1.0 if len(mean) and mean[0] == NOT_MET else FORGETTING
    for option in range(len(mean)):
        mean[option] += weight * (share[option] - mean[option])


@compiled
def _earn(lists: Lists, pay: Floats, earned: Floats) -> float:
    """What each place would earn, added to `earned` (m,); all that is paid."""
    paid = 0.0
    for row in range(len(pay)):
        offered, people = pay[row], lists.people[row]
        paid += people * offered
        for entry in range(lists.start[row], lists.start[row + 1]):
            if lists.cost[entry] >= offered:
                break
            earned[lists.place[entry]] += people * (lists.cost[entry] - offered)
    return paid


@compiled
def _turn(lists: Lists, pay: Floats, share: Floats, direction: Floats, scale: Floats) -> float:
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
        size += lists.people[row] * scale[row] * direction[row] ** 2
    return size


@compiled
def _move(pay: Floats, direction: Floats, scale: Floats, cap: Longs, step: float) -> None:
    for row in range(len(pay)):
        moved = pay[row] + step * scale[row] * direction[row]
        pay[row] = min(max(moved, 0.0), float(cap[row]))
