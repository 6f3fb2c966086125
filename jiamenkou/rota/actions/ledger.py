"""What is written to the ledger: days that passed, leave in lieu, what is paid or put right."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jiamenkou.audit.actions import record
from jiamenkou.audit.facts import typed
from jiamenkou.lib.constraints import refusing
from jiamenkou.lib.refusal import Refused
from jiamenkou.people.models import User
from jiamenkou.rota.actions.locks import lock_people
from jiamenkou.rota.days import ONE_DAY, RotaDay, days_between
from jiamenkou.rota.models import Duty, Leave, LedgerEntry, Posting
from jiamenkou.rota.owed import Owed, earned, rested

Kind = LedgerEntry.Kind
LOOK_BACK = 42 * ONE_DAY
"""Six weeks: a night that was missed, or a month published late, is made up for."""
OfPerson = TypeVar("OfPerson", Duty, Posting, Leave)


def write_ledger(today: datetime.date) -> int:
    """Every night: what the days before `today` earned; how many entries are new.

    A day of a duty is entered once, however often this runs; weeks are settled when they are over.
    """
    monday = today - today.weekday() * ONE_DAY
    first = monday - LOOK_BACK
    done = Duty.objects.published().between(first, today).select_related("pattern")
    duties = _by_person(done.order_by("day"))
    postings = _by_person(Posting.objects.between(first, today).filter(person__in=duties))
    leaves = _by_person(Leave.objects.approved().between(first, today).filter(person__in=duties))
    return sum(
        _enter(
            Settled(
                person_id=person,
                duties=tuple(own),
                postings=tuple(postings[person]),
                away=frozenset(day for leave in leaves[person] for day in leave.days),
            ),
            first=first,
            today=today,
        )
        for person, own in duties.items()
    )


@transaction.atomic
def reverse_entry(entry: LedgerEntry, *, why: str, by: User | None) -> LedgerEntry:
    """An entry that was wrong is met by its opposite; both stay to be read."""
    lock_people(entry.person)
    if entry.reverses_id or LedgerEntry.objects.filter(reverses=entry).exists():
        words = _("This entry is reversed already, or reverses another.")
        raise Refused("an_entry_is_reversed_once", words)
    opposite = _opposite(entry, why=why.strip(), by=by)
    with refusing(LedgerEntry):
        opposite.save(force_insert=True)
    record("rota.reverse_entry", opposite, by=by, entry=entry.pk, why=typed(why))
    return opposite


@transaction.atomic
def pay_out(person: User, *, minutes: int, why: str, by: User | None) -> LedgerEntry:
    """Leave in lieu that could not be given is paid at 200 % (labour law art. 44 no. 2)."""
    lock_people(person)
    today = timezone.localdate()
    _refuse_beyond_balance(person, minutes)
    posting = Posting.objects.filter(person=person).order_by("-during").first()
    if minutes <= 0 or posting is None:
        words = _("Minutes paid are above zero, and go to somebody with a posting.")
        raise Refused("an_entry_counts_minutes", words, field="minutes")
    entry = LedgerEntry(
        person=person, centre=posting.centre, kind=Kind.PAID_OUT, day=today, minutes=-minutes,
        why=why, written_at=timezone.now(), written_by=by,
    )  # fmt: skip
    with refusing(LedgerEntry):
        entry.save(force_insert=True)
    record("rota.pay_out", entry, by=by, person=person.pk, minutes=minutes)
    return entry


def take_days(leave: Leave, *, by: User | None) -> list[LedgerEntry]:
    """A leave in lieu uses up what is owed: a workday of it, a day's minutes of the posting."""
    days = [day for day in days_between(leave.first, leave.last + ONE_DAY) if day.works]
    postings = list(Posting.objects.filter(person=leave.person))
    taken = [
        (day.date, posting) for day in days for posting in postings if day.date in posting.during
    ]
    _refuse_beyond_balance(leave.person, sum(posting.day_minutes for _day, posting in taken))
    now = timezone.now()
    with refusing(LedgerEntry):
        return LedgerEntry.objects.bulk_create(
            LedgerEntry(
                person=leave.person, centre_id=posting.centre_id, kind=Kind.LEAVE, day=day,
                minutes=-posting.day_minutes, leave=leave, written_at=now, written_by=by,
            )
            for day, posting in taken
        )  # fmt: skip


