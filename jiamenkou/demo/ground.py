"""The demo district's ground: real areas, boundary and census total; every point on it is invented.

One seed, so that every demo is the same. Sources stand in district/README.md.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

FOLDER = Path(__file__).parent / "district"
DISTRICT = "361102000000"
COMMUNITY = "361102002016"
"""Where the demo's manager, clerk and steward work."""
SEED = 1102
CENSUS_PEOPLE, CENSUS_URBAN_PEOPLE = 545_134, 430_755
METRES_A_DEGREE = 111_320.0
BANDS = ("age_0_14", "age_15_59", "age_60_69", "age_70_79", "age_80_up")
SHARES = np.array([0.19, 0.62, 0.10, 0.06, 0.03])


@dataclass(frozen=True, kw_only=True)
class Settlement:
    """How a street or town lies: roughly where, how wide, how dense (all invented)."""

    lon: float
    lat: float
    spread_metres: float
    spacing_metres: float


SETTLEMENTS = {
    "361102001": Settlement(lon=117.974, lat=28.432, spread_metres=900, spacing_metres=330),
    "361102002": Settlement(lon=117.990, lat=28.453, spread_metres=1000, spacing_metres=330),
    "361102003": Settlement(lon=117.957, lat=28.450, spread_metres=1000, spacing_metres=330),
    "361102004": Settlement(lon=117.972, lat=28.468, spread_metres=1100, spacing_metres=330),
    "361102005": Settlement(lon=117.951, lat=28.409, spread_metres=1500, spacing_metres=500),
    "361102006": Settlement(lon=118.025, lat=28.465, spread_metres=1600, spacing_metres=600),
    "361102100": Settlement(lon=118.090, lat=28.520, spread_metres=2600, spacing_metres=900),
    "361102102": Settlement(lon=118.040, lat=28.432, spread_metres=2400, spacing_metres=900),
    "361102103": Settlement(lon=118.080, lat=28.562, spread_metres=2600, spacing_metres=1000),
}


@dataclass(frozen=True, kw_only=True)
class Community:
    """A real community or village, at an invented point, with its share of the census."""

    code: str
    name: str
    lon: float
    lat: float
    urban: bool
    people: int

    @property
    def short_name(self) -> str:
        """五三（2）社区 rather than 五三（2）社区居民委员会, 松山社区 for 松山居民委员会."""
        if not self.urban:
            return self.name.removesuffix("民委员会").removesuffix("委会")
        return self.name.removesuffix("居民委员会").removesuffix("社区") + "社区"

    @property
    def street(self) -> str:
        return self.code[:9] + "000"


@dataclass(frozen=True, kw_only=True)
class Household:
    """Invented homes at one point: a building or a hamlet."""

    key: str
    lon: float
    lat: float
    people: int
    households: int
    bands: tuple[int, ...]
    community: str


