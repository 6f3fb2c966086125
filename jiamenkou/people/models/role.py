"""What somebody is, where, and from when to when."""

from __future__ import annotations

import datetime
from typing import Self

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from jiamenkou.lib.scope import ScopedQuerySet
from jiamenkou.places.models import Area

UNUSED_DAYS = 60
"""So long unused, a role draws a warning."""
GRACE_DAYS = 30
"""So long after the warning, still unused, it lapses."""


class RoleQuerySet(ScopedQuerySet["Role"]):
    """Questions asked of roles."""

    def on(self, day: datetime.date) -> Self:
        return self.filter(during__contains=day)

    def unused_since(self, day: datetime.date) -> Self:
        """Last used on `day` or before; never used, and begun by then."""
        never = Q(used_on=None, during__startswith__lte=day)
        return self.filter(never | Q(used_on__lte=day))


class Role(models.Model):
    """One person in one role in one area, from a day until before another."""

    class Kind(models.TextChoices):
        PLANNER = "planner", _("Planner")
        STREET = "street", _("Street or town officer")
        MANAGER = "manager", _("Centre manager")
        CLERK = "clerk", _("Clerk")
        STEWARD = "steward", _("Steward")
        LECTURER = "lecturer", _("Lecturer")
        REVIEWER = "reviewer", _("Reviewer of lectures")
        AUDITOR = "auditor", _("Auditor")
        OPERATOR = "operator", _("Operator")

    class End(models.TextChoices):
        NONE = "", _("Held")
        ENDED = "ended", _("Ended")
        HANDED_OVER = "handed_over", _("Handed over")
        LAPSED = "lapsed", _("Lapsed unused")

    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="roles"
    )
    kind = models.CharField(_("role"), max_length=8, choices=Kind)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, verbose_name=_("area"))
    during = DateRangeField(_("from – to"))
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    used_on = models.DateField(_("last used on"), null=True)
    warned_on = models.DateField(null=True)
    end = models.CharField(max_length=11, choices=End, default=End.NONE, blank=True)

    objects = RoleQuerySet.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="a_role_is_held_once_at_a_time",
                expressions=[
                    ("holder", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    (Coalesce(F("area"), Value("")), RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("This person already holds that role there and then."),
            ),
            models.CheckConstraint(
                name="a_role_begins_before_it_ends",
                condition=Q(during__startswith__isnull=False, during__isempty=False),
                violation_error_message=_("A role begins on a day, and ends later than it began."),
            ),
            models.CheckConstraint(
                name="a_role_that_ended_has_its_day",
                condition=Q(end="") | Q(during__endswith__isnull=False),
                violation_error_message=_("A role that ended says on which day."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.area.name if self.area else _('everywhere')}"

    @property
    def prefix(self) -> str:
        """The digits that every code this role reaches begins with; none: everywhere."""
        return self.area.prefix if self.area else ""
