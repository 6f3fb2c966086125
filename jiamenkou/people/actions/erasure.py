"""A person's own rights: to have everything that is kept of them, and to be forgotten."""

from __future__ import annotations

from django.db import transaction

from jiamenkou.audit.actions import record
from jiamenkou.lib.refusal import Refused
from jiamenkou.people.actions.residents import locked
from jiamenkou.people.models import Resident, User
from jiamenkou.people.parts import Told, parts


@transaction.atomic
def export_person(resident: Resident, *, by: User) -> dict[str, Told]:
    """Everything every app keeps of them, by app."""
    told = {part.name: part.tell(resident) for part in parts()}
    record("people.export_person", resident, by=by)
    return told


@transaction.atomic
def erase_person(resident: Resident, *, by: User | None) -> Resident:
    """Every app forgets them; counts and the audit trail stay, without a personal fact."""
    resident = locked(resident)
    if reasons := obstacles_to_erasure(resident):
        raise Refused("nothing_stands_in_the_way_of_erasure", " ".join(reasons))
    touched = {part.name: part.forget(resident) for part in reversed(parts())}
    record("people.erase_person", resident, by=by, touched=touched)
    return Resident.objects.get(pk=resident.pk)


def obstacles_to_erasure(resident: Resident) -> list[str]:
    """All that must be settled first, in words."""
    return [words for part in parts() for words in part.obstacles(resident)]
