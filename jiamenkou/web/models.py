"""What the API keeps: answers already given, and how much each asker has asked."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class GivenAnswer(models.Model):
    """The answer to a change that came with a key, so that a repeat gets it again."""

    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    key = models.CharField(max_length=64)
    request_digest = models.CharField(max_length=64)
    given_at = models.DateTimeField(auto_now_add=True)
    status = models.SmallIntegerField(null=True)  # none until the change that it answers is made
    location = models.CharField(max_length=200, blank=True)
    sealed_body = models.BinaryField(default=b"")

    class Meta:
        indexes = [models.Index(fields=["given_at"], name="given_answer_by_age")]
        constraints = [
            models.UniqueConstraint(
                name="a_key_is_used_once",
                fields=["holder", "key"],
                violation_error_message=_("This key was used for a request already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.holder_id} {self.key}"


class Allowance(models.Model):
    """What one asker has asked in the minute under way; an unlogged table, empty after a crash."""

    asker = models.CharField(max_length=80, primary_key=True)
    minute = models.BigIntegerField()
    asked = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.asker} {self.asked}"
