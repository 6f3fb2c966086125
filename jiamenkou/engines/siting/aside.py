"""Tasks two at a time in threads while the run keeps looking; the answer does not depend on it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from typing import TypeVar

from jiamenkou.engines.siting.run import Run

T = TypeVar("T")

Enough = Callable[[], bool]
"""Asked by a task often; True tells it to end as it stands."""

AT_ONCE = 2

LOOK = 0.1
"""Seconds between two looks at the run."""


def side_by_side(tasks: Sequence[Callable[[Enough], T]], run: Run) -> Iterator[T]:
    """What the tasks return, in their order; all are told to end once the run has had enough.

    Each is an iteration of the run. Only the caller's thread touches the run.
    """
    end = threading.Event()
    with ThreadPoolExecutor(AT_ONCE) as threads:
        waiting = [threads.submit(task, end.is_set) for task in tasks]
        try:
            for task in waiting:
                while not task.done():
                    wait([task], timeout=LOOK)
                    if run.enough():
                        end.set()
                run.iterations += 1
                yield task.result()
        finally:
            end.set()
