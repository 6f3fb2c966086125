"""The demo's planning, told through the verbs of siting: people, premises, one solved scenario."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

import numpy as np

from jiamenkou.demo.ground import BANDS, DISTRICT, Community, Ground, Household
from jiamenkou.demo.register import CENSUS_DAY, INVENTED
from jiamenkou.people.models import User
from jiamenkou.places.models import Area
from jiamenkou.siting import actions as siting
from jiamenkou.siting.models import PopulationLayer, Premises, Scenario
from jiamenkou.siting.points import Demand

STREET = "361102002000"
LAYER = "住户分布（虚构，合计等于普查总人口）"


@dataclass(frozen=True, kw_only=True)
class Building:
    """A kind of invented premises: what it was, what it would take."""

    words: str
    owner: str
    kind: str
    square_metres: tuple[int, int]
    yuan_per_m2: int
    rent_per_m2: int = 0


BUILDINGS = (
    Building(words="原粮站仓库", owner="区国资公司", kind="idle_state_asset",
             square_metres=(420, 900), yuan_per_m2=1300),
    Building(words="闲置沿街门面", owner="区国资公司", kind="idle_state_asset",
             square_metres=(180, 420), yuan_per_m2=900, rent_per_m2=60),
    Building(words="原小学教学楼一层", owner="区教体局", kind="idle_state_asset",
             square_metres=(500, 1100), yuan_per_m2=1500),
    Building(words="机关办公楼一层", owner="区机关事务中心", kind="shareable_office",
             square_metres=(260, 620), yuan_per_m2=700),
    Building(words="供销社旧楼", owner="区供销联社", kind="idle_state_asset",
             square_metres=(300, 700), yuan_per_m2=1600),
)  # fmt: skip


def load_people(ground: Ground, *, by: User | None) -> PopulationLayer:
    """Every invented home as a demand point of one layer."""
    homes = ground.households
    demand = Demand(
        ids=tuple(home.key for home in homes),
        lon=np.array([home.lon for home in homes]),
        lat=np.array([home.lat for home in homes]),
        people=np.array([home.people for home in homes], dtype=np.int64),
        households=np.array([home.households for home in homes], dtype=np.int64),
        bands={name: _band(homes, number) for number, name in enumerate(BANDS)},
    )
    return siting.load_layer(
        Area.objects.get(pk=DISTRICT),
        name=LAYER,
        demand=demand,
        codes=tuple(home.community for home in homes),
        source=INVENTED,
        as_of=CENSUS_DAY,
        invented=True,
        by=by,
    )


def offer_buildings(ground: Ground, *, by: User | None) -> list[Premises]:
    """Thirty premises over the district, every third in 东市街道."""
    chance = np.random.default_rng(30)
    urban = [one for one in ground.communities if one.urban]
    here = [one for one in urban if one.street == STREET]
    chosen = [here[i % len(here)] if i % 3 == 0 else urban[(i * 7) % len(urban)] for i in range(30)]
    return [
        _offer(ground, community, BUILDINGS[number % len(BUILDINGS)], number, chance, by)
        for number, community in enumerate(chosen, start=1)
    ]


def draw_scenarios(layer: PopulationLayer, *, by: User | None) -> list[Scenario]:
    """Two ways to plan one street for 3.6 million yuan: only adding, or with no more centres."""
    area = Area.objects.get(pk=STREET)
    shared: dict[str, Any] = {"layer": layer, "by": by, "budget": 3_600_000, "gap": 0.0}
    adding = siting.draw_scenario(area, name="2027 年布局 · 方案 A（只增不减）", **shared)
    merging = siting.draw_scenario(
        area,
        name="2027 年布局 · 方案 B（总数不变，可合并、可迁址）",
        may_close=True,
        at_most=16,
        **shared,
    )
    return [adding, merging]


def _band(homes: list[Household], number: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.array([home.bands[number] for home in homes], dtype=np.int64)


def _offer(
    ground: Ground,
    community: Community,
    building: Building,
    number: int,
    chance: np.random.Generator,
    by: User | None,
) -> Premises:
    lon, lat = ground.near(community.lon, community.lat, float(chance.uniform(60, 420)))
    square_metres = int(chance.integers(*building.square_metres))
    return siting.offer_premises(
        Area.objects.get(pk=community.code),
        name=f"{building.words}（虚构 {number} 号）",
        kind=building.kind,
        owner=building.owner,
        address=f"{community.short_name}（虚构地址）",
        lon=round(lon, 6),
        lat=round(lat, 6),
        crs="wgs84",
        usable_m2=square_metres,
        floor=1,
        has_lift=False,
        structure=str(chance.choice(["good", "good", "good", "repair", "unsafe"])),
        fire_safety=str(chance.choice(["passed", "needs_work", "unknown"])),
        rent_per_year=building.rent_per_m2 * square_metres,
        fit_out_cost=round(building.yuan_per_m2 * square_metres, -3),
        available_from=datetime.date(2026, 1, 1),
        by=by,
    )
