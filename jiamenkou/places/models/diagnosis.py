"""What was measured of the walk to a centre, and where it falls short of a norm."""

import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jiamenkou.places.models.centre import Centre
from jiamenkou.places.models.norm import Norm


class WalkFactQuerySet(models.QuerySet["WalkFact"]):
    """Questions asked of walks."""

    def on(self, day: datetime.date) -> Self:
        """Of each centre the latest measurement known on `day`."""
        measured = self.filter(measured_on__lte=day)
        return measured.order_by("centre", "-measured_on", "-pk").distinct("centre")


class WalkFact(models.Model):
    """How far the people a centre serves walk to it, as measured on a day by a stated method."""

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="walks")
    measured_on = models.DateField()
    people = models.IntegerField()
    share_within_300 = models.DecimalField(max_digits=4, decimal_places=3)
    share_within_500 = models.DecimalField(max_digits=4, decimal_places=3)
    share_within_1000 = models.DecimalField(max_digits=4, decimal_places=3)
    rural_metres = models.IntegerField(null=True)
    share_within_rural = models.DecimalField(max_digits=4, decimal_places=3, null=True)
    mean_metres = models.IntegerField()
    p95_metres = models.IntegerField()
    best_mean_metres = models.IntegerField(null=True)
    metres_from_best = models.IntegerField(null=True)
    method = models.CharField(max_length=200)
    layer_name = models.CharField(max_length=120)

    objects = WalkFactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_walk_is_measured_once_a_day",
                fields=["centre", "measured_on", "layer_name", "method"],
                violation_error_message=_("That walk was already measured on that day."),
            ),
            models.CheckConstraint(
                name="walk_shares_grow_with_the_radius",
                condition=Q(
                    share_within_300__gte=0,
                    share_within_500__gte=F("share_within_300"),
                    share_within_1000__gte=F("share_within_500"),
                    share_within_1000__lte=1,
                ),
                violation_error_message=_(
                    "Shares lie between 0 and 1, and a wider radius holds no fewer people."
                ),
            ),
            models.CheckConstraint(
                name="walk_has_people_and_metres",
                condition=Q(people__gt=0, mean_metres__gte=0, p95_metres__gte=0),
                violation_error_message=_("A walk is measured over people, in metres from zero."),
            ),
            models.CheckConstraint(
                name="a_rural_share_names_its_radius",
                condition=Q(rural_metres=None, share_within_rural=None)
                | Q(
                    rural_metres__isnull=False,
                    rural_metres__gt=0,
                    share_within_rural__isnull=False,
                    share_within_rural__range=(0, 1),
                ),
                violation_error_message=_("A rural share, from 0 to 1, goes with its radius."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.centre_id} {self.measured_on}"

    @property
    def lies_in(self) -> str:
        """The code of its area."""
        return self.centre.area_id


class Finding(models.Model):
    """What one norm says of one centre now: one row a centre and norm, renewed by `diagnose`."""

    class Verdict(models.TextChoices):
        MEETS = "meets", _("Meets the norm")
        SHORT = "short", _("Falls short")
        UNKNOWN = "unknown", _("Not known")

    class Kind(models.TextChoices):
        AREA = "area", _("Floor area")
        LOCATION = "location", _("Location")
        LAYOUT = "layout", _("Layout")
        ACCESS = "access", _("Accessibility")

    centre = models.ForeignKey(Centre, on_delete=models.CASCADE, related_name="findings")
    norm = models.ForeignKey(Norm, on_delete=models.CASCADE, related_name="findings")
    kind = models.CharField(max_length=8, choices=Kind)
    value = models.DecimalField(max_digits=12, decimal_places=3, null=True)
    verdict = models.CharField(max_length=7, choices=Verdict)
    shortfall = models.DecimalField(max_digits=12, decimal_places=3, null=True)
    severity = models.DecimalField(max_digits=5, decimal_places=4, default=0)
    how = models.JSONField(default=dict)
    as_of = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_finding_for_a_centre_and_norm",
                fields=["centre", "norm"],
                violation_error_message=_("This centre already has a finding for that norm."),
            ),
            models.CheckConstraint(
                name="unknown_is_unknown",
                condition=Q(verdict="unknown", value=None)
                | Q(~Q(verdict="unknown"), value__isnull=False),
                violation_error_message=_("A finding is unknown exactly when it has no value."),
            ),
            models.CheckConstraint(
                name="only_short_has_a_shortfall",
                condition=Q(verdict="short", shortfall__isnull=False, shortfall__gt=0)
                | Q(~Q(verdict="short"), shortfall=None),
                violation_error_message=_("A shortfall belongs to what is short, and only there."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.centre_id} {self.norm_id} {self.verdict}"

    @property
    def lies_in(self) -> str:
        """The code of its area."""
        return self.centre.area_id
