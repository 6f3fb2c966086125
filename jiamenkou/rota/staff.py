"""The people of a centre's month, as the roster engine takes them."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import takewhile
from typing import TypeVar

from django.db.models import QuerySet

from jiamenkou.engines.roster import HARD, OFF, Before, Person, Rule, Rules, SoFar
from jiamenkou.engines.roster import Wish as Wanted
from jiamenkou.rota.days import ONE_DAY, RotaDay
from jiamenkou.rota.fairness import Tally
from jiamenkou.rota.models import Duty, Leave, Posting, Roster, Skill, Wish
from jiamenkou.rota.models.pattern import MINUTES_A_DAY
from jiamenkou.rota.models.posting import FULL_WEEK
from jiamenkou.rota.ruling import Stated

OfPerson = TypeVar("OfPerson", Posting, Duty, Leave, Wish)
LOOK_BACK = 14
"""Days before the month that rest, runs of days and the broken week are told from."""
WISH_COST = 2
HERE, ELSEWHERE = 0, 1
"""Places: the centre of the roster, and all others together."""
SKILLS = list(Skill.values)
FAIR = ("rest_days", "evenings", "holidays")
RULES = {one.name for one in fields(Rules)}


@dataclass(frozen=True, kw_only=True)
class Staff:
    """Somebody of the month: their postings in it, the days they are away, what went before."""

    person_id: int
    postings: tuple[Posting, ...]
    away: frozenset[datetime.date]
    before: tuple[Duty, ...] = ()
    wishes: tuple[Wish, ...] = ()
    tally: Tally

    @property
    def name(self) -> str:
        return str(self.postings[0].person)

    @property
    def skills(self) -> set[str]:
        return {skill for posting in self.postings for skill in posting.skills}

    def posting_on(self, day: datetime.date) -> Posting | None:
        return next((one for one in self.postings if day in one.during), None)

    def free_on(self, day: datetime.date) -> bool:
        """Posted, and not on leave."""
        return day not in self.away and self.posting_on(day) is not None

    def contract_minutes(self, days: Iterable[RotaDay]) -> int:
        """What their contract asks of the workdays among `days`, leave taken off."""
        free = (self.posting_on(day.date) for day in days if day.works and self.free_on(day.date))
        return sum(posting.day_minutes for posting in free if posting)


def staff_of(
    roster: Roster, tallies: Mapping[int, Tally], people: Iterable[int], until: datetime.date
) -> list[Staff]:
    """Those `people` who are posted anywhere from the first of the month, by their numbers."""
    first = roster.month
    before = Duty.objects.between(first - LOOK_BACK * ONE_DAY, first).select_related("pattern")
    postings = Posting.objects.between(first, until).select_related("person").order_by("during")
    found = _by_person(postings, people)
    done = _by_person(before, people)
    wished = _by_person(Wish.objects.between(first, until), people)
    leaves = _by_person(Leave.objects.approved().between(first, until), people)
    return [
        Staff(
            person_id=person,
            postings=tuple(found[person]),
            away=frozenset(day for leave in leaves[person] for day in leave.days),
            before=tuple(sorted(done[person], key=lambda duty: duty.day)),
            wishes=tuple(wished[person]),
            tally=tallies[person],
        )
        for person in sorted(found)
    ]


def person_of(
    staff: Staff,
    *,
    roster: Roster,
    days: Sequence[RotaDay],
    pattern_index: Mapping[int, int],
    rules: Mapping[str, Stated],
) -> Person:
    """As the engine takes them; their home is the roster's centre when they are posted there."""
    first = roster.month
    home = any(one.centre_id == roster.centre_id for one in staff.postings)
    week = max(posting.week_minutes for posting in staff.postings)
    return Person(
        rules=rules_of(
            rules,
            contract_minutes=staff.contract_minutes(days),
            in_month=staff.contract_minutes(day for day in days if day.date < roster.until),
        ),
        home=HERE if home else ELSEWHERE,
        elsewhere=frozenset({HERE, ELSEWHERE}),
        skills=frozenset(map(SKILLS.index, staff.skills)),
        absent=frozenset(n for n, day in enumerate(days) if not staff.free_on(day.date)),
        wishes=tuple(_wanted(staff, first, pattern_index)),
        before=_before(staff.before, first, pattern_index) if staff.before else None,
        so_far=SoFar(**{name: getattr(staff.tally, name) for name in FAIR}),
        share=min(100, week * 100 // FULL_WEEK),
    )


def rules_of(stated: Mapping[str, Stated], *, contract_minutes: int, in_month: int) -> Rules:
    """The engine's rules for a contract that asks so many minutes, so many of them in the month.

    What the month allows at most is not exceeded with the days after it either.
    """
    limits = {one.code: one.number or 0 for one in stated.values()}
    if "most_minutes" in limits:
        limits["most_minutes"] += in_month
    if "least_minutes" in limits:
        least = max(0, contract_minutes - limits["least_minutes"])
        limits["least_minutes"] = min(least, limits.get("most_minutes", least))
    asked = {
        one.code: Rule(limit=limits[one.code], weight=weight_of(one))
        for one in stated.values()
        if one.code in RULES
    }
    return Rules.none(**asked)


def weight_of(rule: Stated) -> int:
    return HARD if rule.hard else rule.weight


def _wanted(
    staff: Staff, first: datetime.date, pattern_index: Mapping[int, int]
) -> Iterator[Wanted]:
    """To work on a day at all is not to be off; leave goes before any wish."""
    for wish in staff.wishes:
        any_shift = wish.pattern_id is None
        shift = OFF if any_shift else pattern_index.get(wish.pattern_id or 0)
        if staff.free_on(wish.day) and shift is not None:
            yield Wanted(
                day=(wish.day - first).days,
                shift=shift,
                weight=wish.weight * WISH_COST,
                wanted=wish.wanted != any_shift,
            )


def _before(
    duties: Sequence[Duty], first: datetime.date, pattern_index: Mapping[int, int]
) -> Before:
    """How the days before the first ended; `duties` by day, at least one."""
    last, worked = duties[-1], {duty.day for duty in duties}
    back = [first - number * ONE_DAY for number in range(1, LOOK_BACK + 1)]
    run = len(list(takewhile(lambda day: day in worked, back)))
    monday = first - first.weekday() * ONE_DAY
    return Before(
        ended=(last.day - first).days * MINUTES_A_DAY
        + last.pattern.starts_minute
        + last.pattern.minutes,
        shift=pattern_index.get(last.pattern_id, OFF) if run else OFF,
        worked=run,
        off=0 if run else len(list(takewhile(lambda day: day not in worked, back))),
        week_minutes=sum(duty.pattern.minutes for duty in duties if duty.day >= monday),
    )


def _by_person(rows: QuerySet[OfPerson], people: Iterable[int]) -> defaultdict[int, list[OfPerson]]:
    found: defaultdict[int, list[OfPerson]] = defaultdict(list)
    for row in rows.filter(person__in=people):
        found[row.person_id].append(row)
    return found
