"""Groups: an option and the rows it serves, all of them within its room."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from jiamenkou.engines.siting.lists import Flags, Floats, Ints, Longs


class Groups(NamedTuple):
    """Group g is option `option[g]` with the rows `row[start[g]:start[g + 1]]`."""

    option: Longs
    start: Longs
    row: Longs

    @classmethod
    def of(cls, option: Longs, rows: Sequence[Longs]) -> Groups:
        """These rows at each of these options."""
        start = np.concatenate(([0], np.cumsum([len(each) for each in rows]))).astype(np.int64)
        return cls(option, start, np.concatenate((*rows, np.zeros(0))).astype(np.int64))

    @classmethod
    def marked(cls, option: int, rows: Ints, inside: NDArray[np.bool_]) -> Groups:
        """Groups of one option, each line of `inside` (groups, rows) telling its rows."""
        start = np.concatenate(([0], np.cumsum(inside.sum(axis=1)))).astype(np.int64)
        return cls(
            np.full(len(inside), option), start, rows[np.nonzero(inside)[1]].astype(np.int64)
        )

    @classmethod
    def joined(cls, parts: Sequence[Groups]) -> Groups:
        """All groups of the parts."""
        empty = np.zeros(0, dtype=np.int64)
        size = np.concatenate([empty, *(np.diff(part.start) for part in parts)])
        return cls(
            np.concatenate([empty, *(part.option for part in parts)]),
            np.concatenate(([0], np.cumsum(size))).astype(np.int64),
            np.concatenate([empty, *(part.row for part in parts)]),
        )

    @property
    def group_of(self) -> Longs:
        """The group of every row told."""
        return np.repeat(np.arange(len(self.option)), np.diff(self.start))

    def only(self, keep: Flags) -> Groups:
        """Some of the groups."""
        size = np.diff(self.start)
        start = np.concatenate(([0], np.cumsum(size[keep]))).astype(np.int64)
        return Groups(self.option[keep], start, self.row[np.repeat(keep, size)])

    def sums(self, each: Floats) -> Floats:
        """Sum over the rows told of something told for each."""
        total = np.bincount(self.group_of, weights=each, minlength=len(self.option))
        return total.astype(np.float64)
