"""The month as cells: a row a person, a line a shift."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from jiamenkou.rota.days import RotaDay
from jiamenkou.rota.models import Duty, ShiftPattern, Wish
from jiamenkou.rota.shown.doors import door
from jiamenkou.rota.shown.month import Month
from jiamenkou.rota.shown.wording import (
    Letter,
    day_words,
    duty_hours,
    leave_letter,
    leave_words,
    long_holiday,
)
from jiamenkou.rota.words import what_words


@dataclass(frozen=True, kw_only=True)
class Chip:
    """One duty in a cell."""

    short: str
    tone: str
    name: str
    kept: bool = False


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One person on one day."""

    id: str
    person: int
    day: str
    was: str
    href: str
    said: str
    tone: str
    chips: list[Chip]
    leave: str
    wish: str
    shut: bool
    first: bool


@dataclass(frozen=True, kw_only=True)
class Sum:
    """A total of the month, and of the year with it."""

    month: str
    year: str
    title: str
    href: str = ""
    over: bool = False


@dataclass(frozen=True, kw_only=True)
class Row:
    """Somebody's month."""

    person: int
    name: str
    href: str
    cells: list[Cell]
    sums: list[Sum]


@dataclass(frozen=True, kw_only=True)
class Cover:
    """How many are on a shift of a day, of how many."""

    id: str
    words: str
    said: str
    tone: str
    href: str


@dataclass(frozen=True, kw_only=True)
class Line:
    """A shift over the month."""

    short: str
    tone: str
    name: str
    title: str
    days: list[Cover]
    total: str


def cell_id(person: int, day: datetime.date) -> str:
    return f"c-{person}-{day}"


def was(duties: list[Duty]) -> str:
    """What a cell holds, as its form sends it back."""
    return ",".join(str(one.pattern_id) for one in duties)


def row_of(month: Month, person: int) -> Row:
    name = month.people[person]
    return Row(
        person=person,
        name=name,
        href=door("rota:person", month.roster.pk, person),
        cells=[cell_of(month, person, day) for day in month.days],
        sums=list(_sums(month, person)),
    )


def cell_of(month: Month, person: int, day: RotaDay) -> Cell:
    key = (person, day.date)
    duties, leave, wish = (
        month.duties.get(key, []), month.leaves.get(key), month.wishes.get(key)
    )  # fmt: skip
    shut = not month.works_here(person, day.date)
    return Cell(
        id=cell_id(person, day.date),
        person=person,
        day=str(day.date),
        was=was(duties),
        href=door("rota:day", month.roster.pk, person=person, day=day.date),
        said=_said(month, person, day),
        tone=" ".join(_tones(month, person, day)),
        chips=[chip(month.letters[one.pattern_id], one) for one in duties],
        leave=leave_letter(leave, kind=month.editable)
        if leave
        else "–"
        if shut and not duties
        else "",
        wish="" if wish is None else "＋" if wish.wanted else "－",
        shut=shut,
        first=day is month.days[0] and person == next(iter(month.people)),
    )


def chip(letter: Letter, duty: Duty) -> Chip:
    return Chip(short=letter.short, tone=letter.tone, name=letter.name, kept=duty.fixed)


def day_tone(month: Month, day: RotaDay) -> str:
    kind = "makeup" if day.makeup else {"holiday": "holiday", "rest_day": "rest"}.get(day.kind, "")
    return f"{kind} today".strip() if day.date == month.today else kind


def _tones(month: Month, person: int, day: RotaDay) -> Iterator[str]:
    broken = month.broken_by_cell.get((person, day.date), [])
    yield day_tone(month, day)
    if (person, day.date) in month.leaves or not month.works_here(person, day.date):
        yield "off"
    if broken:
        yield "hard" if any(one.hard for one in broken) else "soft"


def _said(month: Month, person: int, day: RotaDay) -> str:
    """The cell in words, for who hears it and under the grid."""
    return _("%(name)s, %(day)s: %(what)s") % {
        "name": month.people[person],
        "day": " ".join(filter(None, (day_words(day.date), long_holiday(day)))),
        "what": "; ".join(_facts(month, person, day.date)),
    }


def _facts(month: Month, person: int, day: datetime.date) -> Iterator[str]:
    duties = month.duties.get((person, day), [])
    yield "; ".join(f"{one.pattern.name} {duty_hours(one)}" for one in duties) or _("off duty")
    if leave := month.leaves.get((person, day)):
        yield leave_words(leave, kind=month.editable)
    elif not month.works_here(person, day):
        yield _("not posted here on that day")
    if wish := month.wishes.get((person, day)):
        yield wish_words(wish)
    yield from (what_words(one) for one in month.broken_by_cell.get((person, day), []))


def wish_words(wish: Wish) -> str:
    if wish.pattern is None:
        return _("wishes to work") if wish.wanted else _("wishes to be free")
    words = _("wishes for %(shift)s") if wish.wanted else _("wishes against %(shift)s")
    return words % {"shift": wish.pattern.name}


SUMS = ("minutes", "rest_days", "evenings", "holidays")


def sum_heads() -> list[dict[str, str]]:
    """The columns of totals: this month's figure, and small below it the year's."""
    return [
        {"label": _("Hours"), "title": _("Hours this month; below: this year with it")},
        {"label": _("Rest d."), "title": _("Rest days worked this month; below: this year")},
        {"label": _("Even."), "title": _("Evenings worked this month; below: this year")},
        {"label": _("Hol."), "title": _("Statutory holidays worked this month; below: this year")},
    ]


def _sums(month: Month, person: int) -> Iterator[Sum]:
    before, here = month.before[person], month.here[person]
    for name, head in zip(SUMS, sum_heads(), strict=True):
        now = getattr(here, name)
        worded = _hours if name == "minutes" else str
        yield Sum(month=worded(now), year=worded(now + getattr(before, name)), title=head["title"])


def _hours(minutes: int) -> str:
    return f"{minutes / 60:.1f}".removesuffix(".0")


def line_of(month: Month, pattern: ShiftPattern) -> Line:
    letter = month.letters[pattern.pk]
    needed = sum(month.needed(pattern, day) for day in month.days)
    filled = sum(
        min(month.needed(pattern, day), month.there.get((pattern.pk, day.date), 0))
        for day in month.days
    )
    return Line(
        short=letter.short,
        tone=letter.tone,
        name=letter.name,
        title=f"{letter.name} {letter.hours}",
        days=[cover_of(month, pattern, day) for day in month.days],
        total=_("%(there)d of %(needed)d") % {"there": filled, "needed": needed},
    )


def cover_of(month: Month, pattern: ShiftPattern, day: RotaDay) -> Cover:
    needed, there = month.needed(pattern, day), month.there.get((pattern.pk, day.date), 0)
    facts = {"day": day_words(day.date), "shift": pattern.name, "there": there, "needed": needed}
    short = there < needed
    words = f"{there}/{needed}" if short else str(there) if there or needed else ""
    return Cover(
        id=f"g-{pattern.pk}-{day.date}",
        words=words,
        said=_("%(day)s, %(shift)s: %(there)d there of %(needed)d") % facts,
        tone=f"{day_tone(month, day)} short" if short else day_tone(month, day),
        href=gap_address(month, pattern.pk, day.date) if short else "",
    )


def gap_address(month: Month, pattern: int, day: datetime.date) -> str:
    return door("rota:gap", month.roster.pk, pattern=pattern, day=day)