class Ground:
    """Draws the district once, in a fixed order."""

    def __init__(self) -> None:
        self.chance = np.random.default_rng(SEED)
        self.boundary = json.loads((FOLDER / "boundary.json").read_text())

    @cached_property
    def communities(self) -> list[Community]:
        rows = self._area_rows()
        urban = np.array(["居民委员会" in row["village"] for row in rows])
        places = self._places(rows)
        people = np.zeros(len(rows), dtype=np.int64)
        people[urban] = self._split(CENSUS_URBAN_PEOPLE, urban.sum(), spread=0.35)
        people[~urban] = self._split(
            CENSUS_PEOPLE - CENSUS_URBAN_PEOPLE, (~urban).sum(), spread=0.3
        )
        return [
            Community(
                code=row["village_code"],
                name=row["village"],
                lon=round(float(lon), 6),
                lat=round(float(lat), 6),
                urban=bool(in_town),
                people=int(living),
            )
            for row, (lon, lat), in_town, living in zip(rows, places, urban, people, strict=True)
        ]

    @cached_property
    def households(self) -> list[Household]:
        return [home for community in self.communities for home in self._homes(community)]

    def near(self, lon: float, lat: float, metres: float) -> tuple[float, float]:
        """An invented point about so far away, inside the district."""
        for _ in range(200):
            bearing = self.chance.uniform(0, 2 * np.pi)
            found = _moved(lon, lat, metres * np.cos(bearing), metres * np.sin(bearing))
            if self._inside(*found):
                return found
        return lon, lat

    def _area_rows(self) -> list[dict[str, str]]:
        with (FOLDER / "areas.csv").open(encoding="utf-8", newline="") as source:
            return sorted(csv.DictReader(source), key=lambda row: row["village_code"])

    def _places(self, rows: list[dict[str, str]]) -> list[tuple[float, float]]:
        taken: list[tuple[float, float]] = []
        for row in rows:
            taken.append(self._free_place(SETTLEMENTS[row["street_code"]], taken))
        return taken

    def _free_place(
        self, street: Settlement, taken: list[tuple[float, float]]
    ) -> tuple[float, float]:
        """Around the street's middle, wider the longer it takes to find room."""
        spread = street.spread_metres
        while True:
            east, north = self.chance.normal(0, spread, 2)
            found = _moved(street.lon, street.lat, east, north)
            if self._inside(*found) and _clear_of(found, taken, street.spacing_metres):
                return found
            spread *= 1.01

    def _split(self, total: int, parts: int, *, spread: float) -> NDArray[np.int64]:
        """`total` whole people over `parts`, unevenly, none lost."""
        weights = self.chance.lognormal(0, spread, int(parts))
        return _whole(weights / weights.sum() * total)

    def _homes(self, community: Community) -> Iterator[Household]:
        count, spread = (24, 230.0) if community.urban else (12, 620.0)
        people = self._split(community.people, count, spread=0.6)
        older = self.chance.lognormal(0, 0.25)
        shares = SHARES * np.array([1.0, 1.0, older, older, older])
        for number, living in enumerate(people, start=1):
            lon, lat = self.near(community.lon, community.lat, abs(self.chance.normal(0, spread)))
            yield Household(
                key=f"{community.code}-{number:02}",
                lon=round(lon, 6),
                lat=round(lat, 6),
                people=int(living),
                households=max(1, round(int(living) / 2.7)),
                bands=tuple(int(band) for band in _whole(shares / shares.sum() * living)),
                community=community.code,
            )

    @cached_property
    def _ring(self) -> NDArray[np.float64]:
        return np.array(self.boundary["coordinates"][0][0])

    def _inside(self, lon: float, lat: float) -> bool:
        """Ray casting over the outer ring."""
        x, y = self._ring[:-1].T
        next_x, next_y = self._ring[1:].T
        crosses = (y > lat) != (next_y > lat)
        with np.errstate(divide="ignore", invalid="ignore"):
            at = x + (lat - y) / (next_y - y) * (next_x - x)
        return bool(np.count_nonzero(crosses & (lon < at)) % 2)


def _moved(lon: float, lat: float, east: float, north: float) -> tuple[float, float]:
    narrow = np.cos(np.radians(lat))
    return lon + east / (METRES_A_DEGREE * narrow), lat + north / METRES_A_DEGREE


def _clear_of(place: tuple[float, float], taken: list[tuple[float, float]], metres: float) -> bool:
    if not taken:
        return True
    away = (np.array(taken) - place) * METRES_A_DEGREE * (np.cos(np.radians(place[1])), 1)
    return bool(np.hypot(away[:, 0], away[:, 1]).min() >= metres)


def _whole(parts: NDArray[np.float64]) -> NDArray[np.int64]:
    """Whole numbers with the same sum: the largest remainders are rounded up."""
    floor = np.floor(parts).astype(np.int64)
    missing = round(float(parts.sum())) - int(floor.sum())
    floor[np.argsort(floor - parts, kind="stable")[:missing]] += 1
    return floor
