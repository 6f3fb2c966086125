"""Everything the clock starts. Nights are the centres' own, so that nobody waits for them."""

import datetime
import logging

from django.conf import settings
from django.utils import timezone
from procrastinate import JobContext
from procrastinate.contrib.django import app

from jiamenkou.audit import actions as audit
from jiamenkou.hall import actions as hall
from jiamenkou.jobs import actions as jobs
from jiamenkou.lib.jobs import TRY_AGAIN
from jiamenkou.notices import actions as notices
from jiamenkou.people import actions as people
from jiamenkou.places import actions as places
from jiamenkou.rota import actions as rota
from jiamenkou.services import actions as services
from jiamenkou.web.actions import forget_answers

SILENT_SECONDS = 30
"""A worker says that it lives every ten seconds; after so long without, it is dead."""
EVERY_MINUTE = "* * * * *"
SITE = (settings.CSRF_TRUSTED_ORIGINS or ["http://localhost:8000"])[0]
"""Where links in messages lead: the first of JIAMENKOU_ORIGINS."""
LOG = logging.getLogger(__name__)


def nightly(hour: int, minute: int) -> str:
    """Every night at this local time, as cron counts: in UTC, as the offset is today."""
    local = timezone.localtime().replace(hour=hour, minute=minute)
    utc = local.astimezone(datetime.UTC)
    return f"{utc.minute} {utc.hour} * * *"


@app.periodic(cron=EVERY_MINUTE)
@app.task(queueing_lock="take_up_again", pass_context=True)
async def take_up_again(context: JobContext, timestamp: int) -> None:  # noqa: ARG001
    """Every minute: jobs whose worker died go to another."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=SILENT_SECONDS):
        LOG.warning("Job %s lost its worker and starts again", job.id)
        await manager.retry_job(job)


@app.periodic(cron=nightly(3, 0))
@app.task(queueing_lock="forget_tries", retry=TRY_AGAIN)
def forget_tries(timestamp: int) -> None:  # noqa: ARG001
    """Every night: tries at sign-in, codes and sessions that are over."""
    people.forget_tries()


@app.periodic(cron=EVERY_MINUTE)
@app.task(queueing_lock="link_events")
def link_events(timestamp: int) -> None:  # noqa: ARG001
    """Every minute: what was done since gets its place in the audit's chain."""
    audit.link_events()


@app.periodic(cron=nightly(2, 40))
@app.task(queueing_lock="enforce_retention", retry=TRY_AGAIN)
def enforce_retention(timestamp: int) -> None:  # noqa: ARG001
    """Every night: what may no longer be kept goes."""
    people.enforce_retention(by=None)


@app.periodic(cron=EVERY_MINUTE)
@app.task(queueing_lock="deliver_notices")
def deliver_notices(timestamp: int) -> None:  # noqa: ARG001
    """Every minute: messages whose time has come, or that a dead worker left on their way."""
    notices.deliver_due()


@app.periodic(cron=nightly(3, 10))
@app.task(queueing_lock="lapse_roles", retry=TRY_AGAIN)
def lapse_roles(timestamp: int) -> None:  # noqa: ARG001
    """Every night: unused roles are warned of, and end."""
    notices.lapse_roles()


@app.periodic(cron=nightly(0, 5))
@app.task(queueing_lock="look_ahead", retry=TRY_AGAIN)
def look_ahead(timestamp: int) -> None:  # noqa: ARG001
    """Every night: the openings of the day that came in sight; yesterday's go."""
    places.renew_openings(whole=False)


@app.periodic(cron=nightly(3, 15))
@app.task(queueing_lock="write_ledger", retry=TRY_AGAIN)
def write_ledger(timestamp: int) -> None:  # noqa: ARG001
    """Every night: what the days that passed earned in leave and overtime."""
    rota.write_ledger(timezone.localdate())


@app.periodic(cron=nightly(6, 0))
@app.task(queueing_lock="warn_of_gaps", retry=TRY_AGAIN)
def warn_of_gaps(timestamp: int) -> None:  # noqa: ARG001
    """Every morning: open shifts of the next seven days are told of."""
    rota.warn_of_gaps(timezone.localdate())


@app.periodic(cron=EVERY_MINUTE)
@app.task(queueing_lock="lapse_holds")
def lapse_holds(timestamp: int) -> None:  # noqa: ARG001
    """Every minute: times that were held and not booked are free again."""
    hall.lapse_holds()


@app.periodic(cron=nightly(0, 20))
@app.task(queueing_lock="end_day", retry=TRY_AGAIN)
def end_day(timestamp: int) -> None:  # noqa: ARG001
    """Every night: visits, sittings and appointments of the day before that nobody ended."""
    hall.end_day(timezone.localdate())


@app.periodic(cron=nightly(6, 10))
@app.task(queueing_lock="warn_of_thin_cover", retry=TRY_AGAIN)
def warn_of_thin_cover(timestamp: int) -> None:  # noqa: ARG001
    """Every morning: services with fewer than two able clerks on duty are told of."""
    services.warn_of_thin_cover(timezone.localdate())


@app.periodic(cron=nightly(9, 0))
@app.task(queueing_lock="invite_unrated", retry=TRY_AGAIN)
def invite_unrated(timestamp: int) -> None:  # noqa: ARG001
    """Every morning: residents whose case ended three days ago are asked how it was."""
    services.invite_unrated(timezone.now(), site=SITE)


@app.periodic(cron=nightly(3, 30))
@app.task(queueing_lock="clear_old_jobs", retry=TRY_AGAIN)
def clear_old_jobs(timestamp: int) -> None:  # noqa: ARG001
    """Every night: what ended long ago leaves the list of jobs."""
    jobs.clear_old()


@app.periodic(cron=nightly(3, 40))
@app.task(queueing_lock="forget_answers", retry=TRY_AGAIN)
def forget_old_answers(timestamp: int) -> None:  # noqa: ARG001
    """Every night: the API's answers of more than a day ago go."""
    forget_answers(now=timezone.now())
