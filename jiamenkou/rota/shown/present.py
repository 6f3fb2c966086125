"""Who is at a centre and who comes next, as anybody may know it."""

from __future__ import annotations

import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from jiamenkou.places.models import Centre
from jiamenkou.rota.models import ShiftPattern
from jiamenkou.rota.presence import coming_on, on_duty
from jiamenkou.rota.shown.wording import Letter, letters, near_words

WEEK = datetime.timedelta(days=7)
MOST_SHOWN = 12


def here_now(centre: Centre, now: datetime.datetime) -> list[dict[str, str]]:
    known = _letters(centre, now)
    return [
        {
            **_letter(known, one.pattern),
            "name": one.called,
            "words": _("until %(time)s") % {"time": f"{one.until:%H:%M}"},
        }
        for one in on_duty(centre, at=now)
    ]


def coming(centre: Centre, now: datetime.datetime) -> list[dict[str, str]]:
    known = _letters(centre, now)
    return [
        {
            **_letter(known, one.pattern),
            "name": one.called,
            "day": near_words(one.begins.date()),
            "words": f"{one.begins:%H:%M}–{one.until:%H:%M}",
        }
        for one in coming_on(centre, after=now, before=now + WEEK)[:MOST_SHOWN]
    ]


def _letters(centre: Centre, now: datetime.datetime) -> dict[int, Letter]:
    running = ShiftPattern.objects.filter(centre=centre).on(timezone.localdate(now))
    return letters(list(running.order_by("starts", "minutes", "pk")))


def _letter(known: dict[int, Letter], pattern: ShiftPattern) -> dict[str, str]:
    letter = known.get(pattern.pk)
    return {"short": pattern.short, "tone": letter.tone if letter else "tone-6"}
