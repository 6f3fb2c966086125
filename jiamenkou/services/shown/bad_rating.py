"""What the page of a bad rating shows, and to whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jiamenkou.audit.history import history_for
from jiamenkou.engines.workdays import Clock
from jiamenkou.people.models import User
from jiamenkou.places.calendar import the_calendar
from jiamenkou.services.clock import counted
from jiamenkou.services.models import BadRating
from jiamenkou.services.shown.days import day_lines

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

State = BadRating.State
WORDS: dict[str, StrOrPromise] = {
    "finding": _("Looked into"),
    "remedy": _("Mended"),
    "call": _("Called back"),
    "appeal": _("Appeal: it was a mistake"),
    "ruling": _("Rule on the appeal"),
}


def steps_for(user: User, bad: BadRating) -> dict[str, StrOrPromise]:
    """What this person can do now, with its words."""
    if not user.may("services.see_to_ratings"):
        return {}
    own, state = bad.clerk_id == user.pk, State(bad.state)
    can = {
        "finding": state == State.OPEN and not own,
        "remedy": state == State.VERIFIED,
        "call": state == State.FIXED and not own,
        "appeal": own and bad.is_open and not bad.appeal,
        "ruling": bad.under_appeal and not own and user.may("services.rule"),
    }
    return {name: WORDS[name] for name, may in can.items() if may}


def bad_shown(user: User, bad: BadRating) -> dict[str, Any]:
    """Who served does not see who rated, nor their words, before it is closed."""
    hidden = bad.clerk_id == user.pk and bad.is_open
    clock = Clock(start=timezone.localdate(bad.opened_at), n=bad.days)
    run, today = counted(clock, the_calendar()), timezone.localdate()
    left = sum(one.counted for one in run.passed if one.day.date > today)
    return {
        "bad": bad,
        "rating": bad.rating,
        "item": bad.rating.case.version.item,
        "centre": bad.rating.case.centre,
        "hidden": hidden,
        "shows_case": not hidden and user.may("services.see"),
        "left": left,
        "share": left / clock.n if clock.n else 0,
        "late": bad.is_open and today > bad.due_on,
        "lines": day_lines(run, today),
        "provisional": run.provisional,
        "history": None if hidden else history_for(user, bad),
    }
