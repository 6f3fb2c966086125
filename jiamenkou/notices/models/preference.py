"""In which language, and by which channels, somebody wants to be told."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models


class Preference(models.Model):
    """What one person chose; whoever chose nothing has no row."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", primary_key=True
    )
    language = models.CharField(max_length=7, choices=settings.LANGUAGES)
    muted = ArrayField(models.CharField(max_length=70), default=list)  # kind:channel

    def __str__(self) -> str:
        return f"{self.user_id}: {self.language}"

    def wants(self, kind: str, channel: str) -> bool:
        return f"{kind}:{channel}" not in self.muted
