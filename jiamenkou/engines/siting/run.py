"""One run: the clock, the best plan so far, the best bound so far, and when it is enough."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

import numpy as np

from jiamenkou.engines.siting.assess import gap_between
from jiamenkou.engines.siting.lists import Floats, Ints, Longs
from jiamenkou.engines.siting.plan import Listener, Progress, Stop

LOOK_SECONDS = 0.25
"""How often the listener is asked."""


@dataclass(kw_only=True)
class Run:
    """Costs are counted to be small; a goal to be large is told as `whole` minus its cost."""

    stop: Stop
    seed: int
    listener: Listener | None = None
    whole: int | None = None
    points: int = 0
    value: float = np.inf
    bound: float = 0.0
    chosen: Ints = field(default_factory=lambda: np.empty(0, dtype=np.int32))
    entry: Longs | None = None
    pay: Floats = field(default_factory=lambda: np.empty(0))
    iterations: int = 0
    phase: str = "start"
    trace: list[Progress] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)
    looked: float = -np.inf
    told_to_stop: bool = False

    @property
    def seconds(self) -> float:
        """Since the run began."""
        return time.monotonic() - self.began

    @property
    def left(self) -> float:
        """Seconds still allowed."""
        return self.stop.seconds - self.seconds

    @property
    def closed(self) -> bool:
        """Whether no plan can be better: costs are whole numbers."""
        return self.bound > self.value - 1 + 1e-6

    def found(self, value: float, chosen: Ints, entry: Longs | None = None) -> bool:
        """Keep these levels if they are the best so far; whether they were."""
        if value >= self.value - 0.5:
            return False
        self.value, self.chosen, self.entry = value, chosen, entry
        self._note()
        return True

    def raise_bound(self, bound: float) -> None:
        """Keep this bound if it is the best so far; no bound is worth more than the best plan."""
        sure = min(bound - 1e-11 * abs(bound), self.value)
        if sure > self.bound:
            much = sure - self.bound > 1e-3 * abs(sure)
            self.bound = sure
            if much or self.closed:
                self._note()

    def settle(self) -> None:
        """Every other plan has been ruled out."""
        self.bound = self.value
        self._note()

    def enough(self) -> bool:
        """Whether to stop; asks the listener when it has waited long enough."""
        if self.listener is not None and self.seconds - self.looked >= LOOK_SECONDS:
            self.looked = self.seconds
            self.told_to_stop = bool(self.listener(self.progress())) or self.told_to_stop
        return self.told_to_stop or self.closed or self.left <= 0 or self._stop_rule_met()

    def progress(self) -> Progress:
        """Where the run stands, in the terms of the goal."""
        objective, bound = self.told
        gap = gap_between(objective, bound)
        return Progress(
            seconds=self.seconds, objective=objective, bound=bound, gap=gap, phase=self.phase
        )

    @property
    def told(self) -> tuple[int, float]:
        """Objective and bound as the goal counts them."""
        value = 0 if np.isinf(self.value) else round(self.value)
        bound = float(value) if self.closed else min(float(np.ceil(self.bound - 1e-6)), value)
        if self.whole is None:
            return value, bound
        return self.whole - value, self.whole - bound

    def _stop_rule_met(self) -> bool:
        limit = self.stop.iterations
        if limit is not None and self.iterations >= limit:
            return True
        return not np.isinf(self.value) and gap_between(*self.told) <= self.stop.gap > 0

    def _note(self) -> None:
        if not np.isinf(self.value):
            self.trace.append(self.progress())
