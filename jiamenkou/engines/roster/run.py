"""One run: the clock, the best roster and bound so far, and when it is enough."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field

from jiamenkou.engines.roster.duties import Roster
from jiamenkou.engines.roster.plan import Listener, Progress, Stop

LOOK_SECONDS = 0.25
"""How often the listener is asked."""


@dataclass(kw_only=True)
class Run:
    """Rosters and bounds of each part come in; their sums are what is told."""

    stop: Stop
    seed: int
    threads: int
    listener: Listener | None
    parts: int = 1
    values: dict[int, int] = field(default_factory=dict)
    rosters: dict[int, Roster] = field(default_factory=dict)
    bounds: dict[int, int] = field(default_factory=dict)
    rounds: int = 0
    phase: str = "start"
    trace: list[Progress] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)
    looked: float = -1.0
    told_to_stop: bool = False
    lock: threading.RLock = field(default_factory=threading.RLock)

    @property
    def seconds(self) -> float:
        """Since the run began."""
        return time.monotonic() - self.began

    @property
    def left(self) -> float:
        """Seconds still allowed."""
        return 0.0 if self.told_to_stop else self.stop.seconds - self.seconds

    @property
    def objective(self) -> int | None:
        """What the rosters cost together; None while a part has none."""
        return sum(self.values.values()) if len(self.values) == self.parts else None

    def found(self, part: int, value: int, roster: Roster) -> None:
        """Keep a part's roster if it is its best."""
        with self.lock:
            if value < self.values.get(part, value + 1):
                self.values[part], self.rosters[part] = value, roster
                self._note()

    def raise_bound(self, part: int, bound: int) -> None:
        """Keep a part's bound if it is its best."""
        with self.lock:
            if bound > self.bounds.get(part, 0):
                self.bounds[part] = bound
                self._note()

    def gap_of(self, part: int) -> int:
        """How far a part's roster may be from its best."""
        return self.values.get(part, 1 << 60) - self.bounds.get(part, 0)

    def enough(self, part: int | None = None) -> bool:
        """Whether to stop, the whole run or one part; asks the listener now and then."""
        with self.lock:
            if self.listener and self.seconds - self.looked >= LOOK_SECONDS:
                self.looked = self.seconds
                self.told_to_stop = bool(self.listener(self.progress())) or self.told_to_stop
            if part is not None and self.gap_of(part) <= 0:
                return True
            return self.left <= 0 or self._stop_rule_met()

    def progress(self) -> Progress:
        """Where the run stands."""
        objective, bound = self.objective, sum(self.bounds.values())
        return Progress(
            seconds=self.seconds,
            objective=objective,
            bound=bound if objective is None else min(bound, objective),
            gap=gap_between(objective, bound),
            phase=self.phase,
        )

    def _stop_rule_met(self) -> bool:
        if self.stop.rounds is not None and self.rounds >= self.stop.rounds:
            return True
        objective = self.objective
        return objective is not None and (
            gap_between(objective, sum(self.bounds.values())) <= self.stop.gap
        )

    def _note(self) -> None:
        if self.objective is not None:
            self.trace.append(self.progress())


def gap_between(objective: int | None, bound: int) -> float:
    """(objective - bound) / objective, 1 while there is no roster."""
    if objective is None:
        return 1.0
    return max(0.0, (objective - bound) / objective) if objective else 0.0
