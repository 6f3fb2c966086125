"""The people who sign in."""

from __future__ import annotations

from functools import cached_property

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils import timezone

from jiamenkou.lib.prepared import Prepared
from jiamenkou.lib.scope import Reach
from jiamenkou.people.models.role import Role
from jiamenkou.people.policy import POLICY, Sensitivity
from jiamenkou.places.models import Area

HELD = Prepared(
    lambda holder, day: (
        Role.objects.on(day).filter(holder=holder).select_related("area").defer("area__boundary")
    ),
    holder=models.BigIntegerField(),
    day=models.DateField(),
)
"""Who somebody is, is asked with every request."""


class User(AbstractUser):
    """A person with an account; what they may do, their roles say."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField(max_length=60)

    def __str__(self) -> str:
        return self.name or self.username

    @cached_property
    def current_roles(self) -> list[Role]:
        """Held today, the widest first."""
        held = HELD.all(holder=self.pk, day=timezone.localdate())
        return sorted(held, key=lambda role: (len(role.prefix), role.prefix, role.pk))

    @cached_property
    def area(self) -> Area | None:
        """Where their work is, the widest of their roles; None: everywhere, or nowhere yet."""
        return self.current_roles[0].area if self.current_roles else None

    def roles_for(self, action: str) -> list[Role]:
        """Those of today's roles that allow `action` (a key of the policy)."""
        return [role for role in self.current_roles if role.kind in POLICY[action].roles]

    def reach(self, action: str) -> Reach:
        """Where they may do `action` today."""
        return Reach.of(role.prefix for role in self.roles_for(action))

    def may(self, action: str) -> bool:
        return bool(self.roles_for(action))

    def needs_second_factor(self, action: str) -> bool:
        return POLICY[action].sensitivity >= Sensitivity.PERSONAL
