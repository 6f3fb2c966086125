"""Covering made smaller without losing the best cover: equal points merged, idle places dropped."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from jiamenkou.engines.siting.anneal import Cover
from jiamenkou.engines.siting.costs import Costs
from jiamenkou.engines.siting.lists import Flags, Floats, Ints, Longs
from jiamenkou.engines.siting.options import Options

PAIRS = 50_000_000
"""Pairs of places sharing a row that looking for dominated places may cost."""


@dataclass(frozen=True, kw_only=True)
class Merged:
    """A smaller covering question with the same best cover.

    `group` int32 (r,): the row of `cover` each row of the costs went to, -1 for none.
    `option` int32 (o,): the option behind each column.
    """

    cover: Cover
    group: Ints
    option: Ints


def merged(costs: Costs, options: Options, rows: Flags) -> Merged:
    """These rows, those with the same places as one, without places another does better than.

    Choosing all that may be chosen is best, so a dominated place is only ever a filler.
    """
    covers = _matrix(costs, options)[np.flatnonzero(rows)]
    locked = options.forced[options.site]
    covers, people, first = one_a_set(covers, costs.people[rows])
    kept = np.flatnonzero(locked | ~_dominated(covers))
    covers, people, then = one_a_set(covers[:, kept], people)
    everyone = np.full(costs.rows, -1, dtype=np.int32)
    everyone[rows] = then[first]
    cover = Cover(matrix=covers, people=people, locked=locked[kept], most=options.most)
    return Merged(cover=cover, group=everyone, option=kept.astype(np.int32))


def one_a_set(covers: sparse.csr_matrix, people: Floats) -> tuple[sparse.csr_matrix, Floats, Longs]:
    """Rows with the same set of options as one, their people added up; the new row of each."""
    marks = np.random.default_rng(0).integers(1, 2**40, (covers.shape[1], 2))
    mark = covers.astype(np.int64) @ marks
    _, first, joined = np.unique(mark, axis=0, return_index=True, return_inverse=True)
    merged_rows = covers[first]
    merged_rows.sort_indices()
    together: Floats = np.zeros(len(first))
    np.add.at(together, joined.ravel(), people)
    return merged_rows, together, joined.ravel()


def _matrix(costs: Costs, options: Options) -> sparse.csr_matrix:
    """1 where an option covers a row, (rows, options)."""
    option_at = np.full(costs.places, -1, dtype=np.int32)
    option_at[options.place] = np.arange(options.count)
    listed = option_at[costs.place] >= 0
    entries = (costs.row_of[listed], option_at[costs.place[listed]])
    ones = np.ones(int(listed.sum()))
    return sparse.csr_matrix((ones, entries), shape=(costs.rows, options.count))


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
