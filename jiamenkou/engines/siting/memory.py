"""How much memory a question takes, said before it is solved; measured figures in docs/engines/."""

from __future__ import annotations

from pathlib import Path

from jiamenkou.engines.siting.problem import Problem

MIB = 1 << 20
AT_REST_MIB = 300
"""Of the process with compiled code loaded."""

ENTRY_BYTES, HELD_ENTRY_BYTES, POINT_BYTES = 48, 80, 320
"""Of each listed walk, of the same under capacities, and of each demand point, at the peak."""

MEMINFO = Path("/proc/meminfo")
GROUP = Path("/sys/fs/cgroup")


class TooLarge(Exception):
    """The question would not fit into memory. `words` for a person, both figures in MiB."""

    def __init__(self, needed: int, free: int) -> None:
        self.words = (
            f"this question needs about {needed} MiB of memory and {free} MiB are free; "
            "list fewer places a point, or plan a part of the area at a time"
        )
        super().__init__(self.words)
        self.needed = needed
        self.free = free


def needed_mib(problem: Problem) -> int:
    """About how many MiB a process holds at the peak of solving, the problem itself included."""
    each = HELD_ENTRY_BYTES if problem.capacitated else ENTRY_BYTES
    entries, points = len(problem.reach.place), problem.reach.points
    return AT_REST_MIB + (each * entries + POINT_BYTES * points) // MIB


def free_mib(meminfo: Path = MEMINFO, group: Path = GROUP) -> int | None:
    """MiB this process may still take, by the system and its control group; None if unknown."""
    limits = [limit for limit in (_of_system(meminfo), _of_group(group)) if limit is not None]
    return min(limits) // MIB if limits else None


def refuse_too_large(problem: Problem, free: int | None = None) -> None:
    """Raises TooLarge when solving would take more than `free` MiB, else than is free now, beside
    the problem at hand.
    """
    free = free_mib() if free is None else free
    at_hand = (8 * len(problem.reach.place)) // MIB + AT_REST_MIB
    if free is not None and needed_mib(problem) - at_hand > free:
        raise TooLarge(needed_mib(problem), free + at_hand)


def _of_system(meminfo: Path) -> int | None:
    if not meminfo.is_file():
        return None
    for line in meminfo.read_text().splitlines():
        name, _, rest = line.partition(":")
        if name == "MemAvailable":
            return int(rest.split()[0]) * 1024
    return None


def _of_group(group: Path) -> int | None:
    most, used = group / "memory.max", group / "memory.current"
    if not (most.is_file() and used.is_file()) or most.read_text().strip() == "max":
        return None
    return int(most.read_text()) - int(used.read_text())
