"""COVER with one level a site: annealed exchanges, prices from the linear relaxation, branching."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from jiamenkou.engines.siting import anneal, mip
from jiamenkou.engines.siting.anneal import Cover
from jiamenkou.engines.siting.costs import Costs
from jiamenkou.engines.siting.lists import Flags, Floats, Ints, Longs
from jiamenkou.engines.siting.options import Options, cheapest_choice
from jiamenkou.engines.siting.run import Run

PAIRS = 50_000_000
"""Pairs of places sharing a row that looking for dominated places may cost."""

CROSSED = 4
"""Coolings between two crossings."""

PATIENCE = 5
"""Crossings in a row that may not help."""

FEW = 20_000
"""Entries up to which an exact method follows soon: one crossing in vain is enough."""

FRESH, AGAIN = 0.03, 0.015
"""First heat of a cooling from greedy and from the best plan."""

WHILE = 6.0
"""Seconds HiGHS has for one crossing."""

LARGEST = 2_000_000
"""Entries beyond which the linear relaxation is left to the subgradient."""


@dataclass(frozen=True, kw_only=True)
class Merged:
    """A smaller covering question with the same best cover.

    `group` int32 (r,): the row of `cover` each row of the costs went to, -1 for none.
    `option` int32 (o,): the option behind each column.
    """

    cover: Cover
    group: Ints
    option: Ints


def simple(options: Options) -> bool:
    """Whether only numbers and required sites rule: each option alone at its site and place."""
    apart = len(np.unique(options.place)) == options.count
    return options.plain and apart and options.budget is None


def merged(costs: Costs, options: Options, rows: Flags) -> Merged:
    """These rows, those with the same places as one, without places another does better than.

    Choosing all that may be chosen is best, so a dominated place is only ever a filler.
    """
    covers = _matrix(costs, options)[np.flatnonzero(rows)]
    people, group = costs.people[rows], np.arange(covers.shape[0])
    locked = options.forced[options.site]
    covers, people, group = _one_a_set(covers, people, group)
    kept = np.flatnonzero(locked | ~_dominated(covers))
    covers, people, group = _one_a_set(covers[:, kept], people, group)
    everyone = np.full(costs.rows, -1, dtype=np.int32)
    everyone[rows] = group
    cover = Cover(matrix=covers, people=people, locked=locked[kept], most=options.most)
    return Merged(cover=cover, group=everyone, option=kept.astype(np.int32))


def annealed(costs: Costs, options: Options, run: Run) -> None:
    """Offer the run good covers: annealed ones, then the best that can be made of their places.

    Coolings begin afresh, and every CROSSED-th from the best plan; it ends when crossing has not
    helped some times in a row.
    """
    question = merged(costs, options, np.ones(costs.rows, dtype=bool))
    cover, rng = question.cover, np.random.default_rng(run.seed)
    met, best = np.zeros(len(question.option), dtype=bool), anneal.standing_of(cover)
    idle = 0
    while idle < (1 if cover.matrix.nnz <= FEW else PATIENCE) and not run.enough():
        before = best.totals[1]
        for turn in range(CROSSED):
            run.phase = "swap"
            state = anneal.standing_of(cover) if turn else best
            anneal.cool(cover, state, rng, FRESH if turn else AGAIN, run)
            best = state if state.totals[1] > best.totals[1] else best
            met |= state.best
            _tell(options, question, best, run)
        best = _crossed(cover, met, best, run)
        _tell(options, question, best, run)
        idle = 0 if best.totals[1] > before else idle + 1


def _crossed(cover: Cover, met: Flags, best: anneal.Standing, run: Run) -> anneal.Standing:
    """The best cover HiGHS makes in a while of the options met."""
    run.phase = "core"
    few = np.flatnonzero(met)
    rows = np.diff(cover.matrix[:, few].indptr) > 0
    rest = replace(
        cover,
        matrix=cover.matrix[rows][:, few],
        people=cover.people[rows],
        locked=cover.locked[few],
    )
    known = np.concatenate((best.best[few], (best.times == 0)[rows])).astype(np.float64)
    programme = replace(_relaxation(rest), whole=np.arange(len(known)) < len(few))
    outcome = mip.minimise(
        programme, seconds=min(run.left, WHILE), look=lambda _: run.enough(), known=known
    )
    if outcome.values is None:
        return best
    rank = np.zeros(len(met))
    rank[few] = outcome.values[: len(few)] > 0.5
    better = anneal.standing_of(cover, rank)
    return better if better.totals[1] > best.totals[1] else best


def priced(costs: Costs, options: Options, run: Run) -> Floats | None:
    """The pay a person, float (r,), of the linear relaxation; its bound goes to the run.

    Rows that an unlisted place may cover are counted as covered. None when HiGHS had no time.
    """
    run.phase = "prices"
    question = merged(costs, options, costs.cap > 0)
    cover = question.cover
    if cover.matrix.nnz == 0 or cover.matrix.nnz > LARGEST:
        return None
    worth = mip.prices(_relaxation(cover), seconds=run.left / 2, look=lambda _: run.enough())
    if worth is None:
        return None
    pay = np.clip(worth[: len(cover.people)] / cover.people, 0.0, 1.0)
    run.raise_bound(_bound_of(cover, options, question.option, pay))
    return np.where(question.group >= 0, pay[question.group], 0.0)


def _tell(options: Options, question: Merged, state: anneal.Standing, run: Run) -> None:
    """Offer the best cover met, filled up with any options where places are to spare."""
    chosen = question.option[np.flatnonzero(state.best)]
    spare = np.setdiff1d(np.arange(options.count), chosen)
    short = max(options.least - len(chosen), 0)
    levels = options.level[np.sort(np.concatenate((chosen, spare[:short])))]
    run.found(float(question.cover.people.sum() - state.totals[1]), levels)


def _bound_of(cover: Cover, options: Options, kept: Ints, pay: Floats) -> float:
    """People uncovered at least: right for any pay, however it was found."""
    worth = pay * cover.people
    fewer = replace(options.of(kept), least=0)
    return float(worth.sum()) + cheapest_choice(fewer, -(cover.matrix.T @ worth)).value


def _relaxation(cover: Cover) -> mip.Programme:
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


def _matrix(costs: Costs, options: Options) -> sparse.csr_matrix:
    """1 where an option covers a row, (rows, options)."""
    option_at = np.full(costs.places, -1, dtype=np.int32)
    option_at[options.place] = np.arange(options.count)
    listed = option_at[costs.place] >= 0
    entries = (costs.row_of[listed], option_at[costs.place[listed]])
    ones = np.ones(int(listed.sum()))
    return sparse.csr_matrix((ones, entries), shape=(costs.rows, options.count))


def _one_a_set(
    covers: sparse.csr_matrix, people: Floats, group: Longs
) -> tuple[sparse.csr_matrix, Floats, Longs]:
    """Rows with the same set of options as one, their people added up."""
    marks = np.random.default_rng(0).integers(1, 2**40, (covers.shape[1], 2))
    mark = covers.astype(np.int64) @ marks
    _, first, joined = np.unique(mark, axis=0, return_index=True, return_inverse=True)
    joined = joined.ravel()
    merged_rows = covers[first]
    merged_rows.sort_indices()
    together: Floats = np.zeros(len(first))
    np.add.at(together, joined, people)
    return merged_rows, together, joined[group]


def _dominated(covers: sparse.csr_matrix) -> Flags:
    """Options all of whose rows another option covers too; of equal ones the first stays."""
    size = np.asarray(covers.sum(axis=0)).ravel()
    lost: Flags = size == 0
    lost[0] &= covers.nnz > 0
    if float((np.diff(covers.indptr).astype(np.float64) ** 2).sum()) > PAIRS:
        return lost
    shared = (covers.T @ covers).tocoo()
    one, other = shared.row, shared.col
    larger = (size[other] > size[one]) | ((size[other] == size[one]) & (other < one))
    lost[one[(shared.data == size[one]) & larger]] = True
    return lost
