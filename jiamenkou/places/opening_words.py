"""Openings in words: what holds now, what a day's hours are, and which layer said so."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from jiamenkou.engines.workdays import by_law
from jiamenkou.places.models import Layer, Service
from jiamenkou.places.months import day_words
from jiamenkou.places.opening import A_DAY, DayHours, Span, State


def state_words(state: State) -> str:
    """Open until when and as what, or closed and when it opens next."""
    if state.opening and state.until:
        words = _("open until %(until)s") % {"until": moment_words(state.until)}
        return "; ".join([words, *_manner(state.opening.span)])
    if state.following:
        return _("closed; opens %(begin)s") % {"begin": moment_words(state.following.begin)}
    return _("closed, and not open in the next two weeks")


def span_words(span: Span) -> str:
    """08:30–12:00 and what it is besides the usual."""
    return "; ".join([times_words(span), *_manner(span)])


def times_words(span: Span) -> str:
    closes = clock_words(span.closes)
    if span.closes > A_DAY:
        closes = _("%(time)s next day") % {"time": clock_words(span.closes - A_DAY)}
    return f"{clock_words(span.opens)}–{closes}"


def layer_words(hours: DayHours) -> str:
    """Which layer decides the day, and what is special about it."""
    if hours.layer is None:
        return _("no hours are kept")
    if hours.rule is None:
        reason = day_words(hours.day, by_law(hours.date))
        return _("%(reason)s: no hours are kept for days off") % {"reason": reason}
    said = [str(Layer(hours.layer).label), hours.rule.name]
    if hours.day.kind == "makeup" and hours.layer in {"weekly", "season"}:
        facts = {"reason": day_words(hours.day), "weekday": WEEKDAYS[hours.runs_as]}
        said.append(_("%(reason)s: as on a %(weekday)s") % facts)
    elif hours.layer in {"holiday", "statutory"}:
        said.append(day_words(hours.day, by_law(hours.date)))
    return " · ".join(filter(None, said))


def moment_words(moment: datetime) -> str:
    """20:30 today, tomorrow 08:30, else the day too."""
    local = timezone.localtime(moment)
    days = (local.date() - timezone.localdate()).days
    time = f"{local:%H:%M}"
    if days == 0:
        return time
    if days == 1:
        return _("tomorrow %(time)s") % {"time": time}
    if days == -1:
        return _("yesterday %(time)s") % {"time": time}
    facts = {"month": local.month, "day": local.day, "time": time}
    return _("%(month)d-%(day)d %(time)s") % facts


def clock_words(minutes: int) -> str:
    """24:00 is the midnight a day ends with."""
    passed = timedelta(minutes=minutes)
    hours, rest = divmod(passed, timedelta(hours=1))
    return f"{hours:02}:{rest // timedelta(minutes=1):02}"


def _manner(span: Span) -> list[str]:
    """What a span is besides regular."""
    said = [] if span.service == "regular" else [str(Service(span.service).label)]
    said += [_("by appointment")] if span.by_appointment else []
    return [*said, span.offers] if span.offers else said
