"""Tables of who works where, and of the shifts centres run."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiamenkou.rota.models import Posting, ShiftPattern, Skill
from jiamenkou.rota.shown.wording import hour_words, hours
from jiamenkou.web.columns import Choice, Column
from jiamenkou.web.formats import when
from jiamenkou.web.tables import Table

RUNNING = [
    ("now", gettext_lazy("Now")),
    ("later", gettext_lazy("To come")),
    ("over", gettext_lazy("Over")),
]


def running(some: Any, chosen: str) -> Any:
    today = timezone.localdate()
    if chosen == "now":
        return some.on(today)
    later = Q(during__startswith__gt=today)
    return some.filter(later) if chosen == "later" else some.filter(during__endswith__lte=today)


def skill_words(skills: list[str]) -> str:
    return "、".join(str(Skill(one).label) for one in skills)


def _until(day: Any) -> Any:
    return when(day) if day else _("open-ended")


class PostingTable(Table[Posting]):
    """Postings, by centre and name."""

    name = "postings"
    columns = (
        Column(
            name="person", label=gettext_lazy("Person"), order="person__name",
            value=lambda one: one.person.name,
            href=lambda one: reverse("rota:posting", args=[one.pk]),
        ),
        Column(
            name="centre", label=gettext_lazy("Centre"), order="centre__name_pinyin",
            value=lambda one: one.centre.name,
        ),
        Column(name="job", label=gettext_lazy("Job title"), order="job"),
        Column(
            name="week", label=gettext_lazy("Hours a week"), order="week_minutes", numeric=True,
            value=lambda one: one.week_minutes / 60, show=lambda value: hour_words(value * 60),
        ),
        Column(
            name="skills", label=gettext_lazy("Skills"), value=lambda one: skill_words(one.skills)
        ),
        Column(
            name="from", label=gettext_lazy("From"), order="during",
            value=lambda one: one.during.lower, show=when,
        ),
        Column(
            name="until", label=gettext_lazy("Until"), value=lambda one: one.during.upper,
            show=_until,
        ),
    )  # fmt: skip
    filters = (Choice(name="when", label=gettext_lazy("State"), choices=RUNNING, narrow=running),)
    search = ("person__name", "centre__name", "centre__name_pinyin", "job")
    order = "centre__name_pinyin"
    empty = gettext_lazy("Who works at which centre, and how many hours a week, belongs here.")

    def __init__(self, request: HttpRequest, postings: QuerySet[Posting]) -> None:
        super().__init__(request, postings.select_related("person", "centre"))


class PatternTable(Table[ShiftPattern]):
    """Shifts, by centre and time."""

    name = "patterns"
    columns = (
        Column(
            name="name", label=gettext_lazy("Shift"), order="name",
            value=lambda one: f"{one.short} · {one.name}",
            href=lambda one: reverse("rota:pattern", args=[one.pk]),
        ),
        Column(
            name="centre", label=gettext_lazy("Centre"), order="centre__name_pinyin",
            value=lambda one: one.centre.name,
        ),
        Column(name="hours", label=gettext_lazy("Time"), order="starts", value=hours),
        Column(
            name="kind", label=gettext_lazy("Kind"), order="kind",
            value=lambda one: one.get_kind_display(),
        ),
        Column(name="needed_workday", label=gettext_lazy("Workdays"), numeric=True),
        Column(name="needed_rest_day", label=gettext_lazy("Rest days"), numeric=True),
        Column(name="needed_holiday", label=gettext_lazy("Statutory holidays"), numeric=True),
        Column(
            name="skill", label=gettext_lazy("Skill"),
            value=lambda one: one.get_skill_display() if one.skill else "",
        ),
        Column(
            name="until", label=gettext_lazy("Until"), value=lambda one: one.during.upper,
            show=_until,
        ),
    )  # fmt: skip
    filters = (
        Choice(name="when", label=gettext_lazy("State"), choices=RUNNING, narrow=running),
        Choice(name="kind", label=gettext_lazy("Kind"), choices=ShiftPattern.Kind.choices),
    )
    search = ("name", "centre__name", "centre__name_pinyin")
    order = "centre__name_pinyin"
    empty = gettext_lazy(
        "Which shifts a centre runs, and how many people each needs, belongs here."
    )

    def __init__(self, request: HttpRequest, patterns: QuerySet[ShiftPattern]) -> None:
        super().__init__(request, patterns.select_related("centre"))
