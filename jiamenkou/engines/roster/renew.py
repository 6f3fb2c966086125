"""The neighbourhood search: a few people's lines, or some days of many, are made anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from jiamenkou.engines.roster.columns import Column, Columns, there_of
from jiamenkou.engines.roster.crew import Crew
from jiamenkou.engines.roster.exact import Effort
from jiamenkou.engines.roster.generate import Hand, generate
from jiamenkou.engines.roster.line import Costs
from jiamenkou.engines.roster.master import SCALE, Master
from jiamenkou.engines.roster.mix import best_mix
from jiamenkou.engines.roster.windows import Opened

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

    @property
    def effort(self) -> Effort:
        """CP-SAT's part of it."""
        return Effort(seconds=self.seconds, work=self.work)


def renewed(
    columns: Columns, now: list[Column], who: list[int], hand: Hand, renewal: Renewal, pay: Costs
) -> list[Column]:
    """The roster with the lines of `who` made anew; never worse than it was."""
    crew, there = columns.crew, there_of(columns.crew, _others(now, who))
    master = Master(crew, who, there)
    for person in who:
        master.add(now[person])
        for column in columns.best_at(person, crew.paid(person, pay), SCALE, renewal.kept):
            master.add(column)
    pay_now = master.solve().pay
    rounds = renewal.rounds
    generate(master, columns, [hand], rounds=rounds, begun=pay_now, told=lambda _: renewal.enough())
    offered = _offered(master, columns, now, renewal)
    new = list(now)
    for column in best_mix(crew, offered, there, renewal.effort) or []:
        new[column.person] = column
    return new


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
        paid = columns.crew.paid(person, pay)
        best = columns.best_at(person, paid, SCALE, renewal.kept)
        offered.append([now[person], *(each for each in best if each is not now[person])])
    return offered


def group_of(crew: Crew, now: list[Column], size: int, dice: np.random.Generator) -> list[int]:
    """Whose lines to make anew: half of them able to help where it hurts, when it is laid there."""
    first: list[int] = []
    demand = sore(crew, now, dice)
    if demand is not None:
        able = [n for n in range(len(now)) if np.any(crew.meets[n] == demand)]
        first = dice.permutation(able)[: size // 2].tolist()
    rest = [n for n in dice.permutation(len(now)).tolist() if n not in first]
    return sorted(first + rest[: size - len(first)])


def window_of(
    crew: Crew, now: list[Column], size: int, dice: np.random.Generator, *, part: float
) -> Opened:
    """`size` days of everyone, or proportionally more days of a part of the people."""
    people, days = len(now), crew.problem.days
    wide = min(days, round(size / part))
    demand = sore(crew, now, dice)
    around = int(dice.integers(days)) if demand is None else crew.problem.demands[demand].day
    first = int(np.clip(around - dice.integers(wide), 0, days - wide))
    opened = np.zeros((people, days), dtype=np.bool_)
    opened[dice.random(people) < part, first : first + wide] = True
    return opened


def sore(crew: Crew, now: list[Column], dice: np.random.Generator) -> int | None:
    """A demand not met, or None when it is not to be laid around one."""
    hurts = crew.costs(there_of(crew, now)).astype(np.float64)
    if hurts.sum() and dice.random() < HURTS:
        return int(dice.choice(len(hurts), p=hurts / hurts.sum()))
    return None
