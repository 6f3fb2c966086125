"""The calendar of workdays as announced so far: the engine's, from rows."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from jiamenkou.engines.workdays import Calendar, Mark, Notice, announce
from jiamenkou.places.models import Announcement

Version = tuple[int, datetime] | None
"""The newest announcement: its key, and when it was entered."""


def the_calendar() -> Calendar:
    """One query; three when something was announced since this process asked last."""
    return calendar_of(version())


def version() -> Version:
    """Which announcements count now; verbs that announce take their turns, so keys only grow."""
    return Announcement.objects.order_by("-pk").values_list("pk", "entered_at").first()


def calendar_before(announcement: Announcement) -> Calendar:
    """The calendar as it was when this was announced."""
    return _replayed(announcement.pk - 1)


@lru_cache(maxsize=4)
def calendar_of(newest: Version) -> Calendar:
    """What all announcements up to this one come to."""
    return _replayed(newest[0]) if newest else Calendar(marks={}, announced=frozenset())


def _replayed(last: int) -> Calendar:
    calendar = Calendar(marks={}, announced=frozenset())
    entered = Announcement.objects.filter(pk__lte=last).order_by("pk").prefetch_related("days")
    for one in entered:
        calendar = announce(calendar, notice_of(one), amends=one.amends)
    return calendar


def notice_of(announcement: Announcement) -> Notice:
    """The marks of an announcement as the engine takes them."""
    marks = tuple(
        Mark(
            date=day.date,
            works=day.works,
            holiday=day.holiday,
            year=announcement.year,
            source=announcement.source,
        )
        for day in announcement.days.all()
    )
    return Notice(year=announcement.year, marks=marks, problems=())
