"""The bound of a cover raised part by part, HiGHS settling ever larger parts of the town."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from scipy import sparse

from jiamenkou.engines.siting import mip
from jiamenkou.engines.siting.anneal import Cover
from jiamenkou.engines.siting.aside import AT_ONCE, Enough, side_by_side
from jiamenkou.engines.siting.lists import Flags, Floats, Longs
from jiamenkou.engines.siting.merge import one_a_set
from jiamenkou.engines.siting.parts import Part, Town
from jiamenkou.engines.siting.run import Run

SMALL = 9.0
"""Centres in a part that is not halved again: the smallest that say more than the prices do."""

NEAR = 1e-5
"""Share of all people to which a part is settled."""


def raised(town: Town, run: Run, small: float = SMALL) -> Iterator[Flags]:
    """Settle parts, small ones first, the bound told to the run; the options each pair used."""
    root = town.part(np.arange(len(town.worth)), small)
    parts = sorted(root.all, key=lambda part: part.centres)
    for at in range(0, len(parts), AT_ONCE):
        if run.enough():
            return
        run.phase = "parts"
        pair = parts[at : at + AT_ONCE]
        tasks = [_settling(town.cover, part, run.left) for part in pair]
        for part, (floor, chosen) in zip(pair, side_by_side(tasks, run), strict=True):
            part.floor, part.chosen = max(part.floor, floor), chosen
            run.raise_bound(root.bound - town.ceiling)
        used = np.zeros(len(town.price), dtype=bool)
        used[np.concatenate([part.chosen for part in pair])] = True
        yield used


def _settling(cover: Cover, part: Part, seconds: float) -> Callable[[Enough], tuple[float, Longs]]:
    """A task: a floor of the part and the options its best plan uses."""
    programme, matrix = _programme(cover, part)
    choices = [part.chosen, *([_joined(part)] if part.halves else [])]
    plans = [_values(part, matrix, chosen) for chosen in choices]
    known = min(plans, key=lambda values: float(programme.cost @ values))
    slack = NEAR * float(cover.people.sum())

    def settled(enough: Enough) -> tuple[float, Longs]:
        if float(programme.cost @ known) <= part.bound + slack:
            return part.bound, part.options[known[: len(part.options)] > 0]
        outcome = mip.minimise(
            programme,
            seconds=seconds,
            look=lambda _: enough(),
            known=known,
            gap=slack,
            plans=False,
        )
        values = known if outcome.values is None else outcome.values
        return outcome.bound, part.options[values[: len(part.options)] > 0.5]

    return settled


def _programme(cover: Cover, part: Part) -> tuple[mip.Programme, sparse.csr_matrix]:
    """The fewest people uncovered plus the price of options used; who is covered by what."""
    here = cover.matrix[part.rows][:, part.options]
    matrix, people, _ = one_a_set(here, cover.people[part.rows])
    rows, options = matrix.shape
    programme = mip.Programme(
        cost=np.concatenate((part.price, people)),
        upper=np.ones(options + rows),
        whole=np.arange(options + rows) < options,
        matrix=sparse.hstack((matrix, sparse.identity(rows)), format="csr"),
        low=np.ones(rows),
        high=np.full(rows, np.inf),
    )
    return programme, matrix


def _joined(part: Part) -> Longs:
    return np.unique(np.concatenate([half.chosen for half in part.halves]))


def _values(part: Part, matrix: sparse.csr_matrix, chosen: Longs) -> Floats:
    """The solution that uses these options, float (options + rows,)."""
    used = np.isin(part.options, chosen).astype(np.float64)
    return np.concatenate((used, matrix @ used == 0))
