"""What a plan means: its report, its figures, its places; for stored plans and what-if alike."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

import numpy as np

from jiamenkou.engines.siting import Action, Plan, assess
from jiamenkou.siting.points import Counts, Floats, Ints
from jiamenkou.siting.reports import Answer, Report, Site, installed_version
from jiamenkou.siting.reports.figures import (
    NEAR_METRES,
    change_metres,
    share_within,
    walks_by_band,
    walks_of,
)
from jiamenkou.siting.solving import Case


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """A case and the levels chosen in it, with everything a page says of them."""

    case: Case
    chosen: Ints
    title: str
    made_at: datetime
    answer: Answer
    parameters: tuple[tuple[str, str], ...] = ()

    @cached_property
    def plan(self) -> Plan:
        return assess(self.case.problem, self.chosen)

    @property
    def before(self) -> Plan:
        """The network as it stands."""
        return self.case.standing

    @cached_property
    def report(self) -> Report:
        number = np.full(self.case.problem.reach.places + 1, -1, dtype=np.int32)
        number[self.case.problem.levels.place[self.plan.chosen]] = np.arange(len(self.plan.chosen))
        return Report(
            title=self.title,
            made_at=self.made_at,
            version=installed_version(),
            demand=self.case.demand,
            sites=(*self._standing, *self._closing),
            served_by=number[self.plan.served_by],
            metres=self.plan.metres,
            metres_before=self.before.metres if len(self.case.today) else None,
            unserved_metres=self.case.problem.unserved,
            radius_metres=self.case.problem.radius_metres or NEAR_METRES[1],
            answer=self.answer,
            parameters=self.parameters,
            notes=self.case.notes,
        )

    @cached_property
    def summary(self) -> dict[str, Any]:
        """The figures of the plan beside those of today, as JSON keeps them."""
        report = self.report
        return {
            "all": asdict(walks_of(report)),
            "bands": {name: asdict(walks) for name, walks in walks_by_band(report).items()},
            "near": [
                {"metres": metres, "before": self._near(metres, report.metres_before),
                 "after": self._near(metres, report.metres)}
                for metres in NEAR_METRES
            ],
            "area": {"before": self._area(self.before), "after": self._area(self.plan)},
            "count": self.counts,
            "cost": self.money,
            "unserved": int(report.demand.people[report.out_of_reach].sum()),
        }  # fmt: skip

    @property
    def counts(self) -> dict[str, int]:
        """Sites by action."""
        actions = [site.action for site in self.report.sites]
        return {action: actions.count(action) for action in dict.fromkeys(actions)}

    @property
    def money(self) -> dict[str, int]:
        """Yuan by action, the free ones left out."""
        spent: dict[str, int] = {}
        for site in self.report.sites:
            if site.cost:
                spent[site.action] = spent.get(site.action, 0) + site.cost
        return spent

    @cached_property
    def sites(self) -> list[dict[str, Any]]:
        """Each place of the plan: what is done there, and for the people it concerns (those it
        serves, or, where a centre closes, those it served) who walks less or more.
        """
        people, change = self.case.demand.people, change_metres(self.report)
        heads, walked = (
            self._counted(people),
            self._counted(people * self.report.charged(self.report.metres)),
        )
        less, more = self._counted(people * (change < 0)), self._counted(people * (change > 0))
        most, bands = self._most_more(change), self._by_band(change)
        return [
            {
                "site": site,
                "place": self._place_of(number),
                "centre": self._centre_of(number),
                "people": int(heads[number]),
                "mean_metres": round(walked[number] / heads[number]) if heads[number] else 0,
                "walk_less": int(less[number]),
                "walk_more": int(more[number]),
                "most_more_metres": int(most[number]),
                "by_band": {name: values[number] for name, values in bands.items()},
            }
            for number, site in enumerate(self.report.sites)
        ]

    @cached_property
    def _standing(self) -> list[Site]:
        return [self._site(int(level), number) for number, level in enumerate(self.plan.chosen)]

    @cached_property
    def _closing_sites(self) -> list[int]:
        """Sites of centres none of whose levels is chosen."""
        levels = self.case.problem.levels
        stay = set(levels.site[self.plan.chosen].tolist())
        return [int(s) for s in levels.site[self.case.today] if int(s) not in stay]

    @property
    def _closing(self) -> list[Site]:
        return [
            Site(id=str(site), name=place.name, lon=place.lon, lat=place.lat, action="close",
                 area_m2=place.area_m2)
            for site in self._closing_sites
            for place in [self.case.places[site]]
        ]  # fmt: skip

    def _site(self, level: int, number: int) -> Site:
        levels = self.case.problem.levels
        action = Action(levels.action[level]).name.lower()
        here = self.case.places[levels.place[level]]
        owner = self.case.places[levels.site[level]]
        moved = action == "relocate"
        return Site(
            id=str(level),
            name=f"{owner.name} → {here.name}" if moved else here.name,
            lon=here.lon,
            lat=here.lat,
            action=action,
            cost=int(levels.cost[level]),
            area_m2=int(levels.area_m2[level]) or None,
            missing_m2=int(self.plan.missing_m2[number]),
            moved_from=(owner.lon, owner.lat) if moved else None,
        )

    def _place_of(self, number: int) -> int:
        if number < len(self.plan.chosen):
            return int(self.case.problem.levels.place[self.plan.chosen[number]])
        return self._closing_sites[number - len(self.plan.chosen)]

    def _centre_of(self, number: int) -> int | None:
        if number < len(self.plan.chosen):
            site = int(self.case.problem.levels.site[self.plan.chosen[number]])
        else:
            site = self._closing_sites[number - len(self.plan.chosen)]
        return self.case.places[site].centre

    @cached_property
    def _concerned(self) -> tuple[Counts, Ints]:
        """Demand points, and the number of the site each matters to; a point may matter to two."""
        closing = np.full(self.case.problem.reach.places + 1, -1, dtype=np.int32)
        first = len(self.plan.chosen)
        closing[self._closing_sites] = np.arange(first, first + len(self._closing_sites))
        numbers = np.concatenate((self.report.served_by, closing[self.before.served_by]))
        points = np.tile(np.arange(len(self.case.demand.ids)), 2)
        return points[numbers >= 0], numbers[numbers >= 0]

    def _counted(self, weights: np.ndarray[Any, Any]) -> Floats:
        """Sums over the people each site concerns."""
        points, numbers = self._concerned
        count = len(self.report.sites)
        return np.bincount(numbers, weights=weights[points], minlength=count).astype(np.float64)

    def _most_more(self, change: np.ndarray[Any, Any]) -> Floats:
        points, numbers = self._concerned
        most = np.zeros(len(self.report.sites))
        np.maximum.at(
            most, numbers, np.where(self.case.demand.people[points] > 0, change[points], 0)
        )
        return most

    def _by_band(self, change: np.ndarray[Any, Any]) -> dict[str, list[dict[str, int]]]:
        """By band, for each site: people it concerns, those who walk less, those who walk more."""
        return {
            name: [
                {"people": int(people), "less": int(less), "more": int(more)}
                for people, less, more in zip(
                    self._counted(band), self._counted(band * (change < 0)),
                    self._counted(band * (change > 0)), strict=True,
                )
            ]
            for name, band in self.case.demand.bands.items()
        }  # fmt: skip

    def _near(self, metres: int, walks: Ints | None) -> float | None:
        return None if walks is None else share_within(self.report, walks, metres)

    def _area(self, plan: Plan) -> dict[str, float | int | None]:
        """Square metres in all, for 100 households, and how many centres have what they need."""
        levels, households = self.case.problem.levels, self.case.demand.households
        area = int(levels.area_m2[plan.chosen].sum())
        homes = None if households is None else int(households.sum())
        return {
            "m2": area,
            "per_100_households": round(area * 100 / homes, 1) if homes else None,
            "centres": len(plan.chosen),
            "large_enough": int((plan.missing_m2 == 0).sum()) if self._area_counts else None,
            "missing_m2": int(plan.missing_m2.sum()) if self._area_counts else None,
        }

    @property
    def _area_counts(self) -> bool:
        """Whether this plan was made by an area norm; without one nobody can say what is enough."""
        return self.case.problem.m2_per_1000_people > 0


def answer_of(case: Case, plan: Plan) -> Answer:
    """How good the engine says its plan is."""
    return Answer(
        goal=case.problem.goal,
        objective=plan.objective,
        bound=plan.bound,
        gap=plan.gap,
        proven=plan.proven,
        seconds=plan.seconds,
        seed=plan.seed,
        binding=plan.binding,
    )
