"""What can be done with swaps: offer a duty, accept, decline, withdraw."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jiamenkou.audit.actions import record
from jiamenkou.lib.constraints import refusing
from jiamenkou.lib.refusal import Refused
from jiamenkou.notices.actions import tell
from jiamenkou.people.models import User
from jiamenkou.rota.actions.locks import lock_people, lock_rosters, note_change
from jiamenkou.rota.actions.standing import hard_breaks_of, refuse_strangers, withdraw_offers
from jiamenkou.rota.judging import Break, worse
from jiamenkou.rota.keepers import keepers_of
from jiamenkou.rota.models import Duty, Swap
from jiamenkou.rota.words import break_words

State = Swap.State
NOTHING = "—"


@transaction.atomic
def offer_swap(
    duty: Duty, *, to: User | None = None, wanted: Duty | None = None, by: User | None
) -> Swap:
    """The duty's person offers it to one colleague, or to whoever takes it; for one of theirs."""
    rosters = lock_rosters([duty.roster_id])
    duty = _found(duty)
    _refuse_past_or_draft(duty)
    if wanted is not None:
        wanted = _found(wanted)
        to = to or wanted.person
        _refuse_past_or_draft(wanted)
        if wanted.person_id != to.pk:
            words = _("%(person)s is not on that duty any more.")
            raise Refused(
                "what_is_asked_in_return_is_theirs", words % {"person": to}, field="wanted"
            )
    with refusing(Swap):
        swap = Swap.objects.create(
            duty=duty, wanted=wanted, offered_by=duty.person, to=to, offered_at=timezone.now()
        )
    record("rota.offer_swap", swap, by=by, on=duty.day.isoformat())
    note_change(*rosters)
    if to is not None:
        told = {"duty": duty_words(duty), "wanted": duty_words(wanted) if wanted else NOTHING}
        tell(to, "rota.swap_offered", about=None, key="", who=str(duty.person), **told)
    return swap


@transaction.atomic
def accept_swap(swap: Swap, *, by: User) -> Swap:
    """`by` takes the duty, and gives the one asked in return; no rule that must hold may break."""
    rosters = lock_rosters({swap.duty.roster_id, *([swap.wanted.roster_id] if swap.wanted else [])})
    lock_people(swap.offered_by, by)
    swap = _locked(swap)
    duties = _as_offered(swap, by)
    people = [swap.offered_by, by]
    before = _hard(people, duties)
    _change_places(swap, duties, by)
    _refuse_broken(worse(before, _hard(people, duties)))
    swap.state, swap.taken_by, swap.answered_at = State.ACCEPTED, by, timezone.now()
    with refusing(Swap):
        swap.save(update_fields=["state", "taken_by", "answered_at"])
    withdraw_offers(duties)
    record("rota.accept_swap", swap, by=by, on=swap.duty.day.isoformat(), person=by.pk)
    note_change(*rosters)
    _tell_accepted(swap, by)
    return swap


@transaction.atomic
def decline_swap(swap: Swap, *, by: User) -> Swap:
    """Whom it was offered to does not want it."""
    swap = _locked(swap)
    if swap.to_id != by.pk:
        words = _("This was not offered to you alone: leave it to the others.")
        raise Refused("a_swap_is_answered_by_whom_it_is_offered_to", words)
    _end(swap, State.DECLINED)
    record("rota.decline_swap", swap, by=by, on=swap.duty.day.isoformat())
    _tell_answer(swap, by)
    return swap


@transaction.atomic
def withdraw_swap(swap: Swap, *, by: User | None) -> Swap:
    """The offer stands no longer."""
    swap = _locked(swap)
    _end(swap, State.WITHDRAWN)
    record("rota.withdraw_swap", swap, by=by, on=swap.duty.day.isoformat())
    return swap


def duty_words(duty: Duty) -> str:
    return f"{duty.day:%m-%d} {duty.pattern.name}（{duty.roster.centre}）"


