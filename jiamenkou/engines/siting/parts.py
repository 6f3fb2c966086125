"""A cover's town as a tree of parts that share few options, each with its own prices.

Every option is cut into one copy a part, which covers only that part's rows. A copy costs what the
part's pay earns from it, so an option's copies cost what it costs whole, and solving parts alone is
Lagrangian decomposition (Guignard and Kim 1987). Prices being those of the linear relaxation, all
parts together bound no lower than it does, and a part no lower than its halves.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import LinearOperator, eigsh

from jiamenkou.engines.siting.anneal import Cover
from jiamenkou.engines.siting.lists import Flags, Floats, Longs

EDGE = 0.3
"""Share of the centres that either half has at least."""

DENSE = 20
"""Rows up to which all eigenvectors are worked out."""


@dataclass(kw_only=True)
class Part:
    """Some rows, the options covering any of them, and what the copies cost here.

    `floor`: people uncovered plus the price of copies used, at least. `centres`: so many of the
    plan's are here. `halves`: two smaller parts or none.
    `chosen`: options used when it was last solved.
    """

    rows: Longs
    options: Longs
    price: Floats
    floor: float
    centres: float
    chosen: Longs
    halves: tuple[Part, ...] = ()

    @property
    def bound(self) -> float:
        """The better of its own floor and those of its halves together."""
        below = sum(half.bound for half in self.halves) if self.halves else -np.inf
        return max(self.floor, below)

    @property
    def all(self) -> list[Part]:
        """This part and every part of it."""
        return [self, *(each for half in self.halves for each in half.all)]


@dataclass(frozen=True, kw_only=True)
class Town:
    """A cover with the pay of its rows, `worth` float (rows,), for all their people.

    `earned` float (options,): what the rows of each option pay; `price`, the same or more, is
    what it costs. `plan`: the options open.
    """

    cover: Cover
    worth: Floats
    earned: Floats
    price: Floats
    plan: Flags

    @classmethod
    def of(cls, cover: Cover, worth: Floats, plan: Flags | None = None) -> Town:
        """Options priced up to what the last one taken earns, which costs nothing in all."""
        earned = np.asarray(cover.matrix.T @ worth)
        places = max(cover.most - int(cover.locked.sum()), 0)
        free = np.sort(earned[~cover.locked])[::-1]
        last = float(free[places - 1]) if 0 < places <= len(free) else 0.0
        price = np.where(cover.locked, earned, np.maximum(earned, last))
        plan = cover.locked if plan is None else plan
        return cls(cover=cover, worth=worth, earned=earned, price=price, plan=plan)

    @property
    def ceiling(self) -> float:
        """No allowed choice costs more than this."""
        locked = self.cover.locked
        places = max(self.cover.most - int(locked.sum()), 0)
        dearest = np.sort(self.price[~locked])[::-1][:places]
        return float(self.price[locked].sum() + dearest.sum())

    @property
    def bound(self) -> float:
        """People uncovered at least, by the prices alone."""
        return float(self.worth.sum()) - self.ceiling

    def part(self, rows: Longs, small: float) -> Part:
        """These rows, halved again and again until at most `small` centres are in a part."""
        matrix = self.cover.matrix[rows]
        here = np.asarray(matrix.T @ self.worth[rows])
        options = np.flatnonzero(np.diff(matrix.tocsc().indptr))
        paid = self.earned[options]
        share = np.divide(here[options], paid, out=np.zeros(len(options)), where=paid > 0)
        part = Part(
            rows=rows,
            options=options,
            price=share * self.price[options],
            floor=float(self.worth[rows].sum()),
            centres=float(share[self.plan[options]].sum()),
            chosen=options[self.plan[options]],
        )
        if part.centres > small and len(rows) > 2:
            mass = self.worth[rows] * (matrix @ (self.plan / np.maximum(self.earned, 1e-9)))
            left = _half(matrix[:, options], mass)
            part.halves = tuple(self.part(rows[side], small) for side in (left, ~left))
        return part


def _half(matrix: sparse.csr_matrix, mass: Floats) -> Flags:
    """The rows of one of two sides with some mass each that share as few options as may be."""
    order = np.argsort(_line(matrix), kind="stable")
    share = np.cumsum(mass[order]) / mass.sum()
    torn = np.where((share >= EDGE) & (share <= 1 - EDGE), _torn(matrix[order]), np.inf)
    torn[-1] = np.inf
    cut = int(np.argmin(torn)) if np.isfinite(torn).any() else len(order) // 2 - 1
    side = np.zeros(len(order), dtype=bool)
    side[order[: cut + 1]] = True
    return side


def _torn(matrix: sparse.csr_matrix) -> Longs:
    """Options covering rows both up to each row and after it, int64 (rows,)."""
    columns = matrix.tocsc()
    columns.sort_indices()
    ends = columns.indptr
    first, last = columns.indices[ends[:-1]], columns.indices[ends[1:] - 1]
    change = np.bincount(first, minlength=matrix.shape[0])
    change -= np.bincount(last, minlength=matrix.shape[0])
    return np.cumsum(change)


def _line(matrix: sparse.csr_matrix) -> Floats:
    """A place on a line for each row, near for rows that share options: Fiedler's vector."""
    rows = matrix.shape[0]
    size = np.maximum(np.asarray(matrix.sum(axis=0)).ravel(), 1.0)
    shared = matrix.multiply(1.0 / size).tocsr()
    scale = 1.0 / np.sqrt(np.maximum(np.diff(matrix.indptr), 1.0))
    if rows <= DENSE:
        alike = scale[:, None] * (shared @ matrix.T).toarray() * scale
        return np.asarray(np.linalg.eigh(alike)[1][:, -2] * scale)

    def turned(vector: Floats) -> Floats:
        return np.asarray(scale * (shared @ (matrix.T @ (scale * vector.ravel()))))

    operator = LinearOperator((rows, rows), matvec=turned, dtype=np.float64)
    start = np.random.default_rng(0).random(rows)
    _, vectors = eigsh(operator, k=2, which="LA", v0=start, tol=1e-3)
    return np.asarray(vectors[:, 0] * scale)
