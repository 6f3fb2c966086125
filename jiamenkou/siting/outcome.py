"""What a plan means: its report, its figures, its places; for stored plans and what-if alike."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import numpy as np

from jiamenkou.engines.siting import Action, Plan, assess
from jiamenkou.siting.points import Counts, Ints
from jiamenkou.siting.reports import Answer, Report, Site
from jiamenkou.siting.reports.figures import (
    NEAR_METRES,
    change_metres,
    served_at,
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
            version=_version(),
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
        """Each place of the plan: what is done there, for whom, and who walks less or more."""
        served, change = served_at(self.report), change_metres(self.report)
        bands = self._bands_at(change)
        return [
            {
                "site": site,
                "place": self._place_of(number),
                "centre": self._centre_of(number),
                "people": served[number].people,
                "mean_metres": round(served[number].mean),
                "walk_less": served[number].less,
                "walk_more": served[number].more,
                "most_more_metres": self._most_more(number, change),
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
            return self.case.places[self.case.problem.levels.site[self.plan.chosen[number]]].centre
        return self.case.places[self._closing_sites[number - len(self.plan.chosen)]].centre

    def _most_more(self, number: int, change: np.ndarray[Any, Any]) -> int:
        here = (self.report.served_by == number) & (self.case.demand.people > 0)
        return int(max(0, change[here].max(initial=0)))

    def _bands_at(self, change: np.ndarray[Any, Any]) -> dict[str, list[dict[str, int]]]:
        """By band, for each site: people there, those who walk less, those who walk more."""
        served = self.report.served_by >= 0
        at, sites = self.report.served_by[served], len(self.report.sites)

        def counted(people: Counts) -> list[int]:
            return np.bincount(at, weights=people[served], minlength=sites).astype(int).tolist()

        return {
            name: [
                {"people": people, "less": less, "more": more}
                for people, less, more in zip(
                    counted(band), counted(band * (change < 0)), counted(band * (change > 0)),
                    strict=True,
                )
            ]
            for name, band in self.case.demand.bands.items()
        }  # fmt: skip

    def _near(self, metres: int, walks: Ints | None) -> float | None:
        return None if walks is None else share_within(self.report, walks, metres)

    def _area(self, plan: Plan) -> dict[str, float | int | None]:
        """Square metres in all, for 100 households, and how many centres have what their people need."""
        levels, households = self.case.problem.levels, self.case.demand.households
        area = int(levels.area_m2[plan.chosen].sum())
        homes = None if households is None else int(households.sum())
        return {
            "m2": area,
            "per_100_households": round(area * 100 / homes, 1) if homes else None,
            "centres": len(plan.chosen),
            "large_enough": int((plan.missing_m2 == 0).sum()),
            "missing_m2": int(plan.missing_m2.sum()),
        }


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


def _version() -> str:
    try:
        return version("jiamenkou")
    except PackageNotFoundError:  # run from a checkout that was never installed
        return "0"
