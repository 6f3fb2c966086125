"""Who lives together."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from jiamenkou.audit.actions import record
from jiamenkou.lib.constraints import refusing
from jiamenkou.lib.refusal import Refused
from jiamenkou.people.actions.residents import locked
from jiamenkou.people.models import Household, Membership, Resident, User


@transaction.atomic
def found_household(head: Resident, *, by: User | None) -> Household:
    """A household where `head` lives, at their address."""
    head = locked(head)
    household = Household.objects.create(area=head.area, address=head.address)
    with refusing(Membership):
        Membership.objects.create(household=household, resident=head, part=Membership.Part.HEAD)
    record("people.found_household", household, by=by, head=head.pk)
    return household


@transaction.atomic
def join_household(
    household: Household, *, resident: Resident, part: str = "member", by: User | None
) -> Membership:
    """The resident lives there too."""
    household = Household.objects.select_for_update().get(pk=household.pk)
    locked(resident)
    with refusing(Membership):
        joined = Membership.objects.create(household=household, resident=resident, part=part)
    record("people.join_household", household, by=by, resident=resident.pk, part=part)
    return joined


@transaction.atomic
def leave_household(resident: Resident, *, by: User | None) -> Household | None:
    """They live there no longer; a household that nobody lives in goes. What is left of it."""
    membership = Membership.objects.filter(resident=resident).select_related("household").first()
    if membership is None:
        words = _("This resident belongs to no household.")
        raise Refused("who_leaves_a_household_lived_there", words)
    household = Household.objects.select_for_update().get(pk=membership.household_id)
    membership.delete()
    record("people.leave_household", household, by=by, resident=resident.pk)
    if household.memberships.exists():
        return household
    household.delete()
    return None
