"""What a centre does for residents: services in a tree, their versions, where each is offered."""

from __future__ import annotations

import datetime
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from jiamenkou.lib.scope import ScopedQuerySet
from jiamenkou.places.models import Centre


class Channel(models.TextChoices):
    """How a resident comes to a service."""

    HALL = "hall", _("At the counter")
    PROXY = "proxy", _("The centre runs the errand")
    HOME = "home", _("At home")
    APPOINTMENT = "appointment", _("By appointment")
    ONLINE = "online", _("Online")


class Category(models.Model):
    """A node of the tree: a field such as medical insurance, or a group of services inside one."""

    code = models.SlugField(max_length=40, primary_key=True)
    name = models.CharField(_("name"), max_length=40)
    name_en = models.CharField(max_length=80)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="groups", db_index=False
    )
    position = models.SmallIntegerField(default=0)

    class Meta:
        ordering = ["position"]
        indexes = [models.Index(name="category_by_place", fields=["parent", "position"])]

    def __str__(self) -> str:
        return self.name_en if (get_language() or "").startswith("en") else self.name


class ServiceItemQuerySet(models.QuerySet["ServiceItem"]):
    """Questions asked of items."""

    def in_force(self, day: datetime.date) -> Self:
        """With a version that counts on that day."""
        versions = ItemVersion.objects.filter(item=OuterRef("pk"), during__contains=day)
        return self.filter(Exists(versions))

    def offered_at(self, centre: Centre, day: datetime.date) -> Self:
        """What this centre does on that day."""
        offers = Offer.objects.on(day).filter(centre=centre, item=OuterRef("pk"))
        return self.in_force(day).filter(Exists(offers))

    def with_version(self, day: datetime.date) -> Self:
        """Each with `on_the_day`: the version of that day, or none."""
        versions = ItemVersion.objects.filter(during__contains=day)
        return self.prefetch_related(Prefetch("versions", versions, to_attr="on_the_day"))

    def under(self, category: str) -> Self:
        """In that field or group."""
        return self.filter(Q(category=category) | Q(category__parent=category))


