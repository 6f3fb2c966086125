"""Covers bred: cooled from greedy or from the best, then the best made of several ones' places."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
from scipy import sparse

from jiamenkou.engines.siting import anneal, mip
from jiamenkou.engines.siting.anneal import Cover
from jiamenkou.engines.siting.aside import AT_ONCE, Enough, side_by_side
from jiamenkou.engines.siting.lists import Flags, Longs
from jiamenkou.engines.siting.merge import one_a_set
from jiamenkou.engines.siting.run import Run

FRESH, AGAIN = 0.03, 0.02
"""First heat of a cooling from greedy and from the best plan."""

PARENTS = 4
"""Plans whose places are crossed at once; one more for each time in a row it did not help."""

WHILE = 2.0
"""Seconds HiGHS has for one crossing."""


@dataclass(kw_only=True)
class Flock:
    """Plans for a cover, bool (options,) each; `people` covered by the `best`, which is told."""

    cover: Cover
    rng: np.random.Generator
    tell: Callable[[Flags], None]
    best: Flags
    people: float
    plans: list[Flags] = field(default_factory=list)

    @classmethod
    def of(cls, cover: Cover, seed: int, tell: Callable[[Flags], None]) -> Flock:
        """The greedy plan alone."""
        none = np.zeros(cover.matrix.shape[1], dtype=bool)
        flock = cls(cover=cover, rng=np.random.default_rng(seed), tell=tell, best=none, people=-1.0)
        flock.add(anneal.standing_of(cover).best)
        return flock

    def breed(self, patience: int, run: Run) -> None:
        """Cool and cross until that has not helped `patience` times in a row."""
        idle = 0
        while idle < patience and not run.enough():
            before = self.people
            run.phase = "swap"
            for plan in side_by_side([self._cooled(turn) for turn in range(AT_ONCE)], run):
                self.add(plan)
            self.cross(self._parents(PARENTS + idle), run)
            idle = 0 if self.people > before else idle + 1

    def add(self, plan: Flags) -> None:
        """One plan more; it is told when it is the best."""
        self.plans.append(plan)
        people = float(self.cover.people[self.cover.matrix @ plan > 0].sum())
        if people > self.people:
            self.best, self.people = plan, people
            self.tell(plan)

    def cross_with(self, chosen: Flags, run: Run) -> None:
        """Cross the best with what may be too many places."""
        self.cross([chosen, *self._parents(PARENTS)], run)

    def cross(self, parents: list[Flags], run: Run) -> None:
        """Add the best plan HiGHS makes in a while of the places of the best and these."""
        run.phase = "core"
        met = np.flatnonzero(np.any([self.best, *parents], axis=0))
        rest, known = self._only(met)
        seconds = min(run.left, WHILE)
        child = mip.minimise(rest, seconds=seconds, look=lambda _: run.enough(), known=known)
        if child.values is not None:
            plan = np.zeros(len(self.best), dtype=bool)
            plan[met] = child.values[: len(met)] > 0.5
            self.add(plan)

    def _cooled(self, turn: int) -> Callable[[Enough], Flags]:
        """A task: a plan cooled from greedy, or from the best at every other turn."""
        rng = self.rng.spawn(1)[0]
        again = turn % 2 == 1 and len(self.plans) > 0

        def cooled(enough: Enough) -> Flags:
            state = anneal.standing_of(self.cover, self.best.astype(float) if again else None)
            anneal.cool(self.cover, state, rng, AGAIN if again else FRESH, enough)
            return state.best

        return cooled

    def _parents(self, number: int) -> list[Flags]:
        """The newest plans and some others."""
        old = self.plans[:-AT_ONCE]
        picked = self.rng.permutation(len(old))[: number - AT_ONCE]
        return self.plans[-AT_ONCE:] + [old[each] for each in picked]

    def _only(self, options: Longs) -> tuple[mip.Programme, np.ndarray]:
        """The programme of a cover by these options alone, and its solution that is the best."""
        cover, plan = self.cover, self.best[options].astype(np.float64)
        matrix = cover.matrix[:, options]
        rows = np.diff(matrix.indptr) > 0
        covers, people, _ = one_a_set(matrix[rows], cover.people[rows])
        fewer = replace(cover, matrix=covers, people=people, locked=cover.locked[options])
        whole = np.arange(len(options) + len(people)) < len(options)
        known = np.concatenate((plan, covers @ plan == 0))
        return replace(relaxation(fewer), whole=whole), known


def relaxation(cover: Cover) -> mip.Programme:
    """Uncovered part of each row + parts of its options >= 1; the fewest people uncovered."""
    rows, options = cover.matrix.shape
    uncovered = sparse.hstack((cover.matrix, sparse.identity(rows)))
    open_at_all = np.concatenate((np.ones(options), np.zeros(rows)))
    open_surely = np.concatenate((cover.locked.astype(np.float64), np.zeros(rows)))
    number = sparse.csr_matrix(np.stack((open_at_all, open_surely)))
    return mip.Programme(
        cost=np.concatenate((np.zeros(options), cover.people)),
        upper=np.ones(options + rows),
        whole=np.zeros(options + rows, dtype=bool),
        matrix=sparse.vstack((uncovered, number), format="csr"),
        low=np.concatenate((np.ones(rows), [-np.inf, float(cover.locked.sum())])),
        high=np.concatenate((np.full(rows, np.inf), [float(cover.most), np.inf])),
    )
