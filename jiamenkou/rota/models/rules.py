"""What an area says of the rules of its rosters otherwise than the areas above it."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jiamenkou.lib.scope import ScopedQuerySet
from jiamenkou.places.models import Area
from jiamenkou.places.models.area import ancestors_of


class RuleSetQuerySet(ScopedQuerySet["RuleSet"]):
    """Questions asked of rule sets."""

    def over(self, code: str) -> Self:
        """Those that speak for the area of `code`, the widest first, its own last."""
        # Codes of areas that lie in each other differ in trailing zeros only: a wider one is less.
        return self.filter(area__in=[code, *ancestors_of(code)]).order_by("area")


class RuleSet(models.Model):
    """Rules of one area; what it leaves out, the areas above say, and last the nation's table."""

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="rule_sets")
    name = models.CharField(_("name"), max_length=80)
    changed_at = models.DateTimeField()

    objects = RuleSetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="an_area_has_one_rule_set",
                fields=["area"],
                violation_error_message=_("This area has its rules already; change those."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Rule(models.Model):
    """One rule: its number where it has one, hard or soft, and who says so."""

    rule_set = models.ForeignKey(RuleSet, on_delete=models.CASCADE, related_name="rules")
    code = models.SlugField(max_length=40, db_index=False)
    number = models.IntegerField(_("number"), null=True)
    hard = models.BooleanField(_("must be kept"))
    weight = models.IntegerField(_("weight"), default=0)
    source = models.CharField(_("source"), max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_rule_is_stated_once",
                fields=["rule_set", "code"],
                violation_error_message=_("These rules state that one already."),
            ),
            models.CheckConstraint(
                name="a_soft_rule_has_a_weight",
                condition=Q(hard=True, weight=0) | Q(hard=False, weight__range=(0, 1000)),
                violation_error_message=_(
                    "A rule that may be broken weighs from 0 to 1000; one that must be kept has "
                    "no weight."
                ),
            ),
            models.CheckConstraint(
                name="a_rule_has_no_negative_number",
                condition=Q(number=None) | Q(number__gte=0),
                violation_error_message=_("The number of a rule is 0 or more."),
            ),
        ]

    def __str__(self) -> str:
        return self.code
