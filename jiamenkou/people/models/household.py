"""People who live together at one address."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jiamenkou.lib.masks import masked_words
from jiamenkou.lib.scope import ScopedQuerySet
from jiamenkou.lib.sealed import SealedField
from jiamenkou.people.models.resident import Resident
from jiamenkou.places.models import Area


class HouseholdQuerySet(ScopedQuerySet["Household"]):
    """Questions asked of households."""


class Household(models.Model):
    """An address and who lives there."""

    MASKED = ("address",)

    area = models.ForeignKey(
        Area, on_delete=models.PROTECT, related_name="resident_households", verbose_name=_("area")
    )
    address = SealedField(_("address"))

    objects = HouseholdQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.area_id} {self.pk}"

    @property
    def masked_address(self) -> str:
        return masked_words(self.address)


class Membership(models.Model):
    """A resident in a household."""

    class Part(models.TextChoices):
        HEAD = "head", _("Head of the household")
        MEMBER = "member", _("Member")

    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="memberships")
    resident = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="memberships")
    part = models.CharField(max_length=6, choices=Part, default=Part.MEMBER)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_resident_lives_in_one_household",
                fields=["resident"],
                violation_error_message=_("This resident belongs to a household already."),
            ),
            models.UniqueConstraint(
                name="a_household_has_one_head",
                fields=["household"],
                condition=Q(part="head"),
                violation_error_message=_("This household has a head already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.resident_id} {self.get_part_display()}"
