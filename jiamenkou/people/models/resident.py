"""The people a centre is there for, with or without an account."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Cast, Upper
from django.db.models.lookups import Regex
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jiamenkou.lib.masks import masked_name, masked_number, masked_words
from jiamenkou.lib.scope import ScopedQuerySet
from jiamenkou.lib.sealed import Blind, SealedField
from jiamenkou.places.models import Area

if TYPE_CHECKING:
    from jiamenkou.people.models.circumstance import Circumstance, Guardianship

ADULT = 18
AGES = (80, 70, 60)
"""The groups of older people that services and subsidies depend on, the oldest first."""


def years_before(day: datetime.date, years: int) -> datetime.date:
    """The same day so many years ago; 29 February falls back to the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


class ResidentQuerySet(ScopedQuerySet["Resident"]):
    """Questions asked of residents."""

    def on_record(self) -> Self:
        """All but the erased."""
        return self.filter(erased_on=None)

    def aged(self, years: int, *, on: datetime.date) -> Self:
        """At least so old on that day."""
        return self.filter(born_on__lte=years_before(on, years))

    def under_age(self, years: int = ADULT, *, on: datetime.date) -> Self:
        return self.filter(born_on__gt=years_before(on, years))

    def living_alone(self, *, on: datetime.date) -> Self:
        return self.filter(self._facts("living_alone", on=on))

    def with_disability(self, *, on: datetime.date) -> Self:
        return self.filter(self._facts("disability", on=on))

    def needs_guardian(self, *, on: datetime.date) -> Self:
        """Minors for whom nobody on record answers on that day."""
        guarded = self._related("guardians").filter(minor=OuterRef("pk"), during__contains=on)
        return self.under_age(on=on).exclude(Exists(guarded))

    def by_phone(self, phone: str) -> Self:
        """Those reached by it; `phone` as `lib.phones.plain_phone` spells it."""
        return self.filter(phone=phone)

    def by_id_number(self, number: str) -> Self:
        """The one who holds it; `number` as `lib.idnumber.read_id_number` spells it."""
        return self.filter(id_number=number)

    def numbered(self, number: str, *, by: str) -> Self:
        """By a whole number: `by` is phone or id_number."""
        return self.by_phone(number) if by == "phone" else self.by_id_number(number)

    def with_groups(self, *, on: datetime.date) -> Self:
        """With `alone` and `disabled`, whether they are on that day."""
        return self.annotate(
            alone=self._facts("living_alone", on=on), disabled=self._facts("disability", on=on)
        )

    def named(self, words: str) -> Self:
        """By a part of the name, or by how it or its initials begin in pinyin."""
        spelt = words.lower().replace(" ", "")
        return self.filter(
            Q(name__icontains=words)
            | Q(name_pinyin__startswith=spelt)
            | Q(name_initials__startswith=spelt)
        )

    def _facts(self, kind: str, *, on: datetime.date) -> Exists:
        facts = self._related("circumstances").filter(kind=kind, during__contains=on)
        return Exists(facts.filter(resident=OuterRef("pk")))

    def _related(self, name: str) -> models.QuerySet[models.Model]:
        """The rows of the model that answers under `name`."""
        return self.model._meta.get_field(name).related_model._default_manager.all()  # type: ignore[union-attr]


class Resident(models.Model):
    """Somebody who lives here; what identifies them is sealed, and masked unless asked for."""

    class Gender(models.TextChoices):
        UNKNOWN = "", _("Not said")
        FEMALE = "f", _("Female")
        MALE = "m", _("Male")

    class Channel(models.TextChoices):
        IN_APP = "in_app", _("In the app")
        SMS = "sms", _("Text message")
        MAIL = "mail", _("E-mail")
        PHONE = "phone", _("Telephone call")

    MASKED = ("name", "id_number", "phone", "address")
    """What is shown in clear only by `unmask`."""

    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="resident"
    )
    name = models.CharField(_("name"), max_length=60, blank=True)
    name_pinyin = models.CharField(max_length=240, editable=False, blank=True)
    name_initials = models.CharField(max_length=60, editable=False, blank=True)
    born_on = models.DateField(_("date of birth"), null=True, blank=True)
    gender = models.CharField(_("gender"), max_length=1, choices=Gender, default="", blank=True)
    area = models.ForeignKey(
        Area, on_delete=models.PROTECT, related_name="residents", verbose_name=_("community")
    )
    id_number = SealedField(_("ID number"), findable=True)
    phone = SealedField(_("telephone"), findable=True)
    address = SealedField(_("address"))
    language = models.CharField(_("language or dialect"), max_length=40, blank=True)
    channel = models.CharField(
        _("reached by"), max_length=6, choices=Channel, default=Channel.PHONE
    )
    added_on = models.DateField(_("on record since"), default=timezone.localdate)
    left_on = models.DateField(_("moved away or died on"), null=True, blank=True)
    erased_on = models.DateField(null=True, blank=True)

    objects = ResidentQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["name_pinyin", "id"], name="resident_by_name"),
            models.Index(fields=["born_on"], name="resident_by_birth"),
            models.Index(Blind("phone"), name="resident_by_phone"),
            GinIndex(OpClass(Upper("name"), "gin_trgm_ops"), name="resident_by_part_of_name"),
        ]
        constraints = [
            models.UniqueConstraint(
                Blind("id_number"),
                name="an_id_number_is_one_residents",
                violation_error_message=_("A resident with this ID number is on record already."),
            ),
            models.CheckConstraint(
                name="a_resident_lives_in_a_community",
                condition=Regex(
                    Cast(F("area"), models.CharField()), r"^\d{9}(?!000)\d{3}((?!000)\d{3})?$"
                ),
                violation_error_message=_("A resident belongs to a community, village or grid."),
            ),
            models.CheckConstraint(
                name="a_resident_has_a_name",
                condition=~Q(name="") | Q(erased_on__isnull=False),
                violation_error_message=_("Say what the resident is called."),
            ),
            models.CheckConstraint(
                name="an_erased_resident_keeps_nothing",
                condition=Q(erased_on=None)
                | Q(
                    name="",
                    name_pinyin="",
                    name_initials="",
                    born_on=None,
                    gender="",
                    language="",
                    account=None,
                    id_number__isnull=True,
                    phone__isnull=True,
                    address__isnull=True,
                ),
                violation_error_message=_("Of an erased resident no personal fact is kept."),
            ),
        ]

    circumstances: models.Manager[Circumstance]
    guardians: models.Manager[Guardianship]

    def __str__(self) -> str:
        return self.masked_name

    @property
    def masked_name(self) -> str:
        return masked_name(self.name)

    @property
    def masked_id_number(self) -> str:
        return masked_number(self.id_number, head=6)

    @property
    def masked_phone(self) -> str:
        return masked_number(self.phone, head=3)

    @property
    def masked_address(self) -> str:
        return masked_words(self.address)

    @property
    def age(self) -> int | None:
        return self.age_on(timezone.localdate())

    def age_on(self, day: datetime.date) -> int | None:
        """Whole years; None where the birth date is not known."""
        if self.born_on is None:
            return None
        passed = (day.month, day.day) >= (self.born_on.month, self.born_on.day)
        return day.year - self.born_on.year - (not passed)

    @property
    def age_group(self) -> int | None:
        """80, 70 or 60: the oldest group they belong to today; None: younger, or not known."""
        age = self.age
        return next((one for one in AGES if age is not None and age >= one), None)

    @property
    def is_minor(self) -> bool:
        age = self.age
        return age is not None and age < ADULT
