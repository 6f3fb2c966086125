"""Centres: where they stand, their rooms and floor areas, and what they share."""

import datetime
from typing import Self

from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex, GistIndex, OpClass
from django.db import models
from django.db.models import Count, F, Func, Max, Q, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Greatest, Least, Upper
from django.utils.translation import gettext_lazy as _

from jiamenkou.lib.scope import ScopedQuerySet
from jiamenkou.places.models.area import DIGITS, Area, level_of


class CentreQuerySet(ScopedQuerySet["Centre"]):
    """Questions asked of centres."""

    def under(self, code: str) -> Self:
        """Standing in the area of `code` or below it: one indexed prefix."""
        return self.filter(area__code__startswith=code[: DIGITS[level_of(code)]])

    def open_on(self, day: datetime.date) -> Self:
        opened = Q(opened_on=None) | Q(opened_on__lte=day)
        return self.filter(opened, Q(closed_on=None) | Q(closed_on__gt=day))

    def judged(self, kind: str = "") -> Self:
        """With what the findings (of one kind) come to, and the area there is and still missing."""
        of_kind = Q(findings__kind=kind) if kind else Q()
        short = of_kind & Q(findings__verdict="short")
        by_households = Q(findings__norm__criterion="area_per_100_households")
        households = Cast(
            KeyTextTransform("households", "findings__how"),
            models.DecimalField(max_digits=12, decimal_places=0),
        )
        return self.annotate(
            severity=Max("findings__severity", filter=of_kind),
            short=Count("findings", filter=short),
            short_in=ArrayAgg("findings__kind", filter=short, distinct=True, default=Value([])),
            unknown=Count("findings", filter=of_kind & Q(findings__verdict="unknown")),
            per_100=Max("findings__value", filter=by_households),
            missing_m2=Max(F("findings__shortfall") * households / 100, filter=by_households),
        )

    def with_verdict(self, verdict: str) -> Self:
        """Of `judged` ones: short of some norm, meeting all, or neither because of unknowns."""
        wanted = {
            "short": Q(short__gt=0),
            "unknown": Q(short=0, unknown__gt=0),
            "meets": Q(short=0, unknown=0),
        }
        return self.filter(wanted[verdict])


NORTH = "degrees(ln(tan(radians(45 + greatest(least(%(expressions)s, 89), -89) / 2))))"
ON_THE_MAP = Func(F("lon"), Func(F("lat"), template=NORTH), function="point")
"""The point in Mercator's degrees: near a place, what is nearer on that map is nearer on earth."""


