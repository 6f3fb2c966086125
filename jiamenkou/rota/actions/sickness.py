"""Somebody cannot come: their leave, and the repair that was agreed on, in one step."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping, Sequence

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from django.utils.translation import gettext as _

from jiamenkou.audit.actions import record
from jiamenkou.lib.constraints import refusing
from jiamenkou.lib.refusal import Refused
from jiamenkou.notices.actions import tell
from jiamenkou.people.models import User
from jiamenkou.rota.actions.leave import refuse_outside_postings, take_off_duty
from jiamenkou.rota.actions.locks import lock_people, lock_rosters, note_change
from jiamenkou.rota.actions.standing import hard_breaks_of, refuse_strangers, withdraw_offers
from jiamenkou.rota.days import ONE_DAY
from jiamenkou.rota.judging import Break, worse
from jiamenkou.rota.models import Duty, Leave, Roster
from jiamenkou.rota.models.roster import DutyQuerySet
from jiamenkou.rota.repairing import Move
from jiamenkou.rota.words import break_words

OFF = "—"


@transaction.atomic
def call_in_sick(
    person: User,
    *,
    first: datetime.date,
    last: datetime.date,
    moves: Sequence[Move],
    by: User | None,
) -> Leave:
    """Sick leave from `first` to `last`, and the moves of a `Repair`: all or nothing."""
    within = Duty.objects.between(first, last + ONE_DAY).filter(person=person)
    rosters = lock_rosters(within.values_list("roster", flat=True))
    coming = User.objects.in_bulk({one.person_to for one in moves if one.person_to})
    lock_people(person, *coming.values())
    duties = _as_proposed(within, moves)
    leave = _away_sick(person, first, last, by)
    before = _hard(rosters, moves, coming.values())
    _pass_on(rosters, moves, duties, coming)
    _refuse_broken(worse(before, _hard(rosters, moves, coming.values())))
    record("rota.call_in_sick", leave, by=by, person=person.pk, moves=len(moves))
    note_change(*rosters)
    _tell(moves, duties, coming, by)
    return leave


def _as_proposed(within: DutyQuerySet, moves: Sequence[Move]) -> dict[int, Duty]:
    """The duties the moves speak of, still of the people they had."""
    said = {one.duty_id: one.person_from for one in moves if one.duty_id}
    found = Duty.objects.select_for_update(of=["self"]).select_related("roster__centre", "pattern")
    duties = {one.pk: one for one in found.select_related("person").filter(pk__in=said)}
    still = {key: duty.person_id for key, duty in duties.items()}
    if still != said or not set(within.values_list("pk", flat=True)) <= set(said):
        words = _("The roster was changed meanwhile. Look at the proposals again.")
        raise Refused("a_repair_is_applied_as_it_was_proposed", words)
    return duties


def _away_sick(person: User, first: datetime.date, last: datetime.date, by: User | None) -> Leave:
    if last < first:
        words = _("Leave has a first and a last day, the last not before.")
        raise Refused("leave_has_a_first_and_a_last_day", words, field="last")
    during, now = DateRange(first, last + ONE_DAY), timezone.now()
    refuse_outside_postings(person, during)
    with refusing(Leave):
        return Leave.objects.create(
            person=person, during=during, kind=Leave.Kind.SICK, state=Leave.State.APPROVED,
            asked_at=now, answered_at=now, answered_by=by,
        )  # fmt: skip


def _hard(
    rosters: Sequence[Roster], moves: Sequence[Move], people: Collection[User]
) -> list[Break]:
    """What must not be, in the days of those who come."""
    days = {one.month: [move.day for move in moves if _lies_in(move, one)] for one in rosters}
    return [
        broken
        for roster in rosters
        if days[roster.month]
        for broken in hard_breaks_of(people, roster=roster, day=max(days[roster.month]))
    ]


def _pass_on(
    rosters: Sequence[Roster],
    moves: Sequence[Move],
    duties: Mapping[int, Duty],
    coming: Mapping[int, User],
) -> None:
    """Who leaves a day leaves it before anybody comes to it; all who come, come at once."""
    passed: list[Duty] = []
    new: list[Duty] = []
    gone: list[Duty] = []
    for move in moves:
        duty = duties.get(move.duty_id or 0) or _new(move, rosters)
        if not move.person_to:
            gone.append(duty)
            continue
        duty.person = coming[move.person_to]
        duty.origin, duty.fixed = Duty.Origin.REPAIR, True
        refuse_strangers(duty.roster, person=duty.person, day=duty.day, patterns=[duty.pattern])
        (passed if duty.pk else new).append(duty)
    take_off_duty(gone)
    withdraw_offers(passed)
    with refusing(Duty):
        Duty.objects.bulk_update(passed, ["person", "origin", "fixed"])
        Duty.objects.bulk_create(new)


def _new(move: Move, rosters: Sequence[Roster]) -> Duty:
    roster = next((one for one in rosters if _lies_in(move, one)), None)
    if roster is None:
        words = _("The roster was changed meanwhile. Look at the proposals again.")
        raise Refused("a_repair_is_applied_as_it_was_proposed", words)
    return Duty(
        roster=roster, pattern=move.pattern, day=move.day, during=move.pattern.span(move.day)
    )


def _lies_in(move: Move, roster: Roster) -> bool:
    here = move.pattern.centre_id == roster.centre_id
    return here and roster.month <= move.day < roster.until


def _refuse_broken(broken: Sequence[Break]) -> None:
    if broken:
        told = "；".join(break_words(one) for one in broken)
        words = _("This breaks what must be kept: %(rules)s. Choose another way.")
        raise Refused("a_repair_breaks_no_rule", words % {"rules": told})


def _tell(
    moves: Sequence[Move],
    duties: Mapping[int, Duty],
    coming: Mapping[int, User],
    by: User | None,
) -> None:
    """Those who come; a draft is nobody's duty yet."""
    for move in moves:
        duty = duties.get(move.duty_id or 0)
        person = coming.get(move.person_to or 0)
        if duty and person and person != by and duty.roster.published:
            tell(
                person, "rota.changed", about=None, key="",
                centre=str(duty.roster.centre), day=move.day.isoformat(),
                was=OFF, now=move.pattern.name,
            )  # fmt: skip
