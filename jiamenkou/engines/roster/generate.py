"""Column generation: lines are made at the pays of the relaxation until none is worth more."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from jiamenkou.engines.roster.columns import Column, Columns
from jiamenkou.engines.roster.crew import Crew
from jiamenkou.engines.roster.line import Costs
from jiamenkou.engines.roster.master import SCALE, Master
from jiamenkou.engines.roster.pricing import Pricing, Room

HOLD = 0.7
"""How much of the pays behind the best bound is kept in the next (Wentges' smoothing)."""


FIRST_CHARGE = 4
"""What one too few is charged at first, when its weight is more."""

DEAREST = 2_000
"""The charge at which the weights themselves are taken."""

WARM_ROUNDS = 8
"""Of generation at each charge."""


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


def warm(
    master: Master,
    columns: Columns,
    hands: list[Hand],
    begun: Costs,
    told: Callable[[Bound], bool],
) -> Bound:
    """Generate while one too few is charged little, then more: its full charge makes wild pays."""
    most, best = FIRST_CHARGE, Bound(value=-(1 << 60), pay=begun)
    while master.charge(most) and most < DEAREST:
        rounds = WARM_ROUNDS
        found = generate(master, columns, hands, rounds=rounds, begun=best.pay, told=told)
        best = max(best, found, key=lambda each: each.value)
        if told(best):
            break
        most *= 4
    master.charge(1 << 60)
    return best


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
    """The bound at these pays, and how many columns new to the relaxation they bring."""
    value, new = int((pay * master.still).sum()), 0
    for cost, column in _cheapest(master, columns, hands, pay):
        value += cost
        new += column is not None and master.add(column)
    return Bound(value=value, pay=pay), new


Cheapest = tuple[int, Column | None]
"""What a person's cheapest line costs at least, and it when it is sure."""


def _cheapest(master: Master, columns: Columns, hands: list[Hand], pay: Costs) -> list[Cheapest]:
    """Everyone's, in order; each hand takes every so-many-th person."""
    found: list[Cheapest] = [(0, None)] * len(master.free)

    def share(k: int) -> None:
        for number in range(k, len(master.free), len(hands)):
            found[number] = _one(master, columns, hands[k], master.free[number], pay)

    if len(hands) == 1:
        share(0)
        return found
    with ThreadPoolExecutor(len(hands)) as threads:
        list(threads.map(share, range(len(hands))))
    return found


def _one(master: Master, columns: Columns, hand: Hand, person: int, pay: Costs) -> Cheapest:
    crew, pricing = columns.crew, hand.pricings[person]
    constant = SCALE * crew.lines[person].constant
    paid = crew.paid(person, pay) + master.barred[person]
    least, column = columns.least_at(person, paid, SCALE)
    found = pricing.below(paid, least - constant, hand.room)
    if found.choices is None:
        return found.cost + constant, column if found.sure else None
    made = columns.add(person, found.choices) if found.sure else None
    return found.cost + constant, made
