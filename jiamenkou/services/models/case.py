"""One resident's business with one item, from opening to delivery; its steps, and its clock."""

from __future__ import annotations

import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jiamenkou.lib.scope import Reach, ScopedQuerySet
from jiamenkou.people.models import Resident, User
from jiamenkou.places.models import Announcement, Centre
from jiamenkou.services.models.catalogue import Channel, ItemVersion


class State(models.TextChoices):
    """Where a case stands. That it was rated is a fact of its rating, not a state: it may come
    late or never, and the office owes nothing more once the result is delivered.
    """

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    NEEDS_MATERIALS = "needs_materials", _("Waiting for papers")
    ACCEPTED = "accepted", _("Accepted")
    IN_PROGRESS = "in_progress", _("In progress")
    DECIDED = "decided", _("Decided")
    DELIVERED = "delivered", _("Delivered")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    REJECTED = "rejected", _("Rejected")


NEXT: dict[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.SUBMITTED, State.WITHDRAWN}),
    State.SUBMITTED: frozenset(
        {State.NEEDS_MATERIALS, State.ACCEPTED, State.REJECTED, State.WITHDRAWN}
    ),
    State.NEEDS_MATERIALS: frozenset(
        {State.SUBMITTED, State.ACCEPTED, State.IN_PROGRESS, State.REJECTED, State.WITHDRAWN}
    ),
    State.ACCEPTED: frozenset(
        {State.NEEDS_MATERIALS, State.IN_PROGRESS, State.REJECTED, State.WITHDRAWN}
    ),
    State.IN_PROGRESS: frozenset(
        {State.NEEDS_MATERIALS, State.DECIDED, State.REJECTED, State.WITHDRAWN}
    ),
    State.DECIDED: frozenset({State.DELIVERED}),
    State.DELIVERED: frozenset(),
    State.WITHDRAWN: frozenset(),
    State.REJECTED: frozenset(),
}
"""The steps a case may take."""

RUNNING = (State.SUBMITTED, State.ACCEPTED, State.IN_PROGRESS)
"""The office owes the next step by a day: its clock runs."""
OPEN = (*RUNNING, State.DRAFT, State.NEEDS_MATERIALS, State.DECIDED)
TAKEN_ON = (State.ACCEPTED, State.IN_PROGRESS, State.DECIDED, State.DELIVERED)


class CaseQuerySet(ScopedQuerySet["Case"]):
    """Questions asked of cases."""

    scope = "area_code"

    def within(self, reach: Reach) -> Self:
        """Of one centre by its key, so that an index gives its cases in order."""
        centres = list(Centre.objects.within(reach).values_list("pk", flat=True)[:2])
        found = super().within(reach)
        return found.filter(centre=centres[0]) if len(centres) == 1 else found

    def open(self) -> Self:
        return self.filter(state__in=OPEN)

    def running(self) -> Self:
        """Whose clock runs."""
        return self.filter(state__in=RUNNING)

    def overdue(self, day: datetime.date) -> Self:
        return self.running().filter(due_on__lt=day)

    def due_by(self, day: datetime.date) -> Self:
        """Due on that day or before, the overdue among them."""
        return self.running().filter(due_on__lte=day)

    def with_names(self) -> Self:
        """With all that a line of a list says."""
        return self.select_related("version__item", "resident", "centre", "clerk")


