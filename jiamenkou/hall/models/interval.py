"""Where the time of a visit went; waiting, preparing, serving and holding are derived from it."""

from __future__ import annotations

import datetime
from typing import Self

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import ExpressionWrapper, F, Func, Q
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext_lazy as _

from jiamenkou.hall.models.counter import Counter
from jiamenkou.hall.models.ticket import Ticket
from jiamenkou.lib.scope import ScopedQuerySet


class IntervalQuerySet(ScopedQuerySet["Interval"]):
    """Questions asked of intervals."""

    scope = "ticket__centre__area__code"

    def open(self) -> Self:
        return self.filter(during__upper_inf=True)

    def timed(self) -> Self:
        """With `seconds`, those under way up to now."""
        until = Coalesce(Func(F("during"), function="upper"), Now())
        lasted = ExpressionWrapper(
            until - Func(F("during"), function="lower"), output_field=models.DurationField()
        )
        seconds = Func(
            lasted, template="EXTRACT(EPOCH FROM %(expressions)s)",
            output_field=models.FloatField(),
        )  # fmt: skip
        return self.annotate(seconds=seconds)


class Interval(models.Model):
    """A part of a visit: waiting, called (on the way, preparing), being served or on hold."""

    class Kind(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        CALLED = "called", _("Preparing")
        SERVING = "serving", _("Being served")
        ON_HOLD = "on_hold", _("On hold")

    ticket = models.ForeignKey(
        Ticket, on_delete=models.CASCADE, related_name="intervals", db_index=False
    )
    kind = models.CharField(_("what"), max_length=7, choices=Kind)
    clerk = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+",
        db_index=False,
    )  # fmt: skip
    counter = models.ForeignKey(
        Counter, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    during = DateTimeRangeField(_("from – to"))

    objects = IntervalQuerySet.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                # Two open-ended ones would overlap, so one at most is open.
                name="a_visit_is_in_one_place_at_a_time",
                expressions=[
                    ("ticket", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("The times of a visit do not overlap."),
            ),
            models.CheckConstraint(
                name="an_interval_begins_before_it_ends",
                condition=Q(during__startswith__isnull=False, during__isempty=False),
                violation_error_message=_("A time begins at a moment, and ends later."),
            ),
            models.CheckConstraint(
                name="somebody_calls_and_serves",
                condition=Q(kind="waiting") | Q(counter__isnull=False),
                violation_error_message=_("Being called and served happens at a counter."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.kind}"

    @property
    def begins(self) -> datetime.datetime:
        moment: datetime.datetime = self.during.lower
        return moment
