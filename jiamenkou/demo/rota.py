"""The demo's duty rosters, told through the verbs of rota and made by the engine.

Two centres with invented people: 五三（2）社区 and its street. October and February 2026 hold the
long holidays with their make-up days; the month of today and the next are published as well.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from django.utils import timezone

from jiamenkou.demo.ground import COMMUNITY
from jiamenkou.demo.planning import STREET
from jiamenkou.people.actions import add_account, give_role
from jiamenkou.people.models import User
from jiamenkou.places.models import Centre
from jiamenkou.rota import actions as rota
from jiamenkou.rota.models import Duty

SINCE = datetime.date(2025, 1, 1)
HOLIDAYS = (datetime.date(2026, 2, 1), datetime.date(2026, 10, 1))
SETTLED = (datetime.date(2026, 3, 2), datetime.date(2026, 11, 2))
"""Mondays by which the weeks of the holiday months were over."""
ROUNDS, AT_MOST = 1, 120
"""What the engine is given for a month: so much work, whose outcome is the same every time."""
WHY = "演示：留给接手的人看"
ONE_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Colleague:
    """Somebody invented, or one of the demo's accounts, with their job and what they can do."""

    username: str
    job: str
    name: str = ""
    skills: tuple[str, ...] = ("hall",)
    week_minutes: int = 2400


STAFF = {
    COMMUNITY: (
        Colleague(username="manager", job="主任", skills=("hall", "lead")),
        Colleague(username="clerk", job="社工"),
        Colleague(username="steward", job="管家"),
        Colleague(username="clerk2", name="钱甲", job="社工", skills=("hall", "lead")),
        Colleague(username="clerk3", name="周乙", job="社工", skills=("hall", "elder")),
        Colleague(username="clerk4", name="吴丙", job="社工"),
        Colleague(username="clerk5", name="郑丁", job="社工", skills=("hall", "elder")),
        Colleague(username="clerk6", name="冯戊", job="社工", week_minutes=1200),
    ),
    STREET: (
        Colleague(username="street", job="干事", skills=("hall", "lead")),
        Colleague(username="clerk7", name="陈甲", job="社工", skills=("hall", "lead")),
        Colleague(username="clerk8", name="褚乙", job="社工"),
        Colleague(username="clerk9", name="卫丙", job="社工"),
        Colleague(username="clerk10", name="蒋丁", job="社工"),
        Colleague(username="clerk11", name="沈戊", job="社工"),
    ),
}
INVENTED = frozenset(one.name for staff in STAFF.values() for one in staff if one.name)


def tell_duties(*, password: str) -> None:
    """Postings, shifts, wishes and leave, four months each, an open offer, what is owed."""
    today = timezone.localdate()
    months = (*HOLIDAYS, *_this_and_next(today))
    for code, staff in STAFF.items():
        centre = Centre.objects.filter(area=code).earliest("pk")
        people = [_colleague(one, centre, password) for one in staff]
        _add_shifts(centre)
        rota.wish(people[1], day=months[-1] + 9 * ONE_DAY, wanted=False, weight=3, by=people[1])
        for month in months:
            _publish(centre, month)
    for day in (*SETTLED, today):
        rota.write_ledger(day)
    _live(today)


def _this_and_next(today: datetime.date) -> Iterator[datetime.date]:
    """Neither of them told twice, whenever the demo is built."""
    this = today.replace(day=1)
    for month in (this, (this + 31 * ONE_DAY).replace(day=1)):
        if month not in HOLIDAYS:
            yield month


def _colleague(one: Colleague, centre: Centre, password: str) -> User:
    person = User.objects.filter(username=one.username).first()
    if person is None:
        person = add_account(one.username, name=one.name, password=password, by=None)
        give_role(person, kind="clerk", area=centre.area, begins=timezone.localdate(), by=None)
    rota.post(
        person, centre=centre, begins=SINCE, job=one.job, week_minutes=one.week_minutes,
        skills=one.skills, by=None,
    )  # fmt: skip
    return person


def _add_shifts(centre: Centre) -> None:
    """Two shifts of a workday, one of all other days."""
    add = partial(rota.add_pattern, centre, begins=SINCE, by=None)
    add(
        name="早班", short="早", starts=datetime.time(8, 30), minutes=480,
        needed_workday=2, skill="hall",
    )  # fmt: skip
    add(
        name="晚班", short="晚", kind="extended", starts=datetime.time(12, 30), minutes=480,
        needed_workday=1,
    )  # fmt: skip
    add(
        name="假日班", short="假", kind="staggered", starts=datetime.time(9), minutes=450,
        needed_rest_day=1, needed_holiday=1,
    )  # fmt: skip


def _publish(centre: Centre, month: datetime.date) -> None:
    """Made by the engine, with gaps where it cannot be without, then published."""
    roster = rota.draw_roster(centre, month=month, by=None)
    for with_gaps in (False, True):
        if not roster.generations.with_answer().exists():
            run = rota.generate(
                roster, rounds=ROUNDS, seconds=AT_MOST, with_gaps=with_gaps, by=None
            )
            rota.make_roster(run.pk)
    rota.publish(roster, why=WHY, by=None)


def _live(today: datetime.date) -> None:
    """What a manager finds on a morning: a sick call, leave to answer, an offer to know of."""
    ahead = Duty.objects.published().filter(day__gt=today).order_by("day", "pk")
    here = ahead.filter(roster__centre__area=COMMUNITY).select_related("person")
    clerk = User.objects.get(username="clerk")
    sick = here.exclude(person=clerk).filter(pattern__name="晚班").first()
    if sick:
        leave = rota.ask_leave(
            sick.person, first=sick.day, last=sick.day, kind="sick", by=sick.person
        )
        rota.approve_leave(leave, by=None)
    offered = here.filter(person=clerk, day__gt=today + ONE_DAY).first()
    if offered:
        rota.offer_swap(offered, by=clerk)
    later = here.filter(day__gt=today + 14 * ONE_DAY).exclude(person=clerk).first()
    if later:
        rota.ask_leave(
            later.person, first=later.day, last=later.day + ONE_DAY, kind="annual", by=later.person
        )
    rota.warn_of_gaps(today)