def _locked(swap: Swap) -> Swap:
    """As it is now; raises Refused where it was answered."""
    related = ("offered_by", "to", "duty__person", "duty__pattern", "duty__roster__centre__area")
    found = Swap.objects.select_for_update(of=["self"]).select_related(*related)
    swap = found.get(pk=swap.pk)
    if swap.state != State.OFFERED:
        words = _("This offer is no longer open: %(state)s.") % {"state": swap.get_state_display()}
        raise Refused("a_swap_is_answered_once", words)
    return swap


def _found(duty: Duty) -> Duty:
    related = ("person", "pattern", "roster__centre__area")
    found = Duty.objects.select_for_update(of=["self"]).select_related(*related)
    return found.get(pk=duty.pk)


def _end(swap: Swap, state: Swap.State) -> None:
    swap.state, swap.answered_at = state, timezone.now()
    with refusing(Swap):
        swap.save(update_fields=["state", "answered_at"])


def _refuse_past_or_draft(duty: Duty) -> None:
    if duty.during.lower <= timezone.now() or not duty.roster.published:
        words = _("Only a published duty that has not begun is swapped.")
        raise Refused("a_swap_is_of_a_duty_to_come", words, field="duty")


def _as_offered(swap: Swap, by: User) -> list[Duty]:
    """The duties that change hands, still of those two."""
    if swap.to_id and swap.to_id != by.pk:
        words = _("This duty was offered to %(to)s.") % {"to": swap.to}
        raise Refused("a_swap_is_answered_by_whom_it_is_offered_to", words)
    given = [(_found(swap.duty), swap.offered_by_id)]
    if swap.wanted:
        given.append((_found(swap.wanted), by.pk))
    for duty, holder in given:
        _refuse_past_or_draft(duty)
        if duty.person_id != holder:
            words = _("%(duty)s has passed to somebody else meanwhile.")
            raise Refused("a_swap_is_of_ones_own_duty", words % {"duty": duty_words(duty)})
    return [duty for duty, _holder in given]


def _hard(people: Sequence[User], duties: Sequence[Duty]) -> list[Break]:
    return [
        broken
        for duty in {one.roster_id: one for one in sorted(duties, key=lambda one: one.day)}.values()
        for broken in hard_breaks_of(people, roster=duty.roster, day=duty.day)
    ]


def _change_places(swap: Swap, duties: Sequence[Duty], by: User) -> None:
    """In one statement, so that for no moment anybody is in two places."""
    for duty, person in zip(duties, (by, swap.offered_by), strict=False):
        refuse_strangers(duty.roster, person=person, day=duty.day, patterns=[duty.pattern])
        duty.person, duty.origin, duty.fixed = person, Duty.Origin.SWAP, True
    with refusing(Duty):
        Duty.objects.bulk_update(duties, ["person", "origin", "fixed"])


def _refuse_broken(broken: Sequence[Break]) -> None:
    if broken:
        told = "；".join(break_words(one) for one in broken)
        words = _("This swap breaks what must be kept: %(rules)s.")
        raise Refused("a_swap_breaks_no_rule", words % {"rules": told})


def _tell_accepted(swap: Swap, by: User) -> None:
    """Who offered it, and who keeps the roster."""
    _tell_answer(swap, by)
    centre = swap.duty.roster.centre
    words = f"{swap.offered_by} → {by}: {duty_words(swap.duty)}"
    if swap.wanted:
        words = f"{words}; {by} → {swap.offered_by}: {duty_words(swap.wanted)}"
    for keeper in keepers_of(centre.area, on=timezone.localdate()):
        if keeper not in (by, swap.offered_by):
            tell(keeper, "rota.swapped", about=None, key="", centre=str(centre), words=words)


def _tell_answer(swap: Swap, by: User) -> None:
    tell(
        swap.offered_by, "rota.swap_answered", about=None, key="",
        answer=swap.get_state_display(), duty=duty_words(swap.duty), who=str(by),
    )  # fmt: skip
