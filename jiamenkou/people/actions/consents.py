"""Consent: given, withdrawn, and the notes that stand on it."""

from __future__ import annotations

import datetime

from django.core.files.base import File
from django.db import transaction
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext as _

from jiamenkou.audit.actions import record, record_reading
from jiamenkou.lib.constraints import refusing
from jiamenkou.lib.refusal import Refused
from jiamenkou.people.actions.residents import locked
from jiamenkou.people.models import Consent, Guardianship, HealthNote, Resident, User

OWN_CONSENT = 14
"""From this age on a resident consents themself (PIPL, article 31)."""


@transaction.atomic
def give_consent(  # noqa: PLR0913 - who, what for, how, when, on which sheet, by whom
    resident: Resident,
    *,
    purpose: str,
    how: str,
    on: datetime.date,
    file: File[bytes] | None = None,
    guardian: Resident | None = None,
    by: User | None,
) -> Consent:
    """Consent to one purpose from that day on; for a child under 14 their guardian gives it."""
    resident = locked(resident)
    _ask_guardian(resident, guardian, on=on)
    with refusing(Consent):
        consent = Consent.objects.create(
            resident=resident,
            purpose=purpose,
            how=how,
            file=file or "",
            given_by=guardian,
            given_on=on,
        )
    record("people.give_consent", resident, by=by, purpose=purpose, how=how)
    return consent


@transaction.atomic
def withdraw_consent(consent: Consent, *, on: datetime.date, by: User | None) -> Consent:
    """From that day on it no longer stands, and what was kept only because of it is gone."""
    consent = Consent.objects.select_for_update().get(pk=consent.pk)
    if consent.withdrawn_on:
        raise Refused("a_consent_is_withdrawn_once", _("This consent was withdrawn already."))
    consent.withdrawn_on = on
    notes, _each = consent.health_notes.all().delete()
    if consent.purpose == Consent.Purpose.KEEP_ID_NUMBER:
        Resident.objects.filter(pk=consent.resident_id).update(id_number="")
    with refusing(Consent):
        consent.save(update_fields=["withdrawn_on"])
    facts = {"purpose": consent.purpose, "notes_gone": notes}
    record("people.withdraw_consent", consent.resident, by=by, **facts)
    return consent


@transaction.atomic
def note_health(
    resident: Resident, *, words: str, on: datetime.date, by: User | None
) -> HealthNote:
    """Keep words about somebody's health; without standing consent nothing is kept."""
    locked(resident)
    asked = resident.consents.standing(on=on).filter(purpose=Consent.Purpose.HEALTH_NOTES)
    consent = asked.select_for_update().first()
    if consent is None:
        told = _("Ask first: there is no standing consent to keep notes about health.")
        raise Refused("a_health_note_has_standing_consent", told, field="words")
    note = HealthNote.objects.create(consent=consent, words=words, written_on=on)
    record("people.note_health", resident, by=by, note=note.pk)
    return note


@transaction.atomic
def read_consent_sheet(consent: Consent, *, by: User) -> FieldFile:
    """The signed sheet shows name and hand: whoever opens it is written down."""
    record_reading("people.unmask", consent.resident, by=by, why="check", field="consent")
    return consent.file


def _ask_guardian(resident: Resident, guardian: Resident | None, *, on: datetime.date) -> None:
    age = resident.age_on(on)
    if age is None or age >= OWN_CONSENT:
        return
    guards = Guardianship.objects.on(on).filter(minor=resident, guardian=guardian)
    if guardian is None or not guards.exists():
        words = _("For a child under 14 a guardian on record gives consent.")
        raise Refused("a_childs_consent_is_a_guardians", words, field="guardian")
