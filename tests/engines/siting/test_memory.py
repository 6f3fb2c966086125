"""What a question takes is said first, and what would not fit is refused."""

from pathlib import Path

import numpy as np
import pytest

from jiamenkou.engines.siting import (
    Goal,
    Levels,
    Problem,
    TooLarge,
    needed_mib,
    refuse_too_large,
)
from jiamenkou.engines.siting.memory import free_mib
from tests.engines.siting.brute import reach_of

MIB = 1 << 20


def question(points: int, places: int, listed: int | None = None) -> Problem:
    metres = np.tile(np.arange(places), (points, 1))
    return Problem(
        reach=reach_of(metres, listed),
        people=np.ones(points, dtype=np.int64),
        levels=Levels.one_each(places),
        goal=Goal.WALK,
        number=1,
    )


def test_longer_lists_take_more_memory() -> None:
    assert needed_mib(question(800, 300, listed=10)) < needed_mib(question(800, 300))


def test_what_would_not_fit_is_refused_with_both_figures() -> None:
    large = question(1000, 1000)
    with pytest.raises(TooLarge, match=str(needed_mib(large))):
        refuse_too_large(large, free=10)
    refuse_too_large(large, free=1000)


def test_the_tighter_of_system_and_control_group_counts(tmp_path: Path) -> None:
    meminfo = tmp_path / "meminfo"
    meminfo.write_text("MemTotal: 9000000 kB\nMemAvailable: 4096000 kB\n")
    assert free_mib(meminfo, tmp_path) == 4000
    (tmp_path / "memory.max").write_text(str(900 * MIB))
    (tmp_path / "memory.current").write_text(str(400 * MIB))
    assert free_mib(meminfo, tmp_path) == 500
    (tmp_path / "memory.max").write_text("max")
    assert free_mib(meminfo, tmp_path) == 4000
    assert free_mib(tmp_path / "none", tmp_path) is None
