"""What can be done with wishes: say one, take it back."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from jiamenkou.audit.actions import record
from jiamenkou.lib.constraints import refusing
from jiamenkou.lib.refusal import Refused
from jiamenkou.people.models import User
from jiamenkou.rota.models import Posting, ShiftPattern, Wish


@transaction.atomic
def wish(
    person: User,
    *,
    day: datetime.date,
    wanted: bool,
    pattern: ShiftPattern | None = None,
    weight: int = 1,
    by: User | None,
) -> Wish:
    """`person` would like to work on `day` (on `pattern`), or not; said anew it replaces itself."""
    if not Posting.objects.on(day).filter(person=person).exists():
        words = _("%(person)s works for no centre on %(day)s.")
        facts = {"person": person, "day": day}
        raise Refused("a_wish_lies_in_a_posting", words % facts, field="day")
    with refusing(Wish):
        said, _new = Wish.objects.update_or_create(
            person=person,
            day=day,
            pattern=pattern,
            defaults={"wanted": wanted, "weight": weight},
        )
    record("rota.wish", said, by=by, person=person.pk, on=day.isoformat())
    return said


@transaction.atomic
def unwish(wish: Wish, *, by: User | None) -> None:
    record("rota.unwish", wish, by=by, person=wish.person_id, on=wish.day.isoformat())
    wish.delete()
