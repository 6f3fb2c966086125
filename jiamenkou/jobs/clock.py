"""What the clock starts: when each last ended well, and whether it should have since."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

from croniter import croniter
from django.db.models import Max
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob

from jiamenkou.jobs.words import task_words

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

GRACE = datetime.timedelta(minutes=15)
"""So late, a task is late, not merely waiting its turn."""


@dataclass(frozen=True, kw_only=True)
class Scheduled:
    """One task of the clock."""

    words: StrOrPromise
    task: str
    job_id: int | None  # that ended well last
    ended_at: datetime.datetime | None
    next_at: datetime.datetime
    overdue: bool


def clock(now: datetime.datetime) -> list[Scheduled]:
    """All of them in the order of their next turn; two queries."""
    app.perform_import_paths()  # type: ignore[no-untyped-call]
    tasks = {one.task.name: one.cron for one in app.periodic_registry.periodic_tasks.values()}
    succeeded = ProcrastinateJob.objects.filter(task_name__in=tasks, status="succeeded")
    last = dict(succeeded.values_list("task_name").annotate(last=Max("pk")).order_by())
    ended = ProcrastinateEvent.objects.filter(job_id__in=last.values(), type="succeeded")
    ended_at = dict(ended.values_list("job_id", "at"))
    found = [
        _scheduled(name, cron, now, job_id=last.get(name), ended_at=ended_at.get(last.get(name)))
        for name, cron in tasks.items()
    ]
    return sorted(found, key=lambda one: (one.next_at, one.task))


def _scheduled(
    task: str,
    cron: str,
    now: datetime.datetime,
    *,
    job_id: int | None,
    ended_at: datetime.datetime | None,
) -> Scheduled:
    turn = croniter(cron, now - GRACE).get_prev(datetime.datetime)
    return Scheduled(
        words=task_words(task),
        task=task,
        job_id=job_id,
        ended_at=ended_at,
        next_at=croniter(cron, now).get_next(datetime.datetime),
        overdue=ended_at is not None and ended_at < turn,
    )
