"""What a resident agreed to, one purpose at a time, and what is kept only because of it."""

from __future__ import annotations

import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jiamenkou.lib.scope import ScopedQuerySet
from jiamenkou.lib.sealed import SealedField
from jiamenkou.people.models.resident import Resident


class ConsentQuerySet(ScopedQuerySet["Consent"]):
    """Questions asked of consents."""

    scope = "resident__area__code"

    def standing(self, *, on: datetime.date) -> Self:
        return self.filter(Q(withdrawn_on=None) | Q(withdrawn_on__gt=on), given_on__lte=on)


class Consent(models.Model):
    """Consent to one purpose, from the day it was given until the day it was withdrawn."""

    class Purpose(models.TextChoices):
        KEEP_ID_NUMBER = "keep_id_number", _("Keep the ID number")
        HEALTH_NOTES = "health_notes", _("Keep notes about health")
        PHOTOS = "photos", _("Take and show photos")
        VOICE = "voice", _("Record the voice")

    class How(models.TextChoices):
        PAPER = "paper", _("On paper")
        IN_PERSON = "in_person", _("In person")
        ONLINE = "online", _("Online")

    resident = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(_("purpose"), max_length=14, choices=Purpose)
    how = models.CharField(_("given"), max_length=9, choices=How)
    file = models.FileField(_("the signed sheet"), upload_to="consents/", blank=True)
    given_by = models.ForeignKey(
        Resident,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="consents_for_others",
        verbose_name=_("given by the guardian"),
    )
    given_on = models.DateField(_("given on"))
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_consent_stands_once_at_a_time",
                fields=["resident", "purpose"],
                condition=Q(withdrawn_on=None),
                violation_error_message=_("This consent stands already."),
            ),
            models.CheckConstraint(
                name="a_consent_is_given_before_it_is_withdrawn",
                condition=Q(withdrawn_on=None) | Q(withdrawn_on__gte=F("given_on")),
                violation_error_message=_("Consent is withdrawn no earlier than it was given."),
            ),
            models.CheckConstraint(
                name="a_consent_on_paper_has_its_sheet",
                condition=~Q(how="paper") | ~Q(file=""),
                violation_error_message=_(
                    "Add the signed sheet: consent on paper is kept with it."
                ),
            ),
            models.CheckConstraint(
                name="a_consent_for_another_is_a_guardians",
                condition=Q(given_by=None) | ~Q(given_by=F("resident")),
                violation_error_message=_("A guardian is somebody else than the child."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} · {self.get_how_display()}"


class HealthNoteQuerySet(ScopedQuerySet["HealthNote"]):
    """Questions asked of notes about health."""

    scope = "consent__resident__area__code"


class HealthNote(models.Model):
    """Words about somebody's health, sealed; gone with the consent they hang on.

    The database itself refuses one without standing consent (a trigger of migration 0004).
    """

    MASKED = ("words",)

    consent = models.ForeignKey(Consent, on_delete=models.CASCADE, related_name="health_notes")
    words = SealedField(_("note"))
    written_on = models.DateField(_("written on"))

    objects = HealthNoteQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.consent_id} {self.written_on}"

    @property
    def lies_in(self) -> str:
        return self.consent.resident.area_id
