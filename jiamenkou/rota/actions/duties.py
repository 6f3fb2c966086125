"""What a hand does in a month: put somebody on a shift or take them off, keep a duty as it is."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from jiamenkou.audit.actions import record
from jiamenkou.audit.facts import typed
from jiamenkou.lib.constraints import refusing
from jiamenkou.lib.refusal import Refused
from jiamenkou.notices.actions import tell
from jiamenkou.people.models import User
from jiamenkou.rota.actions.leave import take_off_duty
from jiamenkou.rota.actions.locks import lock_people, lock_roster, note_change
from jiamenkou.rota.actions.standing import hard_breaks_in, months_after, refuse_strangers
from jiamenkou.rota.case import case_of
from jiamenkou.rota.judging import Break, breaks_if, worse
from jiamenkou.rota.models import Duty, Roster, ShiftPattern
from jiamenkou.rota.words import break_words

OFF = "—"


@transaction.atomic
def put(  # noqa: PLR0913 - a hand says so many things
    roster: Roster,
    *,
    person: User,
    day: datetime.date,
    patterns: Collection[ShiftPattern],
    seen: Collection[int] | None = None,
    why: str = "",
    by: User | None,
) -> list[Duty]:
    """That person's duties of the day become exactly these shifts; none: a day off.

    `seen` are the keys of the shifts the hand saw there. What newly breaks a hard rule needs a
    reason; leave, other centres' people and two places at once are refused in any case.
    """
    roster = lock_roster(roster)
    lock_people(person)
    found = roster.duties.filter(person=person, day=day).select_related("pattern", "person")
    standing = list(found)
    _refuse_unseen(standing, seen)
    refuse_strangers(roster, person=person, day=day, patterns=patterns)
    month, again = case_of(roster), months_after(roster, day)
    if person.pk in month.person_index:
        newly = breaks_if(month, person.pk, day, [one.pk for one in patterns])
    else:
        newly, again = [], [roster, *again]
    before = hard_breaks_in(again, [person])
    wanted = {one.pk for one in patterns}
    gone = [one for one in standing if one.pattern_id not in wanted]
    take_off_duty(gone)
    made = _put_on(roster, person, day, standing, patterns)
    newly += worse(before, hard_breaks_in(again, [person]))
    _ask_for_reason(made, [one for one in newly if one.hard], why)
    record("rota.put", roster, by=by, person=person.pk, on=day.isoformat(),
           shifts=sorted(wanted), why=typed(why))  # fmt: skip
    if made or gone:
        note_change(roster)
        _tell_change(roster, person, day, gone, made, by)
    return made


@transaction.atomic
def keep_duty(duty: Duty, *, fixed: bool, by: User | None) -> Duty:
    """The engine leaves a kept duty alone, or may move it again."""
    roster = lock_roster(duty.roster)
    duty = Duty.objects.select_for_update().get(pk=duty.pk)
    duty.fixed = fixed
    duty.save(update_fields=["fixed"])
    record("rota.keep_duty", roster, by=by, on=duty.day.isoformat(), fixed=fixed)
    note_change(roster)
    return duty


def _refuse_unseen(standing: Iterable[Duty], seen: Collection[int] | None) -> None:
    if seen is not None and set(seen) != {one.pattern_id for one in standing}:
        there = "、".join(one.pattern.name for one in standing) or OFF
        words = _("Somebody changed this day meanwhile; it is now: %(there)s. Look, and try again.")
        raise Refused("a_day_is_changed_as_it_was_seen", words % {"there": there})


def _put_on(
    roster: Roster,
    person: User,
    day: datetime.date,
    standing: Iterable[Duty],
    patterns: Iterable[ShiftPattern],
) -> list[Duty]:
    """What a hand put stays when the engine fills the rest."""
    there = {one.pattern_id for one in standing}
    made = [
        Duty(
            roster=roster, person=person, pattern=one, day=day, during=one.span(day),
            fixed=True, origin=Duty.Origin.HAND,
        )
        for one in patterns
        if one.pk not in there
    ]  # fmt: skip
    with refusing(Duty):
        return Duty.objects.bulk_create(made)


def _ask_for_reason(made: list[Duty], broken: list[Break], why: str) -> None:
    if not broken:
        return
    if not why.strip():
        told = "；".join(break_words(one) for one in broken)
        words = _("This breaks what must be kept: %(rules)s. Say why it is done all the same.")
        raise Refused("a_hard_rule_is_broken_with_a_reason", words % {"rules": told}, field="why")
    for duty in made:
        duty.why = why.strip()
    Duty.objects.bulk_update(made, ["why"])


def _tell_change(
    roster: Roster,
    person: User,
    day: datetime.date,
    gone: Iterable[Duty],
    made: Iterable[Duty],
    by: User | None,
) -> None:
    """A draft is nobody's duty yet."""
    if not roster.published or person == by:
        return
    was, now = ("、".join(one.pattern.name for one in duties) or OFF for duties in (gone, made))
    facts = {"centre": str(roster.centre), "day": day.isoformat(), "was": was, "now": now}
    tell(person, "rota.changed", about=None, key="", **facts)
