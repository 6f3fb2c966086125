"""How far apart two messages are in place and time."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

ELSEWHERE = 0.4
"""Messages from places that lie apart are so much less alike."""


def places_agree(one: str | None, other: str | None) -> bool:
    """Whether one lies inside the other, or one of them is not known."""
    return one is None or other is None or one.startswith(other) or other.startswith(one)


def faded(days: NDArray[np.float64], half_life: float) -> NDArray[np.float64]:
    """What likeness is worth over so many days: a half at the half-life."""
    return np.exp2(-np.abs(days) / half_life)
