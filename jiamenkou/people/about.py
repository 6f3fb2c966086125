"""What this app keeps about a person."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from django.core.files.storage import default_storage
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jiamenkou.people.models import (
    Circumstance,
    CityAccount,
    Consent,
    Guardianship,
    HealthNote,
    Membership,
    PhoneAccount,
    RecoveryCode,
    Resident,
    SecondFactor,
    Session,
)
from jiamenkou.people.parts import Part, Told

HIDDEN = {"id", "account", "name_pinyin", "name_initials", "erased_on"}


def tell(resident: Resident) -> Told:
    notes = HealthNote.objects.filter(consent__resident=resident)
    memberships = Membership.objects.filter(resident=resident).select_related("household")
    account = resident.account
    return {
        "resident": [row_of(resident)],
        "account": [{"username": account.username, "email": account.email}] if account else [],
        "household": [{"part": one.part, "address": one.household.address} for one in memberships],
        "circumstances": [row_of(one) for one in Circumstance.objects.filter(resident=resident)],
        "guardians": [row_of(one) for one in Guardianship.objects.filter(minor=resident)],
        "guardian_of": [row_of(one) for one in Guardianship.objects.filter(guardian=resident)],
        "consents": [row_of(one) for one in Consent.objects.filter(resident=resident)],
        "health_notes": [row_of(one) for one in notes],
    }


def obstacles(resident: Resident) -> Iterator[str]:
    wards = Guardianship.objects.on(timezone.localdate()).filter(guardian=resident)
    if wards.exists():
        yield _("They answer for a child. Name another guardian, or end the guardianship, first.")
    if resident.account and resident.account.current_roles:
        yield _("Their account holds a role of the work. End the role first.")


def forget(resident: Resident) -> int:
    """Rows that hang on them go; the row itself stays, blank, so that counts stay true."""
    consents = Consent.objects.filter(resident=resident)
    forget_files(consents)
    touched = 1
    for rows in (
        consents,
        Circumstance.objects.filter(resident=resident),
        Guardianship.objects.filter(models.Q(minor=resident) | models.Q(guardian=resident)),
    ):
        touched += rows.delete()[0]
    touched += _leave_home(resident) + _close_account(resident)
    blank = dict.fromkeys(("name", "name_pinyin", "name_initials", "gender", "language"), "")
    sealed = dict.fromkeys(("id_number", "phone", "address"), "")
    Resident.objects.filter(pk=resident.pk).update(
        **blank, **sealed, born_on=None, account=None, erased_on=timezone.localdate()
    )
    return touched


def forget_files(consents: models.QuerySet[Consent]) -> None:
    """The signed sheets go once the rows are gone for good."""
    names = [name for name in consents.values_list("file", flat=True) if name]
    for name in names:
        transaction.on_commit(partial(default_storage.delete, name))


def row_of(row: models.Model) -> dict[str, object]:
    """A row as its person may read it."""
    return {
        field.name: str(value)
        for field in row._meta.concrete_fields
        if field.name not in HIDDEN and (value := getattr(row, field.attname)) not in (None, "")
    }


def _leave_home(resident: Resident) -> int:
    """A household that nobody lives in any more goes, and its address with it."""
    membership = Membership.objects.filter(resident=resident).select_related("household").first()
    if membership is None:
        return 0
    membership.delete()
    if membership.household.memberships.exists():
        return 1
    return 1 + membership.household.delete()[0]


def _close_account(resident: Resident) -> int:
    """It signs in no more and names nobody; what it did stays done by it."""
    account = resident.account
    if account is None:
        return 0
    for doors in (PhoneAccount, CityAccount, SecondFactor, RecoveryCode, Session):
        doors._default_manager.filter(holder=account).delete()
    account.username, account.name, account.email = f"erased-{account.pk}", "", ""
    account.is_active = False
    account.set_unusable_password()
    account.save()
    return 1


part = Part(name="people", tell=tell, forget=forget, obstacles=obstacles)
