"""What is asked of the roster engine: days, shifts, people, demands and the rules."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from jiamenkou.engines.roster.duties import OFF, Duty, Roster
from jiamenkou.engines.roster.rules import HARD, Rules

SATURDAY = 5


@dataclass(frozen=True, kw_only=True)
class Shift:
    """A kind of shift: when it starts (minutes after midnight), how long it is, as paid.

    It counts on the day it starts, also when it passes midnight or the end of a month.
    """

    name: str
    start: int
    minutes: int
    evening: bool = False

    @property
    def end(self) -> int:
        """Minutes after the midnight its day begins with."""
        return self.start + self.minutes


@dataclass(frozen=True, kw_only=True)
class Demand:
    """So many people on a shift of a day at a place, each with the skill when one is named.

    Someone with several skills counts towards each. `under` and `over` is what one too few or too
    many costs; `HARD` may not be.
    """

    day: int
    shift: int
    needed: int
    place: int = 0
    skill: int | None = None
    under: int = HARD
    over: int = 0


@dataclass(frozen=True, kw_only=True)
class Wish:
    """Wants (or, with `wanted` false, does not want) this shift, or OFF, on this day."""

    day: int
    shift: int
    weight: int = 1
    wanted: bool = True


@dataclass(frozen=True, kw_only=True)
class Before:
    """How the days before the first day ended for somebody.

    `ended`   when the last duty ended, in minutes after midnight of the first day (mostly < 0).
    `shift`   its kind, when it was on the very day before, else OFF.
    `worked`  days worked in a row up to the day before; 0 when that was a day off.
    `off`     days off in a row up to the day before; 0 when that was worked.
    `week_minutes`  already worked in the week the first day lies in.
    """

    ended: int | None = None
    shift: int = OFF
    worked: int = 0
    off: int = 0
    week_minutes: int = 0


@dataclass(frozen=True, kw_only=True)
class SoFar:
    """Duties this year before the first day, for fairness."""

    rest_days: int = 0
    evenings: int = 0
    holidays: int = 0


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody who can be on duty.

    `home`      their place; `elsewhere` the others they may work at.
    `absent`    days of leave; `barred` shifts never worked; `fixed` duties (or OFF) that stand.
    `before`    None when nothing is known: then a run of days at the beginning counts as long
                enough, and as short enough from its first day here.
    `share`     part of a fair load, 100 for full time.
    """

    rules: Rules
    home: int = 0
    elsewhere: frozenset[int] = frozenset()
    skills: frozenset[int] = frozenset()
    absent: frozenset[int] = frozenset()
    fixed: tuple[Duty, ...] = ()
    barred: frozenset[int] = frozenset()
    wishes: tuple[Wish, ...] = ()
    before: Before | None = None
    so_far: SoFar = SoFar()
    share: int = 100


@dataclass(frozen=True, kw_only=True)
class Problem:
    """A roster for some days.

    `rest_days`  days on which rest is usual, from 0; None means Saturdays and Sundays. Make-up
                 workdays are not among them.
    `holidays`   days that are statutory holidays; a day may be both.
    `kept`       a roster to change as little as possible, each changed day costs `change_cost`.

    Raises ValueError naming the field.
    """

    first_day: date
    days: int
    shifts: tuple[Shift, ...]
    people: tuple[Person, ...]
    demands: tuple[Demand, ...]
    places: int = 1
    rest_days: frozenset[int] | None = None
    holidays: frozenset[int] = frozenset()
    kept: Roster | None = field(default=None)
    change_cost: int = 100

    def __post_init__(self) -> None:
        # The checks read the problem, so they come after it.
        from jiamenkou.engines.roster.door import check

        check(self)

    def date_of(self, day: int) -> date:
        """The date of a day, from 0."""
        return self.first_day + timedelta(days=day)

    def week_of(self, day: int) -> int:
        """Weeks begin on Monday; the first day lies in week 0."""
        return (self.first_day.weekday() + day) // 7

    @cached_property
    def resting(self) -> frozenset[int]:
        """The rest days, the usual ones worked out."""
        if self.rest_days is not None:
            return self.rest_days
        return frozenset(d for d in range(self.days) if self.date_of(d).weekday() >= SATURDAY)

    @cached_property
    def asked(self) -> frozenset[tuple[int, int, int]]:
        """(place, day, shift) somebody asks for: nobody works another unless it is fixed."""
        return frozenset((each.place, each.day, each.shift) for each in self.demands)

    @cached_property
    def asked_on(self) -> tuple[tuple[tuple[int, int], ...], ...]:
        """By day, the (shift, place) somebody asks for."""
        found: list[list[tuple[int, int]]] = [[] for _ in range(self.days)]
        for place, day, shift in sorted(self.asked):
            found[day].append((shift, place))
        return tuple(map(tuple, found))
