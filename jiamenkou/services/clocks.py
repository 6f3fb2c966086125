"""The deadlines of this app that announced days off move."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jiamenkou.audit.actions import record
from jiamenkou.engines.workdays import Clock
from jiamenkou.places.clocks import Clocks, Running, Shifted
from jiamenkou.places.models import Announcement
from jiamenkou.services.clock import clock_of
from jiamenkou.services.models import BadRating, Case, DueMove


def _running_cases(*, after: int, most: int, lock: bool) -> Sequence[Running]:
    cases = Case.objects.running().filter(pk__gt=after).order_by("pk")
    if lock:
        cases = cases.select_for_update(of=["self"])
    found = cases.select_related("version__item").prefetch_related("notices")[:most]
    return [
        Running(key=case.pk, clock=clock, words=f"{case.number} {case.version.item}")
        for case in found
        if (clock := clock_of(case))
    ]


def _write_cases(
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
                case=case, announcement=announcement, at=now, old=case.due_on, new=one.moved.new
            )
        )
        case.due_on = one.moved.new
    Case.objects.bulk_update(cases.values(), ["due_on"], batch_size=500)
    DueMove.objects.bulk_create(moves)
    record("services.move_due_days", announcement, by=by, touched=len(moves))


def _running_bad(*, after: int, most: int, lock: bool) -> Sequence[Running]:
    bad = BadRating.objects.open().filter(pk__gt=after).order_by("pk")
    if lock:
        bad = bad.select_for_update(of=["self"])
    return [
        Running(
            key=one.pk,
            clock=Clock(start=timezone.localdate(one.opened_at), n=one.days),
            words=f"{_('Bad rating')} {one.pk}",
        )
        for one in bad[:most]
    ]


def _write_bad(shifted: Sequence[Shifted], *, announcement: Announcement, by: Model | None) -> None:
    rows = BadRating.objects.in_bulk([one.running.key for one in shifted])
    for one in shifted:
        rows[one.running.key].due_on = one.moved.new
    BadRating.objects.bulk_update(rows.values(), ["due_on"], batch_size=500)
    days = [
        [one.running.key, one.moved.old.isoformat(), one.moved.new.isoformat()] for one in shifted
    ]
    record("services.move_call_back_days", announcement, by=by, days=days)


CASES = Clocks(name="services.cases", label=_("Cases"), running=_running_cases, write=_write_cases)
BAD_RATINGS = Clocks(
    name="services.bad_ratings", label=_("Bad ratings"), running=_running_bad, write=_write_bad
)
