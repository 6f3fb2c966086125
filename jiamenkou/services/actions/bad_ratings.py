"""What is done about a bad rating: looked into, mended, called back; or found to be mistaken."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jiamenkou.audit.actions import record
from jiamenkou.engines.workdays import Clock
from jiamenkou.lib.constraints import refusing
from jiamenkou.lib.refusal import Refused
from jiamenkou.notices.actions import tell
from jiamenkou.people.models import User
from jiamenkou.places.calendar import the_calendar
from jiamenkou.rota.keepers import keepers_of
from jiamenkou.services.clock import counted
from jiamenkou.services.models import BadRating, Rating

State = BadRating.State


def open_bad_rating(rating: Rating) -> BadRating:
    """Part of rating: the manager is told, and has so many working days."""
    today, days, case = timezone.localdate(), settings.BAD_RATING_DAYS, rating.case
    due = counted(Clock(start=today, n=days), the_calendar()).end
    with refusing(BadRating):
        bad = BadRating.objects.create(
            rating=rating, clerk=case.clerk, opened_at=timezone.now(), days=days, due_on=due
        )
    record("services.open_bad_rating", bad, by=None, due=due.isoformat())
    for keeper in keepers_of(case.centre.area, on=today):
        if keeper.pk != case.clerk_id:
            facts = {"centre": str(case.centre), "due": due.isoformat()}
            tell(keeper, "services.bad_rating", about=bad, key=f"bad-{bad.pk}", **facts)
    return bad


@transaction.atomic
def verify(bad: BadRating, *, finding: str, by: User) -> BadRating:
    """What really happened."""
    bad = _locked(bad)
    _refuse_step(bad, State.VERIFIED)
    _refuse_own(bad, by)
    _go(bad, State.VERIFIED, finding=_said(finding, "finding"), verified_by=by)
    record("services.verify", bad, by=by)
    return bad


@transaction.atomic
def mend(bad: BadRating, *, remedy: str, by: User) -> BadRating:
    """What was done about it."""
    bad = _locked(bad)
    _refuse_step(bad, State.FIXED)
    _go(bad, State.FIXED, remedy=_said(remedy, "remedy"), fixed_by=by)
    record("services.mend", bad, by=by)
    return bad


@transaction.atomic
def call_back(bad: BadRating, *, answer: str, content: bool, by: User) -> BadRating:
    """Somebody else than who served asks the resident; where they are not content, it goes on."""
    bad = _locked(bad)
    _refuse_step(bad, State.CLOSED)
    said = _said(answer, "answer")
    ended_at = timezone.now() if content else None
    to = State.CLOSED if content else State.VERIFIED
    _go(bad, to, answer=said, content=content, called_by=by, ended_at=ended_at)
    record("services.call_back", bad, by=by, content=content)
    return bad


@transaction.atomic
def appeal(bad: BadRating, *, why: str, by: User) -> BadRating:
    """Who served says that it was given by mistake; somebody else rules on it."""
    bad = _locked(bad)
    if bad.clerk_id != by.pk:
        words = _("Only who served appeals against a rating.")
        raise Refused("an_appeal_is_of_who_served", words)
    if not bad.is_open or bad.appeal:
        words = _("This rating has been appealed against, or is closed.")
        raise Refused("a_rating_is_appealed_against_once", words)
    bad.appeal, bad.appealed_at = _said(why, "why"), timezone.now()
    bad.save(update_fields=["appeal", "appealed_at"])
    record("services.appeal", bad, by=by)
    return bad


@transaction.atomic
def rule(bad: BadRating, *, mistaken: bool, ruling: str, by: User) -> BadRating:
    """Whether it was given by mistake; a mistaken one is kept, and counted apart."""
    bad = _locked(bad)
    if not bad.under_appeal:
        raise Refused("an_appeal_is_ruled_on_once", _("No appeal waits to be ruled on."))
    said = _said(ruling, "ruling")
    if mistaken:
        _go(bad, State.MISTAKEN, ruling=said, ruled_by=by, ended_at=timezone.now())
        Rating.objects.filter(pk=bad.rating_id).update(mistaken=True)
    else:
        _go(bad, None, ruling=said, ruled_by=by)
    record("services.rule", bad, by=by, mistaken=mistaken)
    return bad


def _locked(bad: BadRating) -> BadRating:
    found = BadRating.objects.select_for_update(of=["self"])
    return found.select_related("rating__case__centre__area").get(pk=bad.pk)


def _refuse_step(bad: BadRating, to: BadRating.State) -> None:
    if to not in bad.NEXT[State(bad.state)]:
        words = _("This bad rating is “%(state)s” now; it cannot become “%(to)s”.")
        facts = {"state": bad.get_state_display(), "to": to.label}
        raise Refused("a_bad_rating_skips_no_step", words % facts)


def _refuse_own(bad: BadRating, by: User) -> None:
    if bad.clerk_id == by.pk:
        words = _("Somebody else looks into what is said of your own work.")
        raise Refused("nobody_looks_into_their_own_rating", words)


def _said(words: str, field: str) -> str:
    if not words.strip():
        raise Refused("a_bad_rating_is_seen_to_in_words", _("Say it in words."), field=field)
    return words.strip()


def _go(bad: BadRating, to: BadRating.State | None, **facts: object) -> None:
    bad.state = to or bad.state
    for name, value in facts.items():
        setattr(bad, name, value)
    with refusing(BadRating):
        bad.save()
