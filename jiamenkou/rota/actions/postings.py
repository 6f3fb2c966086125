"""What can be done with postings: begin one, amend it, end it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Required, TypedDict, Unpack

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from jiamenkou.audit.actions import record
from jiamenkou.lib.constraints import refusing
from jiamenkou.lib.refusal import Refused
from jiamenkou.people.models import User
from jiamenkou.places.models import Centre
from jiamenkou.rota.actions.locks import lock_people
from jiamenkou.rota.models import Duty, Leave, Posting, Skill


class PostingFacts(TypedDict, total=False):
    """What may be said of a posting."""

    job: Required[str]
    week_minutes: int
    skills: Iterable[str]


class AmendedPosting(TypedDict, total=False):
    """What may be said otherwise of a posting later."""

    job: str
    week_minutes: int
    skills: Iterable[str]


@transaction.atomic
def post(
    person: User,
    *,
    centre: Centre,
    begins: datetime.date,
    ends: datetime.date | None = None,
    by: User | None,
    **facts: Unpack[PostingFacts],
) -> Posting:
    """`person` works for `centre` from `begins` until before `ends`."""
    if ends is not None and ends <= begins:
        words = _("A posting begins on a day, and ends later than that.")
        raise Refused("a_posting_begins_before_it_ends", words, field="ends")
    posting = Posting(person=person, centre=centre, during=DateRange(begins, ends))
    _say(posting, facts)
    with refusing(Posting):
        posting.save(force_insert=True)
    record("rota.post", posting, by=by, person=person.pk, centre=centre.pk)
    return posting


@transaction.atomic
def amend_posting(posting: Posting, *, by: User | None, **facts: Unpack[AmendedPosting]) -> Posting:
    """What is not mentioned stays."""
    posting = Posting.objects.select_for_update().get(pk=posting.pk)
    _say(posting, facts)
    with refusing(Posting):
        posting.save()
    record("rota.amend_posting", posting, by=by, changed=sorted(facts))
    return posting


@transaction.atomic
def end_posting(posting: Posting, *, on: datetime.date, by: User | None) -> Posting:
    """They work there until before `on`; duties and leave from then on are settled first."""
    lock_people(posting.person)
    posting = Posting.objects.select_for_update().get(pk=posting.pk)
    first, until = posting.during.lower, posting.during.upper
    if on <= first or (until and until < on):
        words = _("This posting began on %(first)s: end it later than that, and not twice.")
        raise Refused("a_posting_begins_before_it_ends", words % {"first": first}, field="on")
    _refuse_while_needed(posting, on)
    posting.during = DateRange(first, on)
    with refusing(Posting):
        posting.save(update_fields=["during"])
    record("rota.end_posting", posting, by=by, on=on.isoformat())
    return posting


def _say(posting: Posting, facts: PostingFacts | AmendedPosting) -> None:
    for name, value in facts.items():
        setattr(posting, name, sorted(set(value)) if name == "skills" else value)  # type: ignore[call-overload]
    if strange := set(posting.skills) - set(Skill.values):
        words = _("“%(skill)s” is none of the skills there are: %(known)s.")
        known = "、".join(Skill.values)
        raise Refused(
            "a_skill_is_known", words % {"skill": min(strange), "known": known}, field="skills"
        )
    if not posting.job.strip():
        raise Refused("a_posting_has_a_job", _("Say what the job is called."), field="job")


def _refuse_while_needed(posting: Posting, on: datetime.date) -> None:
    until = posting.during.upper
    duties = Duty.objects.filter(person=posting.person, roster__centre=posting.centre, day__gte=on)
    leave = Leave.objects.filter(
        person=posting.person, state__in=Leave.STANDING, during__endswith__gt=on
    )
    if until:
        duties, leave = duties.filter(day__lt=until), leave.filter(during__startswith__lt=until)
    found = duties.order_by("day").first()
    if found:
        words = _("%(person)s is on duty on %(day)s. Find somebody else first.")
        facts = {"person": posting.person, "day": found.day}
        raise Refused("nobody_is_on_duty_after_the_end", words % facts, field="on")
    if away := leave.order_by("during").first():
        words = _("%(person)s has leave until %(day)s. Withdraw it first, or end later.")
        facts = {"person": posting.person, "day": away.last}
        raise Refused("leave_lies_in_a_posting", words % facts, field="on")
