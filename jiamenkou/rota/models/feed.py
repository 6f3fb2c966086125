"""The secret address under which somebody's own calendar program reads their duties."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class FeedQuerySet(models.QuerySet["Feed"]):
    """Questions asked of feeds."""

    def standing(self) -> Self:
        """Not closed, of somebody whose account is open."""
        return self.filter(closed_at=None, person__is_active=True)


class Feed(models.Model):
    """Whoever knows the secret may read one person's duties, until it is closed."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="duty_feeds"
    )
    # SHA-256 without salt or stretching: the secret is 32 random bytes, nobody guesses those.
    secret_hash = models.BinaryField(max_length=32, editable=False)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    objects = FeedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_feed_has_a_secret_of_its_own",
                fields=["secret_hash"],
                violation_error_message=_("Another feed has that secret."),
            ),
            models.UniqueConstraint(
                name="a_person_has_one_feed_at_a_time",
                fields=["person"],
                condition=Q(closed_at=None),
                violation_error_message=_("Your calendar has an address already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}"
