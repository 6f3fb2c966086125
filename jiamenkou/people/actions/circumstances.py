"""Dated facts about residents: the groups they belong to, and the guardians of minors."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from jiamenkou.audit.actions import record
from jiamenkou.lib.constraints import refusing
from jiamenkou.lib.refusal import Refused
from jiamenkou.people.actions.residents import locked
from jiamenkou.people.models import Circumstance, Guardianship, Resident, User
from jiamenkou.people.models.resident import ADULT


@transaction.atomic
def note_circumstance(
    resident: Resident,
    *,
    kind: str,
    begins: datetime.date,
    level: int | None = None,
    by: User | None,
) -> Circumstance:
    """The resident belongs to a group from that day on; a disability says its grade."""
    locked(resident)
    with refusing(Circumstance):
        noted = Circumstance.objects.create(
            resident=resident, kind=kind, level=level, during=DateRange(begins, None)
        )
    record("people.note_circumstance", resident, by=by, kind=kind)
    return noted


@transaction.atomic
def end_circumstance(
    circumstance: Circumstance, *, on: datetime.date, by: User | None
) -> Circumstance:
    """It holds until before `on`."""
    circumstance = Circumstance.objects.select_for_update().get(pk=circumstance.pk)
    circumstance.during = _until(circumstance.during, on)
    with refusing(Circumstance):
        circumstance.save(update_fields=["during"])
    kind = circumstance.kind
    record("people.end_circumstance", circumstance.resident, by=by, kind=kind)
    return circumstance


@transaction.atomic
def name_guardian(
    minor: Resident,
    *,
    guardian: Resident,
    relation: str,
    begins: datetime.date,
    by: User | None,
) -> Guardianship:
    """`guardian`, who is of age, answers for `minor` from that day on."""
    for one in sorted({minor, guardian}, key=lambda one: one.pk):
        locked(one)
    _ask_ages(minor, guardian, on=begins)
    with refusing(Guardianship):
        named = Guardianship.objects.create(
            minor=minor, guardian=guardian, relation=relation, during=DateRange(begins, None)
        )
    record("people.name_guardian", minor, by=by, guardian=guardian.pk)
    return named


@transaction.atomic
def end_guardianship(
    guardianship: Guardianship, *, on: datetime.date, by: User | None
) -> Guardianship:
    """The guardian answers until before `on`."""
    guardianship = Guardianship.objects.select_for_update().get(pk=guardianship.pk)
    guardianship.during = _until(guardianship.during, on)
    with refusing(Guardianship):
        guardianship.save(update_fields=["during"])
    guardian = guardianship.guardian_id
    record("people.end_guardianship", guardianship.minor, by=by, guardian=guardian)
    return guardianship


def _ask_ages(minor: Resident, guardian: Resident, *, on: datetime.date) -> None:
    young, old = minor.age_on(on), guardian.age_on(on)
    if young is None or young >= ADULT:
        words = _("Guardians are for those under 18 whose date of birth is on record.")
        raise Refused("a_ward_is_a_minor", words)
    if minor.pk != guardian.pk and (old is None or old < ADULT):
        words = _("A guardian is of age, and their date of birth is on record.")
        raise Refused("a_guardian_is_of_age", words, field="number")


def _until(during: DateRange, on: datetime.date) -> DateRange:
    """Ended before `on`; what begins later than that was a mistake and held for its first day."""
    return DateRange(during.lower, max(on, during.lower + datetime.timedelta(days=1)))
