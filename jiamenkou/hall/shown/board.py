"""What a manager sees of a hall as it is now."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Count, Max, Min, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jiamenkou.hall.lanes import on_duty_ahead
from jiamenkou.hall.models import Appointment, Counter, Interval, Sitting, Ticket
from jiamenkou.hall.shown.wording import tone_of
from jiamenkou.places.models import Centre
from jiamenkou.services.models import ServiceItem, Skill

LONG_WAIT = datetime.timedelta(minutes=30)
IDLE = datetime.timedelta(minutes=5)
LONG_HOLD = datetime.timedelta(minutes=30)
State = Ticket.State


def board_of(centre: Centre, *, now: datetime.datetime) -> dict[str, Any]:
    day = timezone.localdate(now)
    today = Ticket.objects.of_day(centre, day)
    counts = today.aggregate(
        given=Count("pk"),
        waiting=Count("pk", filter=Q(state__in=Ticket.IN_LINE)),
        held=Count("pk", filter=Q(state=State.HELD)),
        done=Count("pk", filter=Q(state=State.DONE)),
        gone=Count("pk", filter=Q(state__in=(State.NO_SHOW, State.LEFT))),
        first=Min("arrived_at", filter=Q(state__in=Ticket.IN_LINE)),
    )
    counters = _counters(centre, today)
    longest = now - counts["first"] if counts["first"] else None
    return {
        "centre": centre,
        "now": now,
        "day": day,
        "counts": counts,
        "longest": round(longest.total_seconds() / 60) if longest else None,
        "open": sum(one["clerk"] is not None for one in counters),
        "counters": counters,
        "alarms": list(_alarms(centre, today, counters, longest, now)),
    }


def _counters(centre: Centre, today: Any) -> list[dict[str, Any]]:
    """Every counter in use, with who sits there and whom they serve."""
    sittings = Sitting.objects.open().at(centre).select_related("clerk")
    sitting = {one.counter_id: one for one in sittings}
    present = {
        one.counter_id: one for one in today.at_a_counter().select_related("item", "priority")
    }
    since = dict(
        Interval.objects.open()
        .filter(ticket__in=[one.pk for one in present.values()])
        .values_list("ticket", "during__startswith")
    )
    last = _last_seen(today)
    return [
        {
            "counter": one,
            "clerk": sitting[one.pk].clerk if one.pk in sitting else None,
            "ticket": present.get(one.pk),
            "tone": tone_of(present[one.pk]) if one.pk in present else "",
            "since": since.get(present[one.pk].pk) if one.pk in present else None,
            "idle_since": max(
                filter(None, (sitting[one.pk].during.lower, last.get(one.pk)))
            ) if one.pk in sitting and one.pk not in present else None,
        }
        for one in Counter.objects.in_use().filter(centre=centre).order_by("number")
    ]  # fmt: skip


def _last_seen(today: Any) -> dict[int, datetime.datetime]:
    """When each counter's last visit ended."""
    ended = Interval.objects.filter(ticket__in=today, counter__isnull=False)
    latest = ended.values("counter").annotate(at=Max("during__endswith"))
    return dict(latest.values_list("counter", "at"))


def _alarms(
    centre: Centre,
    today: Any,
    counters: list[dict[str, Any]],
    longest: datetime.timedelta | None,
    now: datetime.datetime,
) -> Any:
    """What a manager can do something about now, in words, with the way there."""
    if longest and longest >= LONG_WAIT:
        minutes = round(longest.total_seconds() / 60)
        yield "late", _("Somebody has waited for %(minutes)s minutes.") % {"minutes": minutes}
    for item in _unserved(centre, today, now):
        words = _("“%(item)s”: people wait, and nobody at a counter may serve it.")
        yield "late", words % {"item": item}
    if longest:
        for one in counters:
            if one["idle_since"] and now - one["idle_since"] >= IDLE:
                words = _("%(counter)s calls nobody while people wait.")
                yield "due", words % {"counter": one["counter"]}
    held = today.filter(state=State.HELD, called_at__lt=now - LONG_HOLD).count()
    if held:
        words = ngettext("%(count)s visit has been on hold for long.",
                         "%(count)s visits have been on hold for long.", held)  # fmt: skip
        yield "due", words % {"count": held}
    for appointment in _without_clerk(centre, now):
        words = _("Appointment %(day)s %(time)s: its clerk is not on duty any more.")
        begins = appointment.begins
        yield "due", words % {"day": begins.date(), "time": f"{begins:%H:%M}"}


def _unserved(centre: Centre, today: Any, now: datetime.datetime) -> Any:
    sitting = Sitting.objects.open().at(centre).values("clerk")
    served = Skill.objects.on(timezone.localdate(now)).filter(person__in=sitting).values("item")
    waiting = today.in_line().exclude(item__in=served).values("item")
    return ServiceItem.objects.filter(pk__in=waiting)


def _without_clerk(centre: Centre, now: datetime.datetime) -> list[Appointment]:
    """Promised to somebody's time who then fell ill or changed duty: call them, or move them."""
    ahead = Appointment.objects.booked().filter(
        centre=centre, day__gte=timezone.localdate(now), during__startswith__gt=now
    )
    there = on_duty_ahead(centre, now)
    return [one for one in ahead.order_by("during")[:200]
            if not any(first <= one.during.lower and one.during.upper <= last
                       for first, last in there.get((one.clerk_id, one.day), []))][:5]  # fmt: skip
