"""How quickly a what-if answers: `python -m benchmarks.whatif [--points 100000] [--places 600]`.

The people, the places and the plan are invented. One JSON object on a line: `seconds` is the
slowest of the moves tried, once the plan is in memory, `median_cpu_seconds` what one takes of a
processor; `first_seconds` is what the first look at a plan costs, its file read included.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import numpy as np

if TYPE_CHECKING:
    from jiamenkou.engines.siting import Levels
    from jiamenkou.siting.outcome import Outcome
    from jiamenkou.siting.points import Ints
    from jiamenkou.siting.solving import Case

T = TypeVar("T")
LISTED = 60
STANDING_SHARE = 0.15
BANDS = {"age_0_14": 2, "age_15_59": 6, "age_60_69": 1, "age_70_79": 1, "age_80_up": 0}


def main() -> None:
    """Measure and print."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--points", type=int, default=100_000)
    given.add_argument("--places", type=int, default=600)
    given.add_argument("--tries", type=int, default=10)
    asked = given.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiamenkou.settings")
    import django

    django.setup()
    case = invented_case(asked.points, asked.places)
    stored = kept(case)
    first, _worked, plan = timed(partial(first_look, stored))
    tries = [timed(partial(changed, plan, site))[:2] for site in range(asked.tries)]
    waited, worked = (sorted(values) for values in zip(*tries, strict=True))
    found = {
        "points": asked.points,
        "places": asked.places,
        "listed": int(np.diff(case.problem.reach.start).max()),
        "seconds": round(waited[-1], 3),
        "median_seconds": round(waited[len(waited) // 2], 3),
        "median_cpu_seconds": round(worked[len(worked) // 2], 3),
        "first_seconds": round(first, 3),
        "stored_mib": round(len(stored) / 2**20, 1),
    }
    print(json.dumps(found))


def invented_case(points: int, places: int) -> Case:
    """People and places strewn evenly over a square, a seventh of the places standing today."""
    from jiamenkou.engines.siting import Goal, Problem
    from jiamenkou.engines.streets import straight_line
    from jiamenkou.siting.candidates import Place
    from jiamenkou.siting.points import Demand
    from jiamenkou.siting.solving import Case

    chance = np.random.default_rng(1)
    lonlat = chance.uniform((117.9, 28.4), (118.2, 28.6), (points, 2))
    sites = chance.uniform((117.9, 28.4), (118.2, 28.6), (places, 2))
    bands = {name: np.full(points, people, dtype=np.int64) for name, people in BANDS.items()}
    people = np.sum(list(bands.values()), axis=0)
    problem = Problem(
        reach=straight_line(
            from_lonlat=lonlat, to_lonlat=sites, detour=1.3, limit_metres=8000, most=LISTED
        ),
        people=people,
        levels=levels_of(places),
        goal=Goal.BUDGET,
        budget=50_000_000,
        radius_metres=500,
        unserved_metres=8001,
        far_metres=200,
        m2_per_1000_people=120,
        missing_m2_metres=1000,
    )
    demand = Demand(
        ids=tuple(str(i) for i in range(points)), lon=lonlat[:, 0], lat=lonlat[:, 1],
        people=people, households=people // 3, bands=bands,
    )  # fmt: skip
    named = (
        Place(name=f"site {i}", lon=float(lon), lat=float(lat), street="", area_m2=400)
        for i, (lon, lat) in enumerate(sites)
    )
    return Case(demand=demand, places=tuple(named), problem=problem)


def levels_of(places: int) -> Levels:
    """Every place with one level: those standing today are kept, others may open."""
    from jiamenkou.engines.siting import UNLIMITED, Action, Levels

    each = np.arange(places, dtype=np.int32)
    stands = each < places * STANDING_SHARE
    return Levels(
        site=each,
        place=each,
        action=np.where(stands, Action.KEEP, Action.OPEN).astype(np.int8),
        cost=np.where(stands, 0, 1_000_000).astype(np.int64),
        capacity=np.full(places, UNLIMITED, dtype=np.int64),
        area_m2=np.full(places, 400, dtype=np.int32),
    )


def kept(case: Case) -> bytes:
    """The case as a run keeps it, with forty new sites chosen beside today's."""
    from jiamenkou.siting.solving import save

    stored = io.BytesIO()
    save(case, chosen_of(case), stored)
    return stored.getvalue()


def chosen_of(case: Case) -> Ints:
    """Today's sites and forty new ones, where there are so many."""
    return np.arange(min(len(case.today) + 40, len(case.places)), dtype=np.int32)


def first_look(stored: bytes) -> Outcome:
    """What the plan page needs before it can show anything."""
    from django.utils import timezone

    from jiamenkou.engines.siting import assess
    from jiamenkou.siting.outcome import Outcome, answer_of
    from jiamenkou.siting.solving import load

    case, chosen = load(io.BytesIO(stored))
    answer = answer_of(case, assess(case.problem, chosen))
    made_at = timezone.localtime()
    outcome = Outcome(case=case, chosen=chosen, title="", made_at=made_at, answer=answer)
    outcome.summary  # noqa: B018 - worked out here, kept for every change after it
    return outcome


def changed(plan: Outcome, site: int) -> list[object]:
    """One move on the what-if page: every figure, who walks more, every rule broken."""
    from jiamenkou.siting.changes import Change, apply_changes
    from jiamenkou.siting.kept import outcome_with
    from jiamenkou.siting.shown.offers import offers
    from jiamenkou.siting.shown.whatif import beside, broken_rules, lines

    moved = [Change(verb="move", what=site, to=len(plan.case.places) - 1)]
    after = outcome_with(plan, apply_changes(plan.case, plan.plan.chosen, moved))
    figures = lines([plan.summary, after.summary])
    return [figures, beside(plan, after), broken_rules(after), offers(after)]


def timed(work: Callable[[], T]) -> tuple[float, float, T]:
    """Wall seconds, processor seconds, and what was worked out."""
    began, worked = time.perf_counter(), time.process_time()
    found = work()
    return time.perf_counter() - began, time.process_time() - worked, found


if __name__ == "__main__":
    main()
