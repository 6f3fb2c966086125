"""Lines found at prices: each person's counts packed for the compiled search, and its room."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from jiamenkou.engines.roster.automaton import NEVER
from jiamenkou.engines.roster.cheapest import FULL, Steps, Store, cheapest, to_go
from jiamenkou.engines.roster.line import Costs, Count, Counts, Line

MOST_CODES = 30_000_000
"""Places for states; a person with more is searched with fewer counts."""

ROOM = 2_000_000
"""States that one search may reach."""


NEAR = 1_000
"""How far above what it costs at least a line is looked for first, in thousandths."""


@dataclass(kw_only=True)
class Room:
    """Where one thread searches."""

    store: Store = field(
        default_factory=lambda: Store(
            where=np.zeros(1 << 16, dtype=np.int32),
            state=np.empty(ROOM, dtype=np.int64),
            total=np.empty(ROOM, dtype=np.int64),
            parent=np.empty(ROOM, dtype=np.int32),
            taken=np.empty(ROOM, dtype=np.int32),
        )
    )

    def holding(self, codes: int) -> Store:
        """With a place for every state."""
        if len(self.store.where) < codes:
            self.store = self.store._replace(where=np.zeros(codes, dtype=np.int32))
        return self.store


@dataclass(frozen=True, kw_only=True, eq=False)
class Found:
    """What the cheapest line costs at least, and it; None when none is below the ceiling.

    `sure` is false when a count was left out: then `choices` may break it.
    """

    cost: int
    choices: Counts | None
    sure: bool = True


class Pricing:
    """Searches one person's lines, with as many of the counts as turn out to matter.

    A count of one kind of shift is left out until a line breaks it: few of them ever do.
    Costs are in `scale` parts.
    """

    def __init__(self, line: Line, *, scale: int) -> None:
        self.line, self.scale = line, scale
        self._price = line.price * scale
        self._kept = [n for n, each in enumerate(line.counts) if not each.simple]
        self._steps, self._codes = packed(line, self._kept, scale)

    def below(self, paid: Costs, ceiling: int, room: Room) -> Found:
        """The cheapest line that costs less than `ceiling` when choices cost `paid` more.

        `paid` int64 (days, choices); neither counts the line's `constant`.
        """
        while True:
            found = self._search(paid, ceiling, room)
            missed = self._broken(found)
            if not missed or not self._keep(missed):
                return Found(cost=found.cost, choices=found.choices, sure=not missed)

    def _search(self, paid: Costs, ceiling: int, room: Room) -> Found:
        steps = self._steps._replace(price=self._price + paid)
        choices = np.empty(len(self.line.offers), dtype=np.int32)
        to_go(steps)
        cost = _deepened(steps, room.holding(self._codes), ceiling, choices)
        if cost == FULL:
            return Found(cost=int(steps.ahead[0, 0, steps.begun[0]]), choices=None, sure=False)
        if cost >= ceiling:
            return Found(cost=ceiling, choices=None)
        return Found(cost=cost, choices=choices)

    def _broken(self, found: Found) -> list[int]:
        """The counts left out that this line breaks."""
        if found.choices is None:
            return []
        days = np.arange(len(found.choices))
        return [
            n
            for n, each in enumerate(self.line.counts)
            if n not in self._kept
            and each.table[min(int(each.gain[days, found.choices].sum()), len(each.table) - 1)]
        ]

    def _keep(self, missed: list[int]) -> bool:
        kept = sorted([*self._kept, *missed])
        steps, codes = packed(self.line, kept, self.scale)
        if codes > MOST_CODES:
            return False
        self._kept, self._steps, self._codes = kept, steps, codes
        return True


def _deepened(steps: Steps, store: Store, ceiling: int, choices: Counts) -> int:
    """The cheapest below `ceiling`, first under lower ones, where few states live."""
    lowest, beyond = int(steps.ahead[0, 0, steps.begun[0]]), NEAR
    while True:
        low = min(ceiling, lowest + beyond)
        cost = int(cheapest(steps, store, low, choices))
        if cost < low or low == ceiling:
            return cost
        beyond *= 8


def packed(line: Line, kept: list[int], scale: int) -> tuple[Steps, int]:
    """The line with these counts, and how many states it may have."""
    counts = _in_order([line.counts[n] for n in kept], line)
    days = len(line.offers)
    sizes = [_size(each) for each in counts]
    table = np.full((len(counts), max(sizes)), NEVER, dtype=np.int64)
    for n, (each, size) in enumerate(zip(counts, sizes, strict=True)):
        charged = _scaled(each.table[:size], scale)
        table[n, : len(charged)] = charged
    stride = np.cumprod([1.0, *sizes])
    keys = len(line.automaton.then)
    steps = Steps(
        offers=line.offers,
        kind=line.kind,
        price=line.price,
        then=line.automaton.then,
        cost=_scaled(line.automaton.cost, scale),
        gain=np.ascontiguousarray(np.stack([each.gain for each in counts], axis=2)),
        begun=np.array([each.begun for each in counts], dtype=np.int32),
        size=np.array(sizes, dtype=np.int32),
        stride=np.minimum(stride[:-1], 1e18).astype(np.int64),
        table=table,
        resets=_resets(counts, days),
        weekly=next((n for n, each in enumerate(counts) if each.weekly), -1),
        ahead=np.empty((days + 1, keys, sizes[0]), dtype=np.int64),
    )
    return steps, int(min(keys * stride[-1], 1e18))


def _in_order(counts: list[Count], line: Line) -> list[Count]:
    """The main count first: the largest that never begins anew; the weekly one's flag last."""
    steady = [each for each in counts if not each.resets and not each.weekly]
    main = max(steady, key=lambda each: len(each.table), default=_nothing(line))
    weekly = [each for each in counts if each.weekly]
    flags = [Count(gain=each.gain * 0, table=np.zeros(2, dtype=np.int64), resets=each.weeks)
             for each in weekly]  # fmt: skip
    return [main, *(each for each in counts if each is not main), *flags]


def _nothing(line: Line) -> Count:
    return Count(gain=np.zeros_like(line.kind), table=np.zeros(1, dtype=np.int64))


def _scaled(costs: Costs, scale: int) -> Costs:
    return np.where(costs >= NEVER, NEVER, costs * scale)


def _size(count: Count) -> int:
    """Up to the last value that may be, and the one it begins with; that may be none at all."""
    may_be = np.flatnonzero(count.table < NEVER)
    return max(int(may_be[-1]) if may_be.size else 0, count.begun) + 1


def _resets(counts: list[Count], days: int) -> Counts:
    resets = np.zeros((days, len(counts)), dtype=np.int32)
    for n, each in enumerate(counts):
        resets[sorted(each.resets), n] = 1
    return resets
