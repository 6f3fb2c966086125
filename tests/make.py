"""Rows for tests: one keyword-only function a model, fixed defaults, no randomness."""

import datetime
from collections.abc import Sequence
from decimal import Decimal
from itertools import count
from typing import Any

import numpy as np
from django.core.files.base import ContentFile
from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange
from django.utils import timezone

from jiamenkou.audit.actions import record
from jiamenkou.audit.models import Event
from jiamenkou.hall import actions as hall
from jiamenkou.hall.models import Appointment, Counter, Ticket
from jiamenkou.notices import actions as notices
from jiamenkou.notices.models import Message
from jiamenkou.people import actions as people
from jiamenkou.people.models import (
    ApiToken,
    Circumstance,
    Consent,
    Guardianship,
    HealthNote,
    Household,
    Resident,
    Role,
    User,
)
from jiamenkou.places import actions as places
from jiamenkou.places.models import (
    Announcement,
    Area,
    Centre,
    FloorArea,
    Headcount,
    OpeningRule,
    Room,
    SharingAgreement,
    WalkFact,
)
from jiamenkou.places.models.area import ancestors_of, level_of
from jiamenkou.places.opening import EVERY_DAY, OF_THE_WEEK, Layer, Rule, Span
from jiamenkou.places.spelling import spelled
from jiamenkou.rota import actions as rota
from jiamenkou.rota.models import Duty, Leave, Posting, Roster, ShiftPattern, Swap, Wish
from jiamenkou.services import actions as services
from jiamenkou.services.models import (
    Case,
    Category,
    ItemVersion,
    Material,
    Offer,
    Rating,
    ServiceItem,
    Skill,
)
from jiamenkou.services.searching import tokens_of
from jiamenkou.siting import actions as siting
from jiamenkou.siting.models import PopulationLayer, Premises, Scenario, ScenarioRun, StreetNetwork
from jiamenkou.siting.models.layer import BANDS
from jiamenkou.siting.points import Demand

numbers = count(1)
TODAY = datetime.date(2026, 6, 1)

# ── people ──────────────────────────────────────────────────────────────────────────────────────


def user(
    *, username: str = "", kind: str = "planner", area: Area | None = None, name: str = "测试员"
) -> User:
    """Somebody who is `kind` in `area` (None: everywhere); no kind: without a role."""
    made = User.objects.create_user(username=username or f"staff-{next(numbers)}", name=name)
    if kind:
        held = role(holder=made, kind=kind, area=area)
        people.note_use([held], on=timezone.localdate())  # as on every page but the day's first
    return made


def role(*, holder: User, kind: str = "planner", area: Area | None = None, **facts: Any) -> Role:
    given: dict[str, Any] = {"begins": datetime.date(2026, 1, 1)} | facts
    return people.give_role(holder, kind=kind, area=area, **given, by=None)


# ── residents ───────────────────────────────────────────────────────────────────────────────────

WOMAN, MAN = "11010519491231002X", "440524188001010014"  # the examples of GB 11643-1999


def resident(*, area: Area | None = None, **facts: Any) -> Resident:
    """An adult of 36 on TODAY, without any number."""
    given: dict[str, Any] = {"name": "张三", "born_on": datetime.date(1990, 1, 1)} | facts
    return people.add_resident(area or globals()["area"](), **given, by=None)


def child(*, born_on: datetime.date = datetime.date(2020, 1, 1), **facts: Any) -> Resident:
    given: dict[str, Any] = {"name": "小明", "born_on": born_on} | facts
    return resident(**given)


def circumstance(*, resident: Resident, kind: str = "living_alone", **facts: Any) -> Circumstance:
    given: dict[str, Any] = {"begins": datetime.date(2026, 1, 1)} | facts
    return people.note_circumstance(resident, kind=kind, **given, by=None)


def household(*, head: Resident) -> Household:
    return people.found_household(head, by=None)


def consent(*, resident: Resident, purpose: str = "health_notes", **facts: Any) -> Consent:
    given: dict[str, Any] = {"how": "in_person", "on": datetime.date(2026, 1, 1)} | facts
    return people.give_consent(resident, purpose=purpose, **given, by=None)


def health_note(*, resident: Resident, words: str = "对青霉素过敏") -> HealthNote:
    """On a consent that stands already."""
    return people.note_health(resident, words=words, on=TODAY, by=None)


