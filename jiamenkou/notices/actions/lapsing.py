"""Roles that nobody uses lapse, after a warning to the holder and to whoever gave them."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.db import transaction
from django.utils import timezone

from jiamenkou.notices.actions.telling import tell
from jiamenkou.people.actions import end_role, warn_of_lapse
from jiamenkou.people.models import Role, User
from jiamenkou.people.models.role import GRACE_DAYS, UNUSED_DAYS, RoleQuerySet
from jiamenkou.people.policy import OPERATOR

LAPSES_SOON = ("people.role_lapses_soon", "people.given_role_lapses_soon")
LAPSED = ("people.role_lapsed", "people.given_role_lapsed")
"""What the holder is told, and whoever gave the role."""


def lapse_roles() -> tuple[int, int]:
    """Every night: warn once, then end; returns how many were warned and how many lapsed."""
    today = timezone.localdate()
    warned = [role for role in _unused(today) if _warn(role, today)]
    lapsed = [role for role in _ripe(today) if _lapse(role, today)]
    return len(warned), len(lapsed)


def _unused(today: datetime.date) -> RoleQuerySet:
    """For too long, and nobody was warned yet."""
    return _held(today).unused_since(_since(today)).filter(warned_on=None)


def _ripe(today: datetime.date) -> RoleQuerySet:
    """Warned, and the time to answer is over; using a role takes the warning away."""
    return _held(today).filter(warned_on__lte=today - datetime.timedelta(days=GRACE_DAYS))


def _since(today: datetime.date) -> datetime.date:
    return today - datetime.timedelta(days=UNUSED_DAYS)


def _held(today: datetime.date) -> RoleQuerySet:
    """Somebody must be able to give roles, so a last operator stays."""
    held = Role.objects.on(today).filter(end=Role.End.NONE)
    operators = held.filter(kind=OPERATOR)
    if operators.values("holder").distinct().count() < 2:
        held = held.exclude(kind=OPERATOR)
    return held.select_related("holder", "given_by", "area").order_by("pk")


@transaction.atomic
def _warn(role: Role, today: datetime.date) -> bool:
    if not warn_of_lapse(role, on=today, unused_since=_since(today)):
        return False
    on = today + datetime.timedelta(days=GRACE_DAYS)
    for person, kind in _concerned(role, LAPSES_SOON):
        with_words = _words(role, on)
        tell(person, kind, about=role, key=f"lapse-{role.pk}-{today}", **with_words)
    return True


@transaction.atomic
def _lapse(role: Role, today: datetime.date) -> bool:
    if not _ripe(today).filter(pk=role.pk).select_for_update(of=["self"]).exists():
        return False
    end_role(role, on=today, why=Role.End.LAPSED, by=None)
    for person, kind in _concerned(role, LAPSED):
        tell(person, kind, about=role, key=f"lapsed-{role.pk}", **_words(role, today))
    return True


def _concerned(role: Role, kinds: tuple[str, str]) -> Iterator[tuple[User, str]]:
    yield role.holder, kinds[0]
    if role.given_by and role.given_by != role.holder:
        yield role.given_by, kinds[1]


def _words(role: Role, on: datetime.date) -> dict[str, str]:
    return {"role": str(role), "holder": str(role.holder), "day": on.isoformat()}
