"""The hours in which nobody is woken: the setting JIAMENKOU_QUIET_HOURS, in local time."""

import datetime

from django.conf import settings
from django.utils import timezone


def is_quiet(moment: datetime.datetime) -> bool:
    """Whether `moment` falls into the quiet hours; they may run over midnight."""
    hours: tuple[datetime.time, datetime.time] | None = settings.QUIET_HOURS
    if hours is None:
        return False
    (begin, end), now = hours, timezone.localtime(moment).time()
    return begin <= now < end if begin <= end else now >= begin or now < end


def after_quiet(moment: datetime.datetime) -> datetime.datetime:
    """`moment` itself, or the end of the quiet hours it falls into."""
    if settings.QUIET_HOURS is None or not is_quiet(moment):
        return moment
    local = timezone.localtime(moment)
    _begin, end = settings.QUIET_HOURS
    days = 1 if local.time() >= end else 0
    day = local.date() + datetime.timedelta(days=days)
    return datetime.datetime.combine(day, end, tzinfo=local.tzinfo)
