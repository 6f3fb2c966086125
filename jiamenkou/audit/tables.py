"""The table of events, as an auditor asks for them."""

from __future__ import annotations

import datetime

from django.core.exceptions import BadRequest
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiamenkou.audit.models import Event
from jiamenkou.audit.words import GROUPS, THINGS, actor_words, thing_words, verb_words
from jiamenkou.web.columns import Choice, Column, Typed
from jiamenkou.web.formats import when
from jiamenkou.web.tables import Table

Events = QuerySet[Event]


def page_of(event: Event) -> str:
    return reverse("audit:event", args=[event.pk])


class EventTable(Table[Event]):
    """What was done, by whom, to what; the newest first."""

    name = "events"
    columns = (
        Column(name="verb", label=gettext_lazy("What was done"), value=verb_words, href=page_of),
        Column(name="at", label=gettext_lazy("When"), order="at", show=when),
        Column(name="by", label=gettext_lazy("Who"), value=actor_words),
        Column(name="thing", label=gettext_lazy("To which thing"), value=thing_words),
        Column(name="area_code", label=gettext_lazy("Area code")),
        Column(
            name="reading",
            label=gettext_lazy("Reading or act"),
            value=lambda one: _("Reading") if one.reading else _("Act"),
            tone=lambda one: "due" if one.reading else "plain",
        ),
    )
    search = ("thing_key", "facts__name")
    order = "-at"
    empty = gettext_lazy("Whatever is done in your area, and whatever sensitive is read, is kept.")

    def __init__(self, request: HttpRequest, queryset: Events) -> None:
        self.filters = (
            Choice(name="group", label=_("Part"), choices=[*GROUPS.items()], narrow=_of_group),
            Choice(name="thing", label=_("To which thing"), choices=[*THINGS.items()]),
            Choice(
                name="reading",
                label=_("Reading or act"),
                choices=[("yes", _("Readings only"))],
                narrow=lambda events, _yes: events.filter(reading=True),
            ),
            Typed(name="person", label=_("Who"), narrow=_by_person),
            Typed(name="from", label=_("From"), kind="date", narrow=_from_day),
            Typed(name="to", label=_("Until"), kind="date", narrow=_to_day),
        )
        super().__init__(request, queryset.select_related("by"))


def _of_group(events: Events, group: str) -> Events:
    return events.filter(verb__startswith=f"{group}.")


def _by_person(events: Events, name: str) -> Events:
    return events.filter(Q(by__username=name) | Q(by__name__icontains=name))


def _from_day(events: Events, day: str) -> Events:
    return events.filter(at__gte=_moment(day, datetime.time.min))


def _to_day(events: Events, day: str) -> Events:
    return events.filter(at__lte=_moment(day, datetime.time.max))


def _moment(words: str, time: datetime.time) -> datetime.datetime:
    """That time of the day somebody typed, here."""
    try:
        day = datetime.date.fromisoformat(words)
        return timezone.make_aware(datetime.datetime.combine(day, time))
    except ValueError as error:
        unread = _("“%(words)s” is no day: write it as 2026-11-23.") % {"words": words}
        raise BadRequest(unread) from error
