"""What differs between a roster and what was last published of it."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jiamenkou.people.models import User
from jiamenkou.rota.models import ShiftPattern
from jiamenkou.rota.shown.month import Month
from jiamenkou.rota.shown.wording import day_words

Key = tuple[int, int, datetime.date]


def changes_since(month: Month) -> list[str]:
    """One sentence for each person's day that reads otherwise now; none before it is published."""
    last = month.roster.publications.order_by("-version").first()
    if last is None:
        return []
    before = {_key(one) for one in last.duties}
    now = {(one.person_id, one.pattern_id, one.day) for one in month.duty_list}
    people = _named(User, "name", {person for person, _shift, _day in before ^ now})
    shifts = _named(ShiftPattern, "name", {shift for _person, shift, _day in before ^ now})
    found = sorted(before ^ now, key=lambda key: (key[2], key[0]))
    return [_words(key, people, shifts, new=key in now) for key in found]


def people_told(month: Month) -> str:
    """How many people have duties, or another duty than was published."""
    last = month.roster.publications.order_by("-version").first()
    before = {_key(one) for one in last.duties} if last else set()
    now = {(one.person_id, one.pattern_id, one.day) for one in month.duty_list}
    count = len({person for person, _shift, _day in before ^ now})
    words = ngettext("%(count)d person is told.", "%(count)d people are told.", count)
    return words % {"count": count}


def _key(one: Any) -> Key:
    person, pattern, day = one[:3]
    return person, pattern, datetime.date.fromisoformat(day)


def _named(model: Any, field: str, meant: set[int]) -> dict[int, str]:
    return dict(model.objects.filter(pk__in=meant).values_list("pk", field))


def _words(key: Key, people: dict[int, str], shifts: dict[int, str], *, new: bool) -> str:
    person, shift, day = key
    words = (
        _("%(day)s %(name)s: new, %(shift)s") if new else _("%(day)s %(name)s: no more %(shift)s")
    )
    facts = {"day": day_words(day), "name": people.get(person, ""), "shift": shifts.get(shift, "")}
    return words % facts
