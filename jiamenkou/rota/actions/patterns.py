"""What can be done with shifts: add one, amend it, end it."""

from __future__ import annotations

import datetime
from typing import Required, TypedDict, Unpack

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from jiamenkou.audit.actions import record
from jiamenkou.audit.facts import typed
from jiamenkou.lib.constraints import refusing
from jiamenkou.lib.refusal import Refused
from jiamenkou.people.models import User
from jiamenkou.places.models import Centre
from jiamenkou.rota.models import Duty, ShiftPattern


class NeedFacts(TypedDict, total=False):
    """How many people a shift needs on which days, and which skill they have."""

    needed_workday: int
    needed_rest_day: int
    needed_holiday: int
    skill: str


class PatternFacts(NeedFacts, total=False):
    """What may be said of a shift."""

    name: Required[str]
    short: Required[str]
    kind: str
    starts: Required[datetime.time]
    minutes: Required[int]


class AmendedPattern(NeedFacts, total=False):
    """What may be said otherwise of a shift later."""

    name: str
    short: str
    kind: str
    starts: datetime.time
    minutes: int


@transaction.atomic
def add_pattern(
    centre: Centre,
    *,
    begins: datetime.date,
    ends: datetime.date | None = None,
    by: User | None,
    **facts: Unpack[PatternFacts],
) -> ShiftPattern:
    """A shift that `centre` runs from `begins` until before `ends`."""
    if ends is not None and ends <= begins:
        words = _("A shift is used from a day, until a later one.")
        raise Refused("a_shift_begins_to_be_used", words, field="ends")
    pattern = ShiftPattern(centre=centre, during=DateRange(begins, ends), **facts)
    with refusing(ShiftPattern):
        pattern.save(force_insert=True)
    record("rota.add_pattern", pattern, by=by, centre=centre.pk, name=typed(pattern.name))
    return pattern


@transaction.atomic
def amend_pattern(
    pattern: ShiftPattern, *, by: User | None, **facts: Unpack[AmendedPattern]
) -> ShiftPattern:
    """What is not mentioned stays; hours of a shift that people were put on stay as well."""
    pattern = ShiftPattern.objects.select_for_update().get(pk=pattern.pk)
    before = pattern.starts, pattern.minutes
    for name, value in facts.items():
        setattr(pattern, name, value)
    if before != (pattern.starts, pattern.minutes) and pattern.duties.exists():
        words = _("People are on duty by these hours. End this shift, and add one with the new.")
        raise Refused("hours_of_a_used_shift_stay", words, field="starts")
    with refusing(ShiftPattern):
        pattern.save()
    record("rota.amend_pattern", pattern, by=by, changed=sorted(facts))
    return pattern


@transaction.atomic
def end_pattern(pattern: ShiftPattern, *, on: datetime.date, by: User | None) -> ShiftPattern:
    """The shift is run until before `on`."""
    pattern = ShiftPattern.objects.select_for_update().get(pk=pattern.pk)
    first = pattern.during.lower
    if on <= first:
        words = _("This shift is used from %(first)s: end it later than that.")
        raise Refused("a_shift_begins_to_be_used", words % {"first": first}, field="on")
    later = Duty.objects.filter(pattern=pattern, day__gte=on).order_by("day").first()
    if later:
        words = _("Somebody is on this shift on %(day)s. Take them off first, or end it later.")
        raise Refused("nobody_is_on_an_ended_shift", words % {"day": later.day}, field="on")
    pattern.during = DateRange(first, on)
    with refusing(ShiftPattern):
        pattern.save(update_fields=["during"])
    record("rota.end_pattern", pattern, by=by, on=on.isoformat())
    return pattern
