"""What opens from the grid: a day of one person, a gap, a person's month."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext as _

from jiamenkou.rota.judging import breaks_if
from jiamenkou.rota.models import ShiftPattern
from jiamenkou.rota.shown import cells
from jiamenkou.rota.shown.doors import door, on_day
from jiamenkou.rota.shown.month import Month
from jiamenkou.rota.shown.remarks import Remark, remark
from jiamenkou.rota.shown.wording import (
    day_words,
    duty_hours,
    hour_words,
    leave_words,
    long_holiday,
)
from jiamenkou.rota.words import what_words

MOST_CANDIDATES = 40
ORDER = ("ok", "due", "late")


@dataclass(frozen=True, kw_only=True)
class Shift:
    """A shift to choose in a cell."""

    pk: int
    short: str
    tone: str
    name: str
    hours: str
    chosen: bool


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """Somebody who could take a shift, and what that would break."""

    id: str
    person: int
    name: str
    patterns: list[int]
    tone: str
    word: str
    breaks: list[str]


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A sheet; which parts it has, its template says."""

    heading: str
    back: str
    address: str
    editable: bool
    id: str = ""
    lede: str = ""
    person: int = 0
    day: str = ""
    was: str = ""
    absence: str = ""
    ledger: str = ""
    leave: str = ""
    wish: str = ""
    breaks: list[Remark] = field(default_factory=list)
    choices: list[Shift] = field(default_factory=list)
    candidates: list[Candidate] = field(default_factory=list)
    facts: list[tuple[str, str]] = field(default_factory=list)
    duties: list[dict[str, str]] = field(default_factory=list)

    @property
    def chosen(self) -> bool:
        return any(one.chosen for one in self.choices)


def cell_sheet(
    month: Month, person: int, when: datetime.date, *, chosen: set[int] | None = None
) -> Sheet:
    """`chosen`: what was ticked, where it differs from what is recorded."""
    held = month.duties.get((person, when), [])
    ticked = {one.pattern_id for one in held} if chosen is None else chosen
    leave, wish = month.leaves.get((person, when)), month.wishes.get((person, when))
    return Sheet(
        heading=f"{month.people[person]} · {_day(month, when)}",
        back=on_day(month.roster.pk, when),
        address=reverse("rota:day", args=[month.roster.pk]),
        editable=month.editable,
        id=cells.cell_id(person, when),
        person=person,
        day=str(when),
        was=cells.was(held),
        absence=absence_address(month, person, when),
        leave=leave_words(leave, kind=month.editable) if leave else "",
        wish=cells.wish_words(wish) if wish else "",
        breaks=[
            remark(one)
            for one in month.broken_by_cell.get((person, when), [])
        ],
        choices=[
            Shift(
                pk=letter.pk, short=letter.short, tone=letter.tone, name=letter.name,
                hours=letter.hours, chosen=letter.pk in ticked,
            )
            for letter in month.letters.values()
        ],
    )  # fmt: skip


def gap_sheet(month: Month, pattern: ShiftPattern, when: datetime.date) -> Sheet:
    day = month.days[(when - month.roster.month).days]
    facts = {"there": month.there.get((pattern.pk, when), 0), "needed": month.needed(pattern, day)}
    return Sheet(
        heading=f"{_day(month, when)} · {pattern.name}",
        back=on_day(month.roster.pk, when),
        address=reverse("rota:day", args=[month.roster.pk]),
        editable=month.editable,
        lede=_("%(there)d there of %(needed)d. Who breaks the fewest rules comes first.") % facts,
        day=str(when),
        candidates=sorted(_candidates(month, pattern, when), key=lambda one: ORDER.index(one.tone)),
    )


def person_sheet(month: Month, person: int) -> Sheet:
    row = cells.row_of(month, person)
    heads = cells.sum_heads()
    facts = [
        (head["title"], f"{one.month} · {one.year}")
        for head, one in zip(heads, row.sums, strict=True)
    ]
    return Sheet(
        heading=row.name,
        back=reverse("rota:roster", args=[month.roster.pk]),
        address="",
        editable=month.editable,
        person=person,
        absence=absence_address(month, person, None),
        ledger=reverse("rota:person-ledger", args=[person]),
        facts=[*_contract(month, person), *facts],
        duties=[
            {
                "short": month.letters[one.pattern_id].short,
                "tone": month.letters[one.pattern_id].tone,
                "words": f"{day_words(one.day)} {duty_hours(one)}",
            }
            for one in month.duty_list
            if one.person_id == person
        ],
    )


def absence_address(month: Month, person: int, when: datetime.date | None) -> str:
    days = {"first": when, "last": when} if when else {}
    return door("rota:absence", month.roster.pk, person=person, **days)


def _contract(month: Month, person: int) -> Iterator[tuple[str, str]]:
    for posting in month.postings.get(person, ()):
        yield _("Job title"), posting.job
        yield _("Hours a week"), hour_words(posting.week_minutes)


def _candidates(month: Month, pattern: ShiftPattern, when: datetime.date) -> Iterator[Candidate]:
    """Whoever is posted here that day, not on leave, and on no other shift."""
    for person, name in list(month.people.items())[:MOST_CANDIDATES]:
        taken = (person, when) in month.duties or (person, when) in month.leaves
        if taken or not month.works_here(person, when):
            continue
        found = breaks_if(month.case, person, when, [pattern.pk]) if month.case else []
        hard = any(one.hard for one in found)
        yield Candidate(
            id=cells.cell_id(person, when),
            person=person,
            name=name,
            patterns=[pattern.pk],
            tone="late" if hard else "due" if found else "ok",
            word=_("breaks a rule") if hard else _("possible") if found else _("fits well"),
            breaks=[what_words(one) for one in found],
        )


def _day(month: Month, when: datetime.date) -> str:
    day = month.days[(when - month.roster.month).days]
    return " ".join(filter(None, (day_words(when), long_holiday(day))))
