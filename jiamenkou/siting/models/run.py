"""One solving of a scenario: how it went, what it gave."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jiamenkou.lib.scope import ScopedQuerySet
from jiamenkou.places.models import Centre
from jiamenkou.siting.models.premises import Premises
from jiamenkou.siting.models.scenario import Scenario


class ScenarioRunQuerySet(ScopedQuerySet["ScenarioRun"]):
    """Questions asked of runs."""

    scope = "scenario__area__code"

    def with_answer(self) -> Self:
        return self.filter(state__in=ScenarioRun.ANSWERED)

    def under_way(self) -> Self:
        return self.filter(state__in=ScenarioRun.UNDER_WAY)


class ScenarioRun(models.Model):
    """One solving of a scenario, kept whole: parameters, seed, bound, answer."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        SOLVING = "solving", _("Solving")
        SOLVED = "solved", _("Solved")
        STOPPED = "stopped", _("Stopped, best kept")
        INFEASIBLE = "infeasible", _("Cannot be done")
        FAILED = "failed", _("Failed")

    UNDER_WAY = (State.QUEUED, State.SOLVING)
    ANSWERED = (State.SOLVED, State.STOPPED)
    NEXT = {
        State.QUEUED: {State.SOLVING, State.FAILED},
        State.SOLVING: {State.SOLVED, State.STOPPED, State.INFEASIBLE, State.FAILED},
        State.FAILED: {State.QUEUED},
    }

    scenario = models.ForeignKey(Scenario, on_delete=models.PROTECT, related_name="runs")
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    asked_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    stop_asked_at = models.DateTimeField(null=True)
    parameters = models.JSONField(default=dict)
    inputs_hash = models.CharField(max_length=64, blank=True)
    seed = models.IntegerField(default=1)
    objective = models.BigIntegerField(null=True)
    bound = models.FloatField(null=True)
    gap = models.FloatField(null=True)
    proven = models.BooleanField(default=False)
    seconds = models.FloatField(null=True)
    binding = models.JSONField(default=list)
    trace = models.JSONField(default=list)
    summary = models.JSONField(default=dict)
    frontier = models.JSONField(default=list)
    words = models.TextField(blank=True)
    trouble = models.JSONField(default=dict)
    arrays = models.FileField(upload_to="runs/", blank=True)

    objects = ScenarioRunQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_scenario_is_solved_once_at_a_time",
                fields=["scenario"],
                condition=Q(state__in=["queued", "solving"]),
                violation_error_message=_("This scenario is being solved already."),
            ),
            models.CheckConstraint(
                name="an_answer_has_its_figures",
                condition=~Q(state__in=["solved", "stopped"])
                | Q(
                    objective__isnull=False,
                    bound__isnull=False,
                    gap__isnull=False,
                    seconds__isnull=False,
                    ended_at__isnull=False,
                ),
                violation_error_message=_("An answer comes with its objective, bound and gap."),
            ),
            models.CheckConstraint(
                name="a_failure_says_why",
                condition=~Q(state__in=["infeasible", "failed"]) | ~Q(words=""),
                violation_error_message=_("A run without an answer says why."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scenario} {self.asked_at:%Y-%m-%d %H:%M}"

    @property
    def lies_in(self) -> str:
        """The code of its area."""
        return self.scenario.area_id

    @property
    def topic(self) -> str:
        """What its live page listens to."""
        return f"run-{self.pk}"

    @property
    def under_way(self) -> bool:
        return self.state in self.UNDER_WAY

    @property
    def answered(self) -> bool:
        return self.state in self.ANSWERED


class PlanSite(models.Model):
    """What a plan does at one place."""

    class Action(models.TextChoices):
        KEEP = "keep", _("Keep")
        EXTEND = "extend", _("Extend")
        RELOCATE = "relocate", _("Relocate")
        OPEN = "open", _("Open")
        CLOSE = "close", _("Close")

    run = models.ForeignKey(ScenarioRun, on_delete=models.CASCADE, related_name="plan_sites")
    action = models.CharField(max_length=8, choices=Action)
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, null=True, related_name="+")
    premises = models.ForeignKey(Premises, on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=120)
    lon = models.FloatField()
    lat = models.FloatField()
    area_m2 = models.IntegerField(null=True)
    cost = models.BigIntegerField(default=0)
    people = models.IntegerField(default=0)
    mean_metres = models.IntegerField(null=True)
    walk_less = models.IntegerField(default=0)
    walk_more = models.IntegerField(default=0)
    most_more_metres = models.IntegerField(default=0)
    by_band = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="what_stands_today_has_a_centre",
                condition=Q(action="open", centre=None)
                | Q(action__in=["keep", "extend", "relocate", "close"], centre__isnull=False),
                violation_error_message=_(
                    "A centre is kept, extended, moved or closed; a new one opened."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.name}"
