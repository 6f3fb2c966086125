"""Everything the clock starts."""

import logging

from procrastinate import JobContext
from procrastinate.contrib.django import app

from jiamenkou.audit import actions as audit
from jiamenkou.people import actions as people

SILENT_SECONDS = 30
"""A worker says that it lives every ten seconds; after so long without, it is dead."""
LOG = logging.getLogger(__name__)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="take_up_again", pass_context=True)
async def take_up_again(context: JobContext, timestamp: int) -> None:  # noqa: ARG001
    """Every minute: jobs whose worker died go to another."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=SILENT_SECONDS):
        LOG.warning("Job %s lost its worker and starts again", job.id)
        await manager.retry_job(job)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="link_events")
def link_events(timestamp: int) -> None:  # noqa: ARG001
    """Every minute: what was done since gets its place in the audit's chain."""
    audit.link_events()


@app.periodic(cron="40 2 * * *")
@app.task(queueing_lock="enforce_retention")
def enforce_retention(timestamp: int) -> None:  # noqa: ARG001
    """Every night: what may no longer be kept goes."""
    people.enforce_retention(by=None)
