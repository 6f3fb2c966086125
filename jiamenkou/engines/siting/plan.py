"""What the siting engine answers: the plan, how it came about, and why there is none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, kw_only=True)
class Stop:
    """When to stop: at this relative gap, after these seconds or iterations, whichever is first."""

    gap: float = 0.0
    seconds: float = 60.0
    iterations: int | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.gap < 1:
            raise ValueError("gap: expected a share from 0 up to, not including, 1")
        if not self.seconds > 0:
            raise ValueError("seconds: expected more than 0")
        if self.iterations is not None and self.iterations < 1:
            raise ValueError("iterations: expected 1 or more")


UNTIL_PROVEN = Stop()
"""A minute, less when the plan is proven before."""


@dataclass(frozen=True, kw_only=True)
class Progress:
    """Where a run stands: incumbent, certified bound and the phase at work (a short code)."""

    seconds: float
    objective: int
    bound: float
    gap: float
    phase: str


Listener = Callable[[Progress], bool]
"""Is told where a run stands; True means stop and keep the best so far."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A choice of levels, judged.

    `chosen`     int32 (k,): level indices, ascending.
    `served_by`  int32 (n,): place that serves each point, -1 nobody.
    `metres`     int32 (n,): the walk there, `NOWHERE` for nobody.
    `objective`  WALK person-metres; COVER people covered (to be large); FEWEST centres;
                 FARTHEST metres; BUDGET person-metres with its charges.
    `bound`      no plan is better than this; for COVER an upper, else a lower bound.
    `gap`        |objective - bound| / max(objective, bound), 0 to 1.
    `proven`     the gap is closed: no plan is better.
    `missing_m2` int64 (k,): square metres each chosen level falls short of the norm.
    `cost`       yuan of the chosen levels.
    `binding`    which rules hold the plan back: number, budget, radius, capacity, required.
    `pay`        float (n,): the metres a person of each point is paid at the bound, prices for a
                 like question to begin with; empty where none were found.
    """

    chosen: NDArray[np.int32]
    served_by: NDArray[np.int32]
    metres: NDArray[np.int32]
    objective: int
    bound: float
    gap: float
    proven: bool
    seconds: float
    seed: int
    iterations: int
    missing_m2: NDArray[np.int64]
    cost: int
    trace: tuple[Progress, ...]
    binding: tuple[str, ...]
    pay: NDArray[np.float64] = field(default_factory=lambda: np.empty(0))


class Infeasible(Exception):
    """No plan keeps the rules.

    `points` int32: demand points nothing can serve; `radius_metres`, `budget`, `number`: the
    smallest that would do, None where that is not what stands in the way; `words` for a person.
    """

    def __init__(
        self,
        words: str,
        *,
        points: NDArray[np.int32] | None = None,
        radius_metres: int | None = None,
        budget: int | None = None,
        number: int | None = None,
    ) -> None:
        super().__init__(words)
        self.words = words
        self.points = np.empty(0, dtype=np.int32) if points is None else points
        self.radius_metres = radius_metres
        self.budget = budget
        self.number = number
