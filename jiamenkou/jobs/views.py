"""What runs in the background: the clock, the queue, one job, running it again, cancelling it."""

from __future__ import annotations

import datetime

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from procrastinate.contrib.django.models import (
    ProcrastinateEvent,
    ProcrastinateJob,
    ProcrastinateWorker,
)

from jiamenkou.jobs import actions
from jiamenkou.jobs.clock import clock
from jiamenkou.jobs.models import Fault
from jiamenkou.jobs.shown import STATES, JobTable, argument_words, event_words, state_of
from jiamenkou.jobs.words import task_words
from jiamenkou.web.access import Allowed, may

HEARD_WITHIN = datetime.timedelta(minutes=1)


@may("operations.run")
@require_GET
def job_list(request: Allowed) -> HttpResponseBase:
    now, jobs = timezone.now(), ProcrastinateJob.objects.all()
    counted = dict(jobs.values_list("status").annotate(number=Count("pk")).order_by())
    shown = {
        "figures": [(status, state, counted.get(status, 0)) for status, state in STATES.items()],
        "clock": clock(now),
        "alive": ProcrastinateWorker.objects.filter(last_heartbeat__gt=now - HEARD_WITHIN).exists(),
        "now": now,
    }
    return JobTable(request, jobs).answer("jobs/jobs.html", shown)


@may("operations.run")
@require_GET
def job_page(request: Allowed, job_id: int) -> HttpResponse:
    job = _found(job_id)
    events = ProcrastinateEvent.objects.filter(job=job).order_by("pk").values_list("type", "at")
    shown = {
        "job": job,
        "task": task_words(job.task_name),
        "state": state_of(job),
        "arguments": argument_words(job.args),
        "events": [(event_words(kind), at) for kind, at in events],
        "faults": Fault.objects.filter(job_id=job.pk).order_by("-pk"),
        "ended": job.status in actions.ENDED,
        "waits": job.status == "todo",
    }
    return render(request, "jobs/job.html", shown)


@may("operations.run")
@require_POST
def repetition(request: Allowed, job_id: int) -> HttpResponse:
    new = actions.run_again(_found(job_id), by=request.user)
    messages.success(request, _("It waits for a worker as a new job."))
    return redirect("jobs:job", new.pk)


@may("operations.run")
@require_POST
def cancellation(request: Allowed, job_id: int) -> HttpResponse:
    actions.cancel(_found(job_id), by=request.user)
    messages.success(request, _("It will not run."))
    return redirect("jobs:job", job_id)


def _found(job_id: int) -> ProcrastinateJob:
    return get_object_or_404(ProcrastinateJob, pk=job_id)
