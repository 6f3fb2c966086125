"""The month day after day, for a phone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jiamenkou.rota.days import RotaDay
from jiamenkou.rota.models import Duty
from jiamenkou.rota.shown.doors import door
from jiamenkou.rota.shown.month import Month
from jiamenkou.rota.shown.wording import (
    duty_hours,
    leave_words,
    long_holiday,
    short_holiday,
    weekday,
)


@dataclass(frozen=True, kw_only=True)
class DayHead:
    """A day, at the left of its card."""

    date: object
    weekday_long: str
    word: str
    long_word: str
    tone: str
    today: bool


@dataclass(frozen=True, kw_only=True)
class DutyChip:
    """Somebody on duty that day; a tap opens the cell."""

    id: str
    href: str
    said: str
    short: str
    tone: str
    name: str
    hard: bool


@dataclass(frozen=True, kw_only=True)
class GapChip:
    """A shift that is short that day; a tap says who could take it."""

    id: str
    href: str
    words: str


@dataclass(frozen=True, kw_only=True)
class DayCard:
    """One day of the list."""

    day: DayHead
    chips: list[DutyChip]
    gaps: list[GapChip]
    leaves: list[str]


def day_card(month: Month, day: RotaDay) -> DayCard:
    head = DayHead(
        date=day.date,
        weekday_long=_("on %(weekday)s") % {"weekday": weekday(day.date)},
        word=short_holiday(day),
        long_word=long_holiday(day),
        tone="makeup" if day.makeup else "holiday",
        today=day.date == month.today,
    )
    duties = [one for one in month.duty_list if one.day == day.date]
    return DayCard(
        day=head,
        chips=[_chip(month, one) for one in duties],
        gaps=list(_gaps(month, day)),
        leaves=list(_leaves(month, day)),
    )


def _chip(month: Month, duty: Duty) -> DutyChip:
    letter = month.letters[duty.pattern_id]
    broken = month.broken_by_cell.get((duty.person_id, duty.day), [])
    name = month.people[duty.person_id]
    return DutyChip(
        id=f"d-{duty.pk}",
        href=door("rota:day", month.roster.pk, person=duty.person_id, day=duty.day),
        said=f"{name} {letter.name} {duty_hours(duty)}",
        short=letter.short,
        tone=letter.tone,
        name=name,
        hard=any(one.hard for one in broken),
    )


def _gaps(month: Month, day: RotaDay) -> Iterator[GapChip]:
    for pattern in month.patterns:
        missing = month.needed(pattern, day) - month.there.get((pattern.pk, day.date), 0)
        if missing > 0:
            words = ngettext(
                "%(shift)s: %(count)d missing", "%(shift)s: %(count)d missing", missing
            )
            yield GapChip(
                id=f"m-{pattern.pk}-{day.date}",
                href=door("rota:gap", month.roster.pk, pattern=pattern.pk, day=day.date),
                words=words % {"shift": pattern.name, "count": missing},
            )


def _leaves(month: Month, day: RotaDay) -> Iterator[str]:
    for person, name in month.people.items():
        if leave := month.leaves.get((person, day.date)):
            yield f"{name} {leave_words(leave, kind=month.editable)}"
