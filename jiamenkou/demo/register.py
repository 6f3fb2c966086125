"""The demo's register, told through the verbs of places: areas, headcounts, centres."""

from __future__ import annotations

import datetime
from decimal import Decimal

import numpy as np
from django.db.backends.postgresql.psycopg_any import DateRange

from jiamenkou.demo.ground import (
    CENSUS_PEOPLE,
    DISTRICT,
    FOLDER,
    SETTLEMENTS,
    Community,
    Ground,
)
from jiamenkou.people.models import User
from jiamenkou.places import actions as places
from jiamenkou.places import divisions
from jiamenkou.places.models import Area, Centre

TODAY = datetime.date(2026, 11, 23)
CENSUS_DAY = datetime.date(2020, 11, 1)
SURVEY_DAY = datetime.date(2026, 3, 1)
CENSUS = "第七次全国人口普查"
INVENTED = "演示数据（虚构）"
WITHOUT_CENTRE = 33
NAMED = ("五三（2）社区", "大井头社区", "市委市府大院社区", "万达社区", "长塘社区")
SHORT_OF = {"area": 15, "location": 11, "layout": 13, "access": 13, "unknown": 7}
BASIC = ("hall", "mediation", "reading", "multi")
MORE = ("party", "deputies", "counselling", "children", "lecture", "science", "elder", "canteen")
ROOM_NAMES = {
    "hall": "一站式服务大厅",
    "mediation": "矛盾纠纷调处室",
    "reading": "阅览室",
    "multi": "多功能室",
    "party": "党员活动室",
    "deputies": "人大代表联系点",
    "counselling": "心理咨询室",
    "children": "未成年人活动室",
    "lecture": "红廉大讲堂",
    "science": "科普宣传室",
    "elder": "为老服务站",
    "canteen": "日间助餐点",
}


