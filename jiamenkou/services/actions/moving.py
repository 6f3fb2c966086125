"""Due days that announced days off move: written inside the transaction of the announcement."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Model
from django.utils import timezone

from jiamenkou.audit.actions import record
from jiamenkou.places.clocks import Shifted
from jiamenkou.places.models import Announcement
from jiamenkou.services.models import BadRating, Case, DueMove


def move_due_days(
    shifted: Sequence[Shifted], *, announcement: Announcement, by: Model | None
) -> None:
    """The new days are due; the old ones stay in `due_moves`."""
    cases = Case.objects.in_bulk([one.running.key for one in shifted])
    now = timezone.now()
    moves = []
    for one in shifted:
        case = cases[one.running.key]
        moves.append(
            DueMove(
                case=case,
                announcement=announcement,
                at=now,
                old=case.due_on or one.moved.old,
                new=one.moved.new,
            )
        )
        case.due_on = one.moved.new
    Case.objects.bulk_update(cases.values(), ["due_on"], batch_size=500)
    DueMove.objects.bulk_create(moves)
    record("services.move_due_days", announcement, by=by, touched=len(moves))


def move_call_back_days(
    shifted: Sequence[Shifted], *, announcement: Announcement, by: Model | None
) -> None:
    rows = BadRating.objects.in_bulk([one.running.key for one in shifted])
    for one in shifted:
        rows[one.running.key].due_on = one.moved.new
    BadRating.objects.bulk_update(rows.values(), ["due_on"], batch_size=500)
    days = [
        [one.running.key, one.moved.old.isoformat(), one.moved.new.isoformat()] for one in shifted
    ]
    record("services.move_call_back_days", announcement, by=by, days=days)
