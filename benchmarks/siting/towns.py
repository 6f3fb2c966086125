"""Made cities, seeded: people in residential compounds, sites among them. Nobody lives there."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from benchmarks.siting.published import cover, median
from jiamenkou.engines.reach import NOWHERE, Reach
from jiamenkou.engines.siting import UNLIMITED, Action, Goal, Levels, Problem

DETOUR = 1.3
BUILDINGS = 40
"""Of a compound on the average, all within some hundred metres."""

PEOPLE_PER_KM2 = 10_000
YUAN_A_CENTRE = 3_000_000
Points = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class City:
    """`homes` (n, 2) and `sites` (m, 2) in metres, `people` (n,), and what goes on to be drawn."""

    homes: Points
    sites: Points
    people: NDArray[np.int64]
    rng: np.random.Generator


def city(people: int, sites: int, seed: int, texture: str) -> City:
    """A city of `people` buildings.

    compounds: of about 40 buildings each, dense around some town centres, two in five scattered.
    scattered: half in Gaussian clouds, half anywhere; a cloud holds one to a few centres, so the
    linear relaxation is far from every plan.
    """
    rng = np.random.default_rng(seed)
    homes, jitter = (_compounds if texture == "compounds" else _scattered)(people, rng)
    at = homes[rng.choice(people, sites, replace=False)] + rng.normal(0, jitter, (sites, 2))
    return City(homes=homes, sites=at, people=rng.integers(1, 100, people), rng=rng)


def city_median(made: City, p: int) -> Problem:
    """The plain p-median; of each home the nearest sites are listed, three centres' worth."""
    return median(_nearest(made, p), p, made.people)


def city_cover(made: City, p: int, radius: int) -> Problem:
    """The plain maximal cover within `radius` metres."""
    return cover(_within(made, radius), made.people, p, radius)


def city_held(made: City, p: int, factor: float) -> Problem:
    """With room at each site for `factor` times an even share of the people, give or take 20 %."""
    problem = city_median(made, p)
    share = factor * int(made.people.sum()) / p
    capacity = np.rint(share * made.rng.uniform(0.8, 1.2, len(made.sites))).astype(np.int64)
    return replace(problem, levels=replace(problem.levels, capacity=capacity))


def city_budget(made: City, p: int) -> Problem:
    """Three sizes a site and money for about p new centres of the smallest.

    One site in ten has a centre that is kept for nothing, extended, or rebuilt large. 30 m2 a
    1,000 people are the norm.
    """
    standing = made.rng.random(len(made.sites)) < 0.1
    factor = made.rng.uniform(0.7, 1.3, len(made.sites))
    area = made.rng.integers(300, 800, len(made.sites))
    new = np.full(len(made.sites), Action.OPEN)
    sizes = (
        (np.where(standing, 0, 3e6), np.where(standing, area, 600), Action.KEEP),
        (np.where(standing, 2e6, 4.5e6), np.where(standing, area + 400, 1000), Action.EXTEND),
        (np.where(standing, 4e6, 6e6), np.full(len(area), 1500), Action.EXTEND),
    )
    each = np.arange(len(made.sites), dtype=np.int32)
    place = np.tile(each, len(sizes))
    levels = Levels(
        site=place,
        place=place,
        action=np.concatenate([np.where(standing, act, new) for *_, act in sizes]).astype(np.int8),
        cost=np.concatenate([(cost * factor).astype(np.int64) for cost, *_ in sizes]),
        capacity=np.full(len(place), UNLIMITED, dtype=np.int64),
        area_m2=np.concatenate([m2 for _, m2, _ in sizes]).astype(np.int32),
    )
    return Problem(
        reach=_nearest(made, p),
        people=made.people,
        levels=levels,
        goal=Goal.BUDGET,
        budget=p * YUAN_A_CENTRE,
        radius_metres=1000,
        far_metres=300,
        m2_per_1000_people=30,
        missing_m2_metres=2000,
    )


def _compounds(n: int, rng: np.random.Generator) -> tuple[Points, float]:
    side = 1000 * np.sqrt(n * 50 / PEOPLE_PER_KM2)
    towns = rng.uniform(0, side, (max(3, n // 20_000), 2))
    many = max(n // BUILDINGS, 1)
    at = towns[rng.integers(0, len(towns), many)] + rng.laplace(0, side / 10, (many, 2))
    outside = rng.random(many) < 0.4
    at[outside] = rng.uniform(0, side, (int(outside.sum()), 2))
    size = rng.lognormal(0, 0.6, many)
    home = rng.choice(many, n, p=size / size.sum())
    return np.clip(at, 0, side)[home] + rng.normal(0, 120, (n, 2)), 20.0


def _scattered(n: int, rng: np.random.Generator) -> tuple[Points, float]:
    side = 200.0 * np.sqrt(n)
    clouds = rng.uniform(0, side, (max(10, n // 2000), 2))
    inside = clouds[rng.integers(0, len(clouds), n // 2)] + rng.normal(0, side / 40, (n // 2, 2))
    return np.concatenate((inside, rng.uniform(0, side, (n - n // 2, 2)))), 50.0


def _nearest(made: City, p: int) -> Reach:
    """The nearest sites of every home; one more tells how near the rest may be."""
    n, m = len(made.homes), len(made.sites)
    listed = min(m, max(30, 3 * m // p))
    asked = min(listed + 1, m)
    apart, place = cKDTree(made.sites).query(made.homes, k=asked, workers=2)
    metres = np.rint(apart * DETOUR).astype(np.int32)
    beyond = np.full(n, NOWHERE) if asked == listed else metres[:, listed]
    return Reach(
        start=np.arange(0, n * listed + 1, listed, dtype=np.int64),
        place=place[:, :listed].astype(np.int32).ravel(),
        metres=metres[:, :listed].ravel(),
        beyond=beyond.astype(np.int32),
        places=m,
    )


def _within(made: City, radius: int) -> Reach:
    """Every site within the radius of every home."""
    near = cKDTree(made.homes).sparse_distance_matrix(
        cKDTree(made.sites), radius / DETOUR, output_type="ndarray"
    )
    metres = np.rint(near["v"] * DETOUR).astype(np.int32)
    order = np.lexsort((near["j"], metres, near["i"]))
    return Reach(
        start=np.searchsorted(near["i"][order], np.arange(len(made.homes) + 1)).astype(np.int64),
        place=near["j"][order].astype(np.int32),
        metres=metres[order],
        beyond=np.full(len(made.homes), NOWHERE, dtype=np.int32),
        places=len(made.sites),
    )
