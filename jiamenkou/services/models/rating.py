"""What residents say of how they were served, and what is done about the worst of it."""

from __future__ import annotations

import datetime
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jiamenkou.lib.scope import ScopedQuerySet
from jiamenkou.services.models.case import Case

BAD = 2
"""A rating of this level or below opens a bad rating."""


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Questions asked of invitations."""

    def standing(self, now: datetime.datetime) -> Self:
        return self.filter(until__gt=now)


class Invitation(models.Model):
    """The secret address under which the resident of one case may rate it."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="invitation")
    # SHA-256 without salt or stretching: the secret is 16 random bytes, nobody guesses those.
    secret_hash = models.BinaryField(max_length=32, editable=False)
    made_at = models.DateTimeField()
    until = models.DateTimeField()

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="an_invitation_has_a_secret_of_its_own",
                fields=["secret_hash"],
                violation_error_message=_("Another invitation has that secret."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case}"


class RatingQuerySet(ScopedQuerySet["Rating"]):
    """Questions asked of ratings."""

    scope = "case__area_code"

    def counting(self) -> Self:
        """All but those found to be mistaken."""
        return self.filter(mistaken=False)


class Rating(models.Model):
    """Five levels, 5 the best; once a case."""

    class Level(models.IntegerChoices):
        VERY_GOOD = 5, _("Very satisfied")
        GOOD = 4, _("Satisfied")
        FAIR = 3, _("Fair")
        BAD = 2, _("Not satisfied")
        VERY_BAD = 1, _("Not satisfied at all")

    class Reason(models.TextChoices):
        KIND = "kind", _("Friendly and patient")
        CLEAR = "clear", _("Clearly explained")
        QUICK = "quick", _("Quickly done")
        WAIT = "wait", _("Waited too long")
        ATTITUDE = "attitude", _("Unfriendly")
        UNCLEAR = "unclear", _("Not clearly explained")
        AGAIN = "again", _("Had to come again")
        LATE = "late", _("Later than promised")
        EXTRA = "extra", _("Asked for papers that are not on the list")

    class Via(models.TextChoices):
        LINK = "link", _("By the link")
        COUNTER = "counter", _("At the counter")
        PHONE = "phone", _("By telephone")

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="rating")
    level = models.SmallIntegerField(_("level"), choices=Level)
    reasons = ArrayField(
        models.CharField(max_length=8, choices=Reason), verbose_name=_("reasons"), default=list
    )
    words = models.CharField(_("in your own words"), max_length=500, blank=True)
    via = models.CharField(max_length=7, choices=Via)
    at = models.DateTimeField()
    mistaken = models.BooleanField(default=False)
    """An appeal found that it was given by mistake: kept, and counted apart."""

    objects = RatingQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(name="rating_by_level", fields=["level", "-id"])]
        constraints = [
            models.CheckConstraint(
                name="a_rating_is_one_of_five_levels",
                condition=Q(level__range=(1, 5)),
                violation_error_message=_("Choose one of the five levels."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.level}"

    @property
    def lies_in(self) -> str:
        return self.case.area_code

    @property
    def is_bad(self) -> bool:
        return self.level <= BAD

    @property
    def reason_words(self) -> list[str]:
        return [str(self.Reason(one).label) for one in self.reasons]


class BadRatingQuerySet(ScopedQuerySet["BadRating"]):
    """Questions asked of bad ratings."""

    scope = "rating__case__area_code"

    def open(self) -> Self:
        return self.filter(state__in=BadRating.OPEN)

    def due_by(self, day: datetime.date) -> Self:
        return self.open().filter(due_on__lte=day)


class BadRating(models.Model):
    """A bad rating put right: looked into, mended, the resident called back by somebody else."""

    class State(models.TextChoices):
        OPEN = "open", _("To be looked into")
        VERIFIED = "verified", _("Looked into")
        FIXED = "fixed", _("Mended, to be called back")
        CLOSED = "closed", _("Closed")
        MISTAKEN = "mistaken", _("Rated by mistake")

    OPEN = (State.OPEN, State.VERIFIED, State.FIXED)
    NEXT = {
        State.OPEN: frozenset({State.VERIFIED, State.MISTAKEN}),
        State.VERIFIED: frozenset({State.FIXED, State.MISTAKEN}),
        State.FIXED: frozenset({State.CLOSED, State.VERIFIED, State.MISTAKEN}),
        State.CLOSED: frozenset[State](),
        State.MISTAKEN: frozenset[State](),
    }

    rating = models.OneToOneField(Rating, on_delete=models.CASCADE, related_name="bad")
    clerk = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+",
    )  # fmt: skip
    """Who served: they appeal, and anybody else calls back."""
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN)
    opened_at = models.DateTimeField()
    days = models.SmallIntegerField()
    due_on = models.DateField(_("due"))
    finding = models.CharField(_("what was found"), max_length=500, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+",
        db_index=False,
    )  # fmt: skip
    remedy = models.CharField(_("what was done about it"), max_length=500, blank=True)
    fixed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+",
        db_index=False,
    )  # fmt: skip
    answer = models.CharField(_("what the resident said"), max_length=500, blank=True)
    content = models.BooleanField(_("is content now"), null=True)
    called_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+",
        db_index=False,
    )  # fmt: skip
    ended_at = models.DateTimeField(null=True)
    appeal = models.CharField(_("why it is mistaken"), max_length=500, blank=True)
    appealed_at = models.DateTimeField(null=True)
    ruling = models.CharField(_("ruling"), max_length=500, blank=True)
    ruled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+",
        db_index=False,
    )  # fmt: skip

    objects = BadRatingQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                name="bad_rating_by_due_day",
                fields=["due_on", "id"],
                condition=Q(state__in=["open", "verified", "fixed"]),
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="who_served_does_not_call_back",
                condition=Q(called_by=None) | Q(clerk=None) | ~Q(called_by=F("clerk")),
                violation_error_message=_("Somebody else than who served calls back."),
            ),
            models.CheckConstraint(
                name="who_served_does_not_rule_on_their_appeal",
                condition=Q(ruled_by=None) | Q(clerk=None) | ~Q(ruled_by=F("clerk")),
                violation_error_message=_("Somebody else than who served rules on the appeal."),
            ),
            models.CheckConstraint(
                name="a_closed_bad_rating_was_called_back",
                condition=~Q(state="closed")
                | Q(called_by__isnull=False, ended_at__isnull=False) & ~Q(answer=""),
                violation_error_message=_("A bad rating is closed by a call: say what they said."),
            ),
            models.CheckConstraint(
                name="a_mistaken_rating_was_ruled_so",
                condition=~Q(state="mistaken")
                | Q(ruled_by__isnull=False, ended_at__isnull=False) & ~Q(ruling=""),
                violation_error_message=_("A rating is mistaken by a ruling: say why."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rating}"

    @property
    def lies_in(self) -> str:
        return self.rating.case.area_code

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def under_appeal(self) -> bool:
        return self.is_open and bool(self.appeal) and not self.ruling
