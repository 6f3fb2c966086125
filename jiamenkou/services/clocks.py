"""The deadlines of this app that announced days off move."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jiamenkou.engines.workdays import Clock
from jiamenkou.places.clocks import Clocks, Running
from jiamenkou.services.actions.moving import move_call_back_days, move_due_days
from jiamenkou.services.clock import clock_of
from jiamenkou.services.models import BadRating, Case


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


CASES = Clocks(name="services.cases", label=_("Cases"), running=_running_cases, write=move_due_days)
BAD_RATINGS = Clocks(
    name="services.bad_ratings",
    label=_("Bad ratings"),
    running=_running_bad,
    write=move_call_back_days,
)
