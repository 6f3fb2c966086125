"""The neighbourhood search: a few people's lines are made anew, all together, the others stand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from jiamenkou.engines.roster.columns import Column, Columns, there_of
from jiamenkou.engines.roster.exact import Effort
from jiamenkou.engines.roster.generate import Hand, generate
from jiamenkou.engines.roster.line import Costs
from jiamenkou.engines.roster.master import SCALE, Master
from jiamenkou.engines.roster.mix import best_mix

HURTS = 0.7
"""How often a neighbourhood is laid around a demand that is not met."""


@dataclass(frozen=True, kw_only=True)
class Renewal:
    """How much is tried in one neighbourhood; `enough` says when the clock forbids more."""

    enough: Callable[[], bool]

    rounds: int = 12
    kept: int = 30
    work: float = 0.6
    seconds: float = 5.0


def renewed(
    columns: Columns, now: list[Column], who: list[int], hand: Hand, renewal: Renewal, pay: Costs
) -> list[Column]:
    """The roster with the lines of `who` made anew; never worse than it was."""
    crew, there = columns.crew, there_of(columns.crew, _others(now, who))
    master = Master(crew, who, there)
    for person in who:
        master.add(now[person])
        for column in columns.best_at(person, pay, SCALE, renewal.kept):
            if column is not now[person]:
                master.add(column)
    pay_now = master.solve().pay
    rounds = renewal.rounds
    generate(master, columns, [hand], rounds=rounds, begun=pay_now, told=lambda _: renewal.enough())
    chosen = best_mix(crew, _offered(master, columns, now, renewal), there, _effort(renewal))
    return _with(now, chosen or [])


def _others(now: list[Column], who: list[int]) -> list[Column]:
    left_out = set(who)
    return [each for each in now if each.person not in left_out]


def _offered(
    master: Master, columns: Columns, now: list[Column], renewal: Renewal
) -> list[list[Column]]:
    """The columns that cost least at the last pays, the line each has now first."""
    pay = master.solve().pay
    offered = []
    for person in master.free:
        best = columns.best_at(person, pay, SCALE, renewal.kept)
        offered.append([now[person], *(each for each in best if each is not now[person])])
    return offered


def _effort(renewal: Renewal) -> Effort:
    return Effort(seconds=renewal.seconds, work=renewal.work)


def _with(now: list[Column], chosen: list[Column]) -> list[Column]:
    new = list(now)
    for column in chosen:
        new[column.person] = column
    return new


def groups_of(
    columns: Columns, now: list[Column], size: int, most: int, dice: np.random.Generator
) -> list[list[int]]:
    """Whose lines to make anew: groups of those who could help where it hurts, and others."""
    crew, people = columns.crew, len(now)
    hurts = crew.costs(there_of(crew, now)).astype(np.float64)
    left, groups = list(range(people)), []
    for _ in range(min(most, max(1, people // size))):
        first: list[int] = []
        if hurts.sum() and dice.random() < HURTS:
            demand = int(dice.choice(len(hurts), p=hurts / hurts.sum()))
            able = [n for n in left if np.any(crew.meets[n] == demand)]
            first = dice.permutation(able)[: size // 2].tolist()
        rest = [int(n) for n in dice.permutation(left) if n not in first]
        groups.append(sorted(first + rest[: size - len(first)]))
        left = [n for n in left if n not in groups[-1]]
    return groups
