"""Every job's fault is written down as it happens: its first line and where in the code it was."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Awaitable, Callable
from typing import Any

from asgiref.sync import sync_to_async
from django.db import Error, transaction
from procrastinate import App, JobContext

from jiamenkou.lib.logs import masked
from jiamenkou.lib.refusal import Refused

LOG = logging.getLogger(__name__)


def keep_faults(app: App) -> None:
    """Around every job of `app`; Django's settings name this function."""
    app.worker_defaults["task_middleware"] += [_noting, _noting_async]


def _noting(call_next: Callable[[], Any], context: JobContext, _worker: object) -> Any:
    try:
        return call_next()
    except Exception as fault:
        _note(context, fault)
        raise


async def _noting_async(
    call_next: Callable[[], Awaitable[Any]], context: JobContext, _worker: object
) -> Any:
    try:
        return await call_next()
    except Exception as fault:
        await sync_to_async(_note)(context, fault)
        raise


def _note(context: JobContext, fault: Exception) -> None:
    """The fault goes on whether or not this can be written."""
    from jiamenkou.jobs.models import Fault

    trace = "".join(traceback.format_tb(fault.__traceback__))
    try:
        with transaction.atomic():
            Fault.objects.create(job_id=context.job.id or 0, words=_first_line(fault), trace=trace)
    except Error:
        LOG.exception("The fault of job %s could not be written down", context.job.id)


def _first_line(fault: Exception) -> str:
    said = fault.words if isinstance(fault, Refused) else str(fault)
    return masked(f"{type(fault).__name__}: {said}".splitlines()[0])[:300]
