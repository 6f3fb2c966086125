"""What the page of a case shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiamenkou.audit.history import history_for
from jiamenkou.people.models import User
from jiamenkou.places.calendar import the_calendar
from jiamenkou.services.clock import clock_of, counted
from jiamenkou.services.models import Case, Rating, State, able
from jiamenkou.services.papers import lacking
from jiamenkou.services.shown.case_table import TONES
from jiamenkou.services.shown.days import Line, day_lines

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

WORDS: dict[State, tuple[str, StrOrPromise]] = {
    State.SUBMITTED: ("submission", gettext_lazy("Submit")),
    State.NEEDS_MATERIALS: ("notice", gettext_lazy("Tell all that is missing")),
    State.ACCEPTED: ("acceptance", gettext_lazy("Accept")),
    State.IN_PROGRESS: ("work", gettext_lazy("Begin the work")),
    State.DECIDED: ("decision", gettext_lazy("Decide")),
    State.DELIVERED: ("delivery", gettext_lazy("Hand the result over")),
    State.REJECTED: ("rejection", gettext_lazy("Reject")),
    State.WITHDRAWN: ("withdrawal", gettext_lazy("Withdraw")),
}
ORDER = list(WORDS)
FORWARD = {"submission", "acceptance", "work", "decision", "delivery"}


@dataclass(frozen=True, kw_only=True)
class Due:
    """How much of the time is left, in working days, and each day counted."""

    share: float
    left: int
    tone: str
    words: str
    provisional: bool
    lines: list[Line]


def next_steps(case: Case) -> list[tuple[str, StrOrPromise]]:
    """What can be done now, the way forward first; waiting for papers ends by ticking them."""
    now = State(case.state)
    back = {State.SUBMITTED, State.IN_PROGRESS} if now == State.NEEDS_MATERIALS else set()
    steps = [WORDS[to] for to in ORDER if to in case.next_states and to not in back]
    if now == State.NEEDS_MATERIALS:
        steps.append(WORDS[State.NEEDS_MATERIALS])
    return sorted(steps, key=lambda one: one[0] not in FORWARD)


def due_of(case: Case) -> Due | None:
    """None where no clock has begun."""
    clock = clock_of(case)
    if clock is None:
        return None
    run, today = counted(clock, the_calendar()), timezone.localdate()
    left = sum(one.counted for one in run.passed if one.day.date > today)
    late = case.runs and today > run.end
    return Due(
        share=left / clock.n if clock.n else 0.0,
        left=left,
        tone="late" if late else "due" if left <= 1 else "ok",
        words=_due_words(case, left, late=late),
        provisional=run.provisional,
        lines=day_lines(run, today),
    )


def case_shown(user: User, case: Case) -> dict[str, Any]:
    today = timezone.localdate()
    papers = list(case.materials.select_related("material", "ticked_by"))
    rating = Rating.objects.filter(case=case).select_related("bad").first()
    transfer = case.transfers.filter(state="offered").select_related("to", "sender").first()
    return {
        "case": case,
        "item": case.version.item,
        "tone": TONES[State(case.state)],
        "due": due_of(case),
        "papers": papers,
        "lacking": [one.name for one in lacking(case, today)],
        "notices": case.notices.all(),
        "files": case.files.select_related("material", "added_by"),
        "moves": case.due_moves.select_related("announcement"),
        "transfer": transfer,
        "transfers": case.transfers.exclude(state="offered").select_related("to", "sender"),
        "taken": [one for one in case.steps.select_related("by") if one.before != one.after],
        "rating": rating if rating and may_see_rating(user, rating) else None,
        "rated": rating is not None,
        "may_be_rated": case.state in {State.DELIVERED, State.REJECTED} and rating is None,
        "may_serve": user.may("services.serve"),
        "is_able": bool(
            case.clerk and able(case.version.item, case.centre, today).filter(pk=case.clerk_id or 0)
        ),
        "history": history_for(user, case),
    }


def may_see_rating(user: User, rating: Rating) -> bool:
    """Who served sees who rated only once it is closed, or where it was no bad one."""
    if rating.case.clerk_id != user.pk:
        return True
    return not rating.is_bad or not rating.bad.is_open


def _due_words(case: Case, left: int, *, late: bool) -> str:
    if not case.runs:
        return _("The clock stands.") if case.is_open else _("The clock has ended.")
    if late:
        return _("Overdue since %(day)s") % {"day": case.due_on}
    return _("%(left)d working days left, due on %(day)s") % {"left": left, "day": case.due_on}
