"""Signing in by the city's sign-on: who its `sub` is here."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from jiamenkou.audit.actions import record
from jiamenkou.lib.constraints import refusing
from jiamenkou.lib.refusal import Refused
from jiamenkou.people.models import CityAccount, User


@transaction.atomic
def expect_city_account(holder: User, *, staff_number: str, by: User | None) -> CityAccount:
    """Whoever first comes from the city's sign-on with this staff number is `holder`."""
    with refusing(CityAccount):
        expected = CityAccount.objects.create(holder=holder, staff_number=staff_number)
    record("people.expect_city_account", expected, by=by, account=holder.pk)
    return expected


@transaction.atomic
def link_city_account(holder: User, *, issuer: str, subject: str, by: User | None) -> CityAccount:
    """`subject` of `issuer` is `holder` from now on."""
    with refusing(CityAccount):
        linked = CityAccount.objects.create(holder=holder, issuer=issuer, subject=subject)
    record("people.link_city_account", linked, by=by, account=holder.pk)
    return linked


@transaction.atomic
def unlink_city_account(holder: User, *, by: User | None) -> None:
    CityAccount.objects.filter(holder=holder).delete()
    record("people.unlink_city_account", holder, by=by)


@transaction.atomic
def recognise(*, issuer: str, subject: str, staff_number: str) -> User:
    """The account of `subject`, whatever it is called today; nothing is made for a stranger."""
    linked = CityAccount.objects.select_related("holder").filter(issuer=issuer, subject=subject)
    found = linked.first() or _first_use(issuer, subject, staff_number)
    if found is None:
        words = _(
            "The city knows you, but no account here is linked to you yet. "
            "Ask whoever runs this installation to link it."
        )
        raise Refused("a_city_account_is_linked_before_it_opens", words)
    if not found.holder.is_active:
        raise Refused("an_account_is_open", _("This account is closed. Ask at your centre."))
    return found.holder


def _first_use(issuer: str, subject: str, staff_number: str) -> CityAccount | None:
    if not staff_number:
        return None
    expected = CityAccount.objects.select_for_update().select_related("holder")
    found = expected.filter(staff_number=staff_number, subject="").first()
    if found is not None:
        found.issuer, found.subject = issuer, subject
        found.save(update_fields=["issuer", "subject"])
        record("people.link_city_account", found, by=found.holder, account=found.holder_id)
    return found
