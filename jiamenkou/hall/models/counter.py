"""Counters of a hall, and who sits at which."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jiamenkou.lib.scope import ScopedQuerySet
from jiamenkou.places.models import Centre

if TYPE_CHECKING:
    from jiamenkou.people.models import User


class CounterQuerySet(ScopedQuerySet["Counter"]):
    """Questions asked of counters."""

    scope = "centre__area__code"

    def in_use(self) -> Self:
        return self.filter(retired=False)

    def free(self) -> Self:
        """In use, and nobody sits there now."""
        taken = Sitting.objects.open().values("counter")
        return self.in_use().exclude(pk__in=taken)


class Counter(models.Model):
    """A place in the hall where somebody is served; called by its number."""

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="counters")
    number = models.SmallIntegerField(_("number"))
    name = models.CharField(_("name"), max_length=20, blank=True)
    retired = models.BooleanField(_("no longer used"), default=False)

    objects = CounterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_centre_has_a_counter_of_a_number_once",
                fields=["centre", "number"],
                violation_error_message=_("This hall has a counter of that number already."),
            ),
            models.CheckConstraint(
                name="a_counter_has_a_number_one_can_call",
                condition=Q(number__range=(1, 99)),
                violation_error_message=_("A counter's number is from 1 to 99."),
            ),
        ]

    def __str__(self) -> str:
        return gettext("Counter %(number)s") % {"number": self.number}

    @property
    def lies_in(self) -> str:
        """The code of the area of its centre."""
        return self.centre.area_id


class SittingQuerySet(ScopedQuerySet["Sitting"]):
    """Questions asked of sittings."""

    scope = "counter__centre__area__code"

    def open(self) -> Self:
        """Begun and not over."""
        return self.filter(during__upper_inf=True)

    def of(self, clerk: User) -> Self:
        return self.filter(clerk=clerk)

    def at(self, centre: Centre) -> Self:
        return self.filter(counter__centre=centre)


class Sitting(models.Model):
    """One clerk at one counter, from one moment to another; open-ended while they sit there."""

    counter = models.ForeignKey(Counter, on_delete=models.PROTECT, related_name="sittings")
    clerk = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="sittings"
    )
    during = DateTimeRangeField(_("from – to"))

    objects = SittingQuerySet.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="a_counter_has_one_clerk_at_a_time",
                expressions=[
                    ("counter", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("Somebody sits at this counter; choose another one."),
            ),
            ExclusionConstraint(
                name="a_clerk_sits_at_one_counter_at_a_time",
                expressions=[
                    ("clerk", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("You sit at a counter already; close that one first."),
            ),
            models.CheckConstraint(
                name="a_sitting_begins",
                condition=Q(during__startswith__isnull=False, during__isempty=False),
                violation_error_message=_("A sitting begins at a moment, and ends later."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.counter} {self.clerk}"

    @property
    def lies_in(self) -> str:
        """The code of the area of its centre."""
        return self.counter.lies_in
