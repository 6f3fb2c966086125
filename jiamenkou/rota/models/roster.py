"""A centre's month, who is on duty in it, and what was published of it."""

from __future__ import annotations

import datetime
from typing import Self

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Deferrable, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jiamenkou.lib.scope import ScopedQuerySet
from jiamenkou.places.models import Centre
from jiamenkou.rota.models.pattern import ShiftPattern


class RosterQuerySet(ScopedQuerySet["Roster"]):
    """Questions asked of rosters."""

    scope = "centre__area__code"

    def published(self) -> Self:
        return self.filter(state=Roster.State.PUBLISHED)

    def of_month(self, month: datetime.date) -> Self:
        return self.filter(month=month.replace(day=1))


class Roster(models.Model):
    """One month of a centre; once published, every change to it holds at once and is told."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="rosters")
    month = models.DateField(_("month"))
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    version = models.IntegerField(default=0)
    published_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()

    objects = RosterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_centre_has_one_roster_a_month",
                fields=["centre", "month"],
                violation_error_message=_("This centre has a roster for that month already."),
            ),
            models.CheckConstraint(
                name="a_roster_is_named_by_the_first_of_its_month",
                condition=Q(month__day=1),
                violation_error_message=_("A month is named by its first day."),
            ),
            models.CheckConstraint(
                name="a_published_roster_says_when",
                condition=Q(state="draft", published_at=None)
                | Q(state="published", published_at__isnull=False),
                violation_error_message=_("A published roster says when it was published."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.centre} {self.month:%Y-%m}"

    @property
    def lies_in(self) -> str:
        """The code of the area of its centre."""
        return self.centre.area_id

    @property
    def topic(self) -> str:
        """What its live pages listen to."""
        return f"roster-{self.pk}"

    @property
    def until(self) -> datetime.date:
        """The first day of the month after."""
        return (self.month + datetime.timedelta(days=31)).replace(day=1)

    @property
    def days(self) -> list[datetime.date]:
        count = (self.until - self.month).days
        return [self.month + datetime.timedelta(days=number) for number in range(count)]

    @property
    def published(self) -> bool:
        return self.state == self.State.PUBLISHED


class Publication(models.Model):
    """What a roster said when it was published, and the people told; never changed."""

    roster = models.ForeignKey(Roster, on_delete=models.PROTECT, related_name="publications")
    version = models.IntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    why = models.CharField(_("why with gaps"), max_length=200, blank=True)
    duties = models.JSONField(default=list)
    """[person, pattern, day, begins, ends] each, by day."""
    told = models.JSONField(default=list)
    """The people whose duties differ from the version before, or are new."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_version_is_published_once",
                fields=["roster", "version"],
                violation_error_message=_("That version was published already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.roster} v{self.version}"


class DutyQuerySet(ScopedQuerySet["Duty"]):
    """Questions asked of duties."""

    scope = "roster__centre__area__code"

    def published(self) -> Self:
        return self.filter(roster__state=Roster.State.PUBLISHED)

    def at(self, moment: datetime.datetime) -> Self:
        """Running at that moment, those begun the evening before among them."""
        return self.filter(during__contains=moment)

    def between(self, first: datetime.date, until: datetime.date) -> Self:
        """Begun on a day from `first` until before `until`."""
        return self.filter(day__gte=first, day__lt=until)

    def ahead(self, moment: datetime.datetime) -> Self:
        return self.filter(during__startswith__gt=moment)


class Duty(models.Model):
    """One person on one shift; past midnight it stays of the day it begins on."""

    class Origin(models.TextChoices):
        ENGINE = "engine", _("Made by the engine")
        HAND = "hand", _("Set by hand")
        SWAP = "swap", _("Swapped")
        REPAIR = "repair", _("Stand-in")

    roster = models.ForeignKey(Roster, on_delete=models.PROTECT, related_name="duties")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="duties"
    )
    pattern = models.ForeignKey(ShiftPattern, on_delete=models.PROTECT, related_name="duties")
    day = models.DateField(_("day"))
    during = DateTimeRangeField(_("from – to"))
    fixed = models.BooleanField(_("kept as it is"), default=False)
    origin = models.CharField(max_length=6, choices=Origin)
    why = models.CharField(_("why a rule is broken"), max_length=200, blank=True)

    objects = DutyQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(name="duty_by_pattern_and_day", fields=["pattern", "day"])]
        constraints = [
            ExclusionConstraint(
                name="nobody_is_in_two_places",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                # Checked once a statement, not once a row, so that two people can change places.
                deferrable=Deferrable.IMMEDIATE,
                violation_error_message=_("This person is on duty somewhere else at that time."),
            ),
            models.UniqueConstraint(
                name="a_person_has_one_duty_a_day",
                fields=["person", "day"],
                deferrable=Deferrable.IMMEDIATE,
                violation_error_message=_("This person is on duty on that day already."),
            ),
            models.CheckConstraint(
                name="a_duty_has_a_beginning_and_an_end",
                condition=Q(
                    during__startswith__isnull=False,
                    during__endswith__isnull=False,
                    during__isempty=False,
                ),
                violation_error_message=_("A duty has a beginning and a later end."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.pattern} {self.person}"

    @property
    def lies_in(self) -> str:
        """The code of the area of its centre."""
        return self.roster.centre.area_id

    @property
    def begins(self) -> datetime.datetime:
        return timezone.localtime(self.during.lower)

    @property
    def ends(self) -> datetime.datetime:
        return timezone.localtime(self.during.upper)
