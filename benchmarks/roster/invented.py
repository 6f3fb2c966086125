"""An invented centre and an invented district; nobody in them exists."""

from __future__ import annotations

from datetime import date

import numpy as np

from jiamenkou.engines.roster import Demand, Person, Problem, Rules, Shift, SoFar, Wish

DAYS = 31
FIRST_DAY = date(2026, 10, 1)
HOLIDAYS = frozenset(range(3))
REST_DAYS = frozenset({*range(7), 10, 16, 17, 23, 24, 30})
"""The October of the 2026 arrangement: seven days off, the 10th worked."""

SHIFTS = (
    Shift(name="early", start=8 * 60, minutes=480),
    Shift(name="middle", start=10 * 60, minutes=480),
    Shift(name="late", start=13 * 60, minutes=450, evening=True),
)


def centre(seed: int) -> Problem:
    """Twelve clerks, three kinds of shift, a month with the National Day holiday in it."""
    dice = np.random.default_rng(seed)
    return _problem([_clerk(dice, 0) for _ in range(12)], _demands(0, 12), 1)


def district(seed: int) -> Problem:
    """118 centres with 900 clerks between them."""
    dice = np.random.default_rng(seed)
    sizes = [8] * 74 + [7] * 44
    people = [_clerk(dice, place) for place, size in enumerate(sizes) for _ in range(size)]
    demands = [each for place, size in enumerate(sizes) for each in _demands(place, size)]
    return _problem(people, demands, len(sizes))


def _problem(people: list[Person], demands: list[Demand], places: int) -> Problem:
    return Problem(
        first_day=FIRST_DAY,
        days=DAYS,
        shifts=SHIFTS,
        people=tuple(people),
        demands=tuple(demands),
        places=places,
        rest_days=REST_DAYS,
        holidays=HOLIDAYS,
    )


def _clerk(dice: np.random.Generator, home: int) -> Person:
    wished = dice.choice(DAYS, size=3, replace=False).tolist()
    leave = int(dice.integers(0, DAYS - 2))
    away = range(leave, leave + 3) if dice.random() < 0.25 else range(0)
    return Person(
        rules=Rules(),
        home=home,
        skills=frozenset(skill for skill in (0, 1) if dice.random() < 0.6),
        absent=frozenset(away),
        wishes=tuple(Wish(day=day, shift=-1, weight=int(dice.integers(1, 4))) for day in wished),
        so_far=SoFar(
            rest_days=int(dice.integers(18, 27)),
            evenings=int(dice.integers(40, 56)),
            holidays=int(dice.integers(2, 6)),
        ),
    )


def _demands(place: int, size: int) -> list[Demand]:
    """Fewer on rest days; one of the early shift knows the elders' desk, where there is one."""
    demands = []
    for day in range(DAYS):
        workers = max(3, round(size * (0.3 if day in REST_DAYS else 0.65)))
        parts = (workers - workers // 3 - 1, workers // 3, 1)
        for shift, needed in enumerate(parts):
            demands.append(
                Demand(day=day, shift=shift, needed=needed, place=place, under=100, over=2)
            )
        demands.append(Demand(day=day, shift=0, needed=1, place=place, skill=0, under=30))
    return demands
