"""The five-level tree of areas by statistical code, grids below it, and who lives there."""

import datetime
from collections.abc import Iterator
from typing import Self

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat, Left
from django.utils.translation import gettext_lazy as _

from jiamenkou.lib.scope import Reach, ScopedQuerySet

# How many digits of the code say which area it is, by level.
DIGITS = {"province": 2, "city": 4, "county": 6, "town": 9, "village": 12, "grid": 15}
CODE_LENGTH = 12
SHAPES = {
    "province": r"^(?!00)\d{2}0{10}$",
    "city": r"^\d{2}(?!00)\d{2}0{8}$",
    "county": r"^\d{4}(?!00)\d{2}0{6}$",
    "town": r"^\d{6}(?!000)\d{3}0{3}$",
    "village": r"^\d{9}(?!000)\d{3}$",
    "grid": r"^\d{12}(?!000)\d{3}$",
}


def full_code(code: str) -> str:
    """`code` as stored: '3611' is 361100000000; a grid keeps its fifteen digits."""
    return code.ljust(CODE_LENGTH, "0")


def level_of(code: str) -> str:
    """The level a stored code stands for, told by its trailing zeros."""
    if len(code) > CODE_LENGTH:
        return "grid"
    digits = len(code.rstrip("0"))
    return next(level for level, needed in DIGITS.items() if digits <= needed)


def ancestors_of(code: str) -> Iterator[str]:
    """The codes of every area a code could lie in, nearest first."""
    for digits in (12, 9, 6, 4, 2):
        above = full_code(code[:digits])
        if digits < len(code) and above != code:
            yield above


class AreaQuerySet(ScopedQuerySet["Area"]):
    """Questions asked of areas."""

    scope = "code"

    def widest(self, reach: Reach) -> "Area | None":
        """Where a person's pages begin: the first area of their reach."""
        for prefix in reach.prefixes:
            return self.filter(code__startswith=prefix).order_by("code").first()
        return None

    def under(self, code: str) -> Self:
        """The area of `code` and all below it: one indexed prefix."""
        return self.filter(code__startswith=code[: DIGITS[level_of(code)]])


class Area(models.Model):
    """A province, city, county, town, village or grid."""

    class Level(models.TextChoices):
        PROVINCE = "province", _("Province")
        CITY = "city", _("City")
        COUNTY = "county", _("District or county")
        TOWN = "town", _("Street or town")
        VILLAGE = "village", _("Community or village")
        GRID = "grid", _("Grid")

    code = models.CharField(_("code"), max_length=15, primary_key=True)
    name = models.CharField(_("name"), max_length=60)
    level = models.CharField(max_length=8, choices=Level)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="children", db_index=False
    )
    boundary = models.JSONField(null=True, blank=True)

    objects = AreaQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["parent"], name="area_by_parent")]
        constraints = [
            models.CheckConstraint(
                name="area_level_fits_its_code",
                condition=Q(
                    *[Q(level=level, code__regex=shape) for level, shape in SHAPES.items()],
                    _connector=Q.OR,
                ),
                violation_error_message=_(
                    "A code has 12 digits (2 province, 2 city, 2 county, 3 town, 3 village), "
                    "a grid 3 more; unused digits are zero."
                ),
            ),
            models.CheckConstraint(
                name="area_lies_in_its_parent",
                condition=Q(parent=None, level="province")
                | Q(
                    *[
                        Q(parent=Concat(Left("code", digits), Value("0" * (CODE_LENGTH - digits))))
                        for digits in (2, 4, 6, 9, 12)
                    ],
                    _connector=Q.OR,
                )
                & Q(parent__isnull=False)
                & ~Q(parent=F("code")),
                violation_error_message=_("An area's code begins with the code of its parent."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def lies_in(self) -> str:
        """The code of the area it is."""
        return self.code

    @property
    def prefix(self) -> str:
        """The digits every code below this area begins with."""
        return self.code[: DIGITS[self.level]]


class HeadcountQuerySet(models.QuerySet["Headcount"]):
    """Questions asked of headcounts."""

    def on(self, day: datetime.date) -> Self:
        """Of each area the latest count known on `day`."""
        counted = self.filter(as_of__lte=day)
        return counted.order_by("area", "-as_of", "-pk").distinct("area")


class Headcount(models.Model):
    """How many households and people an area had on a day, and who says so."""

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="headcounts")
    as_of = models.DateField(_("as of"))
    households = models.IntegerField(_("households"), null=True, blank=True)
    people = models.IntegerField(_("people"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=120)
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = HeadcountQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_headcount_is_recorded_once",
                fields=["area", "as_of", "source"],
                violation_error_message=_("This source already has a count for that day."),
            ),
            models.CheckConstraint(
                name="headcount_is_positive",
                condition=(Q(households=None) | Q(households__gt=0))
                & (Q(people=None) | Q(people__gt=0)),
                violation_error_message=_("Households and people are whole numbers above zero."),
            ),
            models.CheckConstraint(
                name="headcount_says_something",
                condition=Q(households__isnull=False) | Q(people__isnull=False),
                violation_error_message=_("Give the households, the people, or both."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area_id} {self.as_of}"
