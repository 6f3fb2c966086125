"""The papers of a case: ticked one by one, missing ones told all at once, scans kept sealed."""

from __future__ import annotations

import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jiamenkou.lib.scope import ScopedQuerySet
from jiamenkou.lib.sealed import SealedField
from jiamenkou.services.models.case import Case
from jiamenkou.services.models.catalogue import Material


class CaseMaterialQuerySet(ScopedQuerySet["CaseMaterial"]):
    """Questions asked of the papers of cases."""

    scope = "case__area_code"

    def lacking(self) -> Self:
        """Asked for and not there."""
        return self.filter(state__in=CaseMaterial.LACKING)

    def needed_now(self) -> Self:
        """Lacking, and not of those that may follow."""
        return self.lacking().filter(may_follow=False)


class CaseMaterial(models.Model):
    """One paper of one case. One nobody asked this resident for is `not_needed`."""

    class State(models.TextChoices):
        MISSING = "missing", _("Missing")
        RECEIVED = "received", _("Received")
        EXPIRED = "expired", _("Expired")
        NOT_NEEDED = "not_needed", _("Not needed here")

    LACKING = (State.MISSING, State.EXPIRED)

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="materials")
    material = models.ForeignKey(
        Material, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    """None: asked for in this case alone."""
    name = models.CharField(_("material"), max_length=80)
    may_follow = models.BooleanField(_("may be supplied later"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.MISSING)
    issued_on = models.DateField(_("issued on"), null=True)
    expires_on = models.DateField(_("valid until before"), null=True)
    ticked_at = models.DateTimeField(null=True)
    ticked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+",
        db_index=False,
    )  # fmt: skip

    objects = CaseMaterialQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="a_paper_is_asked_for_once_a_case",
                fields=["case", "name"],
                violation_error_message=_("This paper is on the list already."),
            ),
            models.CheckConstraint(
                name="a_received_paper_says_when",
                condition=~Q(state="received") | Q(ticked_at__isnull=False),
                violation_error_message=_("A paper that was received says when."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def lies_in(self) -> str:
        return self.case.area_code

    @property
    def lacks(self) -> bool:
        return self.state in self.LACKING


class CaseNoticeQuerySet(ScopedQuerySet["CaseNotice"]):
    """Questions asked of notices."""

    scope = "case__area_code"


class CaseNotice(models.Model):
    """What was told to be missing, all at once; the clock stands from the day after until it came.

    The day the resident brings the papers is theirs, as the day a case is accepted on is not
    counted either.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="notices")
    number = models.SmallIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+",
        db_index=False,
    )  # fmt: skip
    lines = models.JSONField()
    """Name and state of each paper named, as it was then."""
    answered_at = models.DateTimeField(null=True)

    objects = CaseNoticeQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="a_notice_has_its_number_once_a_case",
                fields=["case", "number"],
                violation_error_message=_("That notice was given already."),
            ),
            models.UniqueConstraint(
                name="a_case_waits_for_one_notice",
                fields=["case"],
                condition=Q(answered_at=None),
                violation_error_message=_("A notice waits to be answered already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} / {self.number}"

    @property
    def lies_in(self) -> str:
        return self.case.area_code

    @property
    def names(self) -> list[str]:
        return [line["name"] for line in self.lines]

    @property
    def pause(self) -> tuple[datetime.date, datetime.date] | None:
        """First and last day on which the clock stood for it; none while it stands, or at all."""
        if self.answered_at is None:
            return None
        first = timezone.localdate(self.at) + datetime.timedelta(days=1)
        last = timezone.localdate(self.answered_at)
        return (first, last) if first <= last else None


class CaseFileQuerySet(ScopedQuerySet["CaseFile"]):
    """Questions asked of files."""

    scope = "case__area_code"


class CaseFile(models.Model):
    """A scan or photo of a paper, checked by what it holds, sealed with a key of its own."""

    class Scan(models.TextChoices):
        CLEAN = "clean", _("Scanned, nothing found")
        NOT_SCANNED = "not_scanned", _("Not scanned")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="files")
    material = models.ForeignKey(
        CaseMaterial, on_delete=models.SET_NULL, null=True, related_name="files"
    )
    name = SealedField(_("file"))
    secret = SealedField()  # what opens the file itself
    kind = models.CharField(max_length=40)
    size = models.BigIntegerField(_("bytes"))
    digest = models.CharField(max_length=64)
    path = models.CharField(max_length=100, editable=False)
    scan = models.CharField(_("virus scan"), max_length=11, choices=Scan)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+",
        db_index=False,
    )  # fmt: skip

    objects = CaseFileQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="a_file_is_added_once_a_case",
                fields=["case", "digest"],
                violation_error_message=_("This file is in the case already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.kind}"

    @property
    def lies_in(self) -> str:
        return self.case.area_code
