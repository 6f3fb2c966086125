"""Who is on duty now, as anybody may know it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from jiamenkou.places.models import Centre
from jiamenkou.rota.models import Duty, Posting, ShiftPattern
from jiamenkou.rota.models.posting import surname
from jiamenkou.rota.models.roster import DutyQuerySet


@dataclass(frozen=True, kw_only=True)
class Present:
    """Somebody there, called as the public calls them (张社工), and until when."""

    called: str
    pattern: ShiftPattern
    until: datetime.datetime


@dataclass(frozen=True, kw_only=True)
class Coming:
    """Somebody who comes next, called as the public calls them."""

    called: str
    pattern: ShiftPattern
    begins: datetime.datetime
    until: datetime.datetime


def on_duty(centre: Centre, *, at: datetime.datetime) -> list[Present]:
    """By published rosters, in the order of the shifts; two queries."""
    running = Duty.objects.published().at(at).filter(roster__centre=centre)
    return [
        Present(called=called, pattern=duty.pattern, until=duty.ends)
        for duty, called in _called(running)
    ]


def coming_on(
    centre: Centre, *, after: datetime.datetime, before: datetime.datetime
) -> list[Coming]:
    """Whose duties begin after one moment, up to another; two queries."""
    begun = Duty.objects.published().filter(
        roster__centre=centre, during__startswith__gt=after, during__startswith__lte=before
    )
    return [
        Coming(called=called, pattern=duty.pattern, begins=duty.begins, until=duty.ends)
        for duty, called in _called(begun)
    ]


def _called(found: DutyQuerySet) -> list[tuple[Duty, str]]:
    """Duties by time, with what their people are called by the job they have that day."""
    duties = list(found.select_related("person", "pattern").order_by("during", "pk"))
    people = {one.person_id for one in duties}
    postings = Posting.objects.filter(person__in=people).select_related("person")
    return [(duty, _called_on(duty, postings)) for duty in duties]


def _called_on(duty: Duty, postings: Iterable[Posting]) -> str:
    of_person = (one for one in postings if one.person_id == duty.person_id)
    called = (one.called for one in of_person if duty.day in one.during)
    return next(called, surname(duty.person.name))
