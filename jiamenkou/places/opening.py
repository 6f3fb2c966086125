"""When is a centre open, and which layer of its hours says so? Rules in, hours out; no queries.

Layers from the widest to the narrowest: the weekly pattern, a season, the days off of a notice,
the statutory holidays among them, a single exception. The narrowest that covers a day decides the
whole of it. A make-up workday runs as the nearest weekday. A day off without a rule is closed.
A span belongs to the day it opens on, and where it runs into the next day's first span, ends.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import pairwise
from typing import Literal

from jiamenkou.engines.workdays import Calendar, Day, by_law, day

Layer = Literal["weekly", "season", "holiday", "statutory", "exception"]
EVERY_DAY = 7
"""The weekday of spans that hold whatever day of the week it is."""
OF_THE_WEEK = frozenset({"weekly", "season"})
A_DAY = 24 * 60
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Span:
    """A time of opening: minutes from its day's midnight; past 1440 it runs into the next day.

    `offers` says what can be done then; "" is everything. Raises ValueError for a span that begins
    outside its day, or lasts no time or over a day.
    """

    opens: int
    closes: int
    service: str = "regular"
    by_appointment: bool = False
    offers: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.opens < A_DAY:
            raise ValueError(f"opens: expected minutes from 0 to 1439, got {self.opens}")
        if not self.opens < self.closes <= self.opens + A_DAY:
            raise ValueError(f"closes: expected within a day after {self.opens}, got {self.closes}")


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One layer from `first` up to and with `last` (None: open-ended); spans by weekday, 0 Monday.

    `key` is of its row, 0 for one not saved yet.
    """

    layer: Layer
    first: date
    last: date | None
    spans: Mapping[int, Sequence[Span]]
    name: str = ""
    key: int = 0

    def covers(self, when: date) -> bool:
        return self.first <= when and (self.last is None or when <= self.last)


@dataclass(frozen=True, kw_only=True)
class DayHours:
    """A day's hours and why: the rule (None: no rule covers it) and the weekday it runs as."""

    day: Day
    layer: Layer | None
    rule: Rule | None
    runs_as: int
    spans: tuple[Span, ...]

    @property
    def date(self) -> date:
        return self.day.date


@dataclass(frozen=True, kw_only=True)
class Opening:
    """A span on a certain day, as moments."""

    begin: datetime
    end: datetime
    span: Span
    hours: DayHours


@dataclass(frozen=True, kw_only=True)
class State:
    """At a moment: the opening it falls into, if any, and until when without a break.

    `following` is the next opening after a closed moment, within a fortnight.
    """

    opening: Opening | None
    until: datetime | None
    following: Opening | None
    hours: DayHours

    @property
    def is_open(self) -> bool:
        return self.opening is not None


def day_of(rules: Sequence[Rule], when: date, calendar: Calendar) -> DayHours:
    """The hours of one day. No two rules of one layer cover it: the database sees to that."""
    found = day(calendar, when)
    runs_as = _weekday(found)
    layers = _layers(found)
    covering = {rule.layer: rule for rule in rules if rule.covers(when)}
    layer = next((one for one in layers if one in covering), None)
    if layer is None and "holiday" in layers:
        layer, covering = "holiday", {}
    rule = covering.get(layer) if layer else None
    spans = rule.spans.get(runs_as if layer in OF_THE_WEEK else EVERY_DAY, ()) if rule else ()
    return DayHours(
        day=found,
        layer=layer,
        rule=rule,
        runs_as=runs_as,
        spans=tuple(sorted(spans, key=lambda span: span.opens)),
    )


def openings(
    rules: Sequence[Rule], first: date, last: date, calendar: Calendar, *, zone: tzinfo
) -> list[Opening]:
    """What opens from `first` up to and with `last`, in order; none overlaps another."""
    days = (first + timedelta(days=ahead) for ahead in range((last - first).days + 2))
    found = [
        _opening(hours, span, zone)
        for hours in (day_of(rules, when, calendar) for when in days)
        for span in hours.spans
    ]
    ended = [*_ended(found), *found[-1:]]
    return [one for one in ended if one.hours.date <= last and one.begin < one.end]


def state_at(rules: Sequence[Rule], moment: datetime, calendar: Calendar) -> State:
    """What holds at an aware moment, read in its own time zone."""
    today, zone = moment.date(), moment.tzinfo
    if zone is None:
        raise ValueError(f"moment: expected one with a time zone, got {moment}")
    near = openings(rules, today - ONE_DAY, today + ONE_DAY, calendar, zone=zone)
    going_on = [one for one in near if one.end > moment]
    if going_on and going_on[0].begin <= moment:
        now = going_on[0]
        return State(opening=now, until=_unbroken(going_on), following=None, hours=now.hours)
    later = openings(rules, today, today + 14 * ONE_DAY, calendar, zone=zone)
    return State(
        opening=None,
        until=None,
        following=next((one for one in later if one.begin > moment), None),
        hours=day_of(rules, today, calendar),
    )


def _layers(found: Day) -> tuple[Layer, ...]:
    """Those that may decide such a day, the narrowest first."""
    if found.kind == "holiday" or found.expected:
        law: tuple[Layer, ...] = ("statutory",) if by_law(found.date) else ()
        return ("exception", *law, "holiday")
    return ("exception", "season", "weekly")


def _weekday(found: Day) -> int:
    """A Saturday that is made up for runs as Friday, a Sunday as Monday."""
    weekday = found.date.weekday()
    return {5: 4, 6: 0}.get(weekday, weekday) if found.kind == "makeup" else weekday


def _opening(hours: DayHours, span: Span, zone: tzinfo) -> Opening:
    midnight = datetime.combine(hours.date, time(), tzinfo=zone)
    return Opening(
        begin=midnight + timedelta(minutes=span.opens),
        end=midnight + timedelta(minutes=span.closes),
        span=span,
        hours=hours,
    )


def _ended(found: list[Opening]) -> Iterator[Opening]:
    """Each opening up to where the next begins."""
    for one, after in pairwise(found):
        end = min(one.end, after.begin)
        yield Opening(begin=one.begin, end=end, span=one.span, hours=one.hours)


def _unbroken(following: list[Opening]) -> datetime:
    """Where a row of openings that touch each other ends."""
    end = following[0].end
    for one in following[1:]:
        if one.begin != end:
            break
        end = one.end
    return end
