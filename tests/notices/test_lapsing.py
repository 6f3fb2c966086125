"""Roles that nobody uses: a warning, a month, the end."""

import datetime
from typing import Any

import pytest
from django.utils import timezone

from jiamenkou.notices import actions
from jiamenkou.notices.models import Message
from jiamenkou.people.actions import note_use
from jiamenkou.people.models import Role
from jiamenkou.people.models.role import GRACE_DAYS, UNUSED_DAYS
from tests import make

pytestmark = pytest.mark.django_db


def role(**facts: Any) -> Role:
    """Held for a year, given by somebody, never used; two operators are there."""
    holder = make.user(kind="")
    kind = facts.pop("kind", "clerk")
    begins = timezone.localdate() - datetime.timedelta(days=365)
    made = make.role(holder=holder, kind=kind, area=make.area(), begins=begins)
    Role.objects.filter(pk=made.pk).update(given_by=make.user(kind=""), **facts)
    made.refresh_from_db()
    return made


def days_ago(days: int) -> datetime.date:
    return timezone.localdate() - datetime.timedelta(days=days)


def test_holder_and_giver_of_an_unused_role_are_warned_once() -> None:
    unused = role()
    assert actions.lapse_roles() == (1, 0)
    assert actions.lapse_roles() == (0, 0)
    told = Message.objects.order_by("pk").values_list("user", "kind")
    assert list(told) == [
        (unused.holder_id, "people.role_lapses_soon"),
        (unused.given_by_id, "people.given_role_lapses_soon"),
    ]
    assert str(timezone.localdate() + datetime.timedelta(days=GRACE_DAYS)) in (
        Message.objects.earliest("pk").body
    )


@pytest.mark.parametrize(("days", "warned"), [(UNUSED_DAYS - 1, 0), (UNUSED_DAYS, 1)])
def test_a_warning_comes_after_sixty_days(days: int, warned: int) -> None:
    role(used_on=days_ago(days))
    assert actions.lapse_roles() == (warned, 0)


@pytest.mark.parametrize(("days", "lapsed"), [(GRACE_DAYS - 1, 0), (GRACE_DAYS, 1)])
def test_a_month_after_the_warning_it_ends(days: int, lapsed: int) -> None:
    unused = role(warned_on=days_ago(days))
    assert actions.lapse_roles() == (0, lapsed)
    unused.refresh_from_db()
    assert (unused.end == Role.End.LAPSED) == bool(lapsed)
    assert Role.objects.on(timezone.localdate()).filter(pk=unused.pk).exists() != bool(lapsed)
    assert Message.objects.filter(kind="people.role_lapsed").count() == lapsed


def test_using_the_role_takes_the_warning_away() -> None:
    unused = role(warned_on=days_ago(GRACE_DAYS))
    note_use([unused], on=timezone.localdate())
    assert actions.lapse_roles() == (0, 0)


def test_the_last_operator_stays() -> None:
    last = role(kind="operator", warned_on=days_ago(GRACE_DAYS))
    assert actions.lapse_roles() == (0, 0)
    note_use(make.user(kind="operator").current_roles, on=timezone.localdate())
    assert actions.lapse_roles() == (0, 1)
    last.refresh_from_db()
    assert last.end == Role.End.LAPSED
