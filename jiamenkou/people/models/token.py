"""A key that lets a program ask on somebody's behalf, and for less than they may themselves."""

from __future__ import annotations

import datetime
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jiamenkou.lib.scope import Reach
from jiamenkou.people.policy import POLICY, Sensitivity
from jiamenkou.places.models import Area


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    """Questions asked of tokens."""

    def good_on(self, day: datetime.date) -> Self:
        """Neither revoked nor run out, of somebody whose account is open."""
        return self.filter(revoked_at=None, expires_on__gt=day, holder__is_active=True)


class ApiToken(models.Model):
    """A program's key: actions of its holder's, where they may, or in an area inside that."""

    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="tokens"
    )
    name = models.CharField(_("name"), max_length=60)
    # SHA-256 without salt or stretching: the secret is 32 random bytes, nobody guesses those.
    secret_hash = models.BinaryField(max_length=32, editable=False)
    scopes = ArrayField(models.CharField(max_length=60), verbose_name=_("what it may do"))
    area = models.ForeignKey(
        Area, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("area")
    )
    personal = models.BooleanField(_("reaches personal data"), default=False)
    made_on = models.DateField()
    expires_on = models.DateField(_("until before"))
    last_used_on = models.DateField(_("last used on"), null=True)
    revoked_at = models.DateTimeField(null=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_token_has_a_secret_of_its_own",
                fields=["secret_hash"],
                violation_error_message=_("Another token has that secret."),
            ),
            models.UniqueConstraint(
                name="a_person_names_a_token_once",
                fields=["holder", "name"],
                condition=Q(revoked_at=None),
                violation_error_message=_("You have a token of that name; choose another."),
            ),
            models.CheckConstraint(
                name="a_token_is_for_something",
                condition=Q(scopes__len__gt=0),
                violation_error_message=_("Choose at least one thing the token may do."),
            ),
            models.CheckConstraint(
                name="a_token_runs_out_within_a_year",
                condition=Q(expires_on__gt=F("made_on"))
                & Q(expires_on__lte=F("made_on") + datetime.timedelta(days=366)),
                violation_error_message=_("A token runs out later than today, within a year."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def scope_words(self) -> list[str]:
        """What it may do, as people call it; an action that went keeps its name."""
        return [str(POLICY[one].words) if one in POLICY else one for one in self.scopes]

    def reach(self, action: str) -> Reach:
        """Where it allows `action` today: what its holder may, inside its own bounds."""
        if action not in self.scopes or (is_personal(action) and not self.personal):
            return Reach.of(())
        reach = self.holder.reach(action)
        return reach.narrowed(self.area.prefix) if self.area else reach

    def needs_second_factor(self, action: str) -> bool:  # noqa: ARG002
        """It was given when the token was made; without it `reach` is nowhere."""
        return False


def is_personal(action: str) -> bool:
    return POLICY[action].sensitivity >= Sensitivity.PERSONAL
