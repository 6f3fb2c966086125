"""How jobs are shown: their states, what they were given but nothing of people, their table."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Max, Min, OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob

from jiamenkou.jobs.models import Fault
from jiamenkou.jobs.words import TASKS, task_words
from jiamenkou.web.columns import Choice, Column
from jiamenkou.web.formats import NOTHING, when
from jiamenkou.web.tables import Table

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

AREA_CODE = re.compile(r"\d{12}")
OF_THE_CLOCK = {"timestamp"}
GIVEN: dict[str, StrOrPromise] = {
    "run_id": _("Plan"),
    "layer_id": _("Population layer"),
    "network_id": _("Street network"),
    "message_ids": _("Message"),
}
"""What jobs are given, in words; anything else is shown by its own name."""


@dataclass(frozen=True, kw_only=True)
class State:
    """How far a job is."""

    words: StrOrPromise
    tone: str


STATES = {
    "failed": State(words=_("Failed"), tone="late"),
    "doing": State(words=_("Running"), tone="info"),
    "todo": State(words=_("Waiting"), tone="due"),
    "succeeded": State(words=_("Done"), tone="ok"),
    "cancelled": State(words=_("Cancelled"), tone="plain"),
    "aborted": State(words=_("Stopped"), tone="plain"),
}
EVENTS: dict[str, StrOrPromise] = {
    "deferred": _("Asked for"),
    "started": _("Started"),
    "deferred_for_retry": _("To be tried again"),
    "failed": _("Failed"),
    "succeeded": _("Done"),
    "cancelled": _("Cancelled"),
    "abort_requested": _("Asked to stop"),
    "aborted": _("Stopped"),
    "scheduled": _("Put off until its time"),
    "retried": _("Tried again"),
}


def state_of(job: ProcrastinateJob) -> State:
    return STATES.get(job.status, State(words=job.status, tone="plain"))


def event_words(kind: str) -> StrOrPromise:
    return EVENTS.get(kind, kind)


def argument_words(args: dict[str, Any]) -> str:
    """Numbers and area codes as they are; other words could be somebody's and are left out."""
    said = [(name, value) for name, value in args.items() if name not in OF_THE_CLOCK]
    return (
        " · ".join(f"{GIVEN.get(name, name)} {_value_words(value)}" for name, value in said)
        or NOTHING
    )


def _value_words(value: object) -> str:
    if isinstance(value, list):
        return f"[{', '.join(_value_words(one) for one in value[:5])}{', …' * (len(value) > 5)}]"
    if value is None or isinstance(value, (int, float)):
        return str(value)
    return value if isinstance(value, str) and AREA_CODE.fullmatch(value) else "…"


class JobTable(Table[ProcrastinateJob]):
    """Jobs by state and task, the newest first."""

    name = "jobs"
    columns = (
        Column(
            name="task_name",
            label=_("Job"),
            value=lambda job: task_words(job.task_name),
            href=lambda job: reverse("jobs:job", args=[job.pk]),
        ),
        Column(name="args", label=_("About"), value=lambda job: argument_words(job.args)),
        Column(
            name="status",
            label=_("State"),
            value=lambda job: state_of(job).words,
            tone=lambda job: state_of(job).tone,
        ),
        Column(name="asked_at", label=_("Asked"), show=when),
        Column(name="changed_at", label=_("Last step"), show=when),
        Column(name="attempts", label=_("Tries"), numeric=True),
        Column(name="fault", label=_("Fault")),
    )
    order = "-pk"
    empty = _("Plans, walks, messages and what the clock starts are worked through here.")

    def __init__(self, request: HttpRequest, queryset: QuerySet[ProcrastinateJob]) -> None:
        states = [(status, state.words) for status, state in STATES.items()]
        tasks = sorted(TASKS.items(), key=lambda one: str(one[1]))
        self.filters = (
            Choice(name="state", label=_("State"), choices=states, lookup="status"),
            Choice(name="task", label=_("Job"), choices=tasks, lookup="task_name"),
        )
        super().__init__(request, queryset.annotate(**_moments(), fault=_last_fault()))


def _moments() -> dict[str, Subquery]:
    """Found by each row's own key, so that a page costs what a page costs."""
    mine = ProcrastinateEvent.objects.filter(job=OuterRef("pk")).order_by().values("job")
    return {
        "asked_at": Subquery(mine.annotate(first=Min("at")).values("first")),
        "changed_at": Subquery(mine.annotate(last=Max("at")).values("last")),
    }


def _last_fault() -> Subquery:
    mine = Fault.objects.filter(job_id=OuterRef("pk")).order_by("-pk")
    return Subquery(mine.values("words")[:1])
