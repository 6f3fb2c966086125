"""The people who sign in."""

from django.contrib.auth.models import AbstractUser
from django.db import models

from jiamenkou.places.models import Area


class User(AbstractUser):
    """A person with an account, and the area they work for."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField(max_length=60)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, blank=True)

    def __str__(self) -> str:
        return self.name or self.username
