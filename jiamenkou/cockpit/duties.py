"""What rosters ask of who keeps them, and of who works by them."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jiamenkou.cockpit.item import Item
from jiamenkou.people.models import User
from jiamenkou.places.models import Area, Centre
from jiamenkou.places.models.centre import CentreQuerySet
from jiamenkou.rota.gaps import gaps
from jiamenkou.rota.models import Leave, Posting, Roster, Swap

WEEK = datetime.timedelta(days=7)
MOST_SHOWN = 5
MOST_CENTRES = 200
NEXT_MONTH_FROM = 20
"""From this day of the month on, the next one should be published."""


def duty_items(area: Area, user: User, *, on: datetime.date) -> Iterator[Item]:
    """The most pressing first."""
    if user.may("rota.keep"):
        yield from _gaps(area, on)
        yield from _leave(user)
        yield from _next_month(area, on)
    if user.may("rota.mine"):
        yield from _swaps(user)


def _gaps(area: Area, on: datetime.date) -> Iterator[Item]:
    """Shifts of the week to come that are short, each with the day that shows it."""
    centres = _staffed(area, on)
    named = dict(centres.values_list("pk", "name")[:MOST_CENTRES])
    rosters = {
        (one.centre_id, one.month): one.pk
        for one in Roster.objects.published().filter(centre__in=named, month__gte=on.replace(day=1))
    }
    for gap in sorted(gaps(named, on, on + WEEK), key=lambda one: one.day)[:MOST_SHOWN]:
        roster = rosters.get((gap.centre_id, gap.day.replace(day=1)))
        month = f"{reverse('rota:months')}?month={gap.day:%Y-%m}"
        missing = {"shift": gap.shift, "count": gap.needed - gap.there}
        words = ngettext(
            "%(shift)s: %(count)d person missing", "%(shift)s: %(count)d people missing",
            gap.needed - gap.there,
        )  # fmt: skip
        yield Item(
            tone="late",
            word=_("Stands open"),
            title=f"{named[gap.centre_id]} {gap.day:%m-%d}",
            detail=words % missing,
            href=f"{reverse('rota:roster', args=[roster])}#day-{gap.day}" if roster else month,
            action=_("Find somebody"),
        )


def _leave(user: User) -> Iterator[Item]:
    waiting = Leave.objects.within(user.reach("rota.keep")).waiting()
    if count := waiting.count():
        words = ngettext("%(count)d leave to answer", "%(count)d leaves to answer", count)
        yield Item(
            tone="due",
            word=_("Answer"),
            title=words % {"count": count},
            detail=_("The page says which shifts would fall open."),
            href=f"{reverse('rota:leave-list')}?state=asked",
            action=_("Answer"),
        )


def _next_month(area: Area, on: datetime.date) -> Iterator[Item]:
    if on.day < NEXT_MONTH_FROM:
        return
    month = (on.replace(day=1) + datetime.timedelta(days=31)).replace(day=1)
    done = Roster.objects.published().of_month(month).values("centre")
    if count := _staffed(area, month).exclude(pk__in=done).count():
        words = ngettext(
            "%(count)d centre without a roster for next month",
            "%(count)d centres without a roster for next month",
            count,
        )
        yield Item(
            tone="due",
            word=_("Publish"),
            title=words % {"count": count},
            detail=_("People want to know their shifts before the month begins."),
            href=f"{reverse('rota:months')}?month={month:%Y-%m}",
            action=_("See the rows"),
        )


def _swaps(user: User) -> Iterator[Item]:
    if count := Swap.objects.answerable_by(user).count():
        words = ngettext("%(count)d swap to answer", "%(count)d swaps to answer", count)
        yield Item(
            tone="info",
            word=_("Swap"),
            title=words % {"count": count},
            detail=_("A colleague offers a shift."),
            href=reverse("rota:mine"),
            action=_("Answer"),
        )


def _staffed(area: Area, day: datetime.date) -> CentreQuerySet:
    posted = Posting.objects.on(day).values("centre")
    return Centre.objects.under(area.code).filter(pk__in=posted)
