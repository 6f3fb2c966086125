"""What a person holds besides the password."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from jiamenkou.lib.sealed import SealedField


class SecondFactor(models.Model):
    """The secret an authenticator app shares with us (RFC 6238), sealed."""

    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="second_factors"
    )
    secret = SealedField()
    """Twenty bytes in hexadecimal."""
    since = models.DateTimeField()
    last_step = models.BigIntegerField(default=0)
    """The half minute of the last code taken; a code opens once."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["holder"],
                name="a_person_has_one_second_factor",
                violation_error_message=_("A second factor is set up already; remove it first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.holder}"

    @property
    def key(self) -> bytes:
        """The secret itself."""
        return bytes.fromhex(self.secret)


class RecoveryCode(models.Model):
    """A word on paper that opens once when the telephone is lost; kept unreadable."""

    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="recovery_codes"
    )
    code = models.BinaryField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["holder", "code"],
                name="a_recovery_code_is_given_once",
                violation_error_message=_("This recovery code was given already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.holder}"
