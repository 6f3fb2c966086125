"""A centre with three people and two shifts in October 2026, for tests of pages."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from django.utils import timezone

from jiamenkou.people.models import User
from jiamenkou.places.models import Centre
from jiamenkou.rota import actions
from jiamenkou.rota.models import Roster, ShiftPattern
from tests import make

MONTH = datetime.date(2026, 10, 1)
DAY = datetime.date(2026, 10, 12)
SINCE = datetime.date(2026, 1, 1)


@dataclass
class Desk:
    """What a manager sits in front of."""

    centre: Centre
    manager: User
    roster: Roster
    early: ShiftPattern
    late: ShiftPattern
    people: list[User] = field(default_factory=list)

    def join(self, name: str) -> User:
        """Somebody new who works there."""
        person = make.user(kind="clerk", area=self.centre.area, name=name)
        actions.post(person, centre=self.centre, begins=SINCE, job="社工", by=None)
        return person

    def put(self, person: User, day: datetime.date, pattern: ShiftPattern) -> None:
        actions.put(self.roster, person=person, day=day, patterns=[pattern], by=None, why="试")

    def publish(self) -> None:
        actions.publish(self.roster, by=None, why="试")

    def on_now(self, person: User) -> None:
        """On duty this minute, by a published roster."""
        today = timezone.localdate()
        roster = actions.draw_roster(self.centre, month=today.replace(day=1), by=None)
        whole = shift(self.centre, "全", datetime.time(0), minutes=1440)
        actions.put(roster, person=person, day=today, patterns=[whole], by=None, why="试")
        actions.publish(roster, by=None, why="试")


def desk_of() -> Desk:
    area = make.area()
    centre = make.centre(area=area)
    desk = Desk(
        centre=centre,
        manager=make.user(kind="manager", area=area, name="主任"),
        roster=actions.draw_roster(centre, month=MONTH, by=None),
        early=shift(centre, "早", datetime.time(8, 30)),
        late=shift(centre, "晚", datetime.time(14)),
    )
    desk.people = [desk.join(name) for name in ("陈一", "林二", "黄三")]
    return desk


def shift(centre: Centre, short: str, starts: datetime.time, *, minutes: int = 480) -> ShiftPattern:
    needed = 0 if minutes > 480 else 1
    return actions.add_pattern(
        centre, name=f"{short}班", short=short, kind="regular", starts=starts, minutes=minutes,
        needed_workday=needed, needed_rest_day=needed, needed_holiday=needed, begins=SINCE, by=None,
    )  # fmt: skip
