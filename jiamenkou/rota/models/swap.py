"""A duty offered to a colleague, for one of theirs or for nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jiamenkou.lib.scope import ScopedQuerySet
from jiamenkou.rota.models.posting import Posting
from jiamenkou.rota.models.roster import Duty

if TYPE_CHECKING:
    from jiamenkou.people.models import User


class SwapQuerySet(ScopedQuerySet["Swap"]):
    """Questions asked of swaps."""

    scope = "duty__roster__centre__area__code"

    def open(self) -> Self:
        return self.filter(state=Swap.State.OFFERED)

    def answerable_by(self, person: User) -> Self:
        """Open ones this person may take: offered to them, or to all of a centre they work for."""
        centres = Posting.objects.filter(person=person).values("centre")
        anyone = Q(to=None, duty__roster__centre__in=centres)
        return self.open().filter(Q(to=person) | anyone).exclude(offered_by=person)


class Swap(models.Model):
    """An offer; it is history, so the people and the duties it was made of stay named in it."""

    class State(models.TextChoices):
        OFFERED = "offered", _("Offered")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    duty = models.ForeignKey(Duty, on_delete=models.CASCADE, related_name="offers")
    wanted = models.ForeignKey(
        Duty, on_delete=models.CASCADE, null=True, blank=True, related_name="+",
        verbose_name=_("in return"),
    )  # fmt: skip
    offered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="swaps_offered"
    )
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
        related_name="swaps_received", verbose_name=_("to"),
    )  # fmt: skip
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="swaps_taken"
    )
    state = models.CharField(max_length=9, choices=State, default=State.OFFERED)
    offered_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    objects = SwapQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_duty_is_offered_once_at_a_time",
                fields=["duty"],
                condition=Q(state="offered"),
                violation_error_message=_("This duty is offered already; withdraw that first."),
            ),
            models.CheckConstraint(
                name="a_swap_is_with_somebody_else",
                condition=(Q(to=None) | ~Q(to=F("offered_by")))
                & (Q(taken_by=None) | ~Q(taken_by=F("offered_by"))),
                violation_error_message=_("A duty is offered to somebody else."),
            ),
            models.CheckConstraint(
                name="an_answered_swap_says_when",
                condition=Q(state="offered", answered_at=None)
                | ~Q(state="offered") & Q(answered_at__isnull=False),
                violation_error_message=_("A swap that was answered says when."),
            ),
            models.CheckConstraint(
                name="an_accepted_swap_was_taken",
                condition=Q(state="accepted", taken_by__isnull=False)
                | ~Q(state="accepted") & Q(taken_by=None),
                violation_error_message=_("An accepted swap says by whom."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.duty} ({self.get_state_display()})"

    @property
    def lies_in(self) -> str:
        """The code of the area of its centre."""
        return self.duty.lies_in
