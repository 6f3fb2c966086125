"""A centre with a few people and shifts, so that a test says only what it is about."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from jiamenkou.people.models import User
from jiamenkou.places.models import Centre
from jiamenkou.rota import actions
from jiamenkou.rota.models import Duty, Roster, ShiftPattern
from tests import make


@dataclass(frozen=True, kw_only=True)
class Team:
    centre: Centre
    people: Sequence[User]
    early: ShiftPattern
    late: ShiftPattern
    roster: Roster

    def day(self, number: int) -> datetime.date:
        return self.roster.month.replace(day=number)

    def put(self, who: int, number: int, shift: str = "early", **facts: Any) -> Duty:
        pattern = getattr(self, shift)
        given: dict[str, Any] = {"person": self.people[who], "pattern": pattern} | facts
        return make.duty(roster=self.roster, day=self.day(number), **given)

    def published(self) -> "Team":
        make.published(self.roster)
        self.roster.refresh_from_db()
        return self

    def hand(self, who: int, number: int, *shifts: ShiftPattern, **facts: Any) -> list[Duty]:
        """As a manager's hand does it, without a reason."""
        given: dict[str, Any] = {"person": self.people[who], "day": self.day(number), "by": None}
        return actions.put(self.roster, patterns=shifts, **{**given, **facts})


def team(
    *, people: int = 3, month: datetime.date = make.JUNE, skills: Sequence[str] = (), **late: Any
) -> Team:
    """Early from half past eight, late from two till ten in the evening."""
    centre = make.centre()
    given: dict[str, Any] = {"name": "晚班", "short": "晚", "starts": datetime.time(14)} | late
    return Team(
        centre=centre,
        people=[make.posting(centre=centre, skills=skills).person for _ in range(people)],
        early=make.pattern(
            centre=centre,
            name="早班",
            short="早",
            needed_holiday=1,
            needed_rest_day=late.get("needed_rest_day", 0),
        ),
        late=make.pattern(centre=centre, **given),
        roster=make.roster(centre=centre, month=month),
    )


def coming_month() -> datetime.date:
    """Swaps and sick calls are of days to come."""
    today = timezone.localdate()
    return (today.replace(day=1) + datetime.timedelta(days=62)).replace(day=1)
