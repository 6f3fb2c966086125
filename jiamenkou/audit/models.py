"""What happened, to what, by whom."""

from django.conf import settings
from django.db import models


class Event(models.Model):
    """One act of one person, written in the same transaction as the act."""

    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    verb = models.CharField(max_length=60)
    thing = models.CharField(max_length=60)
    thing_key = models.CharField(max_length=40)
    facts = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["thing", "thing_key", "-at"], name="event_by_thing")]

    def __str__(self) -> str:
        return f"{self.verb} {self.thing} {self.thing_key}"
