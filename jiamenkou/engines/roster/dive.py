"""From the relaxation to a roster: the surest days are settled, lines for the rest made anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jiamenkou.engines.roster.columns import Column, Columns
from jiamenkou.engines.roster.generate import Hand, generate
from jiamenkou.engines.roster.master import Master

SURE = 0.9
"""Someone's choice of a day with this share is settled at once."""

WHOLE = 1 - 1e-6
"""A share that is one but for rounding."""


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How fast to dive.

    `rounds` of generation a step; `part` of the open days settled in one, though not sure.
    `late` answers how much of the time is gone, from 0 to 1: a dive behind it settles more a step.
    """

    late: Callable[[], float]
    rounds: int = 3
    part: float = 0.02
    hurry: float = 0.15


@dataclass(frozen=True, kw_only=True, eq=False)
class Leaning:
    """A person's line with the largest share, and what share agrees with it on each day."""

    line: Column
    share: float
    agrees: NDArray[np.float64]


def dive(master: Master, columns: Columns, hands: list[Hand], pace: Pace) -> list[Column]:
    """A column for each free person; when time is up, everyone's largest share as it stands."""
    begun = 0
    while True:
        pay = master.solve().pay
        leaning = _leanings(master)
        wanted = _open(master, leaning)
        begun = begun or len(wanted)
        late = pace.late()
        if late >= 1 or all(each.share >= WHOLE for each in leaning):
            return [each.line for each in leaning]
        behind = late > 1 - len(wanted) / begun if begun else False
        master.settle(_surest(wanted, pace.hurry if behind else pace.part))
        if not wanted:
            return [each.line for each in leaning]
        generate(
            master,
            columns,
            hands,
            rounds=1 if behind else pace.rounds,
            begun=pay,
            told=lambda _: pace.late() >= 1,
        )


def _leanings(master: Master) -> list[Leaning]:
    """Everyone's, in the order of `free`."""
    of: dict[int, list[int]] = {person: [] for person in master.free}
    for number in np.flatnonzero(master.shares > 1 - WHOLE).tolist():
        of[master.columns[number].person].append(number)
    return [_leaning(master, numbers) for numbers in of.values()]


def _leaning(master: Master, numbers: list[int]) -> Leaning:
    shares = master.shares[numbers]
    first = numbers[int(shares.argmax())]
    line = master.columns[first]
    same = np.stack([master.columns[n].choices == line.choices for n in numbers])
    return Leaning(line=line, share=float(shares.max()), agrees=shares @ same)


Cell = tuple[float, int, int, int]
"""(share, person, day, choice)."""


def _open(master: Master, leaning: list[Leaning]) -> list[Cell]:
    """Every day not yet settled, as its person leans, the surest first."""
    return sorted((cell for each in leaning for cell in _open_of(master, each)), reverse=True)


def _open_of(master: Master, leaning: Leaning) -> list[Cell]:
    person, line = leaning.line.person, leaning.line
    left = (master.crew.lines[person].offers > 1) & ~master.barred[person].any(axis=1)
    return [
        (float(leaning.agrees[day]), person, day, int(line.choices[day]))
        for day in np.flatnonzero(left).tolist()
    ]


def _surest(wanted: list[Cell], part: float) -> list[tuple[int, int, int]]:
    """All that are sure, and of others at most one a person."""
    sure = [each for each in wanted if each[0] >= SURE]
    unsure = wanted[len(sure) :]
    first: dict[int, Cell] = {}
    for each in unsure:
        first.setdefault(each[1], each)
    most = max(1, int(part * len(unsure)))
    return [
        (person, day, choice) for _, person, day, choice in [*sure, *list(first.values())[:most]]
    ]