def guardianship(*, minor: Resident, guardian: Resident, **facts: Any) -> Guardianship:
    given: dict[str, Any] = {"relation": "parent", "begins": datetime.date(2026, 1, 1)} | facts
    return people.name_guardian(minor, guardian=guardian, **given, by=None)


# ── places ──────────────────────────────────────────────────────────────────────────────────────

DISTRICT = "361102000000"
COMMUNITY = "361102001001"
SQUARE = {  # about 19 km by 22 km, invented
    "type": "Polygon",
    "coordinates": [[[117.9, 28.3], [118.1, 28.3], [118.1, 28.5], [117.9, 28.5], [117.9, 28.3]]],
}


def area(*, code: str = COMMUNITY, name: str = "") -> Area:
    """The area, and every area above it that is missing."""
    above: Area | None = None
    for one in [*reversed(list(ancestors_of(code))), code]:
        above, _made = Area.objects.get_or_create(
            code=one,
            defaults={
                "name": (name if one == code else "") or f"区划{one.rstrip('0')}",
                "level": level_of(one),
                "parent": above,
            },
        )
    assert above
    return above


def centre(*, area: Area | None = None, **facts: Any) -> Centre:
    given: dict[str, Any] = {"name": f"中心{next(numbers)}", "level": "community", "crs": "wgs84"}
    given |= {"lon": 118.0, "lat": 28.4} | facts
    return places.open_centre(area or globals()["area"](), **given, by=None)


def room(*, centre: Centre, kind: str = "hall", name: str = "大厅", **facts: Any) -> Room:
    given: dict[str, Any] = {"square_metres": Decimal(100)} | facts
    return places.add_room(centre, name=name, kind=kind, **given, by=None)


def floor_area(*, centre: Centre, square_metres: int = 350, **facts: Any) -> FloorArea:
    given: dict[str, Any] = {
        "kind": "usable",
        "measured_on": datetime.date(2023, 6, 1),
        "source": "survey",
    } | facts
    return places.measure_floor_area(centre, square_metres=Decimal(square_metres), **given, by=None)


def headcount(*, area: Area, households: int | None = 1120, **facts: Any) -> Headcount:
    given: dict[str, Any] = {"as_of": datetime.date(2020, 11, 1), "source": "census 2020"} | facts
    return places.record_headcount(area, households=households, **given, by=None)


def sharing(*, host: Centre, guest: Centre, **facts: Any) -> SharingAgreement:
    given: dict[str, Any] = {
        "during": DateRange(datetime.date(2026, 1, 1), datetime.date(2027, 1, 1))
    }
    return places.agree_sharing(
        host, guest=guest, **{**given, "shares": ["rooms"], **facts}, by=None
    )


def walk(*, centre: Centre, **facts: Any) -> WalkFact:
    given: dict[str, Any] = {
        "measured_on": datetime.date(2026, 5, 1),
        "people": 2000,
        "share_within_300": Decimal("0.25"),
        "share_within_500": Decimal("0.6"),
        "share_within_1000": Decimal("0.97"),
        "mean_metres": 430,
        "p95_metres": 960,
        "method": "straight line × 1.3",
        "layer_name": "invented households",
    } | facts
    return places.record_walks(centre, **given, by=None)


NOTICE_SOURCE = "国办发明电〔2026〕0号（虚构）"
NOTICE_2027 = """关于2027年部分节假日安排的通知（虚构）
一、元旦：1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（周五）至13日（周六）放假调休，共9天。1月31日（周日）、2月20日（周六）上班。
三、清明节：4月3日（周六）至5日（周一）放假，共3天。
四、劳动节：5月1日（周六）至5日（周三）放假调休，共5天。4月25日（周日）、5月8日（周六）上班。
五、端午节：6月9日（周三）放假，共1天。
六、中秋节：9月15日（周三）放假，共1天。
七、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。9月26日（周日）、10月9日（周六）上班。
"""


def announcement(**facts: Any) -> Announcement:
    """An invented notice for 2027, announced."""
    given: dict[str, Any] = {"text": NOTICE_2027, "year": 2027, "source": NOTICE_SOURCE} | facts
    return places.announce_days(given.pop("text"), **{"by": None, **given})


