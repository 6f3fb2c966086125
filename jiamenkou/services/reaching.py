"""How the resident of a case is told something."""

from __future__ import annotations

from jiamenkou.notices.actions import To
from jiamenkou.people.models import Resident
from jiamenkou.services.models import Case


def reached(case: Case) -> To | None:
    """Who hears of it: the guardian of a minor, else the resident; None: nobody known."""
    person = case.guardian or case.resident
    if person is None or not (person.phone or person.account):
        return None
    return To(
        user=person.account,
        name=person.name,
        phone=person.phone,
        call=person.channel == Resident.Channel.PHONE,
        area_code=case.area_code,
    )
