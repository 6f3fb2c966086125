"""A centre's month as a roster problem, and its duties as the engine reads them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from django.utils.translation import gettext as _

from jiamenkou.engines import roster as engine
from jiamenkou.engines.roster import OFF, Demand, Problem, Shift
from jiamenkou.lib.refusal import Refused
from jiamenkou.rota.days import ONE_DAY, DayKind, RotaDay, days_between
from jiamenkou.rota.fairness import so_far
from jiamenkou.rota.models import Duty, Posting, Roster, ShiftPattern
from jiamenkou.rota.ruling import Stated, rules_for
from jiamenkou.rota.staff import ELSEWHERE, HERE, SKILLS, Staff, person_of, staff_of, weight_of

GAP_COST = 1000
"""What one open shift costs where gaps are allowed: more than anything else of a month."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """A roster as numbers: whom and what each index stands for, and the duties there are."""

    roster: Roster
    staff: tuple[Staff, ...]
    patterns: tuple[ShiftPattern, ...]
    days: tuple[RotaDay, ...]
    duties: tuple[Duty, ...]
    problem: Problem

    @cached_property
    def person_index(self) -> dict[int, int]:
        return {one.person_id: number for number, one in enumerate(self.staff)}

    @cached_property
    def pattern_index(self) -> dict[int, int]:
        return index_of(self.patterns)

    @cached_property
    def drawn(self) -> engine.Roster:
        """The duties there are, those elsewhere among them."""
        shift = np.full((len(self.staff), len(self.days)), OFF, dtype=np.int16)
        place = shift.copy()
        for duty in self.duties:
            as_given = self._as_engine_has_it(duty)
            spot = self.person_index[duty.person_id], as_given.day
            shift[spot], place[spot] = as_given.shift, self._place(duty)
        return engine.Roster(shift=shift, place=place)

    def day_index(self, day: datetime.date) -> int:
        return (day - self.roster.month).days

    def with_day(
        self, drawn: engine.Roster, person: int, day: datetime.date, pattern: int | None
    ) -> engine.Roster:
        """`drawn` with a person's day changed, both by their keys; no pattern: a day off."""
        shift = OFF if pattern is None else self.pattern_index[pattern]
        duty = engine.Duty(day=self.day_index(day), shift=shift, place=HERE)
        return drawn.having(self.person_index[person], duty)

    @cached_property
    def for_judging(self) -> Problem:
        """What people do elsewhere stands; any shift of the day may be worked here."""
        return self._with_fixed(self.problem.demands, elsewhere_only=True)

    def for_solving(self, *, with_gaps: bool = False) -> Problem:
        """What is fixed stands, nobody works where nobody is needed, gaps are allowed or not."""
        rostered = self._rostered_after()
        needed = [
            one
            for one in self.problem.demands
            if one.needed and self.days[one.day].date not in rostered
        ]
        if with_gaps:
            needed = [replace(one, under=GAP_COST) for one in needed]
        return self._with_fixed(needed, elsewhere_only=False)

    def _rostered_after(self) -> set[datetime.date]:
        """Days after the month that the next month's roster has people on already."""
        return {
            one.day
            for one in self.duties
            if one.day >= self.roster.until and one.roster.centre_id == self.roster.centre_id
        }

    def _with_fixed(self, demands: Iterable[Demand], *, elsewhere_only: bool) -> Problem:
        fixed: list[list[engine.Duty]] = [[] for _staff in self.staff]
        for duty in self.duties:
            elsewhere = duty.roster_id != self.roster.pk
            if elsewhere or (duty.fixed and not elsewhere_only):
                fixed[self.person_index[duty.person_id]].append(self._as_engine_has_it(duty))
        people = tuple(
            replace(person, fixed=tuple(own))
            for person, own in zip(self.problem.people, fixed, strict=True)
        )
        return replace(self.problem, people=people, demands=tuple(demands))

    def _as_engine_has_it(self, duty: Duty) -> engine.Duty:
        return engine.Duty(
            day=self.day_index(duty.day),
            shift=self.pattern_index[duty.pattern_id],
            place=self._place(duty),
        )

    def _place(self, duty: Duty) -> int:
        return HERE if duty.roster_id == self.roster.pk else ELSEWHERE