WORKDAY = (Span(opens=510, closes=720), Span(opens=840, closes=1050))
EVENING = Span(opens=1050, closes=1230, service="extended", offers="综合窗口")


def opening_rule(layer: Layer = "weekly", *spans: Span, **facts: Any) -> Rule:
    """Hours of every day: of the week, or of whatever day a narrower layer covers."""
    given: dict[str, Any] = {"first": datetime.date(2020, 1, 1), "last": None} | facts
    weekdays = range(7) if layer in OF_THE_WEEK else [EVERY_DAY]
    return Rule(layer=layer, spans=dict.fromkeys(weekdays, spans), **given)


def hours(*, centre: Centre | None = None, rule: Rule | None = None) -> OpeningRule:
    kept = rule or opening_rule("weekly", *WORKDAY)
    return places.keep_hours(centre or globals()["centre"](), rule=kept, by=None)


# ── rota ────────────────────────────────────────────────────────────────────────────────────────

JUNE = datetime.date(2026, 6, 1)


def posting(*, centre: Centre | None = None, person: User | None = None, **facts: Any) -> Posting:
    """A clerk of the centre since the beginning of 2025, full time."""
    stands = centre or globals()["centre"]()
    holder = person or user(kind="clerk", area=stands.area)
    given: dict[str, Any] = {"begins": datetime.date(2025, 1, 1), "job": "社工"} | facts
    return rota.post(holder, centre=stands, **given, by=None)


def pattern(*, centre: Centre, **facts: Any) -> ShiftPattern:
    """Eight hours from half past eight, one person on workdays."""
    number = next(numbers)
    given: dict[str, Any] = {"name": f"班{number}", "short": f"{number % 100:02}"}
    given |= {"starts": datetime.time(8, 30), "minutes": 480, "needed_workday": 1}
    given |= {"begins": datetime.date(2025, 1, 1)} | facts
    return rota.add_pattern(centre, **given, by=None)


def leave(*, person: User, first: datetime.date, **facts: Any) -> Leave:
    """Asked for; of one day."""
    given: dict[str, Any] = {"last": first, "kind": "annual"} | facts
    return rota.ask_leave(person, first=first, **given, by=None)


def wish(*, person: User, day: datetime.date, wanted: bool = False, **facts: Any) -> Wish:
    return rota.wish(person, day=day, wanted=wanted, **facts, by=None)


def roster(*, centre: Centre | None = None, month: datetime.date = JUNE) -> Roster:
    return rota.draw_roster(centre or globals()["centre"](), month=month, by=None)


def duty(
    *, roster: Roster, person: User, pattern: ShiftPattern, day: datetime.date, **facts: Any
) -> Duty:
    """Put there by hand; what it breaks is broken for a reason."""
    given: dict[str, Any] = {"why": "测试"} | facts
    return rota.put(roster, person=person, day=day, patterns=[pattern], **given, by=None)[0]


def published(roster: Roster) -> Roster:
    """The roster, published with whatever gaps it has."""
    rota.publish(roster, why="测试", by=None)
    roster.refresh_from_db()
    return roster


def swap(*, duty: Duty, **facts: Any) -> Swap:
    return rota.offer_swap(duty, **facts, by=duty.person)


# ── services ────────────────────────────────────────────────────────────────────────────────────


def item(
    *papers: dict[str, Any], code: str = "", name: str = "", also: Sequence[str] = (), **facts: Any
) -> ServiceItem:
    """A service with a version since 2026; one paper is asked for unless `papers` are named."""
    code = code or f"item-{next(numbers)}"
    Category.objects.get_or_create(code="group", defaults={"name": "类", "name_en": "Group"})
    made, _new = ServiceItem.objects.get_or_create(
        code=code,
        defaults={
            "name": name or f"事项{code}",
            "name_en": name or code,
            "category_id": "group",
            "also": list(also),
            "tokens": tokens_of([name, *also]),
            "name_pinyin": spelled(name)[0],
            "name_initials": spelled(name)[1],
        },
    )
    given: dict[str, Any] = {
        "summary": "办一件事",
        "who": "居民",
        "promised_days": 5,
        "minutes": 15,
    }
    given |= {"result": "办好", "channels": ["hall", "proxy", "home", "online"]} | facts
    given.setdefault("during", DateRange(datetime.date(2026, 1, 1)))
    version = ItemVersion.objects.create(item=made, **given)
    for position, paper in enumerate(papers or [{"name": "身份证"}], start=1):
        Material.objects.create(version=version, position=position, **{"form": "original"} | paper)
    return made


