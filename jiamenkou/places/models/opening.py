"""Opening hours: the layers somebody keeps, and the openings they come to in the next weeks."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import (
    DateRangeField,
    DateTimeRangeField,
    IntegerRangeField,
    RangeOperators,
)
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jiamenkou.lib.scope import ScopedQuerySet
from jiamenkou.places.models.centre import Centre


class Layer(models.TextChoices):
    """From the widest to the narrowest."""

    WEEKLY = "weekly", _("Weekly pattern")
    SEASON = "season", _("Season")
    HOLIDAY = "holiday", _("Days off by notice")
    STATUTORY = "statutory", _("Statutory holidays")
    EXCEPTION = "exception", _("Exception")


class Service(models.TextChoices):
    """What a time of opening is to the usual one."""

    REGULAR = "regular", _("Regular hours")
    STAGGERED = "staggered", _("Staggered hours")
    EXTENDED = "extended", _("Extended hours")


class OpeningRuleQuerySet(ScopedQuerySet["OpeningRule"]):
    """Questions asked of rules."""

    scope = "centre__area__code"


class OpeningRule(models.Model):
    """One layer of a centre's hours; the upper day of `during` no longer belongs to it."""

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="opening_rules")
    layer = models.CharField(_("layer"), max_length=9, choices=Layer)
    during = DateRangeField(_("from and to"))
    name = models.CharField(_("name"), max_length=40, blank=True)

    objects = OpeningRuleQuerySet.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="a_centre_has_one_rule_of_a_layer_at_a_time",
                expressions=[
                    ("centre", RangeOperators.EQUAL),
                    ("layer", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                violation_error_message=_(
                    "On some of these days the centre already has hours of this layer: "
                    "change those, or choose other days."
                ),
            ),
            models.CheckConstraint(
                name="an_opening_rule_begins_and_passing_ones_end",
                condition=Q(
                    Q(during__startswith__isnull=False),
                    Q(during__endswith__isnull=False) | ~Q(layer__in=["season", "exception"]),
                ),
                violation_error_message=_(
                    "Hours begin on a day; a season and an exception also end."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(self.get_layer_display())

    @property
    def lies_in(self) -> str:
        """The code of its area."""
        return self.centre.area_id


class RuleSpan(models.Model):
    """A time of opening on a weekday (0 Monday; 7 on any), in minutes from that day's midnight."""

    rule = models.ForeignKey(OpeningRule, on_delete=models.CASCADE, related_name="spans")
    weekday = models.SmallIntegerField()
    minutes = IntegerRangeField()
    service = models.CharField(max_length=9, choices=Service, default=Service.REGULAR)
    by_appointment = models.BooleanField(default=False)
    offers = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="times_of_a_rule_do_not_overlap",
                expressions=[
                    ("rule", RangeOperators.EQUAL),
                    ("weekday", RangeOperators.EQUAL),
                    ("minutes", RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("Two times of opening on one day overlap."),
            ),
            models.CheckConstraint(
                name="a_time_of_opening_begins_on_its_day",
                condition=Q(
                    weekday__range=(0, 7),
                    minutes__startswith__range=(0, 1439),
                    minutes__endswith__lte=F("minutes__startswith") + 1440,
                    minutes__isempty=False,
                ),
                violation_error_message=_(
                    "A time of opening begins on its day and lasts at most 24 hours."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.minutes}"


class Opening(models.Model):
    """A span on a certain day of the next weeks, kept so that “open now” is one question.

    What it says follows from the rules and the calendar; `renew_openings` writes it.
    """

    centre = models.ForeignKey(
        Centre, on_delete=models.CASCADE, related_name="openings", db_index=False
    )
    day = models.DateField(db_index=True)
    during = DateTimeRangeField()
    layer = models.CharField(max_length=9, choices=Layer)
    service = models.CharField(max_length=9, choices=Service)
    by_appointment = models.BooleanField()
    offers = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="a_centre_opens_once_at_a_time",
                expressions=[
                    ("centre", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("The centre is already open in that time."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.centre_id} {self.during}"
