"""Checks of what runs beside the pages: jobs, backups, messages."""

import datetime
from collections.abc import Iterator
from typing import Any

from jiamenkou.doctor.advice import Advice
from jiamenkou.operations.notes import last_backup

OLDEST_BACKUP = datetime.timedelta(days=2)


def worker_is_alive() -> Iterator[str]:
    """A worker is taking jobs."""
    alive = _counted(
        "SELECT count(*) FROM procrastinate_workers"
        " WHERE last_heartbeat > now() - interval '1 minute'"
    )
    if not alive:
        yield "None has been heard of for a minute: start `jiamenkou worker`."


def jobs_are_done() -> Iterator[str]:
    """Jobs are done in time, and none failed."""
    overdue = _counted(
        "SELECT count(*) FROM procrastinate_jobs AS job WHERE status = 'todo' AND coalesce("
        "scheduled_at, (SELECT max(at) FROM procrastinate_events WHERE job_id = job.id))"
        " < now() - interval '10 minutes'"
    )
    failed = _counted("SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'")
    if overdue:
        yield f"{overdue} wait for more than 10 minutes: start more of `jiamenkou worker`."
    if failed:
        yield f"{failed} failed: read the worker's log, put right what it names, run them again."


def backups_are_recent() -> Iterator[str]:
    """A backup was made in the last two days, keys included."""
    last = last_backup()
    if last is None:
        yield "None was made from here: run `jiamenkou backup FOLDER` every night (deploy/systemd)."
    elif last.age > OLDEST_BACKUP:
        yield f"The last is {last.age.days} days old ({last.file}): look at what starts them."
    elif not last.keys:
        yield Advice("The last one holds no keys: seal it with JIAMENKOU_BACKUP_PASSPHRASE.")


def messages_go_out() -> Iterator[str]:
    """Text messages and mail are carried out."""
    from django.conf import settings

    if settings.JIAMENKOU_DEMO:
        return
    if settings.JIAMENKOU_SMS == "jiamenkou.lib.sms.console":
        yield Advice("Text messages are only printed: name your gateway in JIAMENKOU_SMS.")
    if settings.EMAIL_BACKEND.endswith(("console.EmailBackend", "dummy.EmailBackend")):
        yield Advice("Mail is only printed: name your mail server.")


def _counted(question: str) -> Any:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()[0]
