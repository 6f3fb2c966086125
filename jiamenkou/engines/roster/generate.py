"""Column generation: lines are made at the pays of the relaxation until none is worth more."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from jiamenkou.engines.roster.columns import Columns
from jiamenkou.engines.roster.crew import Crew
from jiamenkou.engines.roster.line import Costs
from jiamenkou.engines.roster.master import SCALE, Master
from jiamenkou.engines.roster.pricing import Found, Pricing, Room

HOLD = 0.7
"""How much of the pays behind the best bound is kept in the next (Wentges' smoothing)."""


@dataclass(kw_only=True)
class Hand:
    """What one thread needs to price."""

    pricings: list[Pricing]
    room: Room

    @classmethod
    def of(cls, crew: Crew) -> Hand:
        """A hand of its own."""
        return cls(pricings=[Pricing(line, scale=SCALE) for line in crew.lines], room=Room())


@dataclass(frozen=True, kw_only=True, eq=False)
class Bound:
    """No roster costs less than `value`, in thousandths; `pay` proves it."""

    value: int
    pay: Costs


def generate(
    master: Master,
    columns: Columns,
    hands: list[Hand],
    *,
    rounds: int,
    begun: Costs,
    told: Callable[[Bound], bool] | None = None,
) -> Bound:
    """Add columns for the free people, for so many rounds at most; the best bound met.

    `begun` is what to hold on to at first, the pays of a like question.

    `told` hears of the best bound after each round and may answer that it is enough.
    """
    # The first pays of the relaxation are wild; those of nothing at all are a calmer beginning.
    best, hold = Bound(value=-(1 << 60), pay=begun), HOLD
    for _ in range(rounds):
        relaxed = master.solve()
        pay = _between(best.pay, relaxed.pay, hold)
        bound, new = _priced(master, columns, hands, pay)
        if bound.value > best.value:
            best = bound
        if told is not None and told(best):
            break
        if best.value > SCALE * (relaxed.value - 0.01) or (new == 0 and hold == 0.0):
            break
        hold = HOLD if new else (hold / 2 if hold > 0.2 else 0.0)
    return best


def _between(held: Costs, asked: Costs, hold: float) -> Costs:
    return np.rint(hold * held + (1 - hold) * asked).astype(np.int64)


def _priced(master: Master, columns: Columns, hands: list[Hand], pay: Costs) -> tuple[Bound, int]:
    """The bound at these pays, and how many new columns they bring."""
    value, new = int((pay * master.still).sum()), 0
    for person, found, constant in _all_found(master, columns, hands, pay):
        value += found.cost + constant
        if found.choices is not None and found.sure:
            column, fresh = columns.add(person, found.choices)
            if fresh:
                master.add(column)
                new += 1
    return Bound(value=value, pay=pay), new


def _all_found(
    master: Master, columns: Columns, hands: list[Hand], pay: Costs
) -> list[tuple[int, Found, int]]:
    """Everyone's cheapest line; each hand takes every so-many-th person, so the order is fixed."""

    def share(k: int) -> list[tuple[int, Found, int]]:
        return [_one(columns, hands[k], person, pay) for person in master.free[k :: len(hands)]]

    if len(hands) == 1:
        return share(0)
    with ThreadPoolExecutor(len(hands)) as threads:
        found = list(threads.map(share, range(len(hands))))
    return sorted((each for part in found for each in part), key=lambda each: each[0])


def _one(columns: Columns, hand: Hand, person: int, pay: Costs) -> tuple[int, Found, int]:
    crew, pricing = columns.crew, hand.pricings[person]
    constant = SCALE * crew.lines[person].constant
    ceiling = columns.least_at(person, pay, SCALE) - constant
    paid = np.append(-pay, 0)[crew.meets[person]].sum(axis=2)
    return person, pricing.below(paid, ceiling, hand.room), constant
