"""Time promised to somebody: held for a moment, then booked."""

from __future__ import annotations

import datetime
from typing import Self

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jiamenkou.lib.masks import masked_name, masked_number
from jiamenkou.lib.scope import ScopedQuerySet
from jiamenkou.lib.sealed import Blind, SealedField
from jiamenkou.people.models import Resident
from jiamenkou.places.models import Centre
from jiamenkou.services.models import ServiceItem


class AppointmentQuerySet(ScopedQuerySet["Appointment"]):
    """Questions asked of appointments."""

    scope = "centre__area__code"

    def standing(self) -> Self:
        """Those that take a clerk's time."""
        return self.filter(state__in=Appointment.STANDING)

    def booked(self) -> Self:
        return self.filter(state=Appointment.State.BOOKED)

    def run_out(self, now: datetime.datetime) -> Self:
        """Held, and not made an appointment in time."""
        return self.filter(state=Appointment.State.HELD, held_until__lte=now)

    def of_day(self, centre: Centre, day: datetime.date) -> Self:
        return self.filter(centre=centre, day=day)


class Appointment(models.Model):
    """A stretch of one clerk's time for one item; that clerk's time is what there is to promise."""

    class State(models.TextChoices):
        HELD = "held", _("Held")
        LAPSED = "lapsed", _("Not taken up")
        BOOKED = "booked", _("Booked")
        ARRIVED = "arrived", _("Came")
        CANCELLED = "cancelled", _("Cancelled")
        MISSED = "missed", _("Did not come")

    STANDING = (State.HELD, State.BOOKED, State.ARRIVED)
    NEXT: dict[str, frozenset[str]] = {
        State.HELD: frozenset({State.BOOKED, State.LAPSED}),
        State.BOOKED: frozenset({State.ARRIVED, State.CANCELLED, State.MISSED}),
        State.LAPSED: frozenset(),
        State.ARRIVED: frozenset(),
        State.CANCELLED: frozenset(),
        State.MISSED: frozenset(),
    }

    centre = models.ForeignKey(
        Centre, on_delete=models.PROTECT, related_name="appointments", db_index=False
    )
    item = models.ForeignKey(ServiceItem, on_delete=models.PROTECT, related_name="appointments")
    clerk = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    """Whose time it takes; whoever is free serves."""
    day = models.DateField(_("day"))
    during = DateTimeRangeField(_("from – to"))
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.HELD)
    owner = models.CharField(max_length=64)
    """Who holds it, as their browser or program says; one hold an owner."""
    held_until = models.DateTimeField(null=True)
    name = SealedField(_("name"))
    phone = SealedField(_("telephone"), findable=True)
    resident = models.ForeignKey(
        Resident, on_delete=models.SET_NULL, null=True, related_name="appointments"
    )
    booked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    secret = models.CharField(max_length=22)
    """Opens the appointment's own page; nobody else knows it."""
    sequence = models.SmallIntegerField(default=0)
    """How often it was changed, for calendars."""
    key = models.CharField(max_length=64, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["centre", "day", "state"], name="appointment_by_day"),
            models.Index(
                fields=["held_until"], name="appointment_by_hold", condition=Q(state="held")
            ),
            models.Index(Blind("phone"), name="appointment_by_phone"),
        ]
        constraints = [
            ExclusionConstraint(
                name="a_clerks_time_is_promised_once",
                expressions=[
                    ("clerk", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                condition=Q(state__in=["held", "booked", "arrived"]),
                violation_error_message=_("That time was just taken; choose another."),
            ),
            models.CheckConstraint(
                name="an_appointment_begins_and_ends",
                condition=Q(
                    during__startswith__isnull=False,
                    during__endswith__isnull=False,
                    during__isempty=False,
                ),
                violation_error_message=_("An appointment begins, and ends later."),
            ),
            models.CheckConstraint(
                name="a_hold_ends_by_itself",
                condition=Q(state="held", held_until__isnull=False)
                | ~Q(state="held") & Q(held_until=None),
                violation_error_message=_("What is held is held up to a moment."),
            ),
            models.CheckConstraint(
                name="who_books_says_who_they_are",
                condition=Q(state__in=["held", "lapsed"])
                | Q(name__isnull=False, phone__isnull=False),
                violation_error_message=_("Say your name and a telephone number."),
            ),
            models.UniqueConstraint(
                name="an_owner_holds_one_time",
                fields=["owner"],
                condition=Q(state="held"),
                violation_error_message=_("You hold another time already."),
            ),
            models.UniqueConstraint(
                name="an_appointment_is_opened_by_its_secret",
                fields=["secret"],
                violation_error_message=_("Another appointment has that address."),
            ),
            models.UniqueConstraint(
                name="an_appointment_is_made_once_a_key",
                fields=["owner", "key"],
                condition=~Q(key=""),
                violation_error_message=_("This appointment was made already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.begins):%Y-%m-%d %H:%M} {self.item}"

    @property
    def lies_in(self) -> str:
        """The code of the area of its centre."""
        return self.centre.area_id

    @property
    def begins(self) -> datetime.datetime:
        return timezone.localtime(self.during.lower)

    @property
    def ends(self) -> datetime.datetime:
        return timezone.localtime(self.during.upper)

    @property
    def masked_name(self) -> str:
        return masked_name(self.name)

    @property
    def masked_phone(self) -> str:
        return masked_number(self.phone, head=3)