def give_back_days(leave: Leave, *, by: User | None) -> None:
    """A leave in lieu that is withdrawn is owed again."""
    for entry in leave.entries.filter(reverses=None, reversed_by=None):
        _opposite(entry, why=_("The leave was withdrawn."), by=by).save(force_insert=True)


@dataclass(frozen=True, kw_only=True)
class Settled:
    """Somebody's last weeks, as the ledger reads them."""

    person_id: int
    duties: tuple[Duty, ...]
    postings: tuple[Posting, ...]
    away: frozenset[datetime.date]

    def posting_on(self, day: datetime.date) -> Posting | None:
        return next((one for one in self.postings if day in one.during), None)

    def centre_on(self, day: datetime.date) -> int:
        posting = self.posting_on(day)
        return posting.centre_id if posting else self.duties[0].pattern.centre_id

    def owed(self, first: datetime.date, today: datetime.date) -> list[Owed]:
        """Of the days before today, and of the weeks that are over."""
        days = {day.date: day for day in days_between(first, today + ONE_DAY)}
        found = [one for one in earned(self.duties, days) if one.day < today]
        weeks = [list(days.values())[n : n + 7] for n in range(0, (today - first).days, 7)]
        over = [week for week in weeks if week[-1].date < today]
        return found + [one for week in over for one in self._rested(week, found)]

    def _rested(self, week: list[RotaDay], found: list[Owed]) -> Iterator[Owed]:
        inside = {day.date for day in week}
        busy = {duty.day for duty in self.duties} | self.away
        free = [day.date for day in week if day.works and day.date not in busy]
        posting = next(filter(None, map(self.posting_on, free)), None)
        credit = sum(
            one.minutes for one in found if one.kind == Kind.REST_DAY and one.day in inside
        )
        if posting:
            mine = [day for day in free if self.posting_on(day)]
            yield from rested(credit, mine, day_minutes=posting.day_minutes)


@transaction.atomic
def _enter(settled: Settled, *, first: datetime.date, today: datetime.date) -> int:
    owed = settled.owed(first, today)
    there = LedgerEntry.objects.filter(person=settled.person_id, day__gte=first, reverses=None)
    known = set(there.values_list("duty", "day")) if owed else set()
    now = timezone.now()
    new = [
        LedgerEntry(
            person_id=settled.person_id, centre_id=settled.centre_on(one.day), kind=one.kind,
            day=one.day, minutes=one.minutes, duty=one.duty, written_at=now,
        )
        for one in owed
        if (one.duty.pk if one.duty else None, one.day) not in known
    ]  # fmt: skip
    LedgerEntry.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def _refuse_beyond_balance(person: User, minutes: int) -> None:
    owed = LedgerEntry.objects.filter(person=person).balance()
    if minutes > owed:
        words = _("%(person)s has %(owed)s h of leave in lieu left; this would take %(asked)s h.")
        facts = {"person": person, "owed": f"{owed / 60:g}", "asked": f"{minutes / 60:g}"}
        raise Refused("leave_in_lieu_is_owed", words % facts, field="kind")


def _opposite(entry: LedgerEntry, *, why: str, by: User | None) -> LedgerEntry:
    return LedgerEntry(
        person_id=entry.person_id, centre_id=entry.centre_id, kind=entry.kind, day=entry.day,
        minutes=-entry.minutes, reverses=entry, why=why, written_at=timezone.now(), written_by=by,
    )  # fmt: skip


def _by_person(rows: Iterable[OfPerson]) -> defaultdict[int, list[OfPerson]]:
    found: defaultdict[int, list[OfPerson]] = defaultdict(list)
    for row in rows:
        found[row.person_id].append(row)
    return found
