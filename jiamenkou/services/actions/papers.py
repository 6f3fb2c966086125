"""What can be done with the papers of a case: tick them, ask for one more, tell what is missing."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jiamenkou.audit.actions import record
from jiamenkou.lib.constraints import refusing
from jiamenkou.lib.refusal import Refused
from jiamenkou.notices.actions import tell
from jiamenkou.people.models import User
from jiamenkou.services.actions.steps import go, locked, refuse_step, take_on, taken
from jiamenkou.services.models import Case, CaseMaterial, CaseNotice, CaseStep, State
from jiamenkou.services.papers import lacking, state_on
from jiamenkou.services.reaching import reached

Paper = CaseMaterial.State


@dataclass(frozen=True, kw_only=True)
class Tick:
    """What a clerk says of one paper."""

    paper: int
    state: str
    issued_on: datetime.date | None = None


@transaction.atomic
def tick(case: Case, *, ticks: Sequence[Tick], by: User, key: str = "") -> Case:
    """Say of papers whether they are there; once nothing lacks any more the waiting is over."""
    case = locked(case)
    if taken(case, key):
        return case
    _refuse_closed(case)
    papers = {one.pk: one for one in case.materials.select_related("material")}
    for said in ticks:
        _tick(case, papers[said.paper], said, by)
    record("services.tick", case, by=by, touched=len(ticks))
    if case.state == State.NEEDS_MATERIALS and not _waits(case):
        return _resume(case, by=by, key=key)
    take_on(case, by)
    case.save(update_fields=["first_clerk", "clerk"])
    CaseStep.objects.create(
        case=case, at=timezone.now(), by=by, before=case.state, after=case.state, key=key
    )
    return case


@transaction.atomic
def ask_for(case: Case, *, name: str, by: User) -> CaseMaterial:
    """One more paper, in this case alone; only until the resident was told what is missing."""
    case = locked(case)
    _refuse_closed(case)
    if case.notices.exists() or case.accepted_at:
        words = _(
            "The resident has been told what is needed: “%(name)s” could have been named then, so "
            "they are not sent for it now."
        )
        raise Refused("what_is_missing_is_told_at_once", words % {"name": name}, field="name")
    with refusing(CaseMaterial):
        paper = CaseMaterial.objects.create(case=case, name=name.strip())
    record("services.ask_for", case, by=by)
    return paper


@transaction.atomic
def give_notice(case: Case, *, by: User, key: str = "") -> CaseNotice:
    """Tell the resident all that is missing, at once; the clock stands until they bring it."""
    case = locked(case)
    if taken(case, key) and (given := case.notices.last()):
        return given
    if case.state != State.NEEDS_MATERIALS:
        refuse_step(case, State.NEEDS_MATERIALS)
    now = timezone.now()
    papers = lacking(case, timezone.localdate(now))
    _refuse_empty(case, papers)
    _refuse_second_thoughts(case, papers)
    case.notices.filter(answered_at=None).update(answered_at=now)
    notice = _written(case, papers, by, now)
    if case.state == State.NEEDS_MATERIALS:
        CaseStep.objects.create(
            case=case, at=now, by=by, before=case.state, after=case.state, key=key
        )
    else:
        go(case, State.NEEDS_MATERIALS, by=by, key=key)
    record("services.give_notice", case, by=by, number=notice.number, touched=len(papers))
    _tell(case, notice)
    return notice


def _tick(case: Case, paper: CaseMaterial, said: Tick, by: User) -> None:
    field = f"issued-{paper.pk}"
    months = paper.material.valid_months if paper.material else None
    if said.state == Paper.RECEIVED and months:
        _refuse_undated(paper, said, field, months)
    was_there = paper.state in {Paper.RECEIVED, Paper.NOT_NEEDED}
    if said.state == Paper.MISSING and was_there and case.notices.exists():
        # It could have been named in the notice: so it may follow, and keeps nothing up.
        paper.may_follow = True
    paper.state, paper.issued_on = said.state, said.issued_on
    paper.expires_on = _months_after(said.issued_on, months) if said.issued_on and months else None
    paper.ticked_at, paper.ticked_by = timezone.now(), by
    with refusing(CaseMaterial):
        paper.save()


def _refuse_undated(paper: CaseMaterial, said: Tick, field: str, months: int) -> None:
    today = timezone.localdate()
    if said.issued_on is None:
        words = _("“%(name)s” is good for %(months)s months: enter the day it was issued.")
        facts: dict[str, object] = {"name": paper.name, "months": months}
        raise Refused("a_paper_that_runs_out_is_dated", words % facts, field=field)
    if said.issued_on > today:
        words = _("“%(name)s” cannot be issued in the future.") % {"name": paper.name}
        raise Refused("a_paper_was_issued", words, field=field)
    until = _months_after(said.issued_on, months)
    if until <= today:
        words = _(
            "“%(name)s” of %(issued)s was good until %(until)s: ask for a fresh one, or tick it as "
            "expired so that the notice names it."
        )
        facts = {"name": paper.name, "issued": said.issued_on, "until": until}
        raise Refused("a_paper_is_still_good", words % facts, field=field)


def _months_after(day: datetime.date, months: int) -> datetime.date:
    """The same day so many months later; where the month has none, the first after it."""
    years, month = divmod(day.month - 1 + months, 12)
    try:
        return day.replace(year=day.year + years, month=month + 1)
    except ValueError:
        return datetime.date(day.year + years, month + 2, 1)


def _waits(case: Case) -> bool:
    """Whether what the notice named still lacks; what may follow is waited for where it is all."""
    today = timezone.localdate()
    notice = case.notices.filter(answered_at=None).get()
    needed = {line["name"] for line in notice.lines if not line["may_follow"]}
    awaited = needed or set(notice.names)
    return any(one.name in awaited for one in lacking(case, today))


def _resume(case: Case, *, by: User, key: str) -> Case:
    """Back to where the case stood before it waited."""
    case.notices.filter(answered_at=None).update(answered_at=timezone.now())
    if case.started_at:
        to = State.IN_PROGRESS
    else:
        to = State.ACCEPTED if case.accepted_at else State.SUBMITTED
    go(case, to, by=by, key=key)
    record("services.resume", case, by=by, due=str(case.due_on))
    return case


def _refuse_closed(case: Case) -> None:
    if not case.is_open:
        words = _("Case %(number)s has ended: %(state)s.")
        facts = {"number": case.number, "state": case.get_state_display()}
        raise Refused("a_case_that_ended_stays_as_it_is", words % facts)


def _refuse_empty(case: Case, papers: Sequence[CaseMaterial]) -> None:
    if not papers:
        words = _("Nothing is missing in case %(number)s.") % {"number": case.number}
        raise Refused("a_notice_names_something", words)


def _refuse_second_thoughts(case: Case, papers: Sequence[CaseMaterial]) -> None:
    """A second notice names only what the first named, or what has run out since."""
    first = case.notices.first()
    if first is None:
        return
    told = timezone.localdate(first.at)
    late = [
        one.name
        for one in papers
        if one.name not in first.names
        and not one.may_follow
        and not (one.expires_on and one.expires_on > told)
    ]
    if late:
        words = _(
            "%(names)s could have been named in the first notice of %(day)s: the resident is not "
            "sent home twice for it."
        )
        facts = {"names": "、".join(late), "day": told}
        raise Refused("what_is_missing_is_told_at_once", words % facts)


def _written(
    case: Case, papers: Sequence[CaseMaterial], by: User, now: datetime.datetime
) -> CaseNotice:
    today = timezone.localdate(now)
    lines = [
        {"name": one.name, "state": state_on(one, today).value, "may_follow": one.may_follow}
        for one in papers
    ]
    with refusing(CaseNotice):
        return CaseNotice.objects.create(
            case=case, number=case.notices.count() + 1, at=now, by=by, lines=lines
        )


def _tell(case: Case, notice: CaseNotice) -> None:
    to = reached(case)
    if to:
        names = "、".join(notice.names)
        facts = {"item": case.version.item.name, "names": names, "number": case.number}
        tell(
            to, "services.papers_missing", about=case, key=f"notice-{notice.pk}",
            centre=str(case.centre), **facts,
        )  # fmt: skip