class Case(models.Model):
    """One case; who was asked first stays named in it for good (a trigger of migration 0001)."""

    class How(models.TextChoices):
        COUNTER = "counter", _("Handed over at the counter")
        POST = "post", _("By post")
        ELECTRONIC = "electronic", _("Electronically")
        HOME = "home", _("Brought home")

    class Whom(models.TextChoices):
        APPLICANT = "applicant", _("The applicant")
        GUARDIAN = "guardian", _("The guardian")
        AGENT = "agent", _("Somebody they sent")

    number = models.CharField(_("number"), max_length=20)
    version = models.ForeignKey(
        ItemVersion, on_delete=models.PROTECT, related_name="cases", verbose_name=_("service")
    )
    resident = models.ForeignKey(
        Resident, on_delete=models.PROTECT, null=True, related_name="cases",
        verbose_name=_("resident"),
    )  # fmt: skip
    guardian = models.ForeignKey(
        Resident, on_delete=models.PROTECT, null=True, related_name="cases_for_wards",
        verbose_name=_("guardian"), db_index=False,
    )  # fmt: skip
    centre = models.ForeignKey(
        Centre, on_delete=models.PROTECT, related_name="cases", verbose_name=_("centre")
    )
    area_code = models.CharField(max_length=15, editable=False)
    channel = models.CharField(_("way"), max_length=11, choices=Channel, default=Channel.HALL)
    state = models.CharField(_("state"), max_length=15, choices=State, default=State.DRAFT)
    first_clerk = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+",
        verbose_name=_("first asked"), db_index=False,
    )  # fmt: skip
    clerk = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="cases",
        verbose_name=_("clerk"), db_index=False,
    )  # fmt: skip
    opened_at = models.DateTimeField(_("opened"))
    submitted_at = models.DateTimeField(_("submitted"), null=True)
    accepted_at = models.DateTimeField(_("accepted"), null=True)
    started_at = models.DateTimeField(_("begun"), null=True)
    decided_at = models.DateTimeField(_("decided"), null=True)
    delivered_at = models.DateTimeField(_("delivered"), null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)
    due_on = models.DateField(_("due"), null=True)
    """By when the office owes its next step; none while the clock stands."""
    result = models.CharField(_("result"), max_length=200, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    remedy = models.CharField(_("what can be done about it"), max_length=300, blank=True)
    delivered_how = models.CharField(_("handed over"), max_length=10, choices=How, blank=True)
    delivered_to = models.CharField(_("to whom"), max_length=9, choices=Whom, blank=True)
    key = models.CharField(max_length=80, blank=True, editable=False)

    objects = CaseQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                name="case_by_due_day",
                fields=["due_on", "id"],
                condition=Q(due_on__isnull=False),
            ),
            models.Index(
                name="case_by_number", fields=["number"], opclasses=["varchar_pattern_ops"]
            ),
            models.Index(name="case_by_centre", fields=["centre", "-id"]),
            models.Index(name="case_by_clerk", fields=["clerk", "-id"]),
            models.Index(name="case_by_version", fields=["version", "-id"]),
            models.Index(name="case_by_state", fields=["state", "-id"]),
            models.Index(
                name="case_by_area", fields=["area_code", "id"],
                opclasses=["varchar_pattern_ops", "int8_ops"],
            ),
        ]  # fmt: skip
        constraints = [
            models.UniqueConstraint(
                name="a_case_has_its_number_alone",
                fields=["number"],
                violation_error_message=_("Another case has that number."),
            ),
            models.UniqueConstraint(
                name="a_key_opens_one_case",
                fields=["key"],
                condition=~Q(key=""),
                violation_error_message=_("This was sent already: the case is open."),
            ),
            models.CheckConstraint(
                name="a_case_past_its_draft_was_submitted",
                condition=Q(state="draft", submitted_at=None)
                | Q(state="withdrawn")
                | ~Q(state__in=["draft", "withdrawn"]) & Q(submitted_at__isnull=False),
                violation_error_message=_("A case that is no draft says when it was submitted."),
            ),
            models.CheckConstraint(
                name="a_case_taken_on_has_a_clerk",
                condition=~Q(state__in=["accepted", "in_progress", "decided", "delivered"])
                | Q(accepted_at__isnull=False, clerk__isnull=False, first_clerk__isnull=False),
                violation_error_message=_("An accepted case says when, and whose it is."),
            ),
            models.CheckConstraint(
                name="a_decided_case_says_what_came_of_it",
                condition=~Q(state__in=["decided", "delivered"])
                | Q(decided_at__isnull=False) & ~Q(result=""),
                violation_error_message=_("Say what was decided."),
            ),
            models.CheckConstraint(
                name="a_delivered_case_says_how_and_to_whom",
                condition=~Q(state="delivered")
                | Q(delivered_at__isnull=False) & ~Q(delivered_how="") & ~Q(delivered_to=""),
                violation_error_message=_("Say how the result was handed over, and to whom."),
            ),
            models.CheckConstraint(
                name="a_rejected_case_says_why_and_what_can_be_done",
                condition=~Q(state="rejected") | ~Q(reason="") & ~Q(remedy=""),
                violation_error_message=_("Say why, and what the resident can do about it."),
            ),
            models.CheckConstraint(
                name="a_case_that_ended_early_says_when",
                condition=Q(state__in=["rejected", "withdrawn"], ended_at__isnull=False)
                | ~Q(state__in=["rejected", "withdrawn"]) & Q(ended_at=None),
                violation_error_message=_("A rejected or withdrawn case says when it ended."),
            ),
            models.CheckConstraint(
                name="a_running_case_is_due_on_a_day",
                condition=Q(
                    state__in=["submitted", "accepted", "in_progress"], due_on__isnull=False
                )
                | ~Q(state__in=["submitted", "accepted", "in_progress"]) & Q(due_on=None),
                violation_error_message=_("A case is due on a day exactly while its clock runs."),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def lies_in(self) -> str:
        """The code of the area of its centre."""
        return self.area_code

    @property
    def next_states(self) -> frozenset[State]:
        return NEXT[State(self.state)]

    @property
    def runs(self) -> bool:
        """Whether the clock runs."""
        return self.state in RUNNING

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


class CaseStep(models.Model):
    """One step of a case; with the key of the form that asked for it, so that it is taken once."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="steps")
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+",
        db_index=False,
    )  # fmt: skip
    before = models.CharField(max_length=15, choices=State, blank=True)
    after = models.CharField(max_length=15, choices=State)
    key = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="a_key_takes_one_step",
                fields=["case", "key"],
                condition=~Q(key=""),
                violation_error_message=_("This was sent already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"


class DueMove(models.Model):
    """A due day that an announcement of days off moved: the old one stays on record."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="due_moves")
    announcement = models.ForeignKey(
        Announcement, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField()
    old = models.DateField()
    new = models.DateField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.old} → {self.new}"


class TransferQuerySet(ScopedQuerySet["Transfer"]):
    """Questions asked of transfers."""

    scope = "case__area_code"

    def open(self) -> Self:
        return self.filter(state=Transfer.State.OFFERED)

    def for_clerk(self, person: User) -> Self:
        return self.open().filter(to=person)


class Transfer(models.Model):
    """A case offered to a colleague; whose it was answers for it until it is accepted."""

    class State(models.TextChoices):
        OFFERED = "offered", _("Offered")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="transfers")
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("to"),
    )  # fmt: skip
    why = models.CharField(_("why"), max_length=200)
    state = models.CharField(max_length=9, choices=State, default=State.OFFERED)
    offered_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    objects = TransferQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="a_case_is_offered_to_one_at_a_time",
                fields=["case"],
                condition=Q(state="offered"),
                violation_error_message=_("This case is offered already; withdraw that first."),
            ),
            models.CheckConstraint(
                name="a_case_is_offered_to_somebody_else",
                condition=~Q(to=models.F("sender")),
                violation_error_message=_("A case is offered to somebody else."),
            ),
            models.CheckConstraint(
                name="an_answered_transfer_says_when",
                condition=Q(state="offered", answered_at=None)
                | ~Q(state="offered") & Q(answered_at__isnull=False),
                violation_error_message=_("A transfer that was answered says when."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} → {self.to}"

    @property
    def lies_in(self) -> str:
        return self.case.area_code
