"""What happened, to what, by whom; and the chain in which every event has its place."""

from __future__ import annotations

import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jiamenkou.lib.scope import ScopedQuerySet


class EventQuerySet(ScopedQuerySet["Event"]):
    """Questions asked of events."""

    scope = "area_code"

    def of(self, *things: models.Model) -> Self:
        """What was done to any of these things."""
        keys: dict[str, list[str]] = {}
        for thing in things:
            keys.setdefault(thing._meta.label_lower, []).append(str(thing.pk))
        any_of = (Q(thing=label, thing_key__in=found) for label, found in keys.items())
        return self.filter(Q(*any_of, _connector=Q.OR) if keys else Q(pk__in=[]))

    def unlinked(self) -> Self:
        """Those that have no place in the chain yet."""
        return self.filter(link=None)


class Event(models.Model):
    """One act of one person, written in the same transaction as the act."""

    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    verb = models.CharField(max_length=60)
    thing = models.CharField(max_length=60)
    thing_key = models.CharField(max_length=40)
    area_code = models.CharField(max_length=15, blank=True, default="")
    reading = models.BooleanField(default=False)
    facts = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, editable=False)

    objects = EventQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["thing", "thing_key", "-at"], name="event_by_thing"),
            models.Index(fields=["-at", "id"], name="event_by_moment"),
            models.Index(
                name="event_by_area",
                fields=["area_code", "at"],
                opclasses=["varchar_pattern_ops", "timestamptz_ops"],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.thing} {self.thing_key}"


class LinkQuerySet(models.QuerySet["Link"]):
    """Questions asked of links."""

    def before(self, day: datetime.date) -> Link | None:
        """The last one of the days before `day`."""
        return self.filter(day__lt=day).order_by("-day", "-number").first()

    def newest(self) -> Link | None:
        return self.order_by("-day", "-number").first()


class Link(models.Model):
    """The place of one event in the chain: the day it was linked on, and its number that day."""

    day = models.DateField()
    number = models.IntegerField()
    event = models.OneToOneField(Event, on_delete=models.PROTECT)
    hash = models.CharField(max_length=64)

    objects = LinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_link_has_its_number_once_a_day",
                fields=["day", "number"],
                violation_error_message=_("Another event has that number of that day."),
            ),
            models.CheckConstraint(
                name="links_count_from_one",
                condition=Q(number__gte=1),
                violation_error_message=_("The first event of a day has the number 1."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.number}"