def case_of(roster: Roster) -> Case:
    """All rows of a month as one problem, in a constant number of queries."""
    return _case(roster, roster.until)


def case_to_sunday(roster: Roster) -> Case:
    """With the days of the next month that end the last week.

    A month made without them may leave nobody who could still work on them.
    """
    return _case(roster, roster.until + (-roster.until.weekday() % 7) * ONE_DAY)


def _case(roster: Roster, until: datetime.date) -> Case:
    people = set(
        Posting.objects.between(roster.month, until)
        .filter(centre=roster.centre)
        .values_list("person", flat=True)
    ) | set(roster.duties.values_list("person", flat=True))
    days = tuple(days_between(roster.month, until))
    staff = tuple(staff_of(roster, so_far(people, before=roster.month), people, until))
    people = {one.person_id for one in staff}
    inside = Duty.objects.between(roster.month, until).filter(person__in=people)
    duties = tuple(inside.select_related("pattern", "roster").order_by("day", "pk"))
    patterns = _patterns(roster, until, duties)
    rules = rules_for(roster.centre.area_id)
    return Case(
        roster=roster,
        staff=staff,
        patterns=patterns,
        days=days,
        duties=duties,
        problem=_problem(roster, staff, patterns, days, rules),
    )


def index_of(patterns: Iterable[ShiftPattern]) -> dict[int, int]:
    return {one.pk: number for number, one in enumerate(patterns)}


def _patterns(
    roster: Roster, until: datetime.date, duties: Iterable[Duty]
) -> tuple[ShiftPattern, ...]:
    """The centre's shifts of these days by time of day, then those its people do elsewhere."""
    own = ShiftPattern.objects.between(roster.month, until).filter(centre=roster.centre)
    known = {one.pk: one for one in own.order_by("starts", "minutes", "pk")}
    return tuple((known | {one.pattern_id: one.pattern for one in duties}).values())


def _problem(
    roster: Roster,
    staff: Sequence[Staff],
    patterns: Sequence[ShiftPattern],
    days: Sequence[RotaDay],
    rules: Mapping[str, Stated],
) -> Problem:
    if not patterns:
        words = _("%(centre)s runs no shift in this month: add its shifts first.")
        raise Refused("a_roster_has_shifts", words % {"centre": roster.centre})
    index = index_of(patterns)
    return Problem(
        first_day=roster.month,
        days=len(days),
        shifts=tuple(_shift(one) for one in patterns),
        people=tuple(
            person_of(one, roster=roster, days=days, pattern_index=index, rules=rules)
            for one in staff
        ),
        demands=tuple(_demands(roster, days, patterns, weight_of(rules["under"]))),
        places=2,
        rest_days=frozenset(n for n, day in enumerate(days) if not day.works),
        holidays=frozenset(n for n, day in enumerate(days) if day.kind is DayKind.HOLIDAY),
    )


def _shift(pattern: ShiftPattern) -> Shift:
    return Shift(
        name=pattern.short,
        start=pattern.starts_minute,
        minutes=pattern.minutes,
        evening=pattern.evening,
    )


def _demands(
    roster: Roster, days: Iterable[RotaDay], patterns: Iterable[ShiftPattern], under: int
) -> Iterator[Demand]:
    """Every shift of every day; those that need nobody may be worked where a hand puts it so."""
    for number, day in enumerate(days):
        for shift, one in enumerate(patterns):
            if one.centre_id == roster.centre_id and day.date in one.during:
                skill = SKILLS.index(one.skill) if one.skill else None
                needed = one.needed(day.kind)
                yield Demand(day=number, shift=shift, needed=needed, skill=skill, under=under)
