"""The engine at work on a thread of its own, watched from this one.

The engine tells how far it is from whatever thread it likes; rows are written from one only.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass

from jiamenkou.engines.roster import Plan, Problem, Progress, Stop, solve

LOOK_SECONDS = 0.5


@dataclass(kw_only=True)
class Watch:
    """What the engine said last, and whether it shall stop."""

    said: Progress | None = None
    stop: bool = False

    def listen(self, progress: Progress) -> bool:
        """The engine's listener."""
        self.said = progress
        return self.stop


def solve_watched(
    problem: Problem, *, stop: Stop, seed: int, look: Callable[[Progress | None], bool]
) -> Plan:
    """`solve`, with `look` called twice a second from here: True means keep the best and stop."""
    watch = Watch(stop=look(None))
    with ThreadPoolExecutor(max_workers=1) as engine:
        run = engine.submit(solve, problem, stop=stop, seed=seed, progress=watch.listen)
        while not wait([run], timeout=LOOK_SECONDS).done:
            watch.stop = look(watch.said) or watch.stop
    return run.result()
