"""Norms as data: what a centre should have, by whose word."""

import datetime
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jiamenkou.places.models.centre import Centre, Room


class NormSet(models.Model):
    """Norms that belong together; one set at a time is the measure."""

    name = models.CharField(max_length=80)
    in_force = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_norm_set_has_its_name_once",
                fields=["name"],
                violation_error_message=_("There is a norm set of that name."),
            ),
            models.UniqueConstraint(
                name="one_norm_set_is_in_force",
                fields=["in_force"],
                condition=Q(in_force=True),
                violation_error_message=_("Another norm set is in force."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class NormQuerySet(models.QuerySet["Norm"]):
    """Questions asked of norms."""

    def in_force_on(self, day: datetime.date) -> Self:
        """Of the set in force, the latest wording of each norm on `day`."""
        valid = self.filter(norm_set__in_force=True, valid_from__lte=day)
        return valid.order_by("code", "level", "-valid_from").distinct("code", "level")


class Norm(models.Model):
    """A threshold for one criterion, at one level of centre (blank: at all)."""

    class Criterion(models.TextChoices):
        AREA_PER_100_HOUSEHOLDS = "area_per_100_households", _("Usable area per 100 households")
        FLOOR_AREA = "floor_area", _("Floor area of the whole centre")
        FUNCTIONS = "functions", _("Different functions under one roof")
        REQUIRED_ROOMS = "required_rooms", _("Rooms of the required kinds")
        HALL_ACCESS = "hall_access", _("Hall on the ground floor, or a lift")
        STEP_FREE = "step_free", _("Step-free entrance")
        SHARE_WITHIN = "share_within", _("People within the walking radius")
        MEAN_WALK = "mean_walk", _("Mean walk")
        P95_WALK = "p95_walk", _("Walk of the farthest one in twenty")

    class Unit(models.TextChoices):
        M2_PER_100_HOUSEHOLDS = "m2_per_100_households", _("m² per 100 households")
        M2 = "m2", _("m²")
        KINDS = "kinds", _("kinds")
        SHARE = "share", _("share of people")
        METRES = "metres", _("metres")
        YES = "yes", _("yes or no")

    norm_set = models.ForeignKey(NormSet, on_delete=models.PROTECT, related_name="norms")
    code = models.SlugField(max_length=40, db_index=False)
    criterion = models.CharField(max_length=24, choices=Criterion)
    level = models.CharField(max_length=9, choices=Centre.Level, blank=True)
    threshold = models.DecimalField(max_digits=9, decimal_places=3)
    target = models.DecimalField(max_digits=9, decimal_places=3, null=True)
    unit = models.CharField(max_length=22, choices=Unit)
    radius_metres = models.IntegerField(null=True)
    required_kinds = ArrayField(
        models.CharField(max_length=11, choices=Room.Kind), default=list, blank=True
    )
    source = models.CharField(max_length=200)
    source_note = models.CharField(max_length=400, blank=True)
    valid_from = models.DateField()

    objects = NormQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_norm_is_stated_once",
                fields=["norm_set", "code", "level", "valid_from"],
                violation_error_message=_("This set already states that norm from that day."),
            ),
            models.CheckConstraint(
                name="norm_threshold_is_positive",
                condition=Q(threshold__gt=0),
                violation_error_message=_("A threshold is above zero."),
            ),
            models.CheckConstraint(
                name="a_share_norm_names_its_radius",
                condition=~Q(criterion="share_within")
                | Q(radius_metres__isnull=False, radius_metres__gt=0),
                violation_error_message=_("People within which radius? Give metres above zero."),
            ),
            models.CheckConstraint(
                name="a_room_norm_names_its_kinds",
                condition=~Q(criterion="required_rooms") | Q(required_kinds__len__gt=0),
                violation_error_message=_("Which kinds of room? Name at least one."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_criterion_display()
