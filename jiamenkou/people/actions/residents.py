"""What can be done with residents: add, amend, note that they left."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypedDict, Unpack

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jiamenkou.audit.actions import record
from jiamenkou.lib.constraints import refusing
from jiamenkou.lib.idnumber import NotAnIdNumber, read_id_number
from jiamenkou.lib.phones import NotAPhone, plain_phone
from jiamenkou.lib.refusal import Refused
from jiamenkou.people.models import Resident, User
from jiamenkou.places.models import Area
from jiamenkou.places.spelling import spelled


class ResidentFacts(TypedDict, total=False):
    """What may be said of a resident; numbers as they were typed."""

    name: str
    born_on: datetime.date | None
    gender: str
    id_number: str
    phone: str
    address: str
    language: str
    channel: str
    account: User | None


@transaction.atomic
def add_resident(area: Area, *, by: User | None, **facts: Unpack[ResidentFacts]) -> Resident:
    """Somebody who lives in `area`; an ID number lends its birth date and gender."""
    resident = Resident(area=area)
    _say(resident, facts)
    with _one_of_each_number(resident, by):
        resident.save(force_insert=True)
    record("people.add_resident", resident, by=by, area=area.code)
    return resident


@transaction.atomic
def amend_resident(
    resident: Resident,
    *,
    by: User | None,
    area: Area | None = None,
    **facts: Unpack[ResidentFacts],
) -> Resident:
    """Correct what is said of a resident; what is not mentioned stays, empty words take away."""
    resident = locked(resident)
    resident.area = area or resident.area
    _say(resident, facts)
    with _one_of_each_number(resident, by):
        resident.save()
    record("people.amend_resident", resident, by=by, changed=sorted(facts))
    return resident


@transaction.atomic
def note_leaving(resident: Resident, *, on: datetime.date, by: User | None) -> Resident:
    """They moved away or died; retention counts from that day."""
    resident = locked(resident)
    resident.left_on = on
    resident.save(update_fields=["left_on"])
    record("people.note_leaving", resident, by=by, on=on.isoformat())
    return resident


def locked(resident: Resident) -> Resident:
    """The row as it stands, for us alone until the end of the transaction; not an erased one."""
    resident = Resident.objects.select_for_update(of=("self",)).get(pk=resident.pk)
    if resident.erased_on:
        words = _("What was kept of this resident has been erased.")
        raise Refused("an_erased_resident_stays_erased", words)
    return resident


def _say(resident: Resident, facts: ResidentFacts) -> None:
    for name, value in facts.items():
        setattr(resident, name, value)
    if "name" in facts:
        resident.name_pinyin, resident.name_initials = spelled(resident.name)
    if facts.get("phone"):
        resident.phone = _phone(facts["phone"])
    if resident.id_number and {"id_number", "born_on", "gender"} & set(facts):
        _agree(resident)
    if resident.born_on and resident.born_on > timezone.localdate():
        words = _("The date of birth lies in the future.")
        raise Refused("a_resident_was_born", words, field="born_on")


def _phone(written: str) -> str:
    try:
        return plain_phone(written)
    except NotAPhone as fault:
        raise Refused("a_phone_can_be_called", str(fault), field="phone") from fault


def _agree(resident: Resident) -> None:
    """The ID number is right in itself, and says the same as the birth date and the gender."""
    try:
        said = read_id_number(resident.id_number)
    except NotAnIdNumber as fault:
        raise Refused("an_id_number_is_right", str(fault), field="id_number") from fault
    resident.id_number = said.number
    if resident.born_on not in {None, said.born_on}:
        words = _("The ID number says another date of birth. Correct whichever is wrong.")
        raise Refused("an_id_number_agrees_with_its_holder", words, field="born_on")
    if resident.gender not in {"", said.gender}:
        words = _("The ID number says another gender. Correct whichever is wrong.")
        raise Refused("an_id_number_agrees_with_its_holder", words, field="gender")
    resident.born_on, resident.gender = said.born_on, said.gender


@contextmanager
def _one_of_each_number(resident: Resident, by: User | None) -> Iterator[None]:
    """A number somebody holds already is said to be here only where `by` may see that somebody."""
    try:
        with refusing(Resident):
            yield
    except Refused as no:
        if no.rule != "an_id_number_is_one_residents":
            raise
        words = _("This ID number needs a look by the street office before it can be kept here.")
        if _known_to(by, resident.id_number):
            words = _("Somebody with this ID number is already kept in this community.")
        raise Refused(no.rule, words, field="id_number") from no


def _known_to(by: User | None, number: str) -> bool:
    holders = Resident.objects.by_id_number(number)
    return (holders.within(by.reach("people.see_residents")) if by else holders).exists()
