"""What the page of a resident shows, and of whom it leads further."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jiamenkou.audit.history import MOST_SHOWN, events_of
from jiamenkou.audit.models import Event
from jiamenkou.audit.words import verb_words
from jiamenkou.lib.scope import Reach
from jiamenkou.people.forms.residents import CircumstanceForm, EndForm, GuardianForm, UnmaskForm
from jiamenkou.people.forms.rights import ConsentForm, HealthForm
from jiamenkou.people.models import (
    Circumstance,
    Consent,
    Guardianship,
    HealthNote,
    Household,
    Membership,
    Resident,
    User,
)

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LABELS: dict[str, StrOrPromise] = {
    "name": _("Full name"),
    "id_number": _("ID number"),
    "phone": _("Telephone"),
    "address": _("Address"),
    "consent": _("The signed sheet"),
}


@dataclass(frozen=True, kw_only=True)
class Masked:
    """A masked field as the page shows it; `clear` only in the answer to an unmasking."""

    field: str
    label: StrOrPromise
    mask: str
    clear: str
    ask: UnmaskForm


@dataclass(frozen=True, kw_only=True)
class Look:
    """Somebody's act with a resident, in words."""

    event: Event
    words: str
    field: StrOrPromise


def masked_fields(thing: Resident | Household, clear: dict[str, str]) -> list[Masked]:
    return [
        Masked(
            field=field,
            label=LABELS[field],
            mask=getattr(thing, f"masked_{field}"),
            clear=clear.get(field, ""),
            ask=UnmaskForm(initial={"field": field}, auto_id=f"{field}_%s"),
        )
        for field in thing.MASKED
    ]


def looks_at(thing: Resident | Household) -> list[Look]:
    """The latest acts with it, readings in clear among them."""
    return [
        Look(
            event=event,
            words=verb_words(event),
            field=LABELS.get(event.facts.get("field", ""), ""),
        )
        for event in events_of(thing)[:MOST_SHOWN]
    ]


def health_notes(resident: Resident, clear: dict[str, str]) -> list[dict[str, Any]]:
    notes = HealthNote.objects.filter(consent__resident=resident).order_by("-written_on", "-pk")
    return [
        {
            "note": note,
            "clear": clear.get(f"note-{note.pk}", ""),
            "ask": UnmaskForm(initial={"field": "words"}, auto_id=f"note-{note.pk}_%s"),
        }
        for note in notes
    ]


def resident_shown(
    user: User, reach: Reach, resident: Resident, clear: dict[str, str]
) -> dict[str, Any]:
    today = timezone.localdate()
    membership = Membership.objects.filter(resident=resident).first()
    guards = Guardianship.objects.on(today).select_related("guardian__area", "minor__area")
    return {
        "resident": resident,
        "masked": masked_fields(resident, clear),
        "looked": bool(clear),
        "groups": Circumstance.objects.on(today).filter(resident=resident),
        "guardians": _named(guards.filter(minor=resident), "guardian", reach),
        "wards": _named(guards.filter(guardian=resident), "minor", reach),
        "needs_guardian": resident.is_minor and not guards.filter(minor=resident).exists(),
        "household": membership.household_id if membership else None,
        "looks": looks_at(resident),
        "may_keep": user.may("people.keep_residents"),
        "may_answer": user.may("people.answer_for_data"),
        "consents": Consent.objects.filter(resident=resident).select_related("given_by"),
        "notes": health_notes(resident, clear),
        "consent": ConsentForm(resident=resident),
        "health": HealthForm(),
        "may_unmask": user.may("people.unmask"),
        "circumstance": CircumstanceForm(),
        "guardian": GuardianForm(),
        "end": EndForm(),
    }


def _named(guards: Any, who: str, reach: Reach) -> list[dict[str, Any]]:
    """Guardians or wards, with the way to their page where it exists for this reader."""
    named = ((one, getattr(one, who)) for one in guards)
    return [
        {"guardianship": one, "person": person, "known": reach.holds(person.area_id)}
        for one, person in named
    ]
