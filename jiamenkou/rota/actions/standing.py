"""What every change to a duty is asked, whoever makes it: a hand, a swap, a repair."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from jiamenkou.lib.refusal import Refused
from jiamenkou.people.models import User
from jiamenkou.places.models import SharingAgreement
from jiamenkou.rota.case import case_of
from jiamenkou.rota.days import ONE_DAY
from jiamenkou.rota.judging import Break, breaks_by
from jiamenkou.rota.models import Duty, Leave, Posting, Roster, ShiftPattern, Swap

LAST_DAYS = 7
"""So many days before its end a month is felt in the next: rest, days in a row, the week."""


def refuse_strangers(
    roster: Roster, *, person: User, day: datetime.date, patterns: Iterable[ShiftPattern]
) -> None:
    """The day lies in the month, the shifts are run there, and the person can be there."""
    if not roster.month <= day < roster.until:
        words = _("%(day)s does not lie in %(month)s.")
        facts = {"day": day, "month": f"{roster.month:%Y-%m}"}
        raise Refused("a_duty_lies_in_its_month", words % facts, field="day")
    for one in patterns:
        if one.centre_id != roster.centre_id or day not in one.during:
            words = _("%(centre)s does not run the shift “%(shift)s” on %(day)s.")
            facts = {"centre": roster.centre, "shift": one.name, "day": day}
            raise Refused("a_shift_is_run_by_its_centre", words % facts, field="patterns")
    if patterns:
        _refuse_absent(roster, person, day)


def hard_breaks_of(people: Iterable[User], *, roster: Roster, day: datetime.date) -> list[Break]:
    """What must not be in these people's days of the month, and of the next where that feels it."""
    return hard_breaks_in([roster, *months_after(roster, day)], people)


def months_after(roster: Roster, day: datetime.date) -> list[Roster]:
    """The next month's roster, where it feels that day."""
    if roster.until - day > LAST_DAYS * ONE_DAY:
        return []
    return list(Roster.objects.filter(centre=roster.centre_id, month=roster.until))


def hard_breaks_in(months: Iterable[Roster], people: Iterable[User]) -> list[Break]:
    """What must not be in these people's days of these months."""
    found, people = [], list(people)
    for month in months:
        case = case_of(month)
        found += [one for person in people for one in breaks_by(case, person.pk) if one.hard]
    return found


def withdraw_offers(duties: Iterable[Duty]) -> None:
    """Duties that passed on are no longer on offer, nor asked for in return."""
    keys = [one.pk for one in duties]
    meant = Q(duty__in=keys) | Q(wanted__in=keys)
    now = timezone.now()
    Swap.objects.open().filter(meant).update(state=Swap.State.WITHDRAWN, answered_at=now)


def _refuse_absent(roster: Roster, person: User, day: datetime.date) -> None:
    away = Leave.objects.approved().filter(person=person, during__contains=day).first()
    if away:
        words = _("%(person)s is on leave until %(last)s.")
        raise Refused(
            "leave_is_honoured", words % {"person": person, "last": away.last}, field="person"
        )
    posting = Posting.objects.on(day).filter(person=person).first()
    if posting is None or not _may_work_at(posting, roster, day):
        words = _("%(person)s does not work for %(centre)s on %(day)s.")
        facts = {"person": person, "centre": roster.centre, "day": day}
        raise Refused("people_work_where_they_are_posted", words % facts, field="person")


def _may_work_at(posting: Posting, roster: Roster, day: datetime.date) -> bool:
    """At their own centre, or at one that shares staff with it."""
    if posting.centre_id == roster.centre_id:
        return True
    both = [posting.centre_id, roster.centre_id]
    shared = SharingAgreement.objects.filter(
        host__in=both, guest__in=both, shares_staff=True, during__contains=day
    )
    return shared.exists()
