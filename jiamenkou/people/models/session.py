"""Where somebody is signed in."""

from __future__ import annotations

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils.translation import gettext as _


class Session(AbstractBaseSession):
    """One browser, signed in or not; it says whose it is, so that all of one person can end."""

    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        related_name="sessions",
    )
    number = models.CharField(max_length=24, db_index=True, default="")
    """What pages call it by; the key itself would let its reader in."""
    began_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    agent = models.CharField(max_length=60, default="")

    @property
    def device(self) -> str:
        """The browser and system it runs in, as far as they say so."""
        return self.agent or _("Unknown browser")
