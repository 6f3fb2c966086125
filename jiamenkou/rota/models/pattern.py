"""Shifts a centre runs: when, on which days, and how many people each needs."""

from __future__ import annotations

import datetime
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jiamenkou.lib.scope import ScopedQuerySet
from jiamenkou.places.models import Centre
from jiamenkou.rota.days import DayKind

MINUTES_A_DAY = 24 * 60
EVENING = 19 * 60
"""A shift that ends after this minute of the day is an evening of the people on it."""


class Skill(models.TextChoices):
    """What a shift may ask for, and a person may be able to do."""

    HALL = "hall", _("Service hall")
    ELDER = "elder", _("Station for the elderly")
    LEAD = "lead", _("Leading a shift")


class ShiftPatternQuerySet(ScopedQuerySet["ShiftPattern"]):
    """Questions asked of shift patterns."""

    scope = "centre__area__code"

    def on(self, day: datetime.date) -> Self:
        return self.filter(during__contains=day)

    def between(self, first: datetime.date, until: datetime.date) -> Self:
        """In use on any day from `first` until before `until`."""
        return self.filter(during__overlap=DateRange(first, until))


class ShiftPattern(models.Model):
    """A shift of a centre; on which days it is needed, the calendar says."""

    class Kind(models.TextChoices):
        REGULAR = "regular", _("Regular")
        STAGGERED = "staggered", _("Staggered hours")
        EXTENDED = "extended", _("Extended hours")
        ON_CALL = "on_call", _("On call")

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="shift_patterns")
    name = models.CharField(_("name"), max_length=20)
    short = models.CharField(_("short name"), max_length=2)
    kind = models.CharField(_("kind"), max_length=9, choices=Kind, default=Kind.REGULAR)
    starts = models.TimeField(_("starts at"))
    minutes = models.IntegerField(_("minutes"))
    needed_workday = models.IntegerField(_("people on workdays"), default=0)
    needed_rest_day = models.IntegerField(_("people on rest days"), default=0)
    needed_holiday = models.IntegerField(_("people on statutory holidays"), default=0)
    skill = models.CharField(_("skill"), max_length=5, choices=Skill, blank=True)
    during = DateRangeField(_("from – to"))

    objects = ShiftPatternQuerySet.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="a_centre_has_a_shift_of_a_name_once",
                expressions=[
                    ("centre", RangeOperators.EQUAL),
                    ("name", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("This centre has a shift of that name in that time."),
            ),
            ExclusionConstraint(
                name="a_centre_has_a_short_name_once",
                expressions=[
                    ("centre", RangeOperators.EQUAL),
                    ("short", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("Another shift has that short name; choose another."),
            ),
            models.CheckConstraint(
                name="a_shift_begins_to_be_used",
                condition=Q(during__startswith__isnull=False, during__isempty=False),
                violation_error_message=_("A shift is used from a day, until a later one."),
            ),
            models.CheckConstraint(
                name="a_shift_lasts_up_to_a_day",
                condition=Q(minutes__range=(30, MINUTES_A_DAY)),
                violation_error_message=_("A shift lasts from 30 minutes to 24 hours."),
            ),
            models.CheckConstraint(
                name="a_shift_needs_nobody_or_somebody",
                condition=Q(
                    needed_workday__range=(0, 99),
                    needed_rest_day__range=(0, 99),
                    needed_holiday__range=(0, 99),
                ),
                violation_error_message=_("The people needed are from 0 to 99."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def lies_in(self) -> str:
        """The code of the area of its centre."""
        return self.centre.area_id

    @property
    def starts_minute(self) -> int:
        """Minutes after midnight."""
        return self.starts.hour * 60 + self.starts.minute

    @property
    def ends(self) -> datetime.time:
        """The time of day it ends, on the next day if it passes midnight."""
        minute = (self.starts_minute + self.minutes) % MINUTES_A_DAY
        return datetime.time(minute // 60, minute % 60)

    @property
    def passes_midnight(self) -> bool:
        return self.starts_minute + self.minutes > MINUTES_A_DAY

    @property
    def evening(self) -> bool:
        return self.starts_minute + self.minutes > EVENING

    def needed(self, kind: DayKind) -> int:
        """How many people, on a day of this kind."""
        return {
            DayKind.WORKDAY: self.needed_workday,
            DayKind.REST: self.needed_rest_day,
            DayKind.HOLIDAY: self.needed_holiday,
        }[kind]

    def span(self, day: datetime.date) -> DateTimeTZRange:
        """From when to when, begun on this day."""
        begins = timezone.make_aware(datetime.datetime.combine(day, self.starts))
        return DateTimeTZRange(begins, begins + datetime.timedelta(minutes=self.minutes))
