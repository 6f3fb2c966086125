"""When the office owes a case its next step: working days after it began, pauses left out."""

from __future__ import annotations

import datetime

from django.utils import timezone

from jiamenkou.engines.workdays import Calendar, Clock, Counted, add_workdays
from jiamenkou.places.calendar import the_calendar
from jiamenkou.services.models import Case

ANSWER_DAYS = 5
"""Within so many working days what was submitted is accepted or what lacks is told, all at once:
administrative licensing law art. 32."""


def clock_of(case: Case) -> Clock | None:
    """What the case runs by: from acceptance, before that from submission; a draft by nothing."""
    pauses = [notice.pause for notice in case.notices.all()]
    paused = tuple(pause for pause in pauses if pause)
    if case.accepted_at:
        start, n = timezone.localdate(case.accepted_at), case.version.promised_days
        return Clock(start=start, n=n, paused=paused)
    if case.submitted_at:
        start = timezone.localdate(case.submitted_at)
        return Clock(start=start, n=ANSWER_DAYS, paused=paused)
    return None


def due_day(case: Case) -> datetime.date | None:
    """The day the clock ends on by the calendar of now."""
    clock = clock_of(case)
    return counted(clock, the_calendar()).end if clock else None


def counted(clock: Clock, calendar: Calendar) -> Counted:
    """Each day the clock passes, and why it counts or not."""
    return add_workdays(calendar, clock.start, clock.n, paused=clock.paused)
