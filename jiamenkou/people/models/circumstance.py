"""What services depend on, dated: living alone, disability, guardians of minors."""

from __future__ import annotations

import datetime
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jiamenkou.lib.scope import ScopedQuerySet
from jiamenkou.people.models.resident import Resident


class CircumstanceQuerySet(ScopedQuerySet["Circumstance"]):
    """Questions asked of circumstances."""

    scope = "resident__area__code"

    def on(self, day: datetime.date) -> Self:
        return self.filter(during__contains=day)


class Circumstance(models.Model):
    """A group a resident belongs to, from a day until before another."""

    class Kind(models.TextChoices):
        LIVING_ALONE = "living_alone", _("Lives alone")
        DISABILITY = "disability", _("Disability")

    class Level(models.IntegerChoices):
        FIRST = 1, _("Grade 1")
        SECOND = 2, _("Grade 2")
        THIRD = 3, _("Grade 3")
        FOURTH = 4, _("Grade 4")

    resident = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="circumstances")
    kind = models.CharField(_("group"), max_length=12, choices=Kind)
    level = models.SmallIntegerField(_("grade"), choices=Level, null=True, blank=True)
    during = DateRangeField(_("from – to"))

    objects = CircumstanceQuerySet.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="a_circumstance_holds_once_at_a_time",
                expressions=[
                    ("resident", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("That is on record already for those days."),
            ),
            models.CheckConstraint(
                name="a_circumstance_begins_before_it_ends",
                condition=Q(during__startswith__isnull=False, during__isempty=False),
                violation_error_message=_("It begins on a day, and ends later than it began."),
            ),
            models.CheckConstraint(
                name="a_disability_has_its_grade",
                condition=Q(kind="disability", level__isnull=False, level__range=(1, 4))
                | Q(~Q(kind="disability"), level=None),
                violation_error_message=_(
                    "A disability has a grade from 1 to 4; nothing else has."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.get_level_display() or ''}".strip()


class GuardianshipQuerySet(ScopedQuerySet["Guardianship"]):
    """Questions asked of guardianships."""

    scope = "minor__area__code"

    def on(self, day: datetime.date) -> Self:
        return self.filter(during__contains=day)


class Guardianship(models.Model):
    """Who answers for a minor, from a day until before another."""

    class Relation(models.TextChoices):
        PARENT = "parent", _("Parent")
        GRANDPARENT = "grandparent", _("Grandparent")
        RELATIVE = "relative", _("Other relative")
        APPOINTED = "appointed", _("Appointed")

    minor = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="guardians")
    guardian = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="wards")
    relation = models.CharField(_("relation"), max_length=11, choices=Relation)
    during = DateRangeField(_("from – to"))

    objects = GuardianshipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="nobody_guards_themself",
                condition=~Q(minor=F("guardian")),
                violation_error_message=_("Nobody is their own guardian."),
            ),
            ExclusionConstraint(
                name="a_guardian_is_named_once_at_a_time",
                expressions=[
                    ("minor", RangeOperators.EQUAL),
                    ("guardian", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("This guardian is on record already for those days."),
            ),
            models.CheckConstraint(
                name="a_guardianship_begins_before_it_ends",
                condition=Q(during__startswith__isnull=False, during__isempty=False),
                violation_error_message=_("It begins on a day, and ends later than it began."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_relation_display()} {self.guardian_id} → {self.minor_id}"
