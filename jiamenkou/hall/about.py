"""What this app keeps about a resident: their visits and appointments."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext as _

from jiamenkou.hall.models import Appointment, Ticket
from jiamenkou.hall.models.appointment import AppointmentQuerySet
from jiamenkou.people.models import Resident
from jiamenkou.people.parts import Part, Told


def tell(resident: Resident) -> Told:
    tickets = Ticket.objects.filter(resident=resident).select_related("item", "centre")
    return {
        "visits": [
            {
                "day": one.day.isoformat(),
                "number": one.words,
                "centre": str(one.centre),
                "item": str(one.item),
                "state": one.get_state_display(),
            }
            for one in tickets
        ],
        "appointments": [
            {
                "begins": one.begins.isoformat(),
                "centre": str(one.centre),
                "item": str(one.item),
                "state": one.get_state_display(),
                "name": one.name,
                "phone": one.phone,
            }
            for one in _appointments(resident).select_related("item", "centre")
        ],
    }


def forget(resident: Resident) -> int:
    """Appointments go; of a visit stays that somebody was there."""
    visits = Ticket.objects.filter(resident=resident).update(resident=None)
    appointments: int = _appointments(resident).delete()[0]
    return visits + appointments


def obstacles(resident: Resident) -> Iterable[str]:
    for one in _appointments(resident).booked():
        yield _("An appointment stands: %(appointment)s.") % {"appointment": one}


def _appointments(resident: Resident) -> AppointmentQuerySet:
    """Theirs by name of record, or booked in their name with their telephone."""
    mine = Q(resident=resident)
    if not resident.phone:
        return Appointment.objects.filter(mine)
    by_phone = Appointment.objects.filter(phone=resident.phone, resident=None)
    named = [one.pk for one in by_phone if one.name == resident.name]
    return Appointment.objects.filter(mine | Q(pk__in=named))


part = Part(name="hall", tell=tell, forget=forget, obstacles=obstacles)