class Register:
    """Writes the register once; `centres` are found by community code afterwards."""

    def __init__(self, ground: Ground, *, by: User | None) -> None:
        self.ground = ground
        self.by = by
        self.chance = np.random.default_rng(2026)
        self.centres: dict[str, Centre] = {}

    def write(self) -> None:
        self._areas()
        self._headcounts()
        self._community_centres()
        self._street_centres()
        self._two_upgrades()
        places.load_norms(by=self.by)

    def _areas(self) -> None:
        listed = divisions.read([FOLDER / "areas.csv"], known=())
        places.load_areas(listed, by=self.by)
        district = Area.objects.get(pk=DISTRICT)
        places.draw_boundary(district, geometry=self.ground.boundary, by=self.by)
        self.areas = Area.objects.in_bulk()

    def _headcounts(self) -> None:
        places.record_headcount(
            self.areas[DISTRICT],
            as_of=CENSUS_DAY,
            source=CENSUS,
            people=CENSUS_PEOPLE,
            note="全区普查总人口",
            by=self.by,
        )
        homes: dict[str, int] = {}
        for home in self.ground.households:
            homes[home.community] = homes.get(home.community, 0) + home.households
        for community in self.ground.communities:
            places.record_headcount(
                self.areas[community.code],
                as_of=CENSUS_DAY,
                source=INVENTED,
                people=community.people,
                households=homes[community.code],
                by=self.by,
            )
        self.homes = homes

    def _community_centres(self) -> None:
        with_centre, without = self._who_has_one()
        served = self._served(with_centre, without)
        shortcomings = self._shortcomings(with_centre)
        for community in with_centre:
            self._open(community, served[community.code], shortcomings.get(community.code, ""))

    def _who_has_one(self) -> tuple[list[Community], list[Community]]:
        common = [c for c in self.ground.communities if c.short_name not in NAMED]
        lacking = self.chance.choice(len(common), WITHOUT_CENTRE, replace=False)
        without = [common[int(index)] for index in sorted(lacking)]
        codes = {community.code for community in without}
        return [c for c in self.ground.communities if c.code not in codes], without

    def _served(
        self, with_centre: list[Community], without: list[Community]
    ) -> dict[str, list[Community]]:
        """Who has no centre of its own goes to the nearest of its street."""
        served = {community.code: [community] for community in with_centre}
        for lone in without:
            near = [one for one in with_centre if one.street == lone.street]
            nearest = min(near, key=lambda one: np.hypot(one.lon - lone.lon, one.lat - lone.lat))
            served[nearest.code].append(lone)
        return served

    def _shortcomings(self, with_centre: list[Community]) -> dict[str, str]:
        plain = [one.code for one in with_centre if one.short_name not in NAMED]
        mixed = iter(self.chance.permutation(plain))
        return {str(next(mixed)): kind for kind, count in SHORT_OF.items() for _ in range(count)}

    def _open(self, community: Community, served: list[Community], lacking: str) -> None:
        away = float(self.chance.uniform(1100, 1700) if lacking == "location" else 60)
        lon, lat = self.ground.near(community.lon, community.lat, away)
        upstairs = lacking == "access"
        known = lacking != "unknown"
        centre = places.open_centre(
            self.areas[community.code],
            serves=[self.areas[one.code] for one in served],
            name=f"{community.short_name}党群服务中心",
            level="community" if community.urban else "village",
            lon=round(lon, 6),
            lat=round(lat, 6),
            crs="wgs84",
            address=f"{self.areas[community.street].name}（虚构地址）",
            ownership=str(self.chance.choice(["state", "collective", "rented", "lent"])),
            step_free=not upstairs if known else None,
            hall_floor=(2 if upstairs else 1) if known else None,
            has_lift=False if known else None,
            opened_on=datetime.date(2015, 1, 1),
            by=self.by,
        )
        self.centres[community.code] = centre
        if known and community.short_name not in NAMED[:2]:
            self._furnish(centre, served, lacking)

    def _furnish(self, centre: Centre, served: list[Community], lacking: str) -> None:
        homes = sum(self.homes[one.code] for one in served)
        per_100 = self.chance.uniform(7, 21) if lacking == "area" else self.chance.uniform(31, 62)
        usable = max(60, round(homes * per_100 / 100))
        kinds = ("hall", "multi") if lacking == "layout" else BASIC + self._extra_kinds()
        self._measure(centre, usable=usable, on=SURVEY_DAY, source="survey")
        self._rooms(centre, kinds, usable)

    def _extra_kinds(self) -> tuple[str, ...]:
        count = int(self.chance.integers(1, len(MORE)))
        return tuple(
            MORE[int(i)] for i in sorted(self.chance.choice(len(MORE), count, replace=False))
        )

    def _street_centres(self) -> None:
        for code in SETTLEMENTS:
            area = self.areas[code + "000"]
            near = [one for one in self.ground.communities if one.street == area.code]
            middle = near[0]
            lon, lat = self.ground.near(middle.lon, middle.lat, 150)
            centre = places.open_centre(
                area,
                serves=[area],
                name=f"{area.name}党群服务中心",
                level="street",
                lon=round(lon, 6),
                lat=round(lat, 6),
                crs="wgs84",
                address=f"{area.name}（虚构地址）",
                ownership="state",
                step_free=True,
                hall_floor=1,
                has_lift=True,
                opened_on=datetime.date(2012, 7, 1),
                by=self.by,
            )
            usable = int(self.chance.integers(420, 1400))
            self._measure(centre, usable=usable, on=SURVEY_DAY, source="survey")
            self._rooms(centre, BASIC + MORE[:5], usable)

    def _two_upgrades(self) -> None:
        """Modelled on reported figures: 118 to 350 m², 240 to about 3,000 with a hall of 500."""
        by_name = {centre.name: centre for centre in self.centres.values()}
        moved = by_name["五三（2）社区党群服务中心"]
        joined = by_name["大井头社区党群服务中心"]
        neighbour = by_name["市委市府大院社区党群服务中心"]
        before, after = datetime.date(2022, 6, 1), datetime.date(2023, 6, 20)
        self._measure(moved, usable=118, on=before, source="title_deed")
        self._measure(moved, usable=350, on=after, source="survey")
        self._rooms(moved, (*BASIC, *MORE[:6]), 350)
        self._measure(joined, usable=240, on=before, source="title_deed")
        self._measure(joined, usable=2980, on=after, source="survey", hall=490)
        self._rooms(joined, BASIC + MORE, 2980)
        places.agree_sharing(
            joined,
            guest=neighbour,
            during=DateRange(datetime.date(2023, 9, 1)),
            shares=("rooms", "activities", "staff"),
            terms="场所共建、活动共办、资源共享",
            by=self.by,
        )

    def _measure(
        self,
        centre: Centre,
        *,
        usable: int,
        on: datetime.date,
        source: str,
        hall: int | None = None,
    ) -> None:
        figures = {"usable": usable, "gross": round(usable * 1.25), "hall": hall or usable // 4}
        for kind, square_metres in figures.items():
            places.measure_floor_area(
                centre,
                kind=kind,
                square_metres=Decimal(square_metres),
                measured_on=on,
                source=source,
                by=self.by,
            )

    def _rooms(self, centre: Centre, kinds: tuple[str, ...], usable: int) -> None:
        """A quarter is hall; one in six centres has rooms that do not add up."""
        gap = 0.85 if self.chance.random() < 1 / 6 else 1.0
        shares = self.chance.uniform(0.7, 1.3, len(kinds))
        shares[0] = shares.sum() / 3
        for kind, share in zip(kinds, shares / shares.sum() * usable * gap, strict=True):
            places.add_room(
                centre,
                name=ROOM_NAMES[kind],
                kind=kind,
                square_metres=Decimal(str(round(float(share), 1))),
                capacity=max(4, int(share / 2)),
                by=self.by,
            )
