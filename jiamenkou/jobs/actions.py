"""What can be done with jobs: run one again, cancel one that waits, clear away what is old."""

from __future__ import annotations

import datetime

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import TaskNotFound

from jiamenkou.audit.actions import record
from jiamenkou.jobs.models import Fault
from jiamenkou.lib.refusal import Refused
from jiamenkou.people.models import User

ENDED = ("succeeded", "failed", "cancelled", "aborted")
KEPT = datetime.timedelta(days=30)
AT_ONCE = 10_000


@transaction.atomic
def run_again(job: ProcrastinateJob, *, by: User | None) -> ProcrastinateJob:
    """A new job that does the same with the same; the old one stays as it ended."""
    if job.status not in ENDED:
        raise Refused("only_an_ended_job_runs_again", _("This job has not ended yet."))
    try:
        task = app.configure_task(
            job.task_name,
            allow_unknown=False,
            queue=job.queue_name,
            priority=job.priority,
            lock=job.lock,
        )
    except TaskNotFound as gone:
        words = _("This version knows no such job any more.")
        raise Refused("a_job_is_still_known", words) from gone
    new: ProcrastinateJob = ProcrastinateJob.objects.get(pk=task.defer(**job.args))
    record("jobs.run_again", new, by=by, of=job.pk, task=job.task_name)
    return new


@transaction.atomic
def cancel(job: ProcrastinateJob, *, by: User | None) -> None:
    """It waits no longer and never runs; one that has begun is not touched."""
    if not app.job_manager.cancel_job_by_id(job.pk):
        words = _("Only a job that waits can be cancelled; this one has begun or ended.")
        raise Refused("only_a_waiting_job_is_cancelled", words)
    record("jobs.cancel", job, by=by, task=job.task_name)


def clear_old() -> int:
    """Every night: jobs that ended more than `KEPT` ago, with their faults; returns how many."""
    before, cleared = timezone.now() - KEPT, 0
    while some := _clear_some(before):
        cleared += some
    Fault.objects.filter(at__lt=before).delete()
    return cleared


def _clear_some(before: datetime.datetime) -> int:
    """Oldest first; a job's last event says when it ended, the clock's own note of it lets go."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT job.id FROM procrastinate_jobs job
            WHERE job.status IN ('succeeded', 'failed', 'cancelled', 'aborted')
              AND (SELECT max(event.at) FROM procrastinate_events event
                   WHERE event.job_id = job.id) < %s
            ORDER BY job.id LIMIT %s FOR UPDATE SKIP LOCKED
            """,
            [before, AT_ONCE],
        )
        old = [pk for (pk,) in cursor.fetchall()]
        cursor.execute("DELETE FROM procrastinate_periodic_defers WHERE job_id = ANY(%s)", [old])
        cursor.execute("DELETE FROM procrastinate_jobs WHERE id = ANY(%s)", [old])
    return len(old)
