"""People on a map: the demand a plan serves, wherever it was read from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
Ints = NDArray[np.int32]

BAND = re.compile(r"age_(\d+)_(\d+|up)")


@dataclass(frozen=True, kw_only=True)
class Demand:
    """Where people live; n points.

    `ids` n names, none twice; `lon`, `lat` float64 (n,) WGS-84; `people` int64 (n,) >= 0;
    `households` int64 (n,) where known; `bands` people by age, int64 (n,) each, keyed
    `age_0_14` … `age_80_up`, together the people. Raises ValueError naming the field.
    """

    ids: tuple[str, ...]
    lon: Floats
    lat: Floats
    people: Counts
    households: Counts | None = None
    bands: Mapping[str, Counts] = field(default_factory=dict)

    def __post_init__(self) -> None:
        columns = {"lon": self.lon, "lat": self.lat, "people": self.people, **self.bands}
        for name, values in columns.items():
            if values.shape != (len(self.ids),):
                raise ValueError(f"{name}: expected {len(self.ids)} values, one a point")
        if unknown := [name for name in self.bands if not BAND.fullmatch(name)]:
            raise ValueError(f"bands: expected names such as age_60_69 or age_80_up, got {unknown}")
        if self.bands and not np.array_equal(sum(self.bands.values()), self.people):
            raise ValueError("bands: expected age bands that add up to the people of every point")

    @property
    def lonlat(self) -> Floats:
        """Points as (n, 2) degrees, longitude first."""
        return np.column_stack((self.lon, self.lat))

    @property
    def total(self) -> int:
        """All people."""
        return int(self.people.sum())


def band_words(name: str) -> str:
    """`age_60_69` as people write it, 60–69; `age_80_up` is 80+."""
    matched = BAND.fullmatch(name)
    if not matched:
        raise ValueError(f"name: expected a band such as age_60_69, got {name}")
    low, high = matched.groups()
    return f"{low}+" if high == "up" else f"{low}–{high}"
