"""Accounts that are opened from outside: by the city's sign-on, or by a telephone."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jiamenkou.lib.sealed import Blind, SealedField
from jiamenkou.lib.sealing import blind


class CityAccount(models.Model):
    """Who somebody is at the city's sign-on: its `sub`, known once they came the first time."""

    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="city_accounts"
    )
    staff_number = models.CharField(_("staff number"), max_length=60, blank=True)
    issuer = models.CharField(max_length=200, blank=True)
    subject = models.CharField(max_length=255, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["holder"],
                name="a_person_has_one_city_account",
                violation_error_message=_("This person is linked to the city's sign-on already."),
            ),
            models.UniqueConstraint(
                fields=["issuer", "subject"],
                condition=~Q(subject=""),
                name="a_city_account_belongs_to_one_person",
                violation_error_message=_("That account of the city is somebody else's here."),
            ),
            models.UniqueConstraint(
                fields=["staff_number"],
                condition=~Q(staff_number=""),
                name="a_staff_number_belongs_to_one_person",
                violation_error_message=_("That staff number is somebody else's here."),
            ),
            models.CheckConstraint(
                condition=~(Q(staff_number="") & Q(subject="")),
                name="a_city_account_is_known_by_something",
                violation_error_message=_("Give the staff number."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.holder}"


class PhoneAccount(models.Model):
    """The telephone that opens an account."""

    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="phone_accounts"
    )
    phone = SealedField(_("telephone"), findable=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["holder"],
                name="an_account_has_one_telephone",
                violation_error_message=_("This account has a telephone already."),
            ),
            models.UniqueConstraint(
                Blind("phone"),
                name="a_telephone_opens_one_account",
                violation_error_message=_("That telephone opens another account."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.holder}"


class PhoneCode(models.Model):
    """The code that was sent to a telephone and still opens; neither can be read here."""

    phone_index = models.BinaryField()
    code = models.BinaryField()
    until = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["phone_index"],
                name="one_code_stands_for_a_telephone",
                violation_error_message=_("A code was sent already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.until}"


def index_of(phone: str) -> bytes:
    return blind(phone, purpose="people_phonecode.phone_index")
