"""Buildings that could become a centre: idle state assets, shareable offices."""

import datetime
from typing import Self

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jiamenkou.lib.scope import ScopedQuerySet
from jiamenkou.places.models import Area, Centre
from jiamenkou.places.models.area import DIGITS, level_of


class PremisesQuerySet(ScopedQuerySet["Premises"]):
    """Questions asked of premises."""

    def under(self, code: str) -> Self:
        """Standing in the area of `code` or below it: one indexed prefix."""
        return self.filter(area__code__startswith=code[: DIGITS[level_of(code)]])

    def free_on(self, day: datetime.date) -> Self:
        """Offered, available, and fit to be a centre."""
        fit = self.exclude(structure=Premises.Structure.UNSAFE)
        return fit.filter(state=Premises.State.OFFERED, available__contains=day)


class Premises(models.Model):
    """A building or a floor of it, offered to become a centre."""

    class Kind(models.TextChoices):
        IDLE_STATE_ASSET = "idle_state_asset", _("Idle state asset")
        SHAREABLE_OFFICE = "shareable_office", _("Shareable office")

    class Structure(models.TextChoices):
        GOOD = "good", _("Good")
        REPAIR = "repair", _("Needs repair")
        UNSAFE = "unsafe", _("Unsafe")
        UNKNOWN = "unknown", _("Unknown")

    class FireSafety(models.TextChoices):
        PASSED = "passed", _("Passed")
        NEEDS_WORK = "needs_work", _("Needs work")
        UNKNOWN = "unknown", _("Unknown")

    class State(models.TextChoices):
        OFFERED = "offered", _("Offered")
        RESERVED = "reserved", _("Reserved")
        ALLOCATED = "allocated", _("Allocated")
        RETURNED = "returned", _("Returned")

    NEXT = {
        State.OFFERED: {State.RESERVED, State.RETURNED},
        State.RESERVED: {State.OFFERED, State.ALLOCATED, State.RETURNED},
        State.ALLOCATED: {State.RETURNED},
        State.RETURNED: {State.OFFERED},
    }

    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    owner = models.CharField(_("owner"), max_length=80)
    address = models.CharField(_("address"), max_length=200, blank=True)
    area = models.ForeignKey(
        Area, on_delete=models.PROTECT, related_name="premises", verbose_name=_("stands in")
    )
    lon = models.FloatField()
    lat = models.FloatField()
    entered_lon = models.FloatField(_("longitude"))
    entered_lat = models.FloatField(_("latitude"))
    crs = models.CharField(_("coordinate system"), max_length=5, choices=Centre.Crs)
    usable_m2 = models.IntegerField(_("usable m²"))
    floor = models.IntegerField(_("floor"), default=1)
    has_lift = models.BooleanField(_("lift"), null=True)
    structure = models.CharField(
        _("structure"), max_length=7, choices=Structure, default=Structure.UNKNOWN
    )
    fire_safety = models.CharField(
        _("fire safety"), max_length=10, choices=FireSafety, default=FireSafety.UNKNOWN
    )
    rent_per_year = models.BigIntegerField(_("rent a year (yuan)"), default=0)
    fit_out_cost = models.BigIntegerField(_("cost of fitting out (yuan)"))
    available = DateRangeField(_("available from and to"))
    offered_to = models.ForeignKey(
        Area, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.OFFERED)

    objects = PremisesQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="premises_have_their_name_once",
                fields=["area", "name"],
                violation_error_message=_("This area already has premises of that name."),
            ),
            models.CheckConstraint(
                name="premises_stand_on_earth",
                condition=Q(lon__range=(-180, 180), lat__range=(-90, 90)),
                violation_error_message=_(
                    "Longitude is between −180 and 180, latitude between −90 and 90: "
                    "are the two swapped?"
                ),
            ),
            models.CheckConstraint(
                name="premises_have_space",
                condition=Q(usable_m2__gt=0) & ~Q(floor=0),
                violation_error_message=_("Square metres are above zero; the ground floor is 1."),
            ),
            models.CheckConstraint(
                name="premises_cost_no_less_than_nothing",
                condition=Q(rent_per_year__gte=0, fit_out_cost__gte=0),
                violation_error_message=_("Rent and cost are 0 yuan or more."),
            ),
            models.CheckConstraint(
                name="only_reserved_premises_are_for_someone",
                condition=Q(state__in=["reserved", "allocated"], offered_to__isnull=False)
                | Q(state__in=["offered", "returned"], offered_to=None),
                violation_error_message=_(
                    "Say for which area premises are reserved or allocated, and only then."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def free(self) -> bool:
        """Whether no rent is asked."""
        return self.rent_per_year == 0
