"""From the relaxation to a roster: the surest lines are fixed, the others generated anew."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from jiamenkou.engines.roster.columns import Column, Columns, there_of
from jiamenkou.engines.roster.generate import Hand, generate
from jiamenkou.engines.roster.master import Master

SURE = 0.75
"""A line with this share is fixed at once."""

ROUNDS = 2
"""Of column generation after each fixing."""


def dive(
    master: Master, columns: Columns, hands: list[Hand], enough: Callable[[], bool]
) -> list[Column]:
    """A column for each person; when it is `enough`, everyone's largest share as it stands."""
    crew, taken = columns.crew, {}
    free = list(range(len(crew.lines)))
    while free:
        master.solve()
        for column in _largest(master) if enough() else _surest(master):
            taken[column.person] = column
        free = [person for person in free if person not in taken]
        master = Master(crew, free, there_of(crew, list(taken.values())))
        for person in free:
            for column in columns.of[person]:
                master.add(column)
        if free and not enough():
            pay = master.solve().pay
            generate(master, columns, hands, rounds=ROUNDS, begun=pay, told=lambda _: enough())
    return [taken[person] for person in range(len(crew.lines))]


def _surest(master: Master) -> list[Column]:
    shares = master.shares()
    sure = np.flatnonzero(shares >= SURE).tolist() or [int(shares.argmax())]
    return [master.columns[number] for number in sure]


def _largest(master: Master) -> list[Column]:
    """Everyone's line with the largest share."""
    shares = master.shares()
    ranked = sorted(range(len(shares)), key=lambda number: float(shares[number]))
    return list({master.columns[n].person: master.columns[n] for n in ranked}.values())
