"""Who works when and where: one shift a person and day, or none."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

OFF = -1
"""No shift: a day off."""


@dataclass(frozen=True, kw_only=True)
class Duty:
    """One person's day that is given: a shift (or OFF) at a place, their own when None."""

    day: int
    shift: int
    place: int | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class Roster:
    """`shift` and `place`, int16 (people, days): the shift worked and where, `OFF` for a day off.

    Raises ValueError naming the field.
    """

    shift: NDArray[np.int16]
    place: NDArray[np.int16]

    def __post_init__(self) -> None:
        if self.shift.ndim != 2 or self.shift.shape != self.place.shape:
            raise ValueError("place: expected a place for every person and day, as for shift")
        if np.any((self.shift == OFF) != (self.place == OFF)):
            raise ValueError("place: expected OFF on days off, and only there")

    @classmethod
    def empty(cls, people: int, days: int) -> Roster:
        """Everyone off."""
        off = np.full((people, days), OFF, dtype=np.int16)
        return cls(shift=off, place=off.copy())

    def having(self, person: int, duty: Duty, *, home: int = 0) -> Roster:
        """The same with one day of one person changed; `home` is where a duty without place is."""
        shift, place = self.shift.copy(), self.place.copy()
        shift[person, duty.day] = duty.shift
        where = home if duty.place is None else duty.place
        place[person, duty.day] = OFF if duty.shift == OFF else where
        return Roster(shift=shift, place=place)

    def changes(self, other: Roster) -> int:
        """In how many person-days the two differ."""
        return int(np.sum((self.shift != other.shift) | (self.place != other.place)))
