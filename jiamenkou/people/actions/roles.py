"""Giving a role, ending it, handing it over; an unused one lapses."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q
from django.utils.translation import gettext as _

from jiamenkou.audit.actions import record
from jiamenkou.lib.constraints import refusing
from jiamenkou.lib.refusal import Refused
from jiamenkou.people.models import Role, User
from jiamenkou.people.policy import GIVES
from jiamenkou.places.models import Area


@transaction.atomic
def give_role(
    holder: User,
    *,
    kind: str,
    area: Area | None,
    begins: datetime.date,
    ends: datetime.date | None = None,
    by: User | None,
) -> Role:
    """`holder` is `kind` in `area` (None: everywhere) from `begins` until before `ends`."""
    _ask_who_gives(by, kind=kind, area=area)
    if ends is not None and ends <= begins:
        words = _("A role begins on a day, and ends later than it began.")
        raise Refused("a_role_begins_before_it_ends", words, field="ends")
    with refusing(Role):
        role = Role.objects.create(
            holder=holder, kind=kind, area=area, during=DateRange(begins, ends), given_by=by
        )
    record("people.give_role", role, by=by, kind=kind, area=area.code if area else "")
    return role


@transaction.atomic
def end_role(role: Role, *, on: datetime.date, why: str = Role.End.ENDED, by: User | None) -> Role:
    """The role is held until before `on`; one that has not begun by then is held for a day."""
    role = Role.objects.select_for_update().get(pk=role.pk)
    _ask_who_gives(by, kind=role.kind, area=role.area)
    first, until = role.during.lower, role.during.upper
    if role.end or (until and until < on):
        raise Refused("a_role_ends_once", _("This role has ended already, or ends before that."))
    role.during = DateRange(first, max(on, first + datetime.timedelta(days=1)))
    role.end = why
    role.save(update_fields=["during", "end"])
    record("people.end_role", role, by=by, on=on.isoformat(), why=why)
    return role


@transaction.atomic
def hand_over(role: Role, *, to: User, on: datetime.date, by: User | None) -> Role:
    """The role ends before `on`, and `to` holds it from that day as long as it would have run."""
    role = Role.objects.select_for_update().get(pk=role.pk)
    until = role.during.upper
    if to.pk == role.holder_id:
        words = _("A role is handed over to somebody else.")
        raise Refused("a_role_goes_to_another", words, field="to")
    end_role(role, on=on, why=Role.End.HANDED_OVER, by=by)
    return give_role(to, kind=role.kind, area=role.area, begins=on, ends=until, by=by)


def warn_of_lapse(role: Role, *, on: datetime.date, unused_since: datetime.date) -> bool:
    """Note that its holder is told today; False where it was used or warned of meanwhile."""
    stale = Role.objects.on(on).unused_since(unused_since).filter(pk=role.pk, warned_on=None)
    if not stale.update(warned_on=on):
        return False
    record("people.warn_of_lapse", role, by=None)
    return True


def note_use(roles: Iterable[Role], *, on: datetime.date) -> None:
    """Remember that they were used on this day; a day is written once, and warnings fall away."""
    stale = [role.pk for role in roles if role.used_on != on]
    if stale:
        unused = Q(used_on=None) | Q(used_on__lt=on)
        Role.objects.filter(unused, pk__in=stale).update(used_on=on, warned_on=None)


def _ask_who_gives(by: User | None, *, kind: str, area: Area | None) -> None:
    """Nobody gives more than their own roles let them, or outside their own area."""
    if by is None:
        return
    code = area.code if area else ""
    for role in by.roles_for("people.appoint"):
        if kind in GIVES.get(role.kind, ()) and code.startswith(role.prefix):
            return
    words = _("Your own roles do not let you give or end this role there.")
    raise Refused("a_role_is_given_from_above", words, field="kind")
