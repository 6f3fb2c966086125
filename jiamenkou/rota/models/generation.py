"""One making of a roster by the engine: how it went, what it gave."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jiamenkou.lib.scope import ScopedQuerySet
from jiamenkou.rota.models.roster import Roster


class GenerationQuerySet(ScopedQuerySet["Generation"]):
    """Questions asked of generations."""

    scope = "roster__centre__area__code"

    def under_way(self) -> Self:
        return self.filter(state__in=Generation.UNDER_WAY)

    def with_answer(self) -> Self:
        return self.filter(state__in=Generation.ANSWERED)


class Generation(models.Model):
    """One making of a roster, with what it could not meet."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        SOLVING = "solving", _("Solving")
        SOLVED = "solved", _("Solved")
        STOPPED = "stopped", _("Stopped, best kept")
        INFEASIBLE = "infeasible", _("Cannot be done")
        FAILED = "failed", _("Failed")

    UNDER_WAY = (State.QUEUED, State.SOLVING)
    ANSWERED = (State.SOLVED, State.STOPPED)

    roster = models.ForeignKey(Roster, on_delete=models.PROTECT, related_name="generations")
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    stop_asked_at = models.DateTimeField(null=True)
    most_seconds = models.IntegerField(default=20)
    most_rounds = models.IntegerField(null=True)
    seed = models.IntegerField(default=1)
    with_gaps = models.BooleanField(default=False)
    """Whether shifts may stay open where they cannot all be filled."""
    objective = models.BigIntegerField(null=True)
    bound = models.FloatField(null=True)
    gap = models.FloatField(null=True)
    proven = models.BooleanField(default=False)
    seconds = models.FloatField(null=True)
    trace = models.JSONField(default=list)
    unmet = models.JSONField(default=list)
    """Rules the result breaks, as codes and facts: `rota.words.break_words` says them."""
    trouble = models.JSONField(default=list)
    """Why there is no result, as codes and facts: `rota.words.trouble_words` says them."""
    words = models.TextField(blank=True)

    objects = GenerationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_roster_is_generated_once_at_a_time",
                fields=["roster"],
                condition=Q(state__in=["queued", "solving"]),
                violation_error_message=_("This roster is being made already."),
            ),
            models.CheckConstraint(
                name="a_generated_roster_has_its_figures",
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
                name="a_generation_without_answer_says_why",
                condition=~Q(state__in=["infeasible", "failed"])
                | ~Q(words="")
                | ~Q(trouble=models.Value([], models.JSONField())),
                violation_error_message=_("A roster that could not be made says why."),
            ),
            models.CheckConstraint(
                name="a_generation_takes_seconds",
                condition=Q(most_seconds__range=(1, 600)),
                violation_error_message=_("The engine is given 1 to 600 seconds."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.roster} {self.asked_at:%Y-%m-%d %H:%M}"

    @property
    def lies_in(self) -> str:
        """The code of the area of its centre."""
        return self.roster.lies_in

    @property
    def topic(self) -> str:
        """What its live page listens to."""
        return f"generation-{self.pk}"

    @property
    def under_way(self) -> bool:
        return self.state in self.UNDER_WAY

    @property
    def answered(self) -> bool:
        return self.state in self.ANSWERED
