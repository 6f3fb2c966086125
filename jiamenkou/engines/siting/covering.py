"""COVER with one level a site: prices from the linear relaxation, plans bred, bounds by parts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jiamenkou.engines.siting import bounds, mip
from jiamenkou.engines.siting.breed import Flock, relaxation
from jiamenkou.engines.siting.costs import Costs
from jiamenkou.engines.siting.lists import Flags, Floats
from jiamenkou.engines.siting.merge import Merged, merged
from jiamenkou.engines.siting.options import Options
from jiamenkou.engines.siting.parts import Town
from jiamenkou.engines.siting.run import Run

FEW = 20_000
"""Entries up to which an exact method follows soon: one brood in vain is enough."""

PATIENCE = 4
"""Broods in a row that may not help."""

LARGEST = 2_000_000
"""Entries beyond which the linear relaxation is left to the subgradient."""


def simple(options: Options) -> bool:
    """Whether only numbers and required sites rule: each option alone at its site and place."""
    apart = len(np.unique(options.place)) == options.count
    return options.plain and apart and options.budget is None


def priced(costs: Costs, options: Options, run: Run) -> Floats | None:
    """The pay a person, float (r,), of the linear relaxation; its bound goes to the run.

    Rows that an unlisted place may cover are counted as covered. None when HiGHS had no time.
    """
    run.phase = "prices"
    if len(costs.place) > LARGEST:
        return None
    question = merged(costs, options, costs.cap > 0)
    cover = question.cover
    if cover.matrix.nnz == 0:
        return None
    worth = mip.prices(relaxation(cover), seconds=run.left / 2, look=lambda _: run.enough())
    if worth is None:
        return None
    pay = np.clip(worth[: len(cover.people)] / cover.people, 0.0, 1.0)
    run.raise_bound(Town.of(cover, pay * cover.people).bound)
    return np.where(question.group >= 0, pay[question.group], 0.0)


@dataclass(frozen=True, kw_only=True)
class Brood:
    """The whole question merged, and the plans known for it."""

    every: Merged
    flock: Flock

    @classmethod
    def of(cls, costs: Costs, options: Options, run: Run) -> Brood:
        """The greedy plan alone, offered to the run."""
        every = merged(costs, options, np.ones(costs.rows, dtype=bool))
        flock = Flock.of(every.cover, run.seed, lambda plan: _tell(options, every, plan, run))
        return cls(every=every, flock=flock)

    @property
    def pay(self) -> Floats:
        """A guess at the pay of each row of the costs: all where nobody covers, half for one."""
        times = self.every.cover.matrix @ self.flock.best
        return np.select([times == 0, times == 1], [1.0, 0.5], 0.0)[self.every.group]


def closed_in(costs: Costs, options: Options, brood: Brood, pay: Floats, run: Run) -> None:
    """Breed plans, then bound the town by ever larger parts, with a brood after each.

    `pay` float (r,) a person, at best that of the linear relaxation.
    """
    every, flock = brood.every, brood.flock
    few = every.cover.matrix.nnz <= FEW
    flock.breed(1 if few else PATIENCE, run)
    if few or run.enough():
        return
    sure = every if costs.cap.all() else merged(costs, options, costs.cap > 0)
    worth = _worth(costs, sure, pay)
    town = Town.of(sure.cover, worth, _among(sure, every, flock.best))
    for chosen in bounds.raised(town, run):
        flock.cross_with(_among(every, sure, chosen), run)
        flock.breed(1, run)


def _worth(costs: Costs, question: Merged, pay: Floats) -> Floats:
    """The pay of all people of each merged row, float (rows,)."""
    listed = question.group >= 0
    worth: Floats = np.zeros(len(question.cover.people))
    np.add.at(worth, question.group[listed], (pay * costs.people)[listed])
    return worth


def _among(question: Merged, other: Merged, plan: Flags) -> Flags:
    """A plan for the other question as far as its options stand in this one."""
    return np.isin(question.option, other.option[plan])


def _tell(options: Options, question: Merged, plan: Flags, run: Run) -> None:
    """Offer a plan, filled up with any options where places are to spare."""
    cover = question.cover
    chosen = question.option[np.flatnonzero(plan)]
    spare = np.setdiff1d(np.arange(options.count), chosen)
    short = max(options.least - len(chosen), 0)
    levels = options.level[np.sort(np.concatenate((chosen, spare[:short])))]
    run.found(float(cover.people[cover.matrix @ plan == 0].sum()), levels)
