"""What can be done with a month as a whole: draw it, publish it."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jiamenkou.audit.actions import record
from jiamenkou.audit.facts import typed
from jiamenkou.lib.constraints import refusing
from jiamenkou.lib.refusal import Refused
from jiamenkou.notices.actions import tell
from jiamenkou.people.models import User
from jiamenkou.places.models import Centre
from jiamenkou.rota.actions.locks import lock_roster, note_change
from jiamenkou.rota.gaps import Gap, gaps
from jiamenkou.rota.models import Duty, Publication, Roster

State = Roster.State
MOST_GAPS_NAMED = 6


@transaction.atomic
def draw_roster(centre: Centre, *, month: datetime.date, by: User | None) -> Roster:
    """An empty draft for the month that `month` lies in."""
    roster = Roster(centre=centre, month=month.replace(day=1), changed_at=timezone.now())
    with refusing(Roster):
        roster.save(force_insert=True)
    record("rota.draw_roster", roster, by=by, centre=centre.pk, month=f"{month:%Y-%m}")
    return roster


@transaction.atomic
def publish(roster: Roster, *, why: str = "", by: User | None) -> Publication:
    """Keep what the month says now as a version, and tell whom it concerns."""
    roster, now = lock_roster(roster), timezone.now()
    if roster.generations.under_way().exists():
        words = _("The engine is still making this roster: wait until it is done, or stop it.")
        raise Refused("a_roster_is_generated_once_at_a_time", words)
    _refuse_gaps(roster, why)
    before, duties = _last_duties(roster), _written(roster.duties.order_by("day", "pk"))
    told = _concerned(before, duties)
    if roster.published and not told:
        words = _("Nothing has changed since version %(number)d was published.")
        raise Refused("a_version_differs_from_the_last", words % {"number": roster.version})
    roster.state, roster.version, roster.published_at = State.PUBLISHED, roster.version + 1, now
    roster.save(update_fields=["state", "version", "published_at"])
    publication = Publication.objects.create(
        roster=roster, version=roster.version, at=now, by=by, why=why.strip(),
        duties=duties, told=told,
    )  # fmt: skip
    record("rota.publish", roster, by=by, version=roster.version, why=typed(why))
    _tell(roster, told, by)
    note_change(roster, now=now)
    return publication


def _refuse_gaps(roster: Roster, why: str) -> None:
    open_shifts = gaps([roster.centre_id], roster.month, roster.until, drafts=[roster.pk])
    if not open_shifts or why.strip():
        return
    words = _("These shifts are open: %(shifts)s. Fill them, or say why it is published so.")
    shifts = gap_words(open_shifts)
    raise Refused("a_gap_is_published_with_a_reason", words % {"shifts": shifts}, field="why")


def gap_words(found: list[Gap]) -> str:
    """The first few by day and shift, and how many more."""
    named = [f"{one.day:%m-%d} {one.shift} {one.there}/{one.needed}" for one in found]
    more = len(named) - MOST_GAPS_NAMED
    rest = [_("%(count)d more") % {"count": more}] if more > 0 else []
    return "、".join(named[:MOST_GAPS_NAMED] + rest)


def _last_duties(roster: Roster) -> list[list[object]]:
    last = roster.publications.order_by("version").last()
    return last.duties if last else []


def _written(duties: Iterable[Duty]) -> list[list[object]]:
    return [
        [one.person_id, one.pattern_id, one.day.isoformat(), one.begins.isoformat(),
         one.ends.isoformat()]
        for one in duties
    ]  # fmt: skip


def _concerned(before: list[list[object]], now: list[list[object]]) -> list[int]:
    """The people whose duties differ."""
    was, are = ({tuple(duty) for duty in duties} for duties in (before, now))
    return sorted({int(str(person)) for person, *_rest in was ^ are})


def _tell(roster: Roster, told: list[int], by: User | None) -> None:
    counts = Counter(roster.duties.values_list("person", flat=True))
    month = f"{roster.month:%Y-%m}"
    key = f"roster-{roster.pk}-{roster.version}"
    for person in User.objects.filter(pk__in=told, is_active=True).order_by("pk"):
        if person != by:
            tell(
                person, "rota.published", key=key,
                month=month, centre=str(roster.centre), count=counts[person.pk],
            )  # fmt: skip
