"""My own duties, swaps, wishes and leave, as rows of my page."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from jiamenkou.people.models import User
from jiamenkou.rota.models import Duty, Leave, ShiftPattern, Swap, Wish
from jiamenkou.rota.models.swap import SwapQuerySet
from jiamenkou.rota.shown.cells import wish_words
from jiamenkou.rota.shown.wording import (
    day_words,
    days_words,
    duty_hours,
    letters,
    month_after,
    near_words,
)

Row = dict[str, object]
MOST_SHOWN = 20
LEAVE_TONES = {"asked": "due", "approved": "ok", "refused": "late", "withdrawn": "plain"}


def next_duty(person: User, now: datetime.datetime) -> Row | None:
    mine = Duty.objects.published().filter(person=person, during__endswith__gt=now)
    known = mine.select_related("pattern", "roster__centre").order_by("during")
    duty = known.first()
    return _row(duty, now, tones=_tones([duty]), offered=set()) if duty else None


def duty_rows(person: User, month: datetime.date, now: datetime.datetime) -> Iterator[Row]:
    mine = Duty.objects.published().filter(person=person).between(month, month_after(month))
    duties = list(mine.select_related("pattern", "roster__centre").order_by("during"))
    offers = Swap.objects.open().filter(duty__in=duties)
    offered, tones = set(offers.values_list("duty", flat=True)), _tones(duties)
    return (_row(duty, now, tones=tones, offered=offered) for duty in duties)


def _tones(duties: list[Duty]) -> dict[int, str]:
    """The colour each shift has in the month of its centre."""
    centres = {one.roster.centre_id for one in duties}
    shifts = ShiftPattern.objects.filter(centre__in=centres).order_by("starts", "minutes", "pk")
    by_centre = {
        centre: letters([one for one in shifts if one.centre_id == centre]) for centre in centres
    }
    return {pk: letter.tone for found in by_centre.values() for pk, letter in found.items()}


def _row(duty: Duty, now: datetime.datetime, *, tones: dict[int, str], offered: set[int]) -> Row:
    return {
        "when": near_words(duty.day),
        "short": duty.pattern.short,
        "tone": tones[duty.pattern_id],
        "words": f"{duty.pattern.name} {duty_hours(duty)} · {duty.roster.centre}",
        "href": reverse("rota:my-duty", args=[duty.pk]),
        "over": duty.during.upper <= now,
        "swap": _("offered") if duty.pk in offered else "",
    }


def asked_swaps(person: User) -> Iterator[Row]:
    """Offers of others that this person may take."""
    known = Swap.objects.answerable_by(person).order_by("duty__during")
    for swap in swap_facts(known)[:MOST_SHOWN]:
        yield {
            "title": f"{swap.offered_by}: {duty_words(swap.duty)}",
            "detail": return_words(swap),
            "href": reverse("rota:my-swap", args=[swap.pk]),
        }


def swap_facts(swaps: SwapQuerySet) -> SwapQuerySet:
    """With all that their words need."""
    return swaps.select_related(
        "offered_by", "to", "taken_by", "duty__pattern", "duty__person", "duty__roster__centre",
        "wanted__pattern", "wanted__person", "wanted__roster__centre",
    )  # fmt: skip


def duty_words(duty: Duty) -> str:
    return f"{day_words(duty.day)} {duty.pattern.name} {duty_hours(duty)}"


def return_words(swap: Swap) -> str:
    if swap.wanted is None:
        return _("for nothing in return")
    facts = {"duty": duty_words(swap.wanted), "person": swap.wanted.person}
    return _("in return for %(duty)s of %(person)s") % facts


def wish_rows(person: User, today: datetime.date) -> Iterator[Row]:
    said = Wish.objects.filter(person=person, day__gte=today).select_related("pattern")
    for wish in said.order_by("day", "pk")[:MOST_SHOWN]:
        yield {
            "tone": "info",
            "word": day_words(wish.day),
            "words": wish_words(wish),
            "end": reverse("rota:end-wish", args=[wish.pk]),
        }


def leave_rows(person: User, today: datetime.date) -> Iterator[Row]:
    known = Leave.objects.filter(person=person, during__endswith__gt=today)
    for leave in known.exclude(state=Leave.State.WITHDRAWN).order_by("during")[:MOST_SHOWN]:
        standing = leave.state in Leave.STANDING
        yield {
            "tone": LEAVE_TONES[leave.state],
            "word": leave.get_state_display(),
            "words": f"{leave.get_kind_display()} {days_words(leave.first, leave.last)}",
            "end": reverse("rota:end-leave", args=[leave.pk]) if standing else "",
        }
