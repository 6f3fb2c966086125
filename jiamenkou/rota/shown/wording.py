"""Days, hours and shifts as people say them."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.core.exceptions import BadRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from pypinyin import Style, lazy_pinyin

from jiamenkou.rota.days import DayKind, RotaDay
from jiamenkou.rota.models import Duty, Leave, ShiftPattern

TONES = 6
LEAVE_ORDER = (Leave.Kind.ANNUAL, Leave.Kind.SICK, Leave.Kind.IN_LIEU, Leave.Kind.OTHER)


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A shift as a cell shows it, and the keys that write it."""

    pk: int
    short: str
    name: str
    hours: str
    tone: str
    keys: tuple[str, ...]


def letters(patterns: Sequence[ShiftPattern]) -> dict[int, Letter]:
    """Every shift by its key: a number, and the first letter of its pinyin where that is one's."""
    initials = [_initial(pattern.short) for pattern in patterns]
    return {
        pattern.pk: Letter(
            pk=pattern.pk,
            short=pattern.short,
            name=pattern.name,
            hours=hours(pattern),
            tone=f"tone-{at % TONES + 1}",
            keys=tuple(_keys(at, initials)),
        )
        for at, pattern in enumerate(patterns)
    }


def _keys(at: int, initials: list[str]) -> Iterator[str]:
    if at < 9:
        yield str(at + 1)
    if initials[at] and initials.count(initials[at]) == 1:
        yield initials[at]


def _initial(short: str) -> str:
    first = "".join(lazy_pinyin(short[:1], style=Style.NORMAL))[:1].lower()
    return first if first.isascii() and first.isalpha() else ""


def hours(pattern: ShiftPattern) -> str:
    """08:30–17:00, with the next day said where it passes midnight."""
    said = f"{pattern.starts:%H:%M}–{pattern.ends:%H:%M}"
    return _("%(hours)s the day after") % {"hours": said} if pattern.passes_midnight else said


def duty_hours(duty: Duty) -> str:
    said = f"{duty.begins:%H:%M}–{duty.ends:%H:%M}"
    later = duty.ends.date() > duty.begins.date()
    return _("%(hours)s the day after") % {"hours": said} if later else said


def weekday(day: datetime.date) -> str:
    """One letter, for a narrow column."""
    return _("Mo Tu We Th Fr Sa Su").split()[day.weekday()]


def day_words(day: datetime.date) -> str:
    """3 October, Saturday: without the year."""
    facts = {"day": day.day, "month": day.month, "weekday": weekday(day)}
    return _("%(day)d/%(month)d %(weekday)s") % facts


def days_words(first: datetime.date, last: datetime.date) -> str:
    if first == last:
        return day_words(first)
    return _("%(first)s to %(last)s") % {"first": day_words(first), "last": day_words(last)}


def near_words(day: datetime.date) -> str:
    """Today and tomorrow by their names."""
    near = {0: _("today"), 1: _("tomorrow")}.get((day - timezone.localdate()).days)
    return f"{near} {day_words(day)}" if near else day_words(day)


def month_words(month: datetime.date) -> str:
    return _("%(month)d/%(year)d") % {"month": month.month, "year": month.year}


def month_value(month: datetime.date) -> str:
    return f"{month:%Y-%m}"


def month_of(written: str) -> datetime.date:
    """The month an address or a form names; this one where it names none."""
    if not written:
        return timezone.localdate().replace(day=1)
    try:
        return datetime.datetime.strptime(written, "%Y-%m").date()  # noqa: DTZ007 - no time of day
    except ValueError as fault:
        raise BadRequest(_("A month is written 2026-10.")) from fault


def read_day(written: str) -> datetime.date:
    """A day as an address names it."""
    try:
        return datetime.date.fromisoformat(written)
    except ValueError as fault:
        raise BadRequest(_("A day is written 2026-10-01.")) from fault


def month_after(month: datetime.date, months: int = 1) -> datetime.date:
    count = month.year * 12 + month.month - 1 + months
    return datetime.date(count // 12, count % 12 + 1, 1)


def short_holiday(day: RotaDay) -> str:
    """What fits above a column: the holiday's name, that it is off, or that it is worked."""
    if day.makeup:
        return _("work")
    if day.kind is DayKind.HOLIDAY:
        return day.holiday[:2]
    return _("off") if day.holiday else ""


def long_holiday(day: RotaDay) -> str:
    """The same as a person would say it."""
    if day.makeup:
        return _("worked, for %(holiday)s") % {"holiday": day.holiday}
    if day.kind is DayKind.HOLIDAY:
        return _("%(holiday)s, a holiday by law") % {"holiday": day.holiday}
    if day.holiday:
        return _("rest day of %(holiday)s") % {"holiday": day.holiday}
    return "" if day.works else _("rest day")


def leave_letter(leave: Leave, *, kind: bool) -> str:
    """What a cell shows of it; `kind`: whether which leave it is may be seen."""
    *letters_of, any_leave = _("A S L O O").split()
    return letters_of[LEAVE_ORDER.index(Leave.Kind(leave.kind))] if kind else any_leave


def leave_words(leave: Leave, *, kind: bool) -> str:
    """Which leave, and that nobody answered yet where it is so."""
    words = str(leave.get_kind_display()) if kind else _("on leave")
    asked = leave.state == Leave.State.ASKED
    return _("%(leave)s, asked for") % {"leave": words} if asked else words


def hour_words(minutes: float) -> str:
    """Minutes in hours: 7.5 h."""
    whole = f"{minutes / 60:,.1f}".removesuffix(".0")
    return _("%(hours)s h") % {"hours": whole}
