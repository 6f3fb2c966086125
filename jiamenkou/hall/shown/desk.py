"""What a clerk sees at their counter."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jiamenkou.hall.models import Counter, Interval, Sitting, Ticket
from jiamenkou.hall.shown.wording import tone_of
from jiamenkou.people.models import User
from jiamenkou.services.models import Skill

MOST_SHOWN = 12
State = Ticket.State


@dataclass(frozen=True, kw_only=True)
class Button:
    """One step: its name, its word, the key that does it."""

    step: str
    word: Any
    key: str
    primary: bool = False


BUTTONS: dict[str, tuple[Button, ...]] = {
    State.CALLED: (
        Button(step="start", word=_("Start"), key="S", primary=True),
        Button(step="recall", word=_("Call again"), key="R"),
        Button(step="no_show", word=_("Not here"), key="X"),
    ),
    State.SERVING: (
        Button(step="finish", word=_("Finish"), key="F", primary=True),
        Button(step="hold", word=_("Hold"), key="H"),
    ),
}


def desk_of(sitting: Sitting, clerk: User, *, now: datetime.datetime) -> dict[str, object]:
    """The number at the counter, those on hold, those who missed their call, and the line."""
    counter, day = sitting.counter, timezone.localdate(now)
    today = Ticket.objects.of_day(counter.centre, day).select_related(
        "item", "priority", "resident", "counter", "wanted"
    )
    present = today.at_a_counter().filter(counter=counter).first()
    mine = set(Skill.objects.on(day).filter(person=clerk).values_list("item", flat=True))
    line = today.in_line().by_turn(now)
    callable_now = line.callable_by(counter, mine)
    waiting = list(callable_now[:MOST_SHOWN])
    return {
        "counter": counter,
        "present": present,
        "tone": tone_of(present) if present else "",
        "buttons": BUTTONS.get(present.state, ()) if present else (),
        "since": _since(present),
        "cases": _cases(present),
        "waiting": waiting,
        "count": callable_now.count(),
        "others": line.count() - callable_now.count(),
        "held": list(today.filter(state=State.HELD, clerk=clerk).order_by("called_at")),
        "missed": _missed(today, counter, now),
        "now": now,
    }


def _since(present: Ticket | None) -> datetime.datetime | None:
    """Since when what is going on now goes on."""
    running = Interval.objects.open().filter(ticket=present).first() if present else None
    return running.begins if running else None


def _cases(present: Ticket | None) -> Sequence[Any]:
    if present is None:
        return ()
    return list(present.cases.select_related("version__item").order_by("pk"))


def _missed(today: Any, counter: Counter, now: datetime.datetime) -> list[Ticket]:
    """Who may still come back, the ones called here first."""
    found = today.filter(state=State.NO_SHOW, return_until__gt=now).order_by("-called_at")
    return sorted(found[:MOST_SHOWN], key=lambda one: one.counter_id != counter.pk)
