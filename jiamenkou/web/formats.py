"""Numbers and moments as people say them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext as _

NOTHING = "—"
Number = float | int


def people(count: Number | None) -> str:
    """A count: 1,234."""
    return NOTHING if count is None else f"{round(count):,}"


def metres(distance: Number | None) -> str:
    """A distance in metres: 471 m below a kilometre, 1.2 km from there."""
    if distance is None:
        return NOTHING
    if round(distance) < 1000:
        return _("%(metres)d m") % {"metres": round(distance)}
    return _("%(kilometres).1f km") % {"kilometres": distance / 1000}


def money(yuan: Number | None) -> str:
    """An amount in yuan: ¥3,420,000, or 342 万元 to a Chinese reader."""
    if yuan is None:
        return NOTHING
    if not (get_language() or "").startswith("zh"):
        return f"¥{round(yuan):,}"
    for size, unit in ((100_000_000, "亿元"), (10_000, "万元")):
        if abs(yuan) >= size:
            return f"{_short(yuan / size)} {unit}"
    return f"{round(yuan):,} 元"


def m2(area: Number | None) -> str:
    """A floor area in square metres: 118 m²."""
    return NOTHING if area is None else f"{_short(area)} m²"


def percent(share: Number | None) -> str:
    """A share between 0 and 1: 83.9%."""
    return NOTHING if share is None else f"{_short(share * 100)}%"


def when(moment: date | datetime | None) -> str:
    """Today 19:30, 23 Nov 19:30; the exact moment on hover and focus."""
    if moment is None:
        return NOTHING
    if isinstance(moment, datetime):
        moment = timezone.localtime(moment)
        spoken = f"{_day(moment.date())} {moment:%H:%M}"
    else:
        spoken = _day(moment)
    return _time(moment, spoken)


def ago(moment: datetime | None) -> str:
    """How long ago, up to a day: 5 min ago; earlier moments as `when` says them."""
    if moment is None:
        return NOTHING
    passed = timezone.now() - moment
    if passed < timedelta(0) or passed >= timedelta(days=1):
        return when(moment)
    minutes = passed // timedelta(minutes=1)
    if minutes < 1:
        spoken = _("just now")
    elif minutes < 60:
        spoken = _("%(minutes)d min ago") % {"minutes": minutes}
    else:
        spoken = _("%(hours)d h ago") % {"hours": minutes // 60}
    return _time(timezone.localtime(moment), spoken)


def _day(day: date) -> str:
    near = {-1: _("yesterday"), 0: _("today"), 1: _("tomorrow")}
    today = timezone.localdate()
    if (distance := (day - today).days) in near:
        return near[distance]
    # Translators: date format of Django's `date` filter, this year and other years
    pattern = gettext("j M") if day.year == today.year else gettext("j M Y")
    return formats.date_format(day, pattern)


def _time(moment: date | datetime, spoken: str) -> str:
    exact = moment.isoformat(" ", "seconds") if isinstance(moment, datetime) else str(moment)
    return format_html(
        '<time datetime="{}" title="{}" tabindex="0">{}</time>', moment.isoformat(), exact, spoken
    )


def _short(number: Number) -> str:
    """At most one decimal, and none that is zero."""
    return f"{number:,.1f}".removesuffix(".0")