def offer(*, item: ServiceItem, centre: Centre, **facts: Any) -> Offer:
    given: dict[str, Any] = {"begins": datetime.date(2026, 1, 1)} | facts
    return services.offer(item, centre=centre, **given, by=None)


def skill(*, person: User, item: ServiceItem, **facts: Any) -> Skill:
    given: dict[str, Any] = {"on": datetime.date(2026, 1, 1), "until": datetime.date(2030, 1, 1)}
    return services.certify(person, item=item, **given | facts, by=None)


def case(
    *papers: dict[str, Any],
    centre: Centre | None = None,
    item: ServiceItem | None = None,
    by: User | None = None,
    **facts: Any,
) -> Case:
    """Submitted at the counter by somebody of the community."""
    stands = centre or globals()["centre"]()
    asked = item or globals()["item"](*papers)
    if not Offer.objects.filter(item=asked, centre=stands).exists():
        offer(item=asked, centre=stands)
    given: dict[str, Any] = {"resident": None} | facts
    clerk = by or user(kind="clerk", area=stands.area)
    return services.open_case(asked, centre=stands, **given, by=clerk)


def with_papers(case: Case) -> Case:
    """All that it asks for has been brought."""
    ticks = [services.Tick(paper=one.pk, state="received") for one in case.materials.all()]
    assert case.clerk
    return services.tick(case, ticks=ticks, by=case.clerk)


def accepted(case: Case) -> Case:
    case = with_papers(case)
    assert case.clerk
    return services.accept_case(case, by=case.clerk)


def delivered(case: Case) -> Case:
    """Served to the end by its clerk."""
    case = accepted(case)
    assert case.clerk
    services.begin_work(case, by=case.clerk)
    services.decide(case, result="已办结", by=case.clerk)
    return services.deliver(case, how="counter", to="applicant", by=case.clerk)


def rating(*, case: Case, level: int = 5, **facts: Any) -> Rating:
    """By the link."""
    return services.rate(case, level=level, **{"via": "link", "by": None} | facts)


# ── hall ────────────────────────────────────────────────────────────────────────────────────────


def counter(*, centre: Centre, number: int = 1, name: str = "") -> Counter:
    return hall.add_counter(centre, number=number, name=name, by=None)


def ticket(*, centre: Centre, item: ServiceItem | None = None, **facts: Any) -> Ticket:
    """Somebody who waits since today's morning, whether or not the hall is open now."""
    number, now = next(numbers), timezone.now()
    given: dict[str, Any] = {"prefix": "A", "number": number, "way": "kiosk"}
    given |= {"day": timezone.localdate(now), "arrived_at": now, "secret": f"ticket-{number}"}
    made = Ticket.objects.create(
        centre=centre, item=item or globals()["item"](), **{**given, **facts}
    )
    made.intervals.create(kind="waiting", during=DateTimeTZRange(now, None))
    return made


def appointment(
    *, centre: Centre, clerk: User, item: ServiceItem | None = None, **facts: Any
) -> Appointment:
    """Booked for tomorrow at ten, whether or not anybody is on duty then."""
    day = timezone.localdate() + datetime.timedelta(days=1)
    begins = timezone.make_aware(datetime.datetime.combine(day, datetime.time(10)))
    given: dict[str, Any] = {"state": "booked", "owner": "nobody", "name": "张三", "phone": PHONE}
    given |= {"during": DateTimeTZRange(begins, begins + datetime.timedelta(minutes=20))}
    given |= {"secret": f"appointment-{next(numbers)}"} | facts
    thing = item or globals()["item"]()
    return Appointment.objects.create(centre=centre, clerk=clerk, item=thing, day=day, **given)


# ── siting ──────────────────────────────────────────────────────────────────────────────────────


def premises(*, area: Area | None = None, **facts: Any) -> Premises:
    given: dict[str, Any] = {
        "name": f"闲置房屋{next(numbers)}",
        "kind": "idle_state_asset",
        "owner": "区国资公司",
    }
    given |= {"lon": 118.001, "lat": 28.401, "crs": "wgs84", "usable_m2": 400}
    given |= {"fit_out_cost": 500_000} | facts
    return siting.offer_premises(area or globals()["area"](), **given, by=None)


