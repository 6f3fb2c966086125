"""What this app keeps about a person who works here: their duties, leave, wishes, what is owed."""

from __future__ import annotations

from django.utils import timezone

from jiamenkou.people.about import row_of
from jiamenkou.people.models import Resident
from jiamenkou.people.parts import Part, Told
from jiamenkou.rota.models import Duty, Feed, Leave, LedgerEntry, Posting, Swap, Wish


def tell(resident: Resident) -> Told:
    person = resident.account
    if person is None:
        return {}
    swaps = Swap.objects.filter(offered_by=person)
    return {
        "postings": [row_of(one) for one in Posting.objects.filter(person=person)],
        "duties": [row_of(one) for one in Duty.objects.filter(person=person)],
        "leave": [row_of(one) for one in Leave.objects.filter(person=person)],
        "wishes": [row_of(one) for one in Wish.objects.filter(person=person)],
        "swaps": [row_of(one) for one in swaps.select_related("duty")],
        "ledger": [row_of(one) for one in LedgerEntry.objects.filter(person=person)],
    }


def forget(resident: Resident) -> int:
    """Wishes go and the calendar's address closes; duties done stay, of an account without name."""
    person = resident.account
    if person is None:
        return 0
    feeds = Feed.objects.filter(person=person, closed_at=None).update(closed_at=timezone.now())
    wishes: int = Wish.objects.filter(person=person).delete()[0]
    return feeds + wishes


part = Part(name="rota", tell=tell, forget=forget)