class Centre(models.Model):
    """A service centre that serves one or more areas."""

    class Level(models.TextChoices):
        DISTRICT = "district", _("District centre")
        STREET = "street", _("Street or town centre")
        COMMUNITY = "community", _("Community centre")
        VILLAGE = "village", _("Village centre")

    class Ownership(models.TextChoices):
        STATE = "state", _("State-owned")
        COLLECTIVE = "collective", _("Collective")
        RENTED = "rented", _("Rented")
        LENT = "lent", _("Lent free of charge")
        UNKNOWN = "unknown", _("Unknown")

    class Crs(models.TextChoices):
        WGS84 = "wgs84", _("WGS-84 (GPS)")
        GCJ02 = "gcj02", _("GCJ-02 (Amap, Tencent)")
        BD09 = "bd09", _("BD-09 (Baidu)")

    name = models.CharField(_("name"), max_length=80)
    name_pinyin = models.CharField(max_length=320, editable=False)
    name_initials = models.CharField(max_length=80, editable=False)
    area = models.ForeignKey(
        Area, on_delete=models.PROTECT, related_name="centres", verbose_name=_("stands in")
    )
    serves = models.ManyToManyField(Area, related_name="served_by", verbose_name=_("serves"))
    level = models.CharField(_("level"), max_length=9, choices=Level)
    lon = models.FloatField()
    lat = models.FloatField()
    entered_lon = models.FloatField(_("longitude"))
    entered_lat = models.FloatField(_("latitude"))
    crs = models.CharField(_("coordinate system"), max_length=5, choices=Crs)
    address = models.CharField(_("address"), max_length=200, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    ownership = models.CharField(
        _("ownership"), max_length=10, choices=Ownership, default=Ownership.UNKNOWN
    )
    step_free = models.BooleanField(_("step-free entrance"), null=True)
    hall_floor = models.IntegerField(_("floor of the hall"), null=True, blank=True)
    has_lift = models.BooleanField(_("lift"), null=True)
    opened_on = models.DateField(_("opened on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    objects = CentreQuerySet.as_manager()

    class Meta:
        indexes = [
            GinIndex(
                OpClass(Upper("name"), "gin_trgm_ops"),
                OpClass(Upper("name_pinyin"), "gin_trgm_ops"),
                OpClass(Upper("name_initials"), "gin_trgm_ops"),
                name="centre_by_words",
            ),
            GistIndex(ON_THE_MAP, name="centre_by_nearness"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="a_centre_has_its_name_once",
                fields=["area", "name"],
                violation_error_message=_("This area already has a centre of that name."),
            ),
            models.CheckConstraint(
                name="centre_stands_on_earth",
                condition=Q(lon__range=(-180, 180), lat__range=(-90, 90)),
                violation_error_message=_(
                    "Longitude is between −180 and 180, latitude between −90 and 90: "
                    "are the two swapped?"
                ),
            ),
            models.CheckConstraint(
                name="there_is_no_floor_zero",
                condition=~Q(hall_floor=0) | Q(hall_floor=None),
                violation_error_message=_("The ground floor is 1, the first below ground is −1."),
            ),
            models.CheckConstraint(
                name="a_centre_closes_after_it_opened",
                condition=Q(closed_on=None) | Q(opened_on=None) | Q(closed_on__gt=F("opened_on")),
                violation_error_message=_("A centre closes later than it opened."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def lies_in(self) -> str:
        """The code of its area."""
        return self.area_id


class Room(models.Model):
    """A room of a centre, for one kind of use."""

    class Kind(models.TextChoices):
        HALL = "hall", _("Service hall")
        DEPUTIES = "deputies", _("Deputies' liaison room")
        PARTY = "party", _("Party members' room")
        MEDIATION = "mediation", _("Mediation room")
        COUNSELLING = "counselling", _("Counselling room")
        LECTURE = "lecture", _("Lecture room")
        READING = "reading", _("Reading room")
        CHILDREN = "children", _("Children's room")
        SCIENCE = "science", _("Science room")
        ELDER = "elder", _("Day-care room for the elderly")
        CANTEEN = "canteen", _("Canteen")
        MULTI = "multi", _("Multi-purpose room")

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="rooms")
    name = models.CharField(_("name"), max_length=60)
    kind = models.CharField(_("kind"), max_length=11, choices=Kind)
    floor = models.IntegerField(_("floor"), default=1)
    square_metres = models.DecimalField(_("square metres"), max_digits=8, decimal_places=2)
    capacity = models.IntegerField(_("capacity"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_room_has_its_name_once",
                fields=["centre", "name"],
                violation_error_message=_("This centre already has a room of that name."),
            ),
            models.CheckConstraint(
                name="room_has_space",
                condition=Q(square_metres__gt=0) & (Q(capacity=None) | Q(capacity__gt=0)),
                violation_error_message=_("Square metres and capacity are above zero."),
            ),
            models.CheckConstraint(
                name="room_is_on_a_floor",
                condition=~Q(floor=0),
                violation_error_message=_("The ground floor is 1, the first below ground is −1."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def lies_in(self) -> str:
        """The code of its area."""
        return self.centre.area_id


class FloorAreaQuerySet(ScopedQuerySet["FloorArea"]):
    """Questions asked of floor areas."""

    scope = "centre__area__code"

    def on(self, day: datetime.date) -> Self:
        """Of each centre and kind the latest figure known on `day`."""
        measured = self.filter(measured_on__lte=day)
        return measured.order_by("centre", "kind", "-measured_on", "-pk").distinct("centre", "kind")


class FloorArea(models.Model):
    """A floor area of a centre as somebody measured it on a day."""

    class Kind(models.TextChoices):
        GROSS = "gross", _("Gross area")
        USABLE = "usable", _("Usable area")
        HALL = "hall", _("Hall area")

    class Source(models.TextChoices):
        TITLE_DEED = "title_deed", _("Title deed")
        SURVEY = "survey", _("Survey on site")
        SELF_REPORT = "self_report", _("Self-report")

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="floor_areas")
    kind = models.CharField(_("kind"), max_length=6, choices=Kind)
    square_metres = models.DecimalField(_("square metres"), max_digits=9, decimal_places=2)
    measured_on = models.DateField(_("measured on"))
    source = models.CharField(_("source"), max_length=11, choices=Source)
    file = models.FileField(_("file"), upload_to="floor-areas/%Y/", blank=True)

    objects = FloorAreaQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_floor_area_is_recorded_once",
                fields=["centre", "kind", "measured_on", "source"],
                violation_error_message=_("This source already has a figure for that day."),
            ),
            models.CheckConstraint(
                name="floor_area_is_positive",
                condition=Q(square_metres__gt=0),
                violation_error_message=_("Square metres are above zero."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.centre_id} {self.kind} {self.square_metres} m²"

    @property
    def lies_in(self) -> str:
        """The code of its area."""
        return self.centre.area_id


class SharingAgreementQuerySet(ScopedQuerySet["SharingAgreement"]):
    """Questions asked of agreements."""

    scope = "host__area__code"


class SharingAgreement(models.Model):
    """One centre opens what it has to another for a time."""

    host = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="shared_out")
    guest = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="shared_in")
    shares_rooms = models.BooleanField(_("rooms"), default=False)
    shares_activities = models.BooleanField(_("activities"), default=False)
    shares_staff = models.BooleanField(_("staff"), default=False)
    during = DateRangeField(_("from and to"))
    terms = models.TextField(_("terms"), blank=True)

    objects = SharingAgreementQuerySet.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="two_centres_have_one_agreement_at_a_time",
                expressions=[
                    (Least("host", "guest"), RangeOperators.EQUAL),
                    (Greatest("host", "guest"), RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("These two centres already share in that time."),
            ),
            models.CheckConstraint(
                name="a_centre_shares_with_another",
                condition=~Q(host=F("guest")),
                violation_error_message=_("A centre shares with another centre, not with itself."),
            ),
            models.CheckConstraint(
                name="sharing_shares_something",
                condition=Q(shares_rooms=True) | Q(shares_activities=True) | Q(shares_staff=True),
                violation_error_message=_("Say what is shared: rooms, activities or staff."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.host} → {self.guest}"

    @property
    def lies_in(self) -> str:
        """The code of the area its host stands in."""
        return self.host.area_id