def demand(*people: int, lon: float = 118.0, lat: float = 28.4, ages: bool = True) -> Demand:
    """So many people at each point, the points 0.001 degrees (about 111 m) apart northwards."""
    living = np.array(people or (30, 20), dtype=np.int64)
    number = np.arange(len(living))
    bands = dict.fromkeys(BANDS, living * 0)
    bands |= {"age_15_59": living - living // 4, "age_80_up": living // 4}
    return Demand(
        ids=tuple(f"{COMMUNITY}-{one + 1:02}" for one in number),
        lon=np.full(len(living), lon),
        lat=np.asarray(lat + number * 0.001, dtype=np.float64),
        people=living,
        households=living // 2,
        bands=bands if ages else {},
    )


def layer(
    *, area: Area | None = None, demand: Demand | None = None, **facts: Any
) -> PopulationLayer:
    people = demand or globals()["demand"]()
    given: dict[str, Any] = {
        "name": f"住户{next(numbers)}",
        "source": "invented",
        "as_of": datetime.date(2020, 11, 1),
    }
    given |= {"codes": (COMMUNITY,) * len(people.ids), "invented": True} | facts
    return siting.load_layer(area or globals()["area"](), demand=people, **given, by=None)


def network(*, area: Area | None = None, **facts: Any) -> StreetNetwork:
    """A network that waits for the worker; its extract is no more than a few letters."""
    given: dict[str, Any] = {"name": f"路网{next(numbers)}", "source": "invented", "licence": "CC0"}
    given |= {"extract": ContentFile(b"<osm/>", name="village.osm")} | facts
    return siting.build_network(area or globals()["area"](), **given, by=None)


def scenario(*, area: Area | None = None, **facts: Any) -> Scenario:
    stands = area or globals()["area"]()
    given: dict[str, Any] = {
        "name": f"方案{next(numbers)}",
        "budget": 3_000_000,
        "seconds": 5,
    } | facts
    given.setdefault("layer", None)
    given["layer"] = given["layer"] or layer(area=stands)
    return siting.draw_scenario(stands, **given, by=None)


def run(*, scenario: Scenario | None = None, **facts: Any) -> ScenarioRun:
    """A solved run: one centre south of twelve homes in a row, premises at their north end."""
    if scenario is None:
        here = area()
        if not Centre.objects.filter(area=here).exists():
            floor_area(centre=centre(lat=28.4))
            premises(lon=118.0, lat=28.41)
        facts = {"layer": layer(demand=demand(*[30] * 12)), "gap": 0.0, **facts}
        scenario = globals()["scenario"](**facts)
    asked = siting.solve(scenario, by=None)
    siting.solve_run(asked.pk)
    asked.refresh_from_db()
    return asked


# ── audit ───────────────────────────────────────────────────────────────────────────────────────


def event(
    *,
    verb: str = "places.draw_boundary",
    area: Area | None = None,
    by: User | None = None,
    **facts: Any,
) -> Event:
    """One act done to an area."""
    return record(verb, area or globals()["area"](), by=by, **facts)


# ── notices ─────────────────────────────────────────────────────────────────────────────────────

PHONE = "13800138000"


def to(**facts: Any) -> notices.To:
    """Somebody without an account, who has a telephone."""
    given: dict[str, Any] = {"name": "测试居民", "phone": PHONE, "area_code": COMMUNITY} | facts
    return notices.To(**given)


def notice(recipient: User | notices.To | None = None, **facts: Any) -> Message:
    """An announcement, told; the first of its rows."""
    given = {"title": "周五放电影", "news": "周五晚上七点，院子里放电影。"} | facts
    return notices.tell(recipient or to(), "notices.announcement", **given)[0]


# ── programs ────────────────────────────────────────────────────────────────────────────────────


def token(*, holder: User | None = None, **facts: Any) -> tuple[ApiToken, str]:
    """A token and its secret, for all that a planner everywhere does with the registers."""
    scopes = ["places.see", "places.amend", "premises.see", "premises.amend", "siting.see"]
    given: dict[str, Any] = {"name": f"程序{next(numbers)}", "scopes": scopes}
    given["expires_on"] = timezone.localdate() + datetime.timedelta(days=30)
    return people.make_token(holder or user(), **{**given, **facts}, by=None)
