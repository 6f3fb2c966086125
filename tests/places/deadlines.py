"""Deadlines of invented promises; what is written down is a fact of the audit."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Model

from jiamenkou.audit.actions import record
from jiamenkou.engines.workdays import Clock
from jiamenkou.lib.refusal import Refused
from jiamenkou.places.clocks import Clocks, Running, Shifted
from jiamenkou.places.models import Announcement

STARTS = [date(2026, 12, 20), date(2027, 1, 29), date(2027, 2, 1)]
FORBIDDEN = "不可延期"


def running(*, after: int, most: int, lock: bool) -> Sequence[Running]:  # noqa: ARG001
    promises = [
        Running(key=key, clock=Clock(start=start, n=5), words=f"承诺{key}")
        for key, start in enumerate(STARTS, start=1)
    ]
    return [one for one in promises if one.key > after][:most]


def write(shifted: Sequence[Shifted], *, announcement: Announcement, by: Model | None) -> None:
    if FORBIDDEN in announcement.text:
        raise Refused("promises_stand", "不可延期")
    for one in shifted:
        days = {"old": str(one.moved.old), "new": str(one.moved.new)}
        record("deadlines.move", announcement, by=by, promise=one.running.key, **days)


CLOCKS = Clocks(name="deadlines.promises", label="承诺", running=running, write=write)
