"""Who lives where, and the streets they walk along."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jiamenkou.lib.scope import ScopedQuerySet
from jiamenkou.places.models import Area, Centre
from jiamenkou.places.models.area import DIGITS, level_of

BANDS = ("age_0_14", "age_15_59", "age_60_69", "age_70_79", "age_80_up")


class PopulationLayerQuerySet(ScopedQuerySet["PopulationLayer"]):
    """Questions asked of layers."""


class PopulationLayer(models.Model):
    """People at points of an area, as one source states them."""

    name = models.CharField(_("name"), max_length=80)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="population_layers")
    source = models.CharField(_("source"), max_length=200)
    licence = models.CharField(_("licence"), max_length=120, blank=True)
    as_of = models.DateField(_("as of"))
    invented = models.BooleanField(_("invented"), default=False)
    crs = models.CharField(_("coordinate system"), max_length=5, choices=Centre.Crs)
    sha256 = models.CharField(max_length=64, editable=False)
    points = models.IntegerField(_("points"), editable=False)
    people = models.BigIntegerField(_("people"), editable=False)
    loaded_at = models.DateTimeField(auto_now_add=True)

    objects = PopulationLayerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_layer_has_its_name_once",
                fields=["area", "name"],
                violation_error_message=_("This area already has a layer of that name."),
            ),
            models.CheckConstraint(
                name="a_layer_holds_people",
                condition=Q(points__gt=0, people__gt=0),
                violation_error_message=_("A layer has at least one point where people live."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class DemandPointQuerySet(models.QuerySet["DemandPoint"]):
    """Questions asked of demand points."""

    def under(self, code: str) -> Self:
        """In the area of `code` or below it: one indexed prefix."""
        return self.filter(area_code__startswith=code[: DIGITS[level_of(code)]])


class DemandPoint(models.Model):
    """People living at one point: a building, a hamlet, a cell of a grid."""

    layer = models.ForeignKey(
        PopulationLayer, on_delete=models.CASCADE, related_name="demand_points"
    )
    key = models.CharField(max_length=60)
    lon = models.FloatField()
    lat = models.FloatField()
    people = models.IntegerField()
    households = models.IntegerField(null=True)
    age_0_14 = models.IntegerField(null=True)
    age_15_59 = models.IntegerField(null=True)
    age_60_69 = models.IntegerField(null=True)
    age_70_79 = models.IntegerField(null=True)
    age_80_up = models.IntegerField(null=True)
    area_code = models.CharField(max_length=15, blank=True)

    objects = DemandPointQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                name="demand_point_by_area",
                fields=["layer", "area_code"],
                opclasses=["int8_ops", "varchar_pattern_ops"],
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                name="a_demand_point_is_given_once",
                fields=["layer", "key"],
                violation_error_message=_("Two points of a layer have the same number."),
            ),
            models.CheckConstraint(
                name="demand_point_is_on_earth",
                condition=Q(lon__range=(-180, 180), lat__range=(-90, 90)),
                violation_error_message=_(
                    "Longitude is between −180 and 180, latitude between −90 and 90: "
                    "are the two swapped?"
                ),
            ),
            models.CheckConstraint(
                name="people_are_not_negative",
                condition=Q(people__gte=0) & (Q(households=None) | Q(households__gte=0)),
                violation_error_message=_("People and households are 0 or more."),
            ),
            models.CheckConstraint(
                name="age_bands_add_up_to_the_people",
                condition=Q(**dict.fromkeys(BANDS))
                | Q(people=sum((F(band) for band in BANDS[1:]), F(BANDS[0])))
                & Q(**{f"{band}__isnull": False for band in BANDS})
                & Q(**{f"{band}__gte": 0 for band in BANDS}),
                violation_error_message=_("Age bands add up to the people, or are all unknown."),
            ),
        ]

    def __str__(self) -> str:
        return self.key


class StreetNetworkQuerySet(ScopedQuerySet["StreetNetwork"]):
    """Questions asked of street networks."""

    def ready(self) -> Self:
        """Those that can be walked along."""
        return self.filter(state=StreetNetwork.State.READY)


class StreetNetwork(models.Model):
    """A walk graph built from an OSM extract; the graph itself is the file."""

    class State(models.TextChoices):
        BUILDING = "building", _("Being built")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Failed")

    name = models.CharField(_("name"), max_length=80)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="street_networks")
    source = models.CharField(_("source"), max_length=200)
    licence = models.CharField(_("licence"), max_length=120)
    asked_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=8, choices=State, default=State.BUILDING)
    extract = models.FileField(upload_to="extracts/", blank=True)
    words = models.TextField(blank=True)
    built_at = models.DateTimeField(null=True)
    nodes = models.IntegerField(default=0, editable=False)
    edges = models.IntegerField(default=0, editable=False)
    file = models.FileField(upload_to="streets/", blank=True)

    objects = StreetNetworkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_network_has_its_name_once",
                fields=["area", "name"],
                violation_error_message=_("This area already has a street network of that name."),
            ),
            models.CheckConstraint(
                name="a_network_has_streets",
                condition=~Q(state="ready")
                | Q(nodes__gt=1, edges__gt=0, built_at__isnull=False) & ~Q(file=""),
                violation_error_message=_("The extract holds no street that can be walked."),
            ),
            models.CheckConstraint(
                name="a_failed_network_says_why",
                condition=~Q(state="failed") | ~Q(words=""),
                violation_error_message=_("A network that could not be built says why."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
