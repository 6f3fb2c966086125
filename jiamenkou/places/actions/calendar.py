"""What can be done with the calendar: announce the days of a year."""

import datetime

from django.db import connection, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from jiamenkou.audit.actions import record
from jiamenkou.lib.constraints import refusing
from jiamenkou.lib.refusal import Refused
from jiamenkou.places.actions.hours import renew_openings
from jiamenkou.places.announcing import Trial, try_notice
from jiamenkou.places.clocks import shifted_by
from jiamenkou.places.models import AnnouncedDay, Announcement
from jiamenkou.places.notice_words import problem_words

TURN = 0x6A6D6B02
"""The advisory lock of whoever announces; any number no other lock of ours has."""


@transaction.atomic
def announce_days(  # noqa: PLR0913 - a notice is all of these
    text: str,
    *,
    year: int,
    source: str,
    announced_on: datetime.date | None = None,
    amends: bool = False,
    holiday: str = "",
    seen: int | None = None,
    by: Model | None,
) -> Announcement:
    """The days of a notice count from now, and deadlines that run are counted again by them.

    With `amends` it replaces only the holidays it names; with `holiday` the text is the sentences
    of that one. `seen` is the newest announcement somebody compared it with before saying yes.
    """
    _take_turn()
    trial = try_notice(text, year=year, source=source, amends=amends, holiday=holiday)
    _ask(trial, seen)
    with refusing(Announcement, AnnouncedDay):
        announcement = Announcement.objects.create(
            year=year,
            source=source,
            announced_on=announced_on,
            text=text,
            amends=amends or bool(holiday),
        )
        _mark(announcement, trial)
    renew_openings.defer()
    moved = _move(announcement, trial, by=by)
    record("places.announce_days", announcement, by=by, year=year, turned=trial.turned, moved=moved)
    return announcement


def _take_turn() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TURN])


def _ask(trial: Trial, seen: int | None) -> None:
    if trial.notice.problems:
        words = problem_words(trial.notice.problems[0])
        raise Refused("a_notice_agrees_with_itself", words, field="text")
    if seen is not None and seen != trial.seen:
        words = _("Somebody announced other days meanwhile: look at what would change once more.")
        raise Refused("a_notice_is_saved_as_seen", words)
    if not trial.changes_something:
        words = _("The calendar already says all that this notice says.")
        raise Refused("a_notice_changes_something", words, field="text")


def _mark(announcement: Announcement, trial: Trial) -> None:
    AnnouncedDay.objects.bulk_create(
        AnnouncedDay(
            announcement=announcement, date=mark.date, works=mark.works, holiday=mark.holiday
        )
        for mark in trial.notice.marks
    )


def _move(announcement: Announcement, trial: Trial, *, by: Model | None) -> int:
    """Each app writes its deadlines that move; how many there were."""
    count = 0
    for clocks, shifted in shifted_by(trial.old, trial.new, lock=True):
        if shifted:
            clocks.write(shifted, announcement=announcement, by=by)
        count += len(shifted)
    return count