class ServiceItem(models.Model):
    """One service; what it asks and gives is said by the version of the day."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(max_length=120)
    name_pinyin = models.CharField(max_length=240, editable=False)
    name_initials = models.CharField(max_length=60, editable=False)
    also = ArrayField(models.CharField(max_length=40), default=list)
    """Other names and the words people use: 上户口."""
    tokens = ArrayField(models.CharField(max_length=240), default=list, editable=False)
    """Pieces of all of that: what `services.searching` looks for."""
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="items")
    position = models.SmallIntegerField(default=0)

    objects = ServiceItemQuerySet.as_manager()

    class Meta:
        indexes = [
            GinIndex(name="item_by_tokens", fields=["tokens"]),
            models.Index(name="item_by_place", fields=["category", "position", "id"]),
        ]

    def __str__(self) -> str:
        return self.name_en if (get_language() or "").startswith("en") else self.name

    def version_on(self, day: datetime.date) -> ItemVersion | None:
        """What counts on that day."""
        return self.versions.filter(during__contains=day).first()


class ItemVersion(models.Model):
    """What a service asks and gives, from a day until before another."""

    item = models.ForeignKey(ServiceItem, on_delete=models.PROTECT, related_name="versions")
    during = DateRangeField(_("from – to"))
    summary = models.CharField(_("in short"), max_length=200)
    summary_en = models.CharField(max_length=300, blank=True)
    who = models.TextField(_("who may apply"))
    steps = ArrayField(models.CharField(max_length=200), verbose_name=_("steps"), default=list)
    legal_basis = ArrayField(
        models.CharField(max_length=200), verbose_name=_("legal basis"), default=list
    )
    fee = models.CharField(_("fee"), max_length=100, blank=True)
    statutory_days = models.SmallIntegerField(_("statutory limit in working days"), null=True)
    promised_days = models.SmallIntegerField(_("promised limit in working days"))
    minutes = models.SmallIntegerField(_("minutes at the counter"))
    result = models.CharField(_("result"), max_length=100)
    guidance = models.TextField(_("good to know"), blank=True)
    channels = ArrayField(
        models.CharField(max_length=11, choices=Channel), verbose_name=_("ways"), default=list
    )
    guardian_for_minors = models.BooleanField(_("minors come with a guardian"), default=False)
    example = models.BooleanField(default=True)
    """Shipped with the program, to be checked against the local list before it counts."""

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="an_item_has_one_version_at_a_time",
                expressions=[
                    ("item", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("Another version counts on some of these days."),
            ),
            models.CheckConstraint(
                name="a_version_counts_from_a_day",
                condition=Q(during__startswith__isnull=False, during__isempty=False),
                violation_error_message=_("A version counts from a day, until a later one."),
            ),
            models.CheckConstraint(
                name="a_promise_is_no_longer_than_the_law",
                condition=Q(promised_days__range=(0, 250), minutes__range=(1, 240))
                & (Q(statutory_days=None) | Q(statutory_days__gte=F("promised_days"))),
                violation_error_message=_(
                    "What is promised is from 0 to 250 working days, and no longer than the "
                    "statutory limit; the counter takes 1 to 240 minutes."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.during.lower}"

    @property
    def valid_from(self) -> datetime.date:
        day: datetime.date = self.during.lower
        return day

    @property
    def valid_to(self) -> datetime.date | None:
        """The day before which it counts; None: until further notice."""
        day: datetime.date | None = self.during.upper
        return day

    @property
    def on_the_spot(self) -> bool:
        return self.promised_days == 0

    @property
    def channel_words(self) -> list[str]:
        return [str(Channel(one).label) for one in self.channels]


class Material(models.Model):
    """One paper a version asks for."""

    class Form(models.TextChoices):
        ORIGINAL = "original", _("Original")
        COPY = "copy", _("Photocopy")
        BOTH = "both", _("Original and copy")
        EITHER = "either", _("Original or copy")
        ELECTRONIC = "electronic", _("Electronic")

    version = models.ForeignKey(ItemVersion, on_delete=models.CASCADE, related_name="materials")
    position = models.SmallIntegerField()
    name = models.CharField(_("material"), max_length=80)
    form = models.CharField(_("form"), max_length=10, choices=Form)
    when = models.CharField(_("only if"), max_length=80, blank=True)
    """In which case it is asked for; blank: of everybody."""
    may_follow = models.BooleanField(_("may be supplied later"), default=False)
    valid_months = models.SmallIntegerField(_("valid for months"), null=True)
    note = models.CharField(_("note"), max_length=120, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                name="a_version_lists_its_materials_in_order",
                fields=["version", "position"],
                violation_error_message=_("Another material stands in that place."),
            ),
            models.CheckConstraint(
                name="a_material_is_valid_for_some_months",
                condition=Q(valid_months=None) | Q(valid_months__range=(1, 120)),
                violation_error_message=_("A material is valid for 1 to 120 months."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class OfferQuerySet(ScopedQuerySet["Offer"]):
    """Questions asked of offers."""

    scope = "centre__area__code"

    def on(self, day: datetime.date) -> Self:
        return self.filter(during__contains=day)


class Offer(models.Model):
    """That a centre does a service, from a day until before another."""

    item = models.ForeignKey(ServiceItem, on_delete=models.PROTECT, related_name="offers")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="offers")
    during = DateRangeField(_("from – to"))
    by_appointment = models.BooleanField(_("can be booked ahead"), default=True)

    objects = OfferQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(name="offer_by_centre_and_item", fields=["centre", "item"])]
        constraints = [
            ExclusionConstraint(
                name="a_centre_offers_an_item_once_at_a_time",
                expressions=[
                    ("item", RangeOperators.EQUAL),
                    ("centre", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("This centre offers that service already."),
            ),
            models.CheckConstraint(
                name="an_offer_begins_on_a_day",
                condition=Q(during__startswith__isnull=False, during__isempty=False),
                violation_error_message=_("An offer begins on a day, and ends later than that."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.centre} · {self.item}"

    @property
    def lies_in(self) -> str:
        """The code of the area of its centre."""
        return self.centre.area_id
