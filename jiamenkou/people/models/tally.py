"""How often somebody tried at a door, so that guessing ends."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from jiamenkou.lib.sealing import blind


class Door(models.TextChoices):
    """What is tried; each has its own limit."""

    ACCOUNT = "account", _("sign-in to one account")
    ADDRESS = "address", _("sign-in from one address")
    SECOND = "second", _("second factor of one account")
    SEND_PHONE = "send_phone", _("codes to one telephone")
    SEND_ADDRESS = "send_address", _("codes asked for from one address")
    CODE_ADDRESS = "code_address", _("codes tried from one address")


class Tally(models.Model):
    """Tries at one door by one key: an account name, an address, a telephone, all unreadable."""

    door = models.CharField(max_length=12, choices=Door)
    key = models.BinaryField()
    tries = models.PositiveIntegerField(default=0)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["door", "key"],
                name="tries_are_counted_in_one_place",
                violation_error_message=_("These tries are counted already."),
            ),
        ]
        indexes = [models.Index(fields=["since"], name="tally_by_age")]

    def __str__(self) -> str:
        return f"{self.get_door_display()}: {self.tries}"


class Limit:
    """So many tries within a time; one more shuts the door for another time."""

    def __init__(self, tries: int, *, within: timedelta, shut: timedelta) -> None:
        self.tries, self.within, self.shut = tries, within, shut


QUARTER, HOUR = timedelta(minutes=15), timedelta(hours=1)
LIMITS = {
    Door.ACCOUNT: Limit(5, within=QUARTER, shut=QUARTER),
    Door.ADDRESS: Limit(50, within=QUARTER, shut=QUARTER),  # a whole office behind one address
    Door.SECOND: Limit(5, within=QUARTER, shut=QUARTER),
    Door.SEND_PHONE: Limit(5, within=HOUR, shut=HOUR),
    Door.SEND_ADDRESS: Limit(30, within=HOUR, shut=HOUR),
    Door.CODE_ADDRESS: Limit(50, within=QUARTER, shut=QUARTER),
}


def key_of(words: str) -> bytes:
    """What is kept in place of a name, address or telephone: equal for equal words only."""
    return blind(words.strip().casefold(), purpose="people_tally.key")
