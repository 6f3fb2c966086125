"""What this app keeps about a person: what they were told."""

from __future__ import annotations

from jiamenkou.notices.actions.telling import To
from jiamenkou.notices.models import Message, Preference
from jiamenkou.people.models import Resident
from jiamenkou.people.parts import Part, Told


def tell(resident: Resident) -> Told:
    return {
        "messages": [
            {
                "asked_at": one.asked_at.isoformat(),
                "channel": one.get_channel_display(),
                "state": one.get_state_display(),
                "words": one.words,
            }
            for one in _messages(resident)
        ]
    }


def forget(resident: Resident) -> int:
    keys = [one.pk for one in _messages(resident)]
    touched: int = Message.objects.filter(pk__in=keys).delete()[0]
    if resident.account:
        touched += Preference.objects.filter(user=resident.account).delete()[0]
    return touched


def _messages(resident: Resident) -> list[Message]:
    """To their account, and to their telephone where they were meant and not the family."""
    told = list(Message.objects.filter(user=resident.account)) if resident.account else []
    if resident.phone:
        by_phone = Message.objects.filter(recipient=To(phone=resident.phone).key)
        told += [one for one in by_phone if one.name == resident.name]
    return told


part = Part(name="notices", tell=tell, forget=forget)
